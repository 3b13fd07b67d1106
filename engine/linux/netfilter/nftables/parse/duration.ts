/**
 * Spans of time as nft reads and writes them: `1d2h3m4s5ms`, plain seconds (nft's src/datatype.c: time_parse,
 * time_print). In microseconds.
 */

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1000],
];

/** @returns undefined when `text` is none */
export function durationOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1_000_000;
  if (!/^(?:\d+(?:ms|[dhms]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[dhms])/g))
    sum += Number(count) * (units.find(([name]) => name === unit)?.[1] ?? 0);
  return sum;
}

export function durationText(microseconds: number): string {
  let rest = Math.floor(microseconds / 1000) * 1000;
  let text = '';
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${String(count)}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}
