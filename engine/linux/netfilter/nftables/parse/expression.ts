/**
 * Left sides: what a rule looks at (nft's parser_bison.y: primary_expr, payload_expr, meta_expr, ct_expr, fib_expr …).
 */
import { NftError as Refusal, NotModelled } from '../error.ts';
import { type Base, extensionHeaders, fieldOf, ipOptions, protocolNamed, tcpOptions } from '../protocol.ts';
import { bareMetaKeys, bitsOf, ctDirected, ctKeys, metaKeys, typeOf } from '../selectors.ts';
import type { BinaryOperator, Expression, Selector } from '../syntax.ts';
import type { TokenStream } from './stream.ts';
import { markType } from '../datatype.ts';
import { parsePrimaryRight } from './right.ts';
import { addressFamily, located, type ParseContext } from './context.ts';

const fibFlags = ['saddr', 'daddr', 'iif', 'oif', 'mark'];

/** Does a left side begin here? */
export function beginsSelector(stream: TokenStream): boolean {
  const { kind, text } = stream.next;
  if (kind === 'symbol') return text === '@' || text === '(';
  if (kind !== 'word') return false;
  const second = stream.peek(1);
  switch (text) {
    case 'ct':
      return !['helper', 'timeout', 'expectation', 'count'].includes(second.text) || isCtHelperMatch(stream);
    case 'meta':
    case 'fib':
    case 'rt':
    case 'socket':
    case 'osf':
    case 'ipsec':
    case 'numgen':
    case 'jhash':
    case 'symhash':
    case 'exthdr':
      return true;
    case 'reset':
      return false;
    default:
      return (
        bareMetaKeys.has(text) || Object.hasOwn(extensionHeaders, text) || protocolNamed(text) !== undefined
      );
  }
}

/** `ct helper "ftp"` looks, `ct helper set "ftp"` assigns. */
function isCtHelperMatch(stream: TokenStream): boolean {
  return stream.peek(1).text === 'helper' && stream.peek(2).text !== 'set';
}

const operators: readonly (readonly BinaryOperator[])[] = [['|'], ['^'], ['&'], ['<<', '>>']];

/** A concatenation of selectors, each with masks and shifts. @throws NftError */
export function parseLeft(stream: TokenStream, context: ParseContext): Expression {
  const first = parseBasic(stream, context, 0);
  if (!stream.is('.')) return first;
  const parts = [first];
  while (stream.accept('.')) parts.push(parseBasic(stream, context, 0));
  return { kind: 'concatenation', parts, ...located(parts[0], parts.at(-1)) };
}

function parseBasic(stream: TokenStream, context: ParseContext, level: number): Expression {
  const here = operators[level];
  if (here === undefined) return parsePrimary(stream, context);
  let left = parseBasic(stream, context, level + 1);
  for (;;) {
    const operator = stream.acceptAny(...here);
    if (operator === undefined) return left;
    const isShift = operator === '<<' || operator === '>>';
    const right =
      beginsSelector(stream) && !stream.is('(')
        ? parseBasic(stream, context, level + 1)
        : parsePrimaryRight(stream, isShift ? markType : typeOf(left), context, bitsOf(left));
    left = { kind: 'binary', operator, left, right, ...located(left, right) };
  }
}

function parsePrimary(stream: TokenStream, context: ParseContext): Expression {
  if (stream.accept('(')) {
    const inner = parseBasic(stream, context, 0);
    stream.expect(')');
    return inner;
  }
  const from = stream.next;
  const selector = parseSelector(stream, context);
  return { ...selector, at: { start: from.start, end: stream.last.end } };
}

