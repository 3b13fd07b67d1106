/**
 * Plain, quoted and block scalars (yaml_parser_scan_…_scalar of scannerc.go): their text, with lines folded and escapes
 * resolved. The cursor stands at their first character, and behind them afterwards.
 */
import type { Cursor } from './cursor.ts';
import { type Mark, scannerFault } from './fault.ts';

/** Lines of a scalar that are joined: one break is a space, more stay. */
class Folding {
  #leading = '';
  #trailing = '';
  isOpen = false;

  add(line: string): void {
    if (this.isOpen) this.#trailing += line;
    else this.#leading += line;
    this.isOpen = true;
  }

  take(): string {
    const folded = this.#leading.startsWith('\n')
      ? this.#trailing === ''
        ? ' '
        : this.#trailing
      : this.#leading + this.#trailing;
    this.#leading = '';
    this.#trailing = '';
    this.isOpen = false;
    return folded;
  }
}

export interface PlainScalar {
  readonly text: string;
  readonly end: Mark;
  /** It went over a line break: a key may follow. */
  readonly wentOn: boolean;
}

/** @param indent of the block it stands in */
export function plainScalar(cursor: Cursor, indent: number, isFlow: boolean): PlainScalar {
  let text = '';
  let end = cursor.mark();
  let spaces = '';
  const folding = new Folding();
  const ends = () => (cursor.at() === ':' && cursor.isSpace(1)) || (isFlow && ',?[]{}'.includes(cursor.at()));
  while (!cursor.isDocumentIndicator() && cursor.at() !== '#') {
    while (!cursor.isSpace() && !ends()) {
      text += folding.isOpen ? folding.take() : spaces;
      spaces = '';
      text += cursor.read();
      end = cursor.mark();
    }
    if (!cursor.isBlank() && !cursor.isBreak()) break;
    while (cursor.isBlank() || cursor.isBreak())
      if (cursor.isBreak()) {
        spaces = '';
        folding.add(cursor.readLine());
      } else if (folding.isOpen) {
        if (cursor.column < indent + 1 && cursor.at() === '\t')
          throw scannerFault('found a tab character that violates indentation', cursor.mark());
        cursor.skip();
      } else spaces += cursor.read();
    if (!isFlow && cursor.column < indent + 1) break;
  }
  return { text, end, wentOn: folding.isOpen };
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const codes: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Between quotes, which are read too. */
export function quotedScalar(cursor: Cursor): string {
  const start = cursor.mark();
  const quote = cursor.read();
  let text = '';
  let spaces = '';
  const folding = new Folding();
  for (;;) {
    if (cursor.isDocumentIndicator())
      throw scannerFault('found unexpected document indicator', cursor.mark(), start);
    if (cursor.isEnd()) throw scannerFault('found unexpected end of stream', cursor.mark(), start);
    let isJoined = false;
    while (!cursor.isSpace() && !isJoined) {
      if (cursor.at() === quote) {
        if (quote === '"' || cursor.at(1) !== quote) break;
        text += quote;
        cursor.skip(2);
      } else if (quote === '"' && cursor.at() === '\\') {
        if (cursor.isBreak(1)) {
          cursor.skip();
          cursor.readLine();
          isJoined = true;
        } else text += escaped(cursor, start);
      } else text += cursor.read();
    }
    if (cursor.at() === quote) {
      cursor.skip();
      return text;
    }
    let isNewLine = isJoined;
    while (cursor.isBlank() || cursor.isBreak())
      if (cursor.isBreak()) {
        spaces = '';
        const line = cursor.readLine();
        // After an escaped break the first one only ends what is left out.
        if (isJoined && !folding.isOpen) folding.isOpen = true;
        folding.add(line);
        isNewLine = true;
      } else if (isNewLine) cursor.skip();
      else spaces += cursor.read();
    text += isNewLine ? folding.take() : spaces;
    spaces = '';
  }
}

function escaped(cursor: Cursor, start: Mark): string {
  const sign = cursor.at(1);
  const plain = escapes[sign];
  const length = codes[sign];
  if (plain === undefined && length === undefined)
    throw scannerFault('found unknown escape character', cursor.mark(), start);
  cursor.skip(2);
  if (length === undefined) return plain ?? '';
  let digits = '';
  for (let at = 0; at < length; at++) {
    if (!/[0-9A-Fa-f]/.test(cursor.at(at)))
      throw scannerFault('did not find expected hexdecimal number', cursor.mark(), start);
    digits += cursor.at(at);
  }
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10_ffff)
    throw scannerFault('found invalid Unicode character escape code', cursor.mark(), start);
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** After `|` or `>`. @param parent indent of the block it stands in */
export function blockScalar(cursor: Cursor, parent: number): string {
  const start = cursor.mark();
  const isLiteral = cursor.read() === '|';
  const { chomping, increment } = blockHeader(cursor, start);
  let indent = increment === 0 ? 0 : Math.max(parent, 0) + increment;
  let trailing = '';
  const blankLines = () => {
    let widest = 0;
    for (;;) {
      while ((indent === 0 || cursor.column < indent) && cursor.at() === ' ') cursor.skip();
      widest = Math.max(widest, cursor.column);
      if ((indent === 0 || cursor.column < indent) && cursor.at() === '\t')
        throw scannerFault(
          'found a tab character where an indentation space is expected',
          cursor.mark(),
          start,
        );
      if (!cursor.isBreak()) break;
      trailing += cursor.readLine();
    }
    if (indent === 0) indent = Math.max(widest, parent + 1, 1);
  };
  blankLines();
  let text = '';
  let leading = '';
  let wasBlank = false;
  while (cursor.column === indent && !cursor.isEnd()) {
    const isBlank = cursor.isBlank();
    if (!isLiteral && !wasBlank && !isBlank && leading.startsWith('\n')) {
      if (trailing === '') text += ' ';
    } else text += leading;
    text += trailing;
    trailing = '';
    wasBlank = isBlank;
    while (!cursor.isBreakOrEnd()) text += cursor.read();
    leading = cursor.isEnd() ? '' : cursor.readLine();
    blankLines();
  }
  return text + (chomping === '-' ? '' : leading) + (chomping === '+' ? trailing : '');
}

function blockHeader(cursor: Cursor, start: Mark): { readonly chomping: string; readonly increment: number } {
  let chomping = '';
  let increment = 0;
  for (let turn = 0; turn < 2; turn++)
    if (chomping === '' && /[-+]/.test(cursor.at())) chomping = cursor.read();
    else if (increment === 0 && /[0-9]/.test(cursor.at())) {
      if (cursor.at() === '0')
        throw scannerFault('found an indentation indicator equal to 0', cursor.mark(), start);
      increment = Number(cursor.read());
    }
  while (cursor.isBlank()) cursor.skip();
  if (cursor.at() === '#') while (!cursor.isBreakOrEnd()) cursor.skip();
  if (!cursor.isBreakOrEnd())
    throw scannerFault('did not find expected comment or line break', cursor.mark(), start);
  if (cursor.isBreak()) cursor.readLine();
  return { chomping, increment };
}
