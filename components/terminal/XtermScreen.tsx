/** A tab on a real terminal's screen. xterm is fetched when the first one opens. */
import '@xterm/xterm/css/xterm.css';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { Terms } from './lead.ts';
import { type OpenXterm, openXterm } from './open-xterm.ts';
import { SearchBar } from './SearchBar.tsx';
import type { ShellTab } from './shell-tab.ts';

interface XtermScreenProps {
  readonly tab: ShellTab;
  readonly terms: Terms;
  readonly shown: boolean;
  /** Keys are for it: nothing stands over it. */
  readonly active: boolean;
  readonly searching: boolean;
  readonly onSearch: (searching: boolean) => void;
}

const noMatches = { count: 0, index: -1 };

export function XtermScreen({
  tab,
  terms,
  shown,
  active,
  searching,
  onSearch,
}: XtermScreenProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const opened = useRef<OpenXterm>(undefined);
  const isActive = useRef(active);
  const [leaving, setLeaving] = useState(false);
  const [pointed, point] = useState('');
  const [matches, setMatches] = useState(noMatches);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let gone = false;
    const before = document.activeElement;
    void openXterm(element, tab, terms, {
      onLeaving: setLeaving,
      onSearch: () => onSearch(true),
      onMatches: setMatches,
      onPointed: point,
    }).then((xterm) => {
      if (gone) {
        xterm.close();
        return;
      }
      opened.current = xterm;
      if (isActive.current && !hasMovedOn(before)) xterm.focus();
    });
    return () => {
      gone = true;
      opened.current?.close();
      opened.current = undefined;
    };
  }, [tab, terms, onSearch]);
  useEffect(() => {
    isActive.current = active;
    if (active) opened.current?.focus();
  }, [active]);
  return (
    <div className="tm-screen" hidden={!shown}>
      <div className="tm-xterm" ref={host} />
      {searching && shown && (
        <SearchBar
          matches={matches}
          onFind={(words, way) => opened.current?.find(words, way)}
          onClose={() => {
            onSearch(false);
            setMatches(noMatches);
            opened.current?.endSearch();
          }}
        />
      )}
      <p className="tm-pointed">{pointed.replaceAll('`', '')}</p>
      <p className="tm-leave" role="status">
        {leaving ? 'Tab leaves the terminal.' : ''}
      </p>
    </div>
  );
}

/** Opening takes a moment: who has gone to something else meanwhile stays there. */
function hasMovedOn(before: Element | null): boolean {
  const now = document.activeElement;
  return now !== null && now !== before && now !== document.body && now.closest('.tm-dock') === null;
}