export function parseSelector(stream: TokenStream, context: ParseContext): Selector {
  if (stream.accept('@')) return raw(stream);
  const token = stream.take();
  switch (token.text) {
    case 'meta':
      return meta(stream);
    case 'ct':
      return ct(stream, context);
    case 'fib':
      return fib(stream);
    case 'rt':
      if (['type', 'nexthdr', 'hdrlength', 'seg-left'].includes(stream.next.text))
        return exthdr(stream, 'rt');
      return rt(stream, context);
    case 'socket': {
      const key = stream.acceptAny('transparent', 'mark', 'wildcard', 'cgroupv2');
      if (key === undefined) throw stream.unexpected();
      if (key === 'cgroupv2') throw new NotModelled('socket cgroupv2', token);
      return { kind: 'socket', key };
    }
    case 'osf':
    case 'ipsec':
      throw new NotModelled(token.text, token);
    case 'numgen': {
      const mode = stream.acceptAny('inc', 'random');
      if (mode === undefined) throw stream.unexpected('random or inc');
      return { kind: 'numgen', mode, ...modulus(stream, true) };
    }
    case 'jhash': {
      const key = parseLeft(stream, context);
      const { modulus: modulo } = modulus(stream, false);
      const seed = stream.accept('seed') ? stream.number() : undefined;
      return {
        kind: 'hash',
        key,
        modulus: modulo,
        seed,
        offset: stream.accept('offset') ? stream.number() : 0,
      };
    }
    case 'symhash':
      return { kind: 'hash', key: undefined, seed: undefined, ...modulus(stream, true) };
    case 'exthdr':
      return { kind: 'exthdr', header: stream.word().text, field: undefined };
  }
  const { text } = token;
  if (bareMetaKeys.has(text)) return { kind: 'meta', key: text };
  if (text === 'tcp' && stream.accept('option')) return tcpOption(stream);
  if (text === 'ip' && stream.accept('option')) return ipOption(stream);
  if (Object.hasOwn(extensionHeaders, text)) return exthdr(stream, text);
  return payload(stream, text);
}

function modulus(stream: TokenStream, withOffset: boolean): { modulus: number; offset: number } {
  stream.expect('mod', 'mod');
  const value = stream.number();
  if (value === 0) throw stream.unexpected();
  return { modulus: value, offset: withOffset && stream.accept('offset') ? stream.number() : 0 };
}

function payload(stream: TokenStream, protocol: string): Selector {
  const token = stream.next;
  let field = token.text;
  if (token.kind !== 'word') throw stream.unexpected();
  stream.take();
  if (protocol === 'arp' && (field === 'saddr' || field === 'daddr'))
    field = `${field}@${stream.expect(stream.is('ip') ? 'ip' : 'ether').text}`;
  const known = fieldOf(protocol, field);
  if (known === undefined) {
    stream.goTo(stream.position - 1);
    throw stream.unexpected();
  }
  return { kind: 'payload', protocol, field, type: sized(known.type, known.bits) };
}

/** Integers are as wide as their field. */
function sized<Type extends { readonly bits: number }>(type: Type, bits: number): Type {
  return type.bits === bits ? type : { ...type, bits };
}

function raw(stream: TokenStream): Selector {
  const base = stream.word();
  if (!['ll', 'nh', 'th'].includes(base.text))
    throw base.text === 'ih' ? new NotModelled('@ih', base) : new Refusal('unknown raw payload base', base);
  stream.expect(',');
  const offset = stream.number();
  stream.expect(',');
  return { kind: 'raw', base: base.text as Base, offset, bits: stream.number() };
}

function meta(stream: TokenStream): Selector {
  const token = stream.next;
  if (stream.isAtEnd()) throw stream.unexpected();
  stream.take();
  const key = { ibridgename: 'ibrname', obridgename: 'obrname', secpath: 'ipsec' }[token.text] ?? token.text;
  if (!Object.hasOwn(metaKeys, key)) {
    const before = stream.peek(-2);
    throw new Refusal(
      `syntax error, unexpected ${token.text}, known keys are ${Object.keys(metaKeys).join(', ')}`,
      { start: before.start, end: token.end },
    );
  }
  if (key === 'random' && stream.isAtEnd()) throw stream.unexpected();
  return { kind: 'meta', key };
}

