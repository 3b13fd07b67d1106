/** A tab on a real terminal's screen. xterm is fetched when the first one opens. */
import '@xterm/xterm/css/xterm.css';
import type { Terminal } from '@xterm/xterm';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { ShellTab } from './shell-tab.ts';
import { onThemeChange, pageTheme } from './xterm-theme.ts';

interface XtermScreenProps {
  readonly tab: ShellTab;
  readonly shown: boolean;
}

export function XtermScreen({ tab, shown }: XtermScreenProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal>(undefined);
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let close: (() => void) | undefined;
    let gone = false;
    void openTerminal(element, tab, setLeaving).then((opened) => {
      close = opened.close;
      terminal.current = opened.terminal;
      if (gone) close();
      else opened.terminal.focus();
    });
    return () => {
      gone = true;
      close?.();
    };
  }, [tab]);
  useEffect(() => {
    if (shown) terminal.current?.focus();
  }, [shown]);
  return (
    <div className="tm-screen" hidden={!shown}>
      <div className="tm-xterm" ref={host} />
      <p className="tm-leave" role="status">
        {leaving ? 'Tab leaves the terminal.' : ''}
      </p>
    </div>
  );
}

interface Opened {
  readonly terminal: Terminal;
  readonly close: () => void;
}

async function openTerminal(
  host: HTMLElement,
  tab: ShellTab,
  onLeaving: (leaving: boolean) => void,
): Promise<Opened> {
  // The module is CommonJS in a build for pages: a named import of it breaks where the book is built.
  const [xterm, fit] = await Promise.all([import('@xterm/xterm'), import('@xterm/addon-fit')]);
  const terminal = new xterm.Terminal({
    fontFamily: getComputedStyle(host).fontFamily,
    fontSize: 13,
    lineHeight: 1.25,
    cursorBlink: false,
    scrollback: 5000,
    screenReaderMode: false,
    theme: pageTheme(),
  });
  const fitting = new fit.FitAddon();
  terminal.loadAddon(fitting);
  terminal.open(host);
  fitting.fit();
  let mayLeave = false;
  const setLeaving = (leaving: boolean) => {
    mayLeave = leaving;
    onLeaving(leaving);
  };
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
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
  const data = terminal.onData((keys) => tab.keys(keys));
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
    fitting.fit();
    tab.resize();
  });
  observer.observe(host);
  const stopTheme = onThemeChange(() => {
    terminal.options.theme = pageTheme();
  });
  return {
    terminal,
    close: () => {
      observer.disconnect();
      stopTheme();
      data.dispose();
      terminal.dispose();
    },
  };
}
