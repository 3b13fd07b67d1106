/** The packets of the flow, as a row of buttons: which way each went, and what it was. */
import '../../unseen/unseen.css';
import type { ReactElement } from 'react';
import type { JourneyModel, Trip } from '../model/journey-model.ts';
import type { JourneyPosition } from '../use-journey-position.ts';

interface TripsProps {
  readonly model: JourneyModel;
  readonly position: JourneyPosition;
  readonly asides: boolean;
  readonly locked: boolean;
  readonly onAsides: (shown: boolean) => void;
}

const arrows = { forth: '→', back: '←', aside: '⋯' };
const arrowWords = { forth: 'Request direction: ', back: 'Reply direction: ', aside: 'Side talk: ' };

export function Trips({ model, position, asides, locked, onAsides }: TripsProps): ReactElement {
  const talk = model.trips.filter(({ way }) => way === 'aside').length;
  return (
    <div className="pj-trips">
      <ul aria-label="Packets of this flow">
        {model.trips.map((trip, at) =>
          at !== position.trip && (locked || (trip.way === 'aside' && !asides)) ? null : (
            <li key={trip.packet}>
              <TripButton
                trip={trip}
                locked={locked}
                current={at === position.trip}
                onChoose={() => position.toTrip(at)}
              />
            </li>
          ),
        )}
      </ul>
      {talk > 0 && (
        <label className="pj-check">
          <input type="checkbox" checked={asides} onChange={(event) => onAsides(event.target.checked)} />
          ARP too
        </label>
      )}
    </div>
  );
}

interface TripButtonProps {
  readonly trip: Trip;
  readonly locked: boolean;
  readonly current: boolean;
  readonly onChoose: () => void;
}

function TripButton({ trip: { way, label, end }, locked, current, onChoose }: TripButtonProps): ReactElement {
  return (
    <button
      type="button"
      className="pj-trip"
      disabled={locked}
      data-way={way}
      data-end={end}
      aria-pressed={current}
      onClick={onChoose}
    >
      <span aria-hidden="true">{arrows[way]} </span>
      <span className="unseen">{arrowWords[way]}</span>
      {label}
      {end === 'dropped' && (
        <>
          <span aria-hidden="true"> ✕</span>
          <span className="unseen"> dropped</span>
        </>
      )}
    </button>
  );
}
