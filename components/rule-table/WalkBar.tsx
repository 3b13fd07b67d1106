/** Where the packet is among the rules it tried here, and what was decided: stepped by buttons, slider or arrow keys. */
import '../push-button/push-button.css';
import type { ReactElement } from 'react';
import { placeWords } from '../kernel-table/KernelTable.tsx';
import { Quoted } from '../text/Quoted.tsx';
import type { RuleWalk, StopHere } from './walk-stops.ts';

interface WalkBarProps {
  readonly walk: RuleWalk;
  /** Position in the walk's packets. */
  readonly packet: number;
  readonly place: string;
  readonly stops: readonly StopHere[];
  readonly current: number;
  readonly outdated: boolean;
  readonly onPacket: (packet: number) => void;
  readonly onStop: (at: number) => void;
  readonly onPlace: (place: string) => void;
  readonly onSendAgain: () => void;
  readonly onEnd: () => void;
}

export function WalkBar(props: WalkBarProps): ReactElement {
  const { walk, packet, place, stops, current, onPacket, onStop, onEnd } = props;
  const stop = stops[current];
  const count = stops.length;
  return (
    <div className="rt-walk" role="group" aria-label="The rules this packet tried">
      <p className="rt-walk-head">
        <select aria-label="Packet" value={packet} onChange={({ target }) => onPacket(Number(target.value))}>
          {walk.packets.map(({ label, way }, at) => (
            <option key={at} value={at}>
              {at + 1}. {label} {way === 'forth' ? '→' : '←'}
            </option>
          ))}
        </select>
        <span className="rt-flow">
          <span className="kt-paper">{walk.packets[packet]?.label}: </span>
          {flowWords(walk)}
        </span>
        <button type="button" className="kt-link" onClick={onEnd}>
          Show all rules alike
        </button>
      </p>
      {count > 0 && (
        <div className="rt-steps">
          <button
            type="button"
            className="push-button"
            disabled={current === 0}
            onClick={() => onStop(current - 1)}
          >
            Back
          </button>
          <button
            type="button"
            className="push-button"
            disabled={current >= count - 1}
            onClick={() => onStop(current + 1)}
          >
            Next
          </button>
          <input
            type="range"
            min={1}
            max={count}
            value={current + 1}
            aria-label="Decision among the rules"
            aria-valuetext={`${String(current + 1)} of ${String(count)}: ${stop?.table ?? ''} ${stop?.chain ?? ''}`}
            onChange={({ target }) => onStop(Number(target.value) - 1)}
          />
          <span className="rt-of">
            {current + 1} / {count}
          </span>
        </div>
      )}
      <p className="rt-sentence" aria-live="polite">
        {stop === undefined ? (
          <>
            This packet meets no rule on {placeWords(place)}: its connection is known by then, or it does not
            come here.
          </>
        ) : (
          <>
            <em>
              {stop.where}
              {stop.outer ? ', as the tunnel’s packet' : ''}:
            </em>{' '}
            <Quoted text={stop.sentence} />
          </>
        )}
      </p>
      <Elsewhere {...props} />
    </div>
  );
}

/** The other kernels whose rules it meets, and whether the rules have changed since. */
function Elsewhere({
  walk,
  packet,
  place,
  outdated,
  onPlace,
  onSendAgain,
}: WalkBarProps): ReactElement | null {
  const own = place.replace(/^(node|pod)\//, '');
  const passed = (walk.packets[packet]?.passages ?? []).map((passage) => passage.place);
  const others = [...new Set(passed)].filter((other) => other !== own);
  if (others.length === 0 && !outdated) return null;
  return (
    <p className="rt-elsewhere">
      {others.length > 0 && 'It meets rules on '}
      {others.map((other, at) => (
        <span key={other}>
          {at > 0 && ', '}
          <button
            type="button"
            className="kt-link"
            onClick={() => onPlace(other.includes('/') ? `pod/${other}` : `node/${other}`)}
          >
            {other}
          </button>
        </span>
      ))}
      {others.length > 0 && ' too. '}
      {outdated && (
        <>
          The rules here have changed since.{' '}
          <button type="button" className="kt-link" onClick={onSendAgain}>
            Send it again
          </button>
        </>
      )}
    </p>
  );
}

function flowWords({ flow: { from, to, protocol, port } }: RuleWalk): string {
  const end = port === undefined ? to : `${to}:${String(port)}`;
  return `${placeWords(from)} → ${end}, ${protocol.toUpperCase()}`;
}

/** The whole walk at this place as sentences: for paper, for who hears it, without JavaScript. */
export function WalkInWords({ stops }: { readonly stops: readonly StopHere[] }): ReactElement | null {
  if (stops.length === 0) return null;
  return (
    <details className="rt-words">
      <summary>The same in words</summary>
      <ol>
        {stops.map(({ where, sentence, rows }, at) => (
          <li key={at}>
            {rows.length > 1 && `${String(rows.length)} rules tried ${where}. `}
            <Quoted text={sentence} />
          </li>
        ))}
      </ol>
    </details>
  );
}
