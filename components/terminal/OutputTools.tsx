/** What can be done with what a tab has shown: search it, copy the last command, find on the map what it named. */
import '../unseen/unseen.css';
import { type ReactElement, useState } from 'react';
import { useWorld } from '../world/use-world.ts';
import { commandAsMarkdown } from './command-as-markdown.ts';
import { follow, type Lead, leadsIn, type Terms } from './lead.ts';
import type { ShellTab } from './shell-tab.ts';

interface OutputToolsProps {
  readonly tab: ShellTab;
  readonly terms: Terms;
  /** Undefined where the browser's own search finds it. */
  readonly onSearch: (() => void) | undefined;
}

export function OutputTools({ tab, terms, onSearch }: OutputToolsProps): ReactElement {
  // Looked at again a few times a second, as figures are.
  useWorld(tab.store.spec);
  const [told, tell] = useState('');
  const { last } = tab;
  const copy = async () => {
    if (last === undefined) return;
    try {
      await navigator.clipboard.writeText(commandAsMarkdown(last));
      tell('Copied.');
    } catch {
      tell('The browser does not let this page copy. Select the text instead.');
    }
  };
  const named = leadsOfLast(tab, terms);
  return (
    <div className="tm-output-tools">
      {onSearch !== undefined && (
        <span className="tm-keys">
          <kbd>Tab</kbd> completes · <kbd>Ctrl R</kbd> finds an earlier command · <kbd>Esc</kbd>{' '}
          <kbd>Tab</kbd> leaves
        </span>
      )}
      <span role="status">{told}</span>
      {onSearch !== undefined && (
        <button type="button" onClick={onSearch} aria-keyshortcuts="Control+Shift+F">
          Search the output
        </button>
      )}
      <button type="button" disabled={last === undefined} onClick={() => void copy()}>
        Copy as Markdown
      </button>
      <label>
        <span className="unseen">Look up what the last output named</span>
        <select
          value=""
          disabled={named.length === 0}
          onChange={({ target }) => {
            const lead = named.find(({ id }) => id === target.value);
            if (lead !== undefined) tell(follow(lead, tab));
          }}
        >
          <option value="" disabled>
            Look up
          </option>
          <Leads label="On the map" leads={named.filter(({ kind }) => kind === 'thing')} />
          <Leads label="In the glossary" leads={named.filter(({ kind }) => kind === 'term')} />
        </select>
      </label>
    </div>
  );
}

function Leads({ label, leads }: { readonly label: string; readonly leads: readonly Lead[] }) {
  if (leads.length === 0) return null;
  return (
    <optgroup label={label}>
      {leads.map(({ id, label: words }) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </optgroup>
  );
}

const most = 30;

/** What the last command and its output name, each thing once. */
function leadsOfLast(tab: ShellTab, terms: Terms): readonly Lead[] {
  const { last } = tab;
  if (last === undefined) return [];
  const found = leadsIn(`${last.line}\n${last.printed}`, tab, terms);
  return [...new Map(found.map(({ thing }) => [thing.id, thing])).values()].slice(0, most);
}
