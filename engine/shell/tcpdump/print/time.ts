/**
 * The time in front of a line: -t, -tt, -ttt, -tttt, -ttttt. UTC, as the machines of this world keep it.
 */

/** @param micros since 1970; `previous` and `first` those of other packets */
export function timeText(
  { times, nanoseconds }: { readonly times: number; readonly nanoseconds: boolean },
  micros: number,
  previous: number | undefined,
  first: number | undefined,
): string {
  // The clock of this world counts microseconds.
  const six = (value: number) => String(value).padStart(6, '0') + (nanoseconds ? '000' : '');
  switch (times) {
    case 0:
      return `${clockText(micros)} `;
    case 1:
      return '';
    case 2:
      return `${String(Math.floor(micros / 1_000_000))}.${six(micros % 1_000_000)} `;
    case 3:
      return ` ${clockText(micros - (previous ?? micros))} `;
    case 4:
      return `${new Date(micros / 1000).toISOString().slice(0, 10)} ${clockText(micros)} `;
    default:
      return ` ${clockText(micros - (first ?? micros))} `;
  }

  function clockText(value: number): string {
    const seconds = Math.floor(value / 1_000_000) % 86_400;
    const two = (part: number) => String(part).padStart(2, '0');
    const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return `${clock}.${six(value % 1_000_000)}`;
  }
}
