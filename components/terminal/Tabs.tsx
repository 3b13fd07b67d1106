/** The places where a shell is open, and those where one could be. */
import '../unseen/unseen.css';
import { type KeyboardEvent, type ReactElement, useRef } from 'react';
import type { ShellTab } from './shell-tab.ts';

interface TabsProps {
  readonly tabs: readonly ShellTab[];
  readonly current: string;
  readonly places: readonly string[];
  readonly onTab: (name: string) => void;
  readonly onPlace: (place: string) => void;
  readonly onCloseTab: (name: string) => void;
}

export function Tabs({ tabs, current, places, onTab, onPlace, onCloseTab }: TabsProps): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[tabs.findIndex(({ name }) => name === current) + way];
    if (way !== 0 && next !== undefined) {
      onTab(next.name);
      list.current?.querySelector<HTMLElement>(`[data-tab="${next.name}"]`)?.focus();
    }
    if (event.key === 'Delete' && tabs.length > 1) onCloseTab(current);
  };
  return (
    <div className="tm-tabs">
      <div role="tablist" aria-label="Places" ref={list}>
        {tabs.map(({ name, place }) => (
          <button
            key={name}
            type="button"
            role="tab"
            data-tab={name}
            data-place={place.split('/')[0]}
            aria-selected={name === current}
            tabIndex={name === current ? 0 : -1}
            onKeyDown={onKeyDown}
            onClick={() => onTab(name)}
          >
            {shortPlace(place)}
          </button>
        ))}
      </div>
      <label>
        <span className="unseen">Open a shell at</span>
        <select value="" onChange={({ target }) => onPlace(target.value)}>
          <option value="" disabled>
            + place
          </option>
          {places.map((place) => (
            <option key={place} value={place}>
              {place}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

const shortPlace = (place: string) => place.replace(/^.*\//, '');