function ct(stream: TokenStream, context: ParseContext): Selector {
  const direction = stream.acceptAny('original', 'reply');
  const family = direction === undefined ? undefined : stream.acceptAny('ip', 'ip6');
  const token = stream.next;
  const known = Object.hasOwn(ctKeys, token.text) && token.kind === 'word';
  if (!known || (direction !== undefined && !ctDirected.has(token.text))) throw stream.unexpected();
  stream.take();
  const { text: key } = token;
  if (key.endsWith('addr')) {
    if (direction === undefined) throw stream.unexpected();
    const known = family ?? addressFamily(context);
    if (known === undefined)
      throw new Refusal(`cannot determine ip protocol version, use "ip ${key}" or "ip6 ${key}" instead`, {
        start: stream.peek(-3).start,
        end: token.end,
      });
    return { kind: 'ct', key, direction, family: known };
  }
  const shown = key === 'protocol' || key === 'l3proto' ? undefined : direction;
  return { kind: 'ct', key, direction: shown, family: undefined };
}

function fib(stream: TokenStream): Selector {
  const by: string[] = [];
  do {
    const flag = stream.acceptAny(...fibFlags);
    if (flag === undefined) throw stream.unexpected();
    by.push(flag);
  } while (stream.accept('.'));
  const result = stream.acceptAny('type', 'oif', 'oifname');
  if (result === undefined) throw stream.unexpected('type or oif or oifname');
  // Flags are bits: they come back in the kernel's order.
  return {
    kind: 'fib',
    by: ['saddr', 'daddr', 'mark', 'iif', 'oif'].filter((flag) => by.includes(flag)),
    result,
  };
}

function rt(stream: TokenStream, context: ParseContext): Selector {
  const family = stream.acceptAny('ip', 'ip6');
  const key = stream.acceptAny('classid', 'nexthop', 'mtu', 'ipsec');
  if (key === undefined) throw stream.unexpected();
  if (key !== 'nexthop') return { kind: 'rt', key, family: undefined };
  const known = family ?? addressFamily(context);
  if (known === undefined)
    throw new Refusal('cannot determine ip protocol version, use "ip nexthop" or "ip6 nexthop" instead', {
      start: stream.peek(-2).start,
      end: stream.last.end,
    });
  return { kind: 'rt', key, family: known };
}

function exthdr(stream: TokenStream, header: string): Selector {
  const field = stream.next;
  if (field.kind === 'word' && Object.hasOwn(extensionHeaders[header]?.[1] ?? {}, field.text)) {
    stream.take();
    return { kind: 'exthdr', header, field: field.text };
  }
  throw stream.unexpected();
}

function tcpOption(stream: TokenStream): Selector {
  const token = stream.take();
  const spelt: Readonly<Record<string, string>> = {
    'sack-permitted': 'sack-perm',
    sack0: 'sack',
    mss: 'maxseg',
  };
  const name = spelt[token.text] ?? token.text;
  if (token.text === '@' || /^sack[123]$/.test(name)) throw new NotModelled(`tcp option ${name}`, token);
  if (token.kind === 'number') return { kind: 'tcpopt', header: token.text, field: undefined };
  const known = Object.hasOwn(tcpOptions, name) ? tcpOptions[name] : undefined;
  if (known === undefined) {
    stream.goTo(stream.position - 1);
    throw stream.unexpected();
  }
  return { kind: 'tcpopt', header: name, field: optionField(stream, known[1]) };
}

function ipOption(stream: TokenStream): Selector {
  const token = stream.take();
  const known = Object.hasOwn(ipOptions, token.text) ? ipOptions[token.text] : undefined;
  if (known === undefined) {
    stream.goTo(stream.position - 1);
    throw stream.unexpected();
  }
  return { kind: 'ipopt', header: token.text, field: optionField(stream, known[1]) };
}

function optionField(stream: TokenStream, fields: object): string | undefined {
  if (stream.is('exists', 'missing')) return undefined;
  const { kind, text } = stream.next;
  if (kind !== 'word' || !Object.hasOwn(fields, text)) throw stream.unexpected();
  stream.take();
  return text;
}
