/** Search in what the terminal has shown: from the newest up. */
import '../unseen/unseen.css';
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';

interface SearchBarProps {
  readonly matches: { readonly count: number; readonly index: number };
  readonly onFind: (words: string, way: 'here' | 'next' | 'previous') => void;
  readonly onClose: () => void;
}

export function SearchBar({ matches, onFind, onClose }: SearchBarProps): ReactElement {
  const [words, setWords] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    }
    if (event.key === 'Enter' && event.target === input.current) {
      event.preventDefault();
      onFind(words, event.shiftKey ? 'next' : 'previous');
    }
  };
  return (
    <search className="tm-search" onKeyDown={onKeyDown}>
      <input
        ref={input}
        type="text"
        aria-label="Search what the terminal has shown"
        placeholder="Search the output"
        value={words}
        spellCheck={false}
        autoCapitalize="none"
        onChange={({ target }) => {
          setWords(target.value);
          onFind(target.value, 'here');
        }}
      />
      <span role="status">{inWords(words, matches)}</span>
      <button type="button" onClick={() => onFind(words, 'previous')}>
        ↑<span className="unseen"> Earlier match</span>
      </button>
      <button type="button" onClick={() => onFind(words, 'next')}>
        ↓<span className="unseen"> Later match</span>
      </button>
      <button type="button" onClick={onClose}>
        Done
      </button>
    </search>
  );
}

function inWords(words: string, { count, index }: SearchBarProps['matches']): string {
  if (words === '') return '';
  if (count === 0) return 'Not found';
  return index < 0 ? String(count) : `${String(index + 1)} of ${String(count)}`;
}
