/**
 * A prefix bit by bit against a destination: those it shares are inked, the first other one is boxed, those behind its
 * length do not count and are dots. The longest row of ink without a box wins.
 */
import type { ReactElement } from 'react';

interface PrefixBitsProps {
  /** 32 digits. */
  readonly bits: string;
  readonly length: number;
  /** How many, from the left, the destination has too. */
  readonly common: number;
}

/** Said by words beside it; this is the picture. */
export function PrefixBits({ bits, length, common }: PrefixBitsProps): ReactElement {
  return (
    <span className="ro-bits" aria-hidden="true">
      {[0, 8, 16, 24].map((from) => (
        <span key={from} className="ro-octet">
          <b>{bits.slice(from, Math.max(from, Math.min(from + 8, common)))}</b>
          {common < length && common >= from && common < from + 8 && <i>{bits.charAt(common)}</i>}
          <span>{rest(bits, from, length, common)}</span>
        </span>
      ))}
    </span>
  );
}

/** What of an octet stands behind the first difference, or behind the prefix. */
function rest(bits: string, from: number, length: number, common: number): string {
  const begin = Math.max(from, common < length ? common + 1 : common);
  const counted = bits.slice(begin, Math.max(begin, Math.min(from + 8, length)));
  return counted.padEnd(Math.max(0, from + 8 - begin), '·');
}
