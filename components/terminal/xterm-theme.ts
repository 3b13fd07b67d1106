/** The terminal in the book's colours, read from the page: a theme change is followed. */
import type { ISearchDecorationOptions } from '@xterm/addon-search';
import type { ITheme } from '@xterm/xterm';

function pageColours(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** Every match is framed, the one that is shown twice as strongly and on another ground. */
export function searchTheme(): ISearchDecorationOptions {
  const of = pageColours();
  return {
    matchBorder: of('rule-strong'),
    matchOverviewRuler: of('rule-strong'),
    activeMatchBackground: of('accent-wash'),
    activeMatchBorder: of('accent'),
    activeMatchColorOverviewRuler: of('accent'),
  };
}

export function pageTheme(): ITheme {
  const of = pageColours();
  const ink = of('ink');
  const paper = of('paper');
  return {
    background: of('panel'),
    foreground: ink,
    cursor: ink,
    cursorAccent: paper,
    selectionBackground: of('rule-strong'),
    selectionForeground: paper,
    black: ink,
    brightBlack: of('ink-quiet'),
    white: ink,
    brightWhite: ink,
    red: of('dropped'),
    brightRed: of('dropped'),
    green: of('delivered'),
    brightGreen: of('delivered'),
    yellow: of('control-plane'),
    brightYellow: of('control-plane'),
    blue: of('node-network'),
    brightBlue: of('node-network'),
    magenta: of('service-network'),
    brightMagenta: of('service-network'),
    cyan: of('pod-network'),
    brightCyan: of('pod-network'),
  };
}

/** @returns how to stop following */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
