/**
 * What the `time` keyword prints: elapsed virtual time, bash's default TIMEFORMAT or POSIX's. Computing costs nothing
 * in the simulated world, so user and system time are zero.
 */
import type { Time } from '../../clock/clock.ts';
import type { Shell } from './shell.ts';

export function formatTimes(shell: Shell, elapsed: Time, posix: boolean): string {
  if (posix) return `real ${(elapsed / 1e6).toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  const format = shell.variables.get('TIMEFORMAT');
  if (format === '') return '';
  if (format !== undefined) return `${fill(format, elapsed)}\n`;
  return `\nreal\t${minutes(elapsed)}\nuser\t${minutes(0)}\nsys\t${minutes(0)}\n`;
}

function minutes(time: Time): string {
  const milliseconds = Math.floor(time / 1000);
  return `${Math.floor(milliseconds / 60_000)}m${((milliseconds % 60_000) / 1000).toFixed(3)}s`;
}

function fill(format: string, elapsed: Time): string {
  return format.replace(
    /%(?:%|([0-3])?(l)?([RUSP]))/g,
    (whole, digits: string | undefined, long: string | undefined, what: string | undefined) => {
      if (what === undefined) return whole === '%%' ? '%' : whole;
      const time = what === 'R' ? elapsed : 0;
      return long === undefined ? (time / 1e6).toFixed(Number(digits ?? 3)) : minutes(time);
    },
  );
}
