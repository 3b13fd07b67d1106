/**
 * Numbers as GNU wget writes them (utils.c, retr.c).
 */
/** `195K`, `1.2M`: below `accuracy` with decimals. */
export function humanReadable(octets: number, accuracy: number, decimals: number): string {
  if (octets < 1024) return String(octets);
  let value = octets;
  for (const unit of ['K', 'M', 'G', 'T']) {
    value /= 1024;
    if (value < 1024) return `${value.toFixed(value < accuracy ? decimals : 0)}${unit}`;
    value = Math.floor(value);
  }
  return `${value.toFixed(0)}T`;
}

/** What no download is faster than: the clock here stands still while a program works. */
const least = 0.000_01;

/** @returns the rate in units of 1024, three digits, and which unit it is */
export function rate(octets: number, seconds: number): { readonly digits: string; readonly unit: number } {
  let value = octets / Math.max(seconds, least);
  let unit = 0;
  for (; unit < 3 && value >= 1024; unit++) value /= 1024;
  return { digits: value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2), unit };
}

export function rateText(octets: number, seconds: number): string {
  const { digits, unit } = rate(octets, seconds);
  return `${digits} ${['B/s', 'KB/s', 'MB/s', 'GB/s'][unit] ?? ''}`;
}

/** `0`, `0.002`, `1.5`, `12`. */
export function decimal(value: number): string {
  if (value >= 9.95) return value.toFixed(0);
  if (value >= 0.95) return value.toFixed(1);
  if (value >= 0.001) return String(Number(value.toPrecision(1)));
  return value >= 0.0005 ? value.toFixed(3) : '0';
}

/** `9s`, `2m 5s`, `1h 4m`: without the space when it must be short. */
export function shortTime(seconds: number, condensed: boolean): string {
  const space = condensed ? '' : ' ';
  if (seconds < 100) return `${String(seconds)}s`;
  if (seconds < 6000) return `${String(Math.floor(seconds / 60))}m${space}${String(seconds % 60)}s`;
  return `${String(Math.floor(seconds / 3600))}h${space}${String(Math.floor(seconds / 60) % 60)}m`;
}

/** How long all took. */
export function wallTime(seconds: number): string {
  return seconds < 10 ? `${decimal(seconds)}s` : shortTime(Math.round(seconds), false);
}
