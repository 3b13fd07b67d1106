/**
 * How nft shows where a text is wrong: the line, and carets below (erec_print of nft's src/erec.c).
 */
import type { NftError } from '../../linux/netfilter/nftables/error.ts';

/** @param source the file's name; undefined for a command line */
export function errorText(
  { message, location, also }: NftError,
  text: string,
  source: string | undefined,
): string {
  if (location === undefined) return `Error: ${message}\n`;
  // The end of the text is shown on its last line.
  const start = location.start >= text.length ? text.lastIndexOf('\n', text.length - 2) + 1 : location.start;
  const before = text.slice(0, start);
  const line = before.split('\n').length;
  const begin = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', begin);
  const last = end < 0 ? text.length : end;
  const shown = text.slice(begin, last);
  const isAtEof = location.start >= text.length;
  // Where it is about the whole command its end belongs to it.
  const width = isAtEof ? 1 : Math.max(1, Math.min(location.end, last + 1) - start);
  const column = start - begin;
  const place =
    source === undefined ? '' : `${source}:${String(line)}:${String(column + 1)}-${String(column + width)}: `;
  const marks = [...shown.slice(0, column).replace(/[^\t]/g, ' ').padEnd(column)];
  for (let at = 0; at < width; at++) marks[column + at] = '^';
  if (also !== undefined)
    for (let at = Math.max(also.start, begin); at < Math.min(also.end, last); at++)
      if (marks[at - begin] !== '^') marks[at - begin] = '~';
  return `${place}Error: ${message}\n${shown}\n${Array.from(marks, (mark: string | undefined) => mark ?? ' ').join('')}\n`;
}
