/** xterm.js, put together for a tab. The packages are fetched when the first screen opens. */
import type { ISearchOptions, SearchAddon } from '@xterm/addon-search';
import type { ILink, Terminal } from '@xterm/xterm';
import { follow, leadsIn, type Terms } from './lead.ts';
import type { ShellTab } from './shell-tab.ts';
import { onThemeChange, pageTheme, searchTheme } from './xterm-theme.ts';

export interface XtermHandlers {
  /** Whether Tab leaves now. */
  readonly onLeaving: (leaving: boolean) => void;
  readonly onSearch: () => void;
  /** How many matches there are, and which one is shown, from 0; -1: none. */
  readonly onMatches: (matches: { readonly count: number; readonly index: number }) => void;
  /** What the pointed-at word is, or why following it led nowhere; empty: nothing to say. */
  readonly onPointed: (words: string) => void;
}

export interface OpenXterm {
  readonly focus: () => void;
  /** @param way from the match that is shown; `here` while the words are still written */
  readonly find: (words: string, way: 'here' | 'next' | 'previous') => void;
  readonly endSearch: () => void;
  readonly close: () => void;
}

export async function openXterm(
  host: HTMLElement,
  tab: ShellTab,
  terms: Terms,
  handlers: XtermHandlers,
): Promise<OpenXterm> {
  // The module is CommonJS in a build for pages: a named import of it breaks where the book is built.
  const [xterm, fit, search] = await Promise.all([
    import('@xterm/xterm'),
    import('@xterm/addon-fit'),
    import('@xterm/addon-search'),
  ]);
  const terminal = new xterm.Terminal({
    fontFamily: getComputedStyle(host).fontFamily,
    fontSize: 13,
    lineHeight: 1.25,
    cursorBlink: false,
    scrollback: 5000,
    screenReaderMode: false,
    theme: pageTheme(),
    // Matches of the search are decorations, which xterm calls proposed.
    allowProposedApi: true,
  });
  const fitting = new fit.FitAddon();
  const searching = new search.SearchAddon();
  terminal.loadAddon(fitting);
  terminal.loadAddon(searching);
  terminal.open(host);
  fitting.fit();
  listenToKeys(terminal, tab, handlers);
  const data = terminal.onData((keys) => tab.keys(keys));
  const links = terminal.registerLinkProvider({
    provideLinks: (line, show) => show(linksIn(terminal, tab, terms, line, handlers)),
  });
  const results = searching.onDidChangeResults(({ resultCount, resultIndex }) =>
    handlers.onMatches({ count: resultCount, index: resultIndex }),
  );
  tab.attach({
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    write: (text) => terminal.write(text),
    clear: () => terminal.write('\u001b[2J\u001b[3J\u001b[H'),
  });
  const observer = new ResizeObserver(() => {
    if (host.clientWidth === 0) return;
    const { cols, rows } = terminal;
    fitting.fit();
    if (terminal.cols !== cols || terminal.rows !== rows) tab.resize();
  });
  observer.observe(host);
  const stopTheme = onThemeChange(() => {
    terminal.options.theme = pageTheme();
  });
  return {
    focus: () => terminal.focus(),
    find: (words, way) => find(searching, words, way),
    endSearch: () => {
      searching.clearDecorations();
      terminal.clearSelection();
      terminal.focus();
    },
    close: () => {
      observer.disconnect();
      stopTheme();
      for (const each of [data, links, results]) each.dispose();
      terminal.dispose();
    },
  };
}

function find(searching: SearchAddon, words: string, way: 'here' | 'next' | 'previous'): void {
  if (words === '') {
    searching.clearDecorations();
    return;
  }
  const options: ISearchOptions = { decorations: searchTheme() };
  // The newest is below: the search begins there and goes up.
  if (way === 'next') searching.findNext(words, options);
  else searching.findPrevious(words, { ...options, incremental: way === 'here' });
}

/** Escape, then Tab leaves; Shift+Tab leaves; Tab leaves where there is nothing to complete. */
function listenToKeys(terminal: Terminal, tab: ShellTab, { onLeaving, onSearch }: XtermHandlers): void {
  let mayLeave = false;
  const setLeaving = (leaving: boolean) => {
    mayLeave = leaving;
    onLeaving(leaving);
  };
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      onSearch();
      return false;
    }
    if (event.key === 'Escape' && tab.line.search === undefined) {
      setLeaving(true);
      return false;
    }
    if (event.key === 'Tab' && (event.shiftKey || mayLeave || tab.line.text === '')) {
      setLeaving(false);
      return false;
    }
    if (event.key === 'c' && event.ctrlKey && terminal.hasSelection()) return false;
    if (mayLeave && event.key !== 'Shift') setLeaving(false);
    return true;
  });
}

/** Words that lead somewhere, in one row of the screen. */
function linksIn(
  terminal: Terminal,
  tab: ShellTab,
  terms: Terms,
  row: number,
  { onPointed }: XtermHandlers,
): ILink[] | undefined {
  const text = terminal.buffer.active.getLine(row - 1)?.translateToString(true);
  if (text === undefined) return undefined;
  return leadsIn(text, tab, terms).map(({ text: words, at, thing }) => ({
    text: words,
    range: { start: { x: at + 1, y: row }, end: { x: at + words.length, y: row } },
    activate: () => onPointed(follow(thing, tab)),
    hover: () => onPointed(thing.says === '' ? thing.label : `${thing.label}: ${thing.says}`),
    leave: () => onPointed(''),
  }));
}
