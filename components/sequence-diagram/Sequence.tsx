/** The flow as a sequence diagram: a line for everybody concerned, an arrow a packet; walked by arrow keys. */
import '../unseen/unseen.css';
import './sequence-diagram.css';
import { type CSSProperties, type KeyboardEvent, type ReactElement, useMemo, useState } from 'react';
import type { JourneyModel } from '../packet-journey/model/journey-model.ts';
import { sinceText } from '../packet-journey/model/step-words.ts';
import { arrowSentence, type Leg, sequenceOf, type SequenceArrow } from './sequence.ts';

export interface SequenceProps {
  readonly model: JourneyModel;
  /** Side talk such as ARP too. */
  readonly asides: boolean;
  /** What Enter on an arrow does, and its words. */
  readonly onTrip?: ((trip: number) => void) | undefined;
}

export function Sequence({ model, asides, onTrip }: SequenceProps): ReactElement {
  const { lanes, arrows } = useMemo(() => sequenceOf(model, asides), [model, asides]);
  const [chosen, choose] = useState(0);
  const at = Math.min(chosen, arrows.length - 1);
  const arrow = arrows[at];
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(at + 1, arrows.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: arrows.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    // A journey around it has its own use for Home and End.
    event.nativeEvent.stopImmediatePropagation();
    event.stopPropagation();
    choose(to);
    event.currentTarget.querySelectorAll<HTMLElement>('.sd-arrow')[to]?.focus();
  };
  if (arrow === undefined) return <p className="sd-told">No packet was sent.</p>;
  return (
    <div className="sd-whole" style={{ '--lanes': lanes.length } as CSSProperties}>
      <div className="sd-heads" aria-hidden="true">
        <span />
        <div>
          {lanes.map((lane) => (
            <b key={lane} className={`sd-lane-${model.lanes[lane]?.kind ?? 'outside'}`}>
              {model.lanes[lane]?.label}
            </b>
          ))}
        </div>
      </div>
      {/* Keys are heard from the buttons inside. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ol className="sd-arrows" onKeyDown={onKey}>
        {arrows.map((each, turn) => (
          <Arrow
            key={each.trip}
            model={model}
            lanes={lanes}
            arrow={each}
            current={turn === at}
            onChoose={() => choose(turn)}
            onTrip={onTrip}
          />
        ))}
      </ol>
      <p className="sd-told" role="status">
        {arrowSentence(model, arrow)}
      </p>
    </div>
  );
}

interface ArrowProps {
  readonly model: JourneyModel;
  readonly lanes: readonly number[];
  readonly arrow: SequenceArrow;
  readonly current: boolean;
  readonly onChoose: () => void;
  readonly onTrip: ((trip: number) => void) | undefined;
}

function Arrow({ model, lanes, arrow, current, onChoose, onTrip }: ArrowProps): ReactElement {
  const { trip, label, numbers, way, legs, dropped, at } = arrow;
  return (
    <li className="sd-row" data-way={way} data-dropped={dropped !== undefined} data-current={current}>
      <time>{sinceText(at)}</time>
      <div className="sd-field">
        {lanes.map((lane, column) => (
          <i key={lane} className="sd-lifeline" style={{ left: percent(column + 0.5, lanes.length) }} />
        ))}
        {legs.map((leg, turn) => (
          <LegLine
            key={turn}
            leg={leg}
            lanes={lanes}
            last={turn === legs.length - 1}
            lost={dropped !== undefined}
          />
        ))}
        <button
          type="button"
          className="sd-arrow"
          style={labelPlace(lanes, arrow)}
          tabIndex={current ? 0 : -1}
          aria-current={current ? 'step' : undefined}
          onFocus={onChoose}
          onClick={() => onTrip?.(trip)}
        >
          <b>{label}</b> <small>{numbers}</small>
          <span className="unseen">
            {sinceText(at)}: {arrowSentence(model, arrow)}
          </span>
        </button>
      </div>
    </li>
  );
}

interface LegProps {
  readonly leg: Leg;
  readonly lanes: readonly number[];
  readonly last: boolean;
  readonly lost: boolean;
}

function LegLine({ leg: { from, to, address, translated }, lanes, last, lost }: LegProps): ReactElement {
  const one = lanes.indexOf(from) + 0.5;
  // What stays where it began is drawn as a stub.
  const other = from === to ? one + 0.3 : lanes.indexOf(to) + 0.5;
  return (
    <span
      className="sd-leg"
      data-left={other < one}
      data-last={last}
      data-lost={last && lost}
      data-translated={translated}
      style={{
        left: percent(Math.min(one, other), lanes.length),
        width: percent(Math.abs(other - one), lanes.length),
      }}
    >
      {address !== undefined && <small>{address}</small>}
    </span>
  );
}

function labelPlace(lanes: readonly number[], { legs }: SequenceArrow): CSSProperties {
  const columns = legs.flatMap(({ from, to }) => [lanes.indexOf(from) + 0.5, lanes.indexOf(to) + 0.5]);
  const left = Math.min(...columns);
  const right = Math.max(...columns, left + 0.3);
  return { left: percent((left + right) / 2, lanes.length) };
}

const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
