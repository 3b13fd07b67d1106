/**
 * One kernel's hooks with a packet on its way through them: which tables stand where, which the packet met, which rule
 * decided. A projection of a journey; the chains are the kernel's own, as they are now.
 */
import '../push-button/push-button.css';
import '../packet-journey/styles/index.css';
import '../figure-frame/figure-frame.css';
import './hook-diagram.css';
import { type KeyboardEvent, type ReactElement, useMemo, useState } from 'react';
import type { RuleTableView } from '../../engine/lab/view/rules.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { BuiltJourney, type JourneySource } from '../packet-journey/BuiltJourney.tsx';
import type { JourneyModel } from '../packet-journey/model/journey-model.ts';
import { TablePane } from '../packet-journey/parts/TablePane.tsx';
import { Quoted } from '../text/Quoted.tsx';
import type { WorldSpec } from '../world/world-spec.ts';
import { useWorld } from '../world/use-world.ts';
import { Chains } from './Chains.tsx';
import { HookPicture } from './HookPicture.tsx';
import { type Pass, passesOf } from './passes.ts';
import { hooks, type Station, stationWords } from './stations.ts';

export interface HookDiagramProps {
  /** Unique in the page. */
  readonly id: string;
  readonly packed: JourneySource;
  /** Whose kernel: a node's name, as `k8s-w1`. */
  readonly machine: string;
  /** Its tables when the page was built. */
  readonly tables: readonly RuleTableView[];
  readonly world: WorldSpec;
}

export const HookDiagram = guarded('The hook diagram', WholeFigure);

function WholeFigure({ packed, ...rest }: HookDiagramProps): ReactElement {
  return <BuiltJourney source={packed}>{(model) => <Figure model={model} {...rest} />}</BuiltJourney>;
}

type FigureProps = Omit<HookDiagramProps, 'packed'> & { readonly model: JourneyModel };

function Figure({ id, model, machine, tables: built, world }: FigureProps): ReactElement {
  const [store, { status }] = useWorld(world);
  const passes = useMemo(() => passesOf(model, machine), [model, machine]);
  const [chosen, choose] = useState(0);
  const [at, setAt] = useState(0);
  const [asked, ask] = useState<Station | undefined>(undefined);
  const pass = passes[chosen] ?? passes[0];
  if (pass === undefined)
    return <p className="figure-frame hd not-content">No packet of this flow passes {machine}.</p>;

  const stop = pass.stops[Math.min(at, pass.stops.length - 1)];
  const step = model.steps[stop?.step ?? -1];
  const live = status === 'open' ? store.world?.look('rules', `node/${machine}`) : undefined;
  const go = (next: number) => {
    ask(undefined);
    setAt(Math.max(0, Math.min(next, pass.stops.length - 1)));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLSelectElement || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: pass.stops.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  };
  const toStation = (station: Station) => {
    const first = pass.stops.findIndex((each) => each.station === station);
    if (first >= 0) setAt(first);
    ask(station);
  };
  const shown = asked ?? stop?.station;
  const hook = hooks.find((each) => each === shown);
  return (
    // The keys of the whole figure; everything in it can be used without them.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <figure
      className="figure-frame hd not-content"
      id={id}
      aria-label={`The hooks of ${machine}`}
      onKeyDown={onKey}
    >
      <figcaption className="hd-head">
        <span>
          <b>{machine}</b>, its kernel
        </span>
        {passes.length > 1 && (
          <label>
            <span>Which packet</span>
            <select
              value={chosen}
              onChange={({ target }) => {
                choose(Number(target.value));
                setAt(0);
                ask(undefined);
              }}
            >
              {passes.map((each, index) => (
                <option key={index} value={index}>
                  {passWords(model, each)}
                </option>
              ))}
            </select>
          </label>
        )}
      </figcaption>
      <HookPicture pass={pass} current={stop?.station} onStation={toStation} />
      <div className="hd-controls">
        <button type="button" className="push-button" disabled={at === 0} onClick={() => go(at - 1)}>
          Back
        </button>
        <button
          type="button"
          className="push-button"
          disabled={at >= pass.stops.length - 1}
          onClick={() => go(at + 1)}
        >
          Next decision
        </button>
        <span className="hd-count">
          {at + 1}&#8202;/&#8202;{pass.stops.length}
        </span>
      </div>
      <div className="hd-panes">
        <div className="hd-pane" aria-live="polite">
          <h3>{shown === undefined ? 'Here' : stationWords[shown]}</h3>
          {step !== undefined && (asked === undefined || stop?.station === asked) ? (
            <p>
              <Quoted text={step.sentence} />
            </p>
          ) : (
            <p>This packet does not come here.</p>
          )}
          {hook !== undefined && (
            <Chains hook={hook} tables={live ?? built} met={metTables(model, pass, hook)} />
          )}
        </div>
        {/* What scrolls must be reachable by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className="hd-pane hd-table" tabIndex={0} role="region" aria-label="The table that was asked">
          <TablePane consulted={asked === undefined ? (step?.consulted ?? []) : []} world={world} />
        </div>
      </div>
      <details className="hd-words">
        <summary>The way of this packet in words</summary>
        <ol>
          {pass.stops.map(({ step: index, station }) => (
            <li key={index}>
              <b>{stationWords[station]}:</b> <Quoted text={model.steps[index]?.sentence ?? ''} />
            </li>
          ))}
        </ol>
      </details>
    </figure>
  );
}

function passWords(model: JourneyModel, { trip, stops, way, isSwitched }: Pass): string {
  const { label = '', way: direction } = model.trips[trip] ?? {};
  const first = model.steps[stops[0]?.step ?? -1];
  const packet = model.packets[first?.before ?? -1]?.summary ?? '';
  const what = { forth: label, back: `${label} (back)`, aside: label }[direction ?? 'forth'];
  const how = isSwitched
    ? 'switched'
    : way.includes('forward')
      ? 'forwarded'
      : way.includes('input')
        ? 'for this machine'
        : 'from this machine';
  return `${what}, ${how}: ${packet}`;
}

/** The tables whose rules this packet was held against at a hook. */
function metTables(model: JourneyModel, pass: Pass, hook: string): ReadonlySet<string> {
  return new Set(
    pass.stops
      .filter(({ station }) => station === hook)
      .flatMap(({ step }) => model.steps[step]?.consulted ?? [])
      .map(({ name }) => name.split('/')[0] ?? ''),
  );
}
