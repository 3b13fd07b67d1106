/**
 * How nft shows where a text is wrong: the line, and carets below (erec_print of nft's src/erec.c).
 */
import type { NftError } from '../../linux/netfilter/nftables/error.ts';

/** @param source the file's name; undefined for a command line */
export function errorText({ message, location }: NftError, text: string, source: string | undefined): string {
  if (location === undefined) return `Error: ${message}\n`;
  const before = text.slice(0, location.start);
  const line = before.split('\n').length;
  const begin = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', begin);
  const shown = text.slice(begin, end < 0 ? undefined : end);
  const column = location.start - begin;
  const width = Math.max(
    1,
    Math.min(location.end, end < 0 ? text.length : Math.max(end, location.start + 1)) - location.start,
  );
  const place =
    source === undefined ? '' : `${source}:${String(line)}:${String(column + 1)}-${String(column + width)}: `;
  const indent = shown.slice(0, column).replace(/[^\t]/g, ' ');
  return `${place}Error: ${message}\n${shown}\n${indent.padEnd(column)}${'^'.repeat(width)}\n`;
}
