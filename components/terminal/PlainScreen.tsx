/** A tab on a phone: what was shown as plain text, an ordinary input line, and chips for what fingers type badly. */
import { type ReactElement, useEffect, useReducer, useRef, useState } from 'react';
import { applyCompletion } from './completion.ts';
import { insert, newLine } from './line-editor.ts';
import { withoutAnsi } from './ansi.ts';
import type { ShellTab } from './shell-tab.ts';

interface PlainScreenProps {
  readonly tab: ShellTab;
  readonly shown: boolean;
  /** Completions of a line. */
  readonly complete: (line: string) => readonly string[];
}

const starters = ['kubectl get pods -o wide', 'ip addr', 'ip route', 'ping -c 2 '];

export function PlainScreen({ tab, shown, complete }: PlainScreenProps): ReactElement {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [text, setText] = useState('');
  const output = useRef<HTMLPreElement>(null);
  useEffect(() => {
    tab.attach({ columns: 100, rows: 30, write: () => undefined, clear: () => undefined });
    return tab.onChange(redraw);
  }, [tab]);
  useEffect(() => {
    output.current?.scrollTo({ top: output.current.scrollHeight });
  });
  const words = complete(text).slice(0, 8);
  const chips = text === '' ? starters : words;
  const choose = (chip: string) =>
    setText(text === '' ? chip : applyCompletion(insert(newLine(), text), [chip]).state.text);
  return (
    <div className="tm-screen tm-plain" hidden={!shown}>
      {/* What scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre ref={output} role="region" aria-label="Output" tabIndex={0}>
        {tab.transcript.join('\n')}
      </pre>
      <div className="tm-chips">
        {tab.idle ? (
          chips.map((chip) => (
            <button key={chip} type="button" onClick={() => choose(chip)}>
              {chip}
            </button>
          ))
        ) : (
          <button type="button" onClick={() => tab.interrupt()}>
            Stop (Ctrl-C)
          </button>
        )}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          tab.run(text);
          setText('');
        }}
      >
        <label>
          <span>{withoutAnsi(tab.prompt)}</span>
          <input
            value={text}
            aria-label={`Command for ${tab.place}`}
            autoCapitalize="none"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        <button type="submit">Enter</button>
      </form>
    </div>
  );
}
