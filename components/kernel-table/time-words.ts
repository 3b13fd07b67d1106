/** Spans of virtual time, in words short enough for a table. */

const second = 1_000_000;

/** `4 s`, `3 min 20 s`, `2 h 5 min`, `4 d 23 h`. @param span microseconds; less than none counts as none */
export function spanWords(span: number): string {
  const seconds = Math.max(0, Math.floor(span / second));
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two(hours, 'h', minutes % 60, 'min');
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(large: number, unit: string, small: number, part: string): string {
  return small === 0 ? `${String(large)} ${unit}` : `${String(large)} ${unit} ${String(small)} ${part}`;
}
