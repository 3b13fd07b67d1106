/** What can go wrong in this world, as switches that make and mend it for every figure of the page. */
import '../push-button/push-button.css';
import '../figure-frame/figure-frame.css';
import './failure-switches.css';
import { type ReactElement, useEffect, useState } from 'react';
import { faultText } from '../../engine/lab/fault/fault-text.ts';
import type { Fault } from '../../engine/lab/fault/fault.ts';
import { isStanding, standingFaults } from '../../engine/lab/fault/standing-faults.ts';
import type { Action } from '../../engine/lab/world/action.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';

export interface FailureSwitchesProps {
  /** Unique in the page. */
  readonly id: string;
  /** What is offered, in this order. */
  readonly faults: readonly Fault[];
  readonly world: WorldSpec;
}

export const FailureSwitches = guarded('The switches', WholeFigure);

const nothing: readonly Action[] = [];
const noRefusals: ReadonlyMap<Action, string> = new Map();

function WholeFigure({ id, faults, world }: FailureSwitchesProps): ReactElement {
  const [store, { status, notice }] = useWorld(world);
  const [busy, setBusy] = useState<Fault | undefined>(undefined);
  useEffect(() => {
    if (store.hasSaved) void store.open().catch(() => undefined);
  }, [store]);
  const actions = status === 'open' ? (store.world?.actions ?? nothing) : nothing;
  const refused = (status === 'open' ? store.world?.refused : undefined) ?? noRefusals;
  const standing = standingFaults(actions);
  const act = async (kind: 'fault' | 'mend', fault: Fault) => {
    setBusy(fault);
    // What went wrong is in the snapshot's notice.
    await store.perform({ kind, fault }).catch(() => undefined);
    setBusy(undefined);
  };
  const mendAll = async () => {
    for (const fault of standing) await act('mend', fault);
  };
  return (
    <figure className="figure-frame fs not-content" id={id} aria-label="What can fail">
      <header className="fs-head">
        <b>What can fail</b>
        <span role="status">{summary(standing)}</span>
      </header>
      <ul>
        {faults.map((fault) => {
          const text = sentence(faultText(fault));
          return fault.kind === 'kill' ? (
            <li key={text}>
              <button
                type="button"
                className="push-button"
                disabled={busy !== undefined}
                onClick={() => void act('fault', fault)}
              >
                Kill {fault.process} on {nameOf(fault.at)}
              </button>
              <small role="status">{killedText(fault, actions, refused)}</small>
            </li>
          ) : (
            <Switch
              key={text}
              text={text}
              on={isStanding(fault, standing)}
              disabled={busy !== undefined}
              onTurn={(on) => void act(on ? 'fault' : 'mend', fault)}
            />
          );
        })}
      </ul>
      <footer className="fs-foot">
        {standing.length > 0 ? (
          <button
            type="button"
            className="push-button"
            disabled={busy !== undefined}
            onClick={() => void mendAll()}
          >
            Mend everything
          </button>
        ) : (
          <small>
            Every switch acts on your own cluster: the figures of this page and the terminal meet the fault.
          </small>
        )}
        {status === 'opening' && <small>Starting the cluster…</small>}
        {status === 'failed' && <p role="alert">{notice}</p>}
      </footer>
    </figure>
  );
}

interface SwitchProps {
  readonly text: string;
  readonly on: boolean;
  readonly disabled: boolean;
  readonly onTurn: (on: boolean) => void;
}

function Switch({ text, on, disabled, onTurn }: SwitchProps): ReactElement {
  return (
    <li data-on={on}>
      <button type="button" role="switch" aria-checked={on} disabled={disabled} onClick={() => onTurn(!on)}>
        <i aria-hidden="true" />
        <span>{text}</span>
      </button>
      <small aria-hidden="true">{on ? '✕ broken' : '✓ whole'}</small>
    </li>
  );
}

function summary(standing: readonly Fault[]): string {
  const [only] = standing;
  if (only === undefined) return 'Nothing is broken.';
  return standing.length === 1
    ? `${sentence(faultText(only))}.`
    : `${String(standing.length)} things are broken.`;
}

/** A killed process is no state: what can be said is how often it was done, and whether there was one to kill. */
function killedText(
  fault: Extract<Fault, { kind: 'kill' }>,
  actions: readonly Action[],
  refused: ReadonlyMap<Action, string>,
): string {
  const tried = actions.filter(
    (action) =>
      action.kind === 'fault' &&
      action.fault.kind === 'kill' &&
      action.fault.at === fault.at &&
      action.fault.process === fault.process,
  );
  const last = tried.at(-1);
  if (last === undefined) return '';
  const why = refused.get(last);
  if (why !== undefined) return `Nothing was killed: ${why}. It may not have been started yet, or not again.`;
  const times = tried.filter((each) => !refused.has(each)).length;
  return `killed ${times === 1 ? 'once' : `${String(times)} times`}; whoever started it may have started it again`;
}

/** The names of machines keep their letters. */
const sentence = (text: string) => text.replace(/^the /, 'The ');

const nameOf = (place: string) => place.slice(place.lastIndexOf('/') + 1);
