/** What can be done with a world as a whole: its pace, a step back and forth, a new beginning, a link. */
import { type ReactElement, useState } from 'react';
import { NextEvent } from './NextEvent.tsx';
import { type Pace, paces } from './pacer.ts';
import { useWorld } from './use-world.ts';
import type { WorldSpec } from './world-spec.ts';

export function WorldTools({ world }: { readonly world: WorldSpec }): ReactElement {
  const [store, { status, actions, undone, pace }] = useWorld(world);
  const [told, tell] = useState('');
  const idle = status !== 'open' || actions === 0;
  const share = async () => {
    const link = store.link();
    if (link === undefined) {
      tell('What was done here is too long for a link.');
      return;
    }
    try {
      await navigator.clipboard.writeText(link);
      tell('Link copied. Who opens it gets a copy of this cluster.');
    } catch {
      history.replaceState(null, '', link);
      tell('The link is in the address bar.');
    }
  };
  return (
    <div className="tm-tools">
      <span role="status">{told}</span>
      <label>
        Time{' '}
        <select value={pace} onChange={({ target }) => store.setPace(target.value as Pace)}>
          {paces.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {pace === 'paused' && <NextEvent store={store} />}
      <button type="button" disabled={idle} onClick={() => void store.undo()}>
        Undo
      </button>
      <button type="button" disabled={status !== 'open' || undone === 0} onClick={() => void store.redo()}>
        Redo
      </button>
      <button type="button" disabled={idle} onClick={() => void store.reset()}>
        Reset
      </button>
      <button type="button" disabled={status !== 'open'} onClick={() => void share()}>
        Share
      </button>
    </div>
  );
}
