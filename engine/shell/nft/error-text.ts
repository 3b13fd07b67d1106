/**
 * How nft shows where a text is wrong: the line, and carets below (erec_print of nft's src/erec.c).
 */
import type { Location, NftError } from '../../linux/netfilter/nftables/error.ts';
import type { Source, Sources } from './sources.ts';

/** The line a location begins on, and the columns it takes there; both columns counted from 0, the second not taken. */
interface Mark {
  readonly shown: string;
  readonly lineNumber: number;
  readonly lineStart: number;
  readonly first: number;
  readonly end: number;
}

function markOf(location: Location, { text, base }: Source): Mark {
  const isAtEof = location.start - base >= text.length;
  // The end of the text is shown on its last line.
  const start = isAtEof ? text.lastIndexOf('\n', text.length - 2) + 1 : location.start - base;
  const before = text.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = text.indexOf('\n', lineStart);
  const last = lineEnd < 0 ? text.length : lineEnd;
  // Where it is about the whole command its end belongs to it.
  const width = isAtEof ? 1 : Math.max(1, Math.min(location.end - base, last + 1) - start);
  const first = start - lineStart;
  return {
    shown: text.slice(lineStart, last),
    lineNumber: before.split('\n').length,
    lineStart,
    first,
    end: first + width,
  };
}

/** `FILE:LINE:FIRST-LAST:`; nothing for a command line. */
function placeText({ name }: Source, { lineNumber, first, end }: Mark): string {
  return name === undefined ? '' : `${name}:${String(lineNumber)}:${String(first + 1)}-${String(end)}:`;
}

export function errorText({ message, location, also }: NftError, sources: Sources): string {
  if (location === undefined) return `Error: ${message}\n`;
  const source = sources.at(location.start);
  const mark = markOf(location, source);
  const marks = [...mark.shown.slice(0, mark.first).replace(/[^\t]/g, ' ').padEnd(mark.first)];
  for (let at = mark.first; at < mark.end; at++) marks[at] = '^';
  if (also !== undefined && sources.at(also.start) === source) {
    const begin = source.base + mark.lineStart;
    const last = begin + mark.shown.length;
    for (let at = Math.max(also.start, begin); at < Math.min(also.end, last); at++)
      if (marks[at - begin] !== '^') marks[at - begin] = '~';
  }
  const included = sources
    .includersOf(source)
    .map((each, at) => {
      const from = sources.at(each.start);
      const prefix = at === 0 ? 'In file included from' : '                 from';
      return `${prefix} ${placeText(from, markOf(each, from))}\n`;
    })
    .join('');
  const place = placeText(source, mark);
  const carets = Array.from(marks, (one: string | undefined) => one ?? ' ').join('');
  return `${included}${place === '' ? '' : `${place} `}Error: ${message}\n${mark.shown}\n${carets}\n`;
}
