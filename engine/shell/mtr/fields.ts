/**
 * The columns of mtr's reports (data_fields of ui/mtr.c), by letter.
 */
import type { Hop } from './hop.ts';

export interface Field {
  readonly title: string;
  readonly width: number;
  /** As C's printf shows it in a report; cut to the width. */
  text(hop: Hop): string;
  /** Kept in machine formats: per cent, counts, milliseconds. */
  value(hop: Hop): number;
  readonly kind: 'loss' | 'count' | 'time';
}

const loss: Field = {
  title: 'Loss%',
  width: 6,
  text: (hop) => ` ${hop.loss.toFixed(1).padStart(4)}%`,
  value: (hop) => hop.loss,
  kind: 'loss',
};

function count(title: string, width: number, of: (hop: Hop) => number): Field {
  return {
    title,
    width,
    text: (hop) => ` ${String(of(hop)).padStart(width - 1)}`,
    value: of,
    kind: 'count',
  };
}

function time(title: string, of: (hop: Hop) => number): Field {
  return {
    title,
    width: 6,
    text: (hop) => ` ${(of(hop) / 1000).toFixed(1).padStart(5)}`,
    value: (hop) => of(hop) / 1000,
    kind: 'time',
  };
}

const fields: ReadonlyMap<string, Field> = new Map([
  ['L', loss],
  ['D', count('Drop', 5, (hop) => hop.dropped)],
  ['R', count('Rcv', 6, (hop) => hop.returned)],
  ['S', count('Snt', 6, (hop) => hop.sent)],
  ['N', time('Last', (hop) => hop.last)],
  ['B', time('Best', (hop) => hop.best)],
  ['A', time('Avg', (hop) => hop.average)],
  ['W', time('Wrst', (hop) => hop.worst)],
  ['V', time('StDev', (hop) => hop.deviation)],
  ['G', time('Gmean', (hop) => hop.geometricMean)],
  ['J', time('Jttr', (hop) => hop.jitter)],
  ['M', time('Javg', (hop) => hop.jitterAverage)],
  ['X', time('Jmax', (hop) => hop.jitterWorst)],
]);

/** @returns null for a blank column */
export function fieldsOf(letters: string): readonly (Field | null)[] {
  return [...letters].flatMap((letter) =>
    letter === ' ' || letter === '_' ? [null] : [fields.get(letter) ?? null],
  );
}
