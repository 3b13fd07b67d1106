/** Back, forward, play, and a scrubber with a tick an event. */
import '../../unseen/unseen.css';
import type { CSSProperties, ReactElement } from 'react';
import type { JourneyModel } from '../model/journey-model.ts';
import type { JourneyPosition } from '../use-journey-position.ts';
import { decisionWords } from '../model/step-words.ts';

interface ControlsProps {
  readonly model: JourneyModel;
  readonly position: JourneyPosition;
  readonly locked: boolean;
}

export function Controls({ model, position, locked }: ControlsProps): ReactElement {
  const { stops, at, trip } = position;
  const step = model.steps[position.current];
  return (
    <div className="pj-controls">
      <button type="button" onClick={position.first} disabled={locked || position.isFirst} title="Home">
        <Arrow d="M-5 -5V5M5 -5L-1 0L5 5" label="To the first step" />
      </button>
      <button type="button" onClick={position.back} disabled={locked || position.isFirst} title="←">
        <Arrow d="M3 -5L-3 0L3 5" label="Back one step" />
      </button>
      <div className="pj-scrubber">
        <div className="pj-ticks" aria-hidden="true">
          {stops.map((index, tick) => (
            <i
              key={index}
              className={`pj-tick pj-on-${model.steps[index]?.decision ?? 'drop'}`}
              data-past={tick <= at}
              data-first={isNewLane(model, stops, tick)}
              style={{ '--at': stops.length < 2 ? 0 : tick / (stops.length - 1) } as CSSProperties}
            />
          ))}
        </div>
        <input
          type="range"
          min={0}
          disabled={locked}
          max={Math.max(0, stops.length - 1)}
          value={Math.max(0, at)}
          onChange={(event) => position.toStop(Number(event.target.value))}
          aria-label={`Step of ${model.trips[trip]?.label ?? 'the packet'}`}
          aria-valuetext={
            step === undefined
              ? ''
              : `${String(at + 1)} of ${String(stops.length)}: ${decisionWords[step.decision]}`
          }
        />
      </div>
      <button type="button" onClick={position.forward} disabled={locked || position.isLast} title="→">
        <Arrow d="M-3 -5L3 0L-3 5" label="Forward one step" />
      </button>
      <button type="button" onClick={position.last} disabled={locked || position.isLast} title="End">
        <Arrow d="M5 -5V5M-5 -5L1 0L-5 5" label="To the last step" />
      </button>
      <button type="button" className="pj-play" onClick={position.togglePlay} disabled={locked} title="Space">
        {position.playing ? 'Pause' : 'Play'}
      </button>
      <output className="pj-count">
        {at + 1}&#8202;/&#8202;{stops.length}
      </output>
    </div>
  );
}

function isNewLane(model: JourneyModel, stops: readonly number[], tick: number): boolean {
  const lane = (at: number) => model.steps[stops[at] ?? -1]?.lane;
  return tick > 0 && lane(tick) !== lane(tick - 1);
}

function Arrow({ d, label }: { readonly d: string; readonly label: string }): ReactElement {
  return (
    <>
      <svg viewBox="-9 -9 18 18" aria-hidden="true">
        <path d={d} />
      </svg>
      <span className="unseen">{label}</span>
    </>
  );
}
