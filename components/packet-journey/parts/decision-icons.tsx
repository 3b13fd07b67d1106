/** One sign a decision, drawn in a box of 16 around the origin, in one set of strokes. */
import type { ReactElement } from 'react';
import type { Decision } from '../../../engine/linux/journey/event.ts';

const strokes: Readonly<Record<Decision, string>> = {
  'socket-send': 'M-4 4V-4H4M0 -1L4 -4M4 -4L1 -7.5',
  'socket-receive': 'M-5 -1V5H5V-1M0 -6V2M-3 -1L0 2L3 -1',
  transmit: '',
  receive: '',
  bridge: 'M-6 -2.5H5L2 -5.5M6 2.5H-5L-2 5.5',
  route: 'M-6 0H-1L5 -4.5M-1 0L5 4.5M1.8 -5H5.2V-1.6M1.8 5H5.2V1.6',
  neighbour: 'M-6 -4H2L6 0L2 4H-6ZM-2.4 0H-2.2',
  rule: 'M-5 -4.5H5M-5 0H5M-5 4.5H1M3 4L4.5 5.5L7 2.5',
  translate: 'M-5 -3H4L1.5 -5.5M5 3H-4L-1.5 5.5',
  conntrack: 'M-1 -2.5A3 3 0 1 0 -1 2.5M1 2.5A3 3 0 1 0 1 -2.5M-2 0H2',
  forward: 'M-5 -4.5L-0.5 0L-5 4.5M0.5 -4.5L5 0L0.5 4.5',
  deliver: 'M-5 -1V5H5V-1M0 -6V2M-3 -1L0 2L3 -1',
  encapsulate: 'M-6 -6H6V6H-6ZM-2.5 -2.5H2.5V2.5H-2.5Z',
  decapsulate: 'M-3 -6H-6V6H-3M3 -6H6V6H3M-2.5 -2.5H2.5V2.5H-2.5Z',
  fragment: 'M-6 -4H-1.5V4H-6ZM1.5 -4H6V4H1.5Z',
  reassemble: 'M-6 -4H0V4H-6ZM0 -4H6V4H0Z',
  answer: 'M4.5 5V-1A2.5 2.5 0 0 0 2 -3.5H-5M-2 -6.5L-5 -3.5L-2 -0.5',
  error: 'M0 -6V1.5M0 5V5.2',
  drop: 'M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5',
};

/** For inside an `<svg>`; it says nothing by itself: the text beside it does. */
export function DecisionMark({ decision }: { readonly decision: Decision }): ReactElement {
  return <path className="pj-mark" d={strokes[decision]} />;
}

export function DecisionIcon({ decision }: { readonly decision: Decision }): ReactElement {
  return (
    <svg className="pj-icon" viewBox="-9 -9 18 18" aria-hidden="true">
      {strokes[decision] === '' ? (
        <rect x="-3" y="-3" width="6" height="6" />
      ) : (
        <DecisionMark decision={decision} />
      )}
    </svg>
  );
}
