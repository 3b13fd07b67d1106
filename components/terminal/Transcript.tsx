/** What the terminal shows, told line by line to those who hear it: a screen of cells says nothing to them. */
import '../unseen/unseen.css';
import { type ReactElement, useEffect, useState } from 'react';
import type { ShellTab } from './shell-tab.ts';

const told = 30;

export function Transcript({ tab }: { readonly tab: ShellTab | undefined }): ReactElement {
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(() => {
    if (tab === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = tab.onChange(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setLines(tab.transcript.slice(-told));
      }, 300);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [tab]);
  return (
    <div className="unseen" role="log" aria-live="polite" aria-label="Terminal output">
      {lines.map((line, at) => (
        <p key={at}>{line}</p>
      ))}
    </div>
  );
}
