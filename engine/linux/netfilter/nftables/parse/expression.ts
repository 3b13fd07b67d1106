/**
 * Expressions: what is looked at on the left, what it is compared with on the right (nft's parser_bison.y).
 */
import { Prefix } from '../../../../net/address/prefix.ts';
import { NftError } from '../error.ts';
import type { BinaryOperator, Expression, SetElement, VerdictStatement } from '../syntax.ts';
import { flagTypes, parseValue, partsOf, typeOf } from '../types.ts';
import type { TokenStream } from './stream.ts';

const payloads: Readonly<Record<string, readonly string[]>> = {
  ip: ['saddr', 'daddr', 'protocol', 'ttl', 'dscp', 'length', 'id'],
  ip6: ['saddr', 'daddr', 'nexthdr', 'hoplimit'],
  tcp: ['sport', 'dport', 'flags', 'sequence', 'window'],
  udp: ['sport', 'dport', 'length'],
  th: ['sport', 'dport'],
  sctp: ['sport', 'dport'],
  icmp: ['type', 'code', 'id'],
};
const plainMeta = [
  'iifname',
  'oifname',
  'iif',
  'oif',
  'mark',
  'l4proto',
  'nfproto',
  'pkttype',
  'skuid',
  'length',
];
const binary: Readonly<Record<string, BinaryOperator>> = {
  '&': '&',
  and: '&',
  '|': '|',
  or: '|',
  '^': '^',
  xor: '^',
  '<<': '<<',
  '>>': '>>',
};

/** Can an expression begin here (and not a statement's word)? */
export function beginsExpression(stream: TokenStream): boolean {
  const { kind, text } = stream.next;
  if (kind !== 'word') return false;
  const after = stream.peek(1).text;
  if (text in payloads) return payloads[text]?.includes(after) === true;
  if (text === 'ct') return after !== 'helper';
  return ['meta', 'fib', 'numgen'].includes(text) || plainMeta.includes(text);
}

/** The left side: one thing or several joined by dots, with arithmetic on bits. */
export function parseLeft(stream: TokenStream): Expression {
  const parts = [parseBits(stream)];
  while (stream.accept('.')) parts.push(parseBits(stream));
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind: 'concatenation', parts };
}

function parseBits(stream: TokenStream): Expression {
  let left = parsePrimary(stream);
  for (;;) {
    const operator = stream.next.kind === 'string' ? undefined : binary[stream.next.text];
    if (operator === undefined) return left;
    stream.take();
    const right = beginsExpression(stream) ? parsePrimary(stream) : parseMask(stream, typeOf(left));
    left = { kind: 'binary', operator, left, right };
  }
}

/** The other side of an operator: one value, or flags in brackets joined by bars. */
function parseMask(stream: TokenStream, type: string): Expression {
  if (!stream.accept('(')) return parseRightValue(stream, type);
  const first = parseRightValue(stream, type);
  let bits = first.kind === 'flags' ? first.bits : 0;
  while (stream.accept('|')) {
    const more = parseRightValue(stream, type);
    if (more.kind === 'flags') bits |= more.bits;
  }
  stream.expect(')');
  return { kind: 'flags', bits, type };
}

function parsePrimary(stream: TokenStream): Expression {
  if (stream.accept('(')) {
    const inner = parseBits(stream);
    stream.expect(')');
    return inner;
  }
  const token = stream.word('expression');
  const { text } = token;
  if (text in payloads) return { kind: 'payload', protocol: text, field: stream.word().text };
  if (plainMeta.includes(text)) return { kind: 'meta', key: text };
  switch (text) {
    case 'meta':
      return { kind: 'meta', key: stream.word().text };
    case 'ct': {
      const direction = stream.is('original') || stream.is('reply') ? stream.take().text : undefined;
      let key = stream.word().text;
      if (key === 'ip' || key === 'ip6') key = stream.word().text;
      return {
        kind: 'ct',
        key,
        direction: direction === 'reply' ? 'reply' : direction === undefined ? undefined : 'original',
      };
    }
    case 'fib': {
      const by = [stream.word().text];
      while (stream.accept('.')) by.push(stream.word().text);
      return { kind: 'fib', by, result: stream.word().text };
    }
    case 'numgen': {
      const mode = stream.word().text === 'inc' ? 'inc' : 'random';
      stream.expect('mod');
      const modulus = stream.number();
      const offset = stream.accept('offset') ? stream.number() : 0;
      return { kind: 'numgen', mode, modulus, offset };
    }
  }
  throw new NftError(`syntax error, unexpected ${text}`, token);
}

/** The right side of a comparison with `left`. */
export function parseRight(stream: TokenStream, left: Expression): Expression {
  if (stream.accept('@')) return { kind: 'reference', name: stream.word().text };
  if (stream.is('{')) return parseSet(stream, left);
  const parts = partsOf(left);
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return parseRightValue(stream, typeOf(first));
  return parseKey(stream, parts);
}

