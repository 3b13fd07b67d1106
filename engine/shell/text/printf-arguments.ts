/**
 * The arguments of printf(1): the format is used again while arguments are left; missing ones are empty or zero; bad
 * numbers are complained about and taken as far as they go.
 */
import { ansiDate } from './date-format.ts';
import { fillFormat, unescape } from './printf.ts';
import { backslashQuote } from '../bash/quote.ts';

export interface Printed {
  readonly text: string;
  /** Complaints without the command's name. */
  readonly complaints: readonly string[];
}

/** @param now milliseconds since 1970, for %(…)T */
export function printfText(format: string, words: readonly string[], now: number): Printed {
  const complaints: string[] = [];
  let at = 0;
  const next = (): string | undefined => {
    return words[at++];
  };
  const readInteger = (): bigint => {
    const text = next();
    if (text === undefined) return 0n;
    const character = /^["'](.)/su.exec(text);
    if (character !== null) return BigInt(character[1]?.codePointAt(0) ?? 0);
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
    if (match === null || match[0].length !== text.trimEnd().length)
      complaints.push(`${text}: invalid number`);
    if (match === null) return 0n;
    const digits = match[2] ?? '0';
    const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return match[1] === '-' ? -value : value;
  };
  const formatter = {
    text: () => next() ?? '',
    integer: readInteger,
    number: () => {
      const text = next() ?? '0';
      const value = text.trim() === '' ? 0 : Number(text.replace(/^inf$/i, 'Infinity'));
      if (Number.isNaN(value)) complaints.push(`${text}: invalid number`);
      return Number.isNaN(value) ? parseFloat(text) || 0 : value;
    },
  };
  let text = '';
  let stopped = false;
  const hasStopped = (): boolean => stopped;
  let before: number;
  do {
    before = at;
    const pass = fillFormat(protect(format), formatter, (conversion) => {
      if (conversion === 'b') {
        const value = unescape(next() ?? '', 'zero');
        stopped ||= value.stopped;
        return value.text;
      }
      if (conversion === 'q') return backslashQuote(next() ?? '');
      if (conversion.endsWith('T')) {
        const when = next();
        return ansiDate(
          conversion.slice(1, -2) || '%H:%M:%S',
          when === undefined || Number(when) < 0 ? now : Number(when) * 1000,
        );
      }
      return undefined;
    });
    text += pass.text;
    if (pass.bad !== undefined) {
      complaints.push(
        pass.bad === '%'
          ? "`%': missing format character"
          : `\`${pass.bad.slice(-1) < ' ' ? '\\' : pass.bad.slice(-1)}': invalid format character`,
      );
      return { text, complaints };
    }
  } while (!hasStopped() && at > before && at < words.length);
  return { text, complaints };
}

/** Escapes of the format itself; `%` made by an escape stands for itself. */
function protect(format: string): string {
  return format.replace(/%%|\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[^])/g, (part) =>
    part === '%%' ? '%%' : unescape(part, 'plain').text.replaceAll('%', '%%'),
  );
}
