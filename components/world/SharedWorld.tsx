/** A world that came with the address: shown before it takes the place of the reader's own, which is kept. */
import '../push-button/push-button.css';
import './shared-world.css';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { readWorldHash } from './world-link.ts';
import { actionWords } from './action-words.ts';
import type { WorldSpec } from './world-spec.ts';
import { worldStore } from './world-store.ts';

const shownLines = 12;

export function SharedWorld({ world }: { readonly world: WorldSpec }): ReactElement | null {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reading] = useState(() => readWorldHash(location.hash));
  const [failed, setFailed] = useState<string | undefined>(undefined);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => {
    history.replaceState(null, '', `${location.pathname}${location.search}`);
    dialog.current?.close();
  };
  if (reading === undefined) return null;
  const problem =
    failed ??
    (!reading.ok
      ? `The cluster in this link cannot be used: ${reading.error}.`
      : reading.value.scenario !== world.scenario
        ? 'The cluster in this link belongs to another page.'
        : undefined);
  const actions = reading.ok ? reading.value.actions : [];
  const take = async () => {
    try {
      await worldStore(world).adopt(actions);
      close();
    } catch (error) {
      setFailed(
        `The cluster in this link could not be started: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  };
  return (
    <dialog ref={dialog} className="sw not-content" aria-labelledby="sw-title" onCancel={close}>
      <h2 id="sw-title">Somebody shared a cluster with you</h2>
      {problem === undefined ? (
        <>
          <p>What was done in it, from first to last:</p>
          <ol>
            {actions.slice(0, shownLines).map((action, at) => (
              <li key={at}>
                <code>{actionWords(action)}</code>
              </li>
            ))}
          </ol>
          {actions.length > shownLines && <p>and {actions.length - shownLines} more.</p>}
          <p>It runs in this page only. Your own cluster is kept and can be brought back.</p>
          <button type="button" className="push-button push-button-main" onClick={() => void take()}>
            Open the shared cluster
          </button>
          <button type="button" className="push-button" onClick={close}>
            Keep mine
          </button>
        </>
      ) : (
        <>
          <p role="alert">{problem} Yours is as it was.</p>
          <button type="button" className="push-button" onClick={close}>
            Close
          </button>
        </>
      )}
    </dialog>
  );
}