function parseKey(stream: TokenStream, parts: readonly Expression[]): Expression {
  const values = parts.map((part, at) => {
    if (at > 0) stream.expect('.');
    return parseRightValue(stream, typeOf(part));
  });
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : { kind: 'concatenation', parts: values };
}

/** `{ …, … }`, with `: data` in maps. */
export function parseSet(stream: TokenStream, left: Expression, data?: readonly string[]): Expression {
  stream.expect('{');
  const elements: SetElement[] = [];
  stream.skipEnds();
  while (!stream.accept('}')) {
    elements.push(parseElement(stream, left, data));
    stream.skipEnds();
    if (!stream.accept(',') && !stream.is('}')) throw stream.unexpected("'}'");
    stream.skipEnds();
  }
  return { kind: 'set', elements };
}

function parseElement(stream: TokenStream, left: Expression, dataTypes?: readonly string[]): SetElement {
  const key = stream.accept('*') ? everything(left) : parseKey(stream, partsOf(left));
  let timeout: number | undefined;
  let comment: string | undefined;
  for (;;) {
    if (stream.accept('timeout')) timeout = parseDuration(stream);
    else if (stream.accept('expires')) parseDuration(stream);
    else if (stream.accept('comment')) comment = stream.word().text;
    else break;
  }
  if (!stream.accept(':')) return { key, data: undefined, comment, timeout };
  const verdict = parseVerdict(stream);
  const types = (dataTypes ?? ['integer']).map((type): Expression => ({ kind: 'value', value: 0, type }));
  return { key, data: verdict ?? parseKey(stream, types), comment, timeout };
}

function everything(left: Expression): Expression {
  return { kind: 'range', first: 0, last: 0xffff_ffff, type: typeOf(left) };
}

/** `accept`, `goto CHAIN` and the like; undefined when none begins here. */
export function parseVerdict(stream: TokenStream): VerdictStatement | undefined {
  for (const verdict of ['accept', 'drop', 'return', 'continue'] as const)
    if (stream.accept(verdict)) return { kind: 'verdict', verdict, chain: undefined };
  for (const verdict of ['jump', 'goto'] as const)
    if (stream.accept(verdict)) return { kind: 'verdict', verdict, chain: stream.word().text };
  return undefined;
}

const units: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

/** `1h30m`, `10800s`, plain seconds; in microseconds. */
export function parseDuration(stream: TokenStream): number {
  const token = stream.word('time');
  if (!/^(\d+(?:ms|[dhms]))+$|^\d+$/.test(token.text))
    throw new NftError('syntax error, unexpected string', token);
  let seconds = 0;
  for (const [, count, unit] of token.text.matchAll(/(\d+)(ms|[dhms]|$)/g))
    seconds += Number(count) * (units[unit ?? ''] ?? 1);
  return seconds * 1_000_000;
}

/** One value, flags, a range or a prefix of a type. */
export function parseRightValue(stream: TokenStream, type: string): Expression {
  const token = stream.word('value');
  if (token.kind === 'string') return { kind: 'value', value: token.text, type };
  if (flagTypes.has(type)) {
    const words = [token];
    while (
      stream.is(',') &&
      stream.peek(1).kind === 'word' &&
      parseValue(stream.peek(1).text, type) !== undefined
    ) {
      stream.take();
      words.push(stream.take());
    }
    let bits = 0;
    for (const word of words) {
      const bit = parseValue(word.text, type);
      if (typeof bit !== 'number') throw new NftError('Could not parse symbolic flag expression', word);
      bits |= bit;
    }
    return { kind: 'flags', bits, type };
  }
  const slash = /^([\d.]+)\/(\d+)$/.exec(token.text);
  if (slash !== null && type === 'ipv4_addr') {
    const prefix = Prefix.tryParse(token.text);
    if (prefix === undefined) throw new NftError('syntax error, unexpected string', token);
    return { kind: 'prefix', network: prefix.network.bits, length: prefix.length, type };
  }
  const joined = /^([^-]+)-([^-]+)$/.exec(token.text);
  if (joined !== null && type !== 'ifname' && type !== 'icmp_type') {
    const first = parseValue(joined[1] ?? '', type);
    const last = parseValue(joined[2] ?? '', type);
    if (first !== undefined && last !== undefined) return { kind: 'range', first, last, type };
  }
  const value = parseValue(token.text, type);
  if (value === undefined) throw new NftError(wrongValue(type, token.text), token);
  if (stream.is('-') && stream.peek(1).kind === 'word') {
    stream.take();
    const last = parseValue(stream.take().text, type);
    if (last !== undefined) return { kind: 'range', first: value, last, type };
  }
  return { kind: 'value', value, type };
}

function wrongValue(type: string, word: string): string {
  switch (type) {
    case 'inet_service':
      return 'Could not resolve service: Servname not supported for ai_socktype';
    case 'ipv4_addr':
      return 'Could not resolve hostname: Name or service not known';
    case 'inet_proto':
      return `Could not resolve protocol name`;
    default:
      return `Could not parse ${type.replace('_', ' ')} ${word}`;
  }
}
