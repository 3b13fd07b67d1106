/** Everything that was done to a cluster, as a line to move along. */
import '../figure-frame/figure-frame.css';
import '../push-button/push-button.css';
import './timeline.css';
import { type CSSProperties, type ReactElement, useEffect, useRef, useState } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { NextEvent } from '../world/NextEvent.tsx';
import { paces } from '../world/pacer.ts';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { WorldStore } from '../world/world-store.ts';
import { clockTime, type Moment, momentsOf } from './moments.ts';

export interface TimelineProps {
  /** Unique in the page. */
  readonly id: string;
  readonly world: WorldSpec;
  /** In the dock, whose own tools go back, forth and set the pace: the line alone. */
  readonly compact?: boolean;
}

export const Timeline = guarded('The timeline', WholeTimeline);

function WholeTimeline({ id, world: spec, compact = false }: TimelineProps): ReactElement {
  const [store, { pace, actions }] = useWorld(spec);
  useEffect(() => {
    if (store.hasSaved) void store.open().catch(() => undefined);
  }, [store]);
  const { world } = store;
  const moments = momentsOf(world, store.undone);
  const [target, goTo] = useTarget(store);
  const at = Math.min(target ?? actions, moments.length - 1);
  const here = moments[at] ?? moments[0];
  const last = moments.length - 1;
  return (
    <figure
      className={`${compact ? '' : 'figure-frame '}tl not-content`}
      id={id}
      aria-label="Timeline"
      data-compact={compact}
    >
      <div className="tl-head">
        <p className="tl-here" aria-live="polite">
          {last === 0 ? <Empty /> : here !== undefined && <Here moment={here} last={last} />}
        </p>
        <p className="tl-clock">
          Cluster’s clock <b>{world === undefined ? '–' : clockTime(world.wallTime)}</b>
        </p>
      </div>
      <div className="tl-track" style={{ '--tl-count': Math.max(last, 1) } as CSSProperties}>
        <Ticks moments={moments} at={at} />
        <input
          type="range"
          min={0}
          max={last}
          value={at}
          disabled={last === 0}
          aria-label="What was done: move to a moment"
          aria-valuetext={here === undefined ? '' : `${String(at)} of ${String(last)}: ${here.words}`}
          onChange={({ target: { value } }) => goTo(Number(value))}
        />
      </div>
      {!compact && (
        <div className="tl-foot">
          <div className="tl-steps">
            <button type="button" className="push-button" disabled={at === 0} onClick={() => goTo(at - 1)}>
              ← Back
            </button>
            <button type="button" className="push-button" disabled={at === last} onClick={() => goTo(at + 1)}>
              Forward →
            </button>
          </div>
          <fieldset className="tl-pace">
            <legend>Time</legend>
            {paces.map(([name, words]) => (
              <label key={name}>
                <input
                  type="radio"
                  name={`${id}-pace`}
                  checked={pace === name}
                  onChange={() => store.setPace(name)}
                />
                <span>{words}</span>
              </label>
            ))}
          </fieldset>
          <NextEvent store={store} />
        </div>
      )}
      {!compact && last > 0 && <List moments={moments} at={at} onGo={goTo} />}
    </figure>
  );
}

/** Where the reader wants to be, while the cluster is still on the way there: the newest wish counts. */
function useTarget(store: WorldStore): readonly [number | undefined, (count: number) => void] {
  const [target, setTarget] = useState<number | undefined>(undefined);
  const wanted = useRef<number>(undefined);
  const isGoing = useRef(false);
  const follow = async () => {
    if (isGoing.current) return;
    isGoing.current = true;
    try {
      while (wanted.current !== undefined) {
        const next = wanted.current;
        wanted.current = undefined;
        await store.rewind(next);
      }
    } finally {
      isGoing.current = false;
      setTarget(undefined);
    }
  };
  const goTo = (count: number) => {
    wanted.current = count;
    setTarget(count);
    // What went wrong is told by the world's own notice.
    follow().catch(() => undefined);
  };
  return [target, goTo];
}

function Empty(): ReactElement {
  return (
    <>
      Nothing was done in this cluster yet. What you type, apply or break appears here, and you can go back to
      any moment of it.
    </>
  );
}

function Here({ moment, last }: { readonly moment: Moment; readonly last: number }): ReactElement {
  if (moment.count === 0)
    return (
      <>
        The cluster is as it began; {String(last)} {last === 1 ? 'action' : 'actions'} can be done again.
      </>
    );
  return (
    <>
      After {moment.count} of {last}: <code>{moment.words}</code>
      {moment.time !== undefined && <span className="tl-time"> at {moment.time}</span>}
    </>
  );
}

function Ticks({ moments, at }: { readonly moments: readonly Moment[]; readonly at: number }): ReactElement {
  return (
    <div className="tl-ticks" aria-hidden="true">
      {moments.map(({ count, kind }) => (
        <span
          key={count}
          data-kind={kind}
          data-done={count <= at}
          data-here={count === at}
          style={{ '--tl-at': count } as CSSProperties}
        />
      ))}
    </div>
  );
}

interface ListProps {
  readonly moments: readonly Moment[];
  readonly at: number;
  readonly onGo: (count: number) => void;
}

function List({ moments, at, onGo }: ListProps): ReactElement {
  return (
    <details className="tl-list">
      <summary>The same as a list</summary>
      <ol start={0}>
        {moments.map(({ count, words, time, isDone }) => (
          <li key={count} aria-current={count === at ? 'step' : undefined}>
            <button type="button" onClick={() => onGo(count)}>
              {time !== undefined && <span className="tl-time">{time} </span>}
              {words}
              {!isDone && <i> (taken back)</i>}
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}
