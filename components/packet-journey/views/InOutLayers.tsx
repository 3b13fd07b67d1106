/** In layers bottom-up, out layers top-down: what the namespace of this step does with the packet, side by side. */
import { type ReactElement, useEffect, useRef } from 'react';
import { Quoted } from '../../text/Quoted.tsx';
import type { JourneyModel, Step } from '../model/journey-model.ts';
import { everyStep, passes } from '../model/step-filter.ts';
import { inOutOf, type LayerStop } from './in-out.ts';

interface InOutProps {
  readonly model: JourneyModel;
  readonly current: number;
  readonly onStep: (index: number) => void;
}

const layerNames = { 2: 'Layer 2', 3: 'Layer 3', 4: 'Layer 4', 7: 'Layer 7' };

export function InOutLayers({ model, current, onStep }: InOutProps): ReactElement | null {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const lit = frame.current?.querySelector<HTMLElement>('[aria-current]');
    const window = frame.current?.parentElement;
    if (lit && window)
      window.scrollTop +=
        lit.getBoundingClientRect().top - window.getBoundingClientRect().top - window.clientHeight / 3;
  }, [current]);
  const stay = inOutOf(model, current);
  const lane = model.lanes[stay?.lane ?? -1];
  if (stay === undefined || lane === undefined) return null;
  const rest = { model, current, onStep };
  return (
    <div className="pj-inout" ref={frame}>
      <section aria-label="In layers, bottom-up">
        <h3>In layers {stay.in.length > 0 && <small>read from the bottom up</small>}</h3>
        {stay.in.length === 0 ? (
          <p className="pj-none">Nothing came in: {lane.label} itself sends this packet.</p>
        ) : (
          <ol reversed className="pj-inout-up">
            {stay.in.map((stop, at) => (
              <Stop key={stop.steps[0].index} stop={stop} turn={at + 1} {...rest} />
            ))}
          </ol>
        )}
      </section>
      <section aria-label="Out layers, top-down">
        <h3>Out layers {stay.out.length > 0 && <small>read from the top down</small>}</h3>
        {stay.out.length === 0 ? (
          <p className="pj-none">Nothing goes out: the packet ends in {lane.label}.</p>
        ) : (
          <ol>
            {stay.out.map((stop, at) => (
              <Stop key={stop.steps[0].index} stop={stop} turn={stay.in.length + at + 1} {...rest} />
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

interface StopProps extends InOutProps {
  readonly stop: LayerStop;
  readonly turn: number;
}

function Stop({
  stop: { layer, device, header, steps },
  turn,
  model,
  current,
  onStep,
}: StopProps): ReactElement {
  const told = tellingSteps(model, steps);
  return (
    <li className={`pj-layer pj-net-${header?.network ?? 'none'}`}>
      <p>
        <b>
          {turn}. {layerNames[layer]}
        </b>
        {device !== undefined && <code>{device}</code>}
        {header !== undefined && (
          <span>
            {header.short} {header.brief}
          </span>
        )}
      </p>
      <ul>
        {told.map((step) => (
          <li key={step.index} aria-current={step.index === current ? 'step' : undefined}>
            <button type="button" onClick={() => onStep(step.index)}>
              <Quoted text={step.sentence} />
            </button>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** What decided something; where nothing did, what there is. */
function tellingSteps(model: JourneyModel, steps: readonly Step[]): readonly Step[] {
  const decided = steps.filter((step) => passes(model, step, { ...everyStep, only: 'decisions' }));
  return decided.length > 0 ? decided : steps;
}
