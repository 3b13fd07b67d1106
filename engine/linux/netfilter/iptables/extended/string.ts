/**
 * `-m string`: octets anywhere in the packet (net/netfilter/xt_string.c, lib/textsearch.c). Both algorithms find the same.
 * Offsets count from the IP header; the string must end before `--to`.
 */
import { utf8 } from '../../../../net/wire/utf8.ts';
import { usage } from '../error.ts';
import { not } from '../option.ts';
import { matchOf, type Options } from '../shape.ts';
import { packetBytes } from './transport-data.ts';

const furthest = 65_535;
/** XT_STRING_MAX_PATTERN_SIZE */
const longest = 128;

/** Text with octets in hexadecimal between bars (parse_hex_string). @throws IptablesError */
function parseHex(text: string): readonly number[] {
  if (text === '') throw usage('STRING must contain at least one char');
  const bytes: number[] = [];
  let at = 0;
  const skipBlanks = (): void => {
    while (text.charAt(at) === ' ') at++;
  };
  const readDigits = (): void => {
    skipBlanks();
    if (text.charAt(at) === '|') throw usage('Odd number of hex digits');
    while (at < text.length && text.charAt(at) !== '|') {
      const pair = text.slice(at, at + 2);
      if (text.length - at < 3 || pair.endsWith('|')) throw usage('Invalid hex block');
      const wrong = /[^0-9a-f]/i.exec(pair);
      if (wrong !== null) throw usage(`Invalid hex char '${wrong[0]}'`);
      bytes.push(Number.parseInt(pair, 16));
      at += 2;
      skipBlanks();
    }
    at++;
  };
  while (at < text.length) {
    if (text.charAt(at) === '|') {
      at++;
      readDigits();
      continue;
    }
    if (text.charAt(at) === '\\') {
      at++;
      if (at >= text.length) throw usage('Bad literal placement at end of string');
    }
    bytes.push(text.charCodeAt(at++) & 255);
  }
  return bytes;
}

function patternOf(options: Options): readonly number[] {
  if (options.has('hex-string')) return parseHex(options.text('hex-string'));
  return [...utf8(options.text('string'))];
}

function isInverted(options: Options): boolean {
  return options.inverted('string') || options.inverted('hex-string');
}

/** As hexadecimal when something in it cannot be printed. */
function patternText(options: Options): readonly [isHex: boolean, text: string] {
  const pattern = patternOf(options);
  const isHex = pattern.some((byte) => byte < 32 || byte > 126);
  if (isHex) return [true, `"|${pattern.map((byte) => byte.toString(16).padStart(2, '0')).join('')}|"`];
  const text = String.fromCharCode(...pattern).replace(/["\\]/g, '\\$&');
  return [false, `"${text}"`];
}

export const string = matchOf({
  name: 'string',
  options: {
    from: { kind: 'number', most: furthest },
    to: { kind: 'number', most: furthest },
    algo: { kind: 'text', mandatory: true },
    string: { kind: 'text', inverts: true, excludes: ['hex-string'] },
    'hex-string': { kind: 'text', inverts: true, excludes: ['string'] },
    icase: { kind: 'flag' },
  },
  read(options, name) {
    if (name === 'hex-string') parseHex(options.text(name));
    if (name === 'string' && utf8(options.text(name)).length > longest)
      throw usage(`STRING too long "${options.text(name)}"`);
  },
  check(options) {
    if (!options.has('string', 'hex-string'))
      throw usage("STRING match: You must specify `--string' or `--hex-string'");
  },
  isRefused(options) {
    if (!['bm', 'kmp', 'fsm'].includes(options.text('algo'))) return 'No such file or directory';
    return patternOf(options).length === 0 || options.number('from') > options.number('to', furthest);
  },
  save(options) {
    const [isHex, text] = patternText(options);
    return [
      `${not(isInverted(options))}--${isHex ? 'hex-' : ''}string ${text} --algo ${options.text('algo')}`,
      ...(options.number('from') === 0 ? [] : [`--from ${String(options.number('from'))}`]),
      ...(options.number('to', furthest) === furthest ? [] : [`--to ${String(options.number('to'))}`]),
      ...(options.has('icase') ? ['--icase'] : []),
    ].join(' ');
  },
  print(options) {
    const [, text] = patternText(options);
    return [
      `STRING match ${isInverted(options) ? '!' : ''} ${text} ALGO name ${options.text('algo')}`,
      ...(options.number('from') === 0 ? [] : [`FROM ${String(options.number('from'))}`]),
      ...(options.number('to', furthest) === furthest ? [] : [`TO ${String(options.number('to'))}`]),
      ...(options.has('icase') ? ['ICASE'] : []),
    ].join(' ');
  },
  compile(options) {
    const [from, to] = [options.number('from'), options.number('to', furthest)];
    const inverted = isInverted(options);
    const fold = (byte: number): number =>
      options.has('icase') && byte >= 97 && byte <= 122 ? byte - 32 : byte;
    const pattern = patternOf(options).map(fold);
    return ({ packet }) => {
      const bytes = packetBytes(packet);
      const last = Math.min(to, bytes.length) - pattern.length;
      for (let at = from; at <= last; at++)
        if (pattern.every((byte, index) => fold(bytes[at + index] ?? -1) === byte)) return !inverted;
      return inverted;
    };
  },
});
