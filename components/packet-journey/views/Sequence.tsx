/** The flow as a sequence diagram; an arrow leads to the packet's steps. */
import type { ReactElement } from 'react';
import type { JourneyModel } from '../model/journey-model.ts';
import { sinceText } from '../model/step-words.ts';
import { sequenceOf } from './sequence.ts';

interface SequenceProps {
  readonly model: JourneyModel;
  readonly asides: boolean;
  readonly onTrip: (trip: number) => void;
}

export function Sequence({ model, asides, onTrip }: SequenceProps): ReactElement {
  const { lanes, arrows } = sequenceOf(model, asides);
  const column = (lane: number) => (lanes.indexOf(lane) + 0.5) / lanes.length;
  return (
    <div className="pj-sequence">
      <div
        className="pj-sequence-heads"
        style={{ gridTemplateColumns: `repeat(${String(lanes.length)}, 1fr)` }}
      >
        {lanes.map((lane) => (
          <b key={lane}>{model.lanes[lane]?.label}</b>
        ))}
      </div>
      <ol>
        {lanes.map((lane) => (
          <li
            key={`line ${String(lane)}`}
            aria-hidden="true"
            className="pj-lifeline"
            style={{ left: percent(column(lane)) }}
          />
        ))}
        {arrows.map(({ trip, from, to, label, summary, way, dropped, at }) => {
          const left = Math.min(column(from), column(to));
          const right = Math.max(column(from), column(to));
          return (
            <li key={trip} className="pj-arrow-row" data-way={way} data-dropped={dropped}>
              <time>{sinceText(at)}</time>
              <button
                type="button"
                className="pj-arrow"
                data-left={column(to) < column(from)}
                style={{ marginLeft: percent(left), width: percent(Math.max(0.08, right - left)) }}
                title={summary}
                onClick={() => onTrip(trip)}
              >
                <span className="pj-hidden">
                  {model.lanes[from]?.label} to {model.lanes[to]?.label}:{' '}
                </span>
                {label}
                {dropped && ' ✕ dropped'}
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
