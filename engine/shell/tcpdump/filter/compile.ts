/**
 * A filter expression as a predicate (pcap-filter(7); the grammar of libpcap 1.10.3). `and` and `or` have the same
 * precedence and associate to the left, as there.
 *
 * Left out: mpls, pppoe, geneve, wlan, ATM, protochain, gateway; names of hosts are resolved by the caller first.
 */
import { Address } from '../../../net/address/address.ts';
import { tryParseMac, macToBytes } from '../../../net/address/mac.ts';
import { protocolNumber, servicePort } from '../../services/services.ts';
import {
  type Arithmetic,
  combine,
  constant,
  constants,
  frameLength,
  loadFrom,
  relation,
} from './arithmetic.ts';
import { load, networkOffset, OutOfBounds } from './frame.ts';
import {
  type Direction,
  etherAddress,
  etherTypes,
  hasProtocol,
  ipProtocols,
  ipv4Address,
  ipv6Address,
  isEtherType,
  portBetween,
  type Predicate,
} from './layers.ts';
import { lex, type Token } from './lex.ts';

/** What qualifies an identifier; carried over to a bare one after `and` and `or`. */
interface Qualifiers {
  readonly protocol: string | undefined;
  readonly direction: Direction | undefined;
  readonly type: 'host' | 'net' | 'port' | 'portrange' | 'proto' | undefined;
}

interface Term {
  readonly test: Predicate;
  readonly qualifiers: Qualifiers;
}

/** `message` as tcpdump prints it after its name. */
export type FilterResult =
  { readonly ok: true; readonly test: Predicate } | { readonly ok: false; readonly message: string };

class FilterError extends Error {}

const syntaxError = "can't parse filter expression: syntax error";
const noQualifiers: Qualifiers = { protocol: undefined, direction: undefined, type: undefined };
const everyLayer = ['ip', 'arp', 'rarp'] as const;
const reserved = new Set(
  (
    'dst src host net mask port portrange proto protochain gateway less greater broadcast multicast and or not ' +
    'ether link ip ip6 arp rarp tcp udp icmp icmp6 igmp igrp pim vrrp carp sctp esp ah vlan mpls pppoes len ' +
    'inbound outbound ifindex'
  ).split(' '),
);

/**
 * @param hosts addresses of names that the expression mentions
 */
export function compileFilter(
  expression: string,
  hosts: ReadonlyMap<string, readonly Address[]>,
): FilterResult {
  if (expression.trim() === '') return { ok: true, test: () => true };
  const tokens = lex(expression);
  if (tokens === undefined) return { ok: false, message: syntaxError };
  try {
    const parser = new Parser(tokens, hosts);
    const { test } = parser.whole();
    return {
      ok: true,
      test: (frame) => {
        try {
          return test(frame);
        } catch (error) {
          if (error instanceof OutOfBounds) return false;
          throw error;
        }
      },
    };
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, message: error.message };
    throw error;
  }
}

/** Words of an expression that may be names of hosts. */
export function possibleHosts(expression: string): readonly string[] {
  const words = (lex(expression) ?? []).filter((token) => token.kind === 'word' && !reserved.has(token.text));
  return words
    .map((token) => token.text)
    .filter((word) => constants[word] === undefined && !/^\d+-\d+$/.test(word));
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #hosts: ReadonlyMap<string, readonly Address[]>;
  #at = 0;

  constructor(tokens: readonly Token[], hosts: ReadonlyMap<string, readonly Address[]>) {
    this.#tokens = tokens;
    this.#hosts = hosts;
  }

  whole(): Term {
    const term = this.#expression();
    if (this.#at < this.#tokens.length) throw new FilterError(syntaxError);
    return term;
  }

  get #token(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #is(text: string): boolean {
    const token = this.#token;
    return token !== undefined && (token.kind === 'word' || token.kind === 'operator') && token.text === text;
  }

  #take(...texts: readonly string[]): boolean {
    if (!texts.some((text) => this.#is(text))) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new FilterError(syntaxError);
  }

  #expression(): Term {
    let left = this.#term(noQualifiers);
    for (;;) {
      const isAnd = this.#take('and', '&&');
      if (!isAnd && !this.#take('or', '||')) return left;
      const one = left.test;
      const right = this.#term(left.qualifiers);
      const other = right.test;
      left = {
        test: isAnd ? (frame) => one(frame) && other(frame) : (frame) => one(frame) || other(frame),
        qualifiers: right.qualifiers,
      };
    }
  }

  #term(previous: Qualifiers): Term {
    if (this.#take('not', '!')) {
      const inner = this.#term(previous);
      return { test: (frame) => !inner.test(frame), qualifiers: inner.qualifiers };
    }
    const compared = this.#relation();
    if (compared !== undefined) return { test: compared, qualifiers: noQualifiers };
    if (this.#take('(')) {
      const inner = this.#isBareId() ? this.#listInParentheses(previous) : this.#expression();
      this.#expect(')');
      return inner;
    }
    return this.#primitive(previous);
  }

  /** `port (80 or 8080)` */
  #listInParentheses(previous: Qualifiers): Term {
    let left = this.#primitive(previous);
    for (;;) {
      const isAnd = this.#take('and', '&&');
      if (!isAnd && !this.#take('or', '||')) return left;
      const one = left.test;
      const right = this.#term(left.qualifiers);
      const other = right.test;
      left = {
        test: isAnd ? (frame) => one(frame) && other(frame) : (frame) => one(frame) || other(frame),
        qualifiers: right.qualifiers,
      };
    }
  }

  #isBareId(): boolean {
    const token = this.#token;
    if (token === undefined) return false;
    if (token.kind === 'word') return !reserved.has(token.text);
    return token.kind !== 'operator';
  }

  // ---- arithmetic

  #relation(): Predicate | undefined {
    const start = this.#at;
    const left = this.#sum(0);
    const operator = this.#token;
    if (left !== undefined && operator?.kind === 'operator' && /^(=|==|!=|<|<=|>|>=)$/.test(operator.text)) {
      this.#at++;
      const right = this.#sum(0);
      const test = right === undefined ? undefined : relation(operator.text, left, right);
      if (test === undefined) throw new FilterError(syntaxError);
      return test;
    }
    this.#at = start;
    return undefined;
  }

  /** Levels of precedence: `| & ^`, shifts, sums, products. */
  #sum(level: number): Arithmetic | undefined {
    const levels = [/^[|&^]$/, /^(<<|>>)$/, /^[+-]$/, /^[*/%]$/];
    const operators = levels[level];
    if (operators === undefined) return this.#factor();
    let left = this.#sum(level + 1);
    for (;;) {
      const token = this.#token;
      if (left === undefined || token?.kind !== 'operator' || !operators.test(token.text)) return left;
      this.#at++;
      const right = this.#sum(level + 1);
      if (right === undefined) return undefined;
      left = combine(token.text, left, right);
    }
  }

  #factor(): Arithmetic | undefined {
    const token = this.#token;
    if (token === undefined) return undefined;
    if (this.#take('-')) {
      const inner = this.#factor();
      return inner === undefined ? undefined : combine('-', constant(0), inner);
    }
    if (this.#take('(')) {
      const inner = this.#sum(0);
      return inner !== undefined && this.#take(')') ? inner : undefined;
    }
    if (token.kind === 'number') {
      this.#at++;
      return constant(token.value);
    }
    if (token.kind !== 'word') return undefined;
    if (token.text === 'len') {
      this.#at++;
      return frameLength;
    }
    const named = constants[token.text];
    if (named !== undefined) {
      this.#at++;
      return constant(named);
    }
    const next = this.#tokens[this.#at + 1];
    if (next?.kind !== 'operator' || next.text !== '[') return undefined;
    this.#at += 2;
    const index = this.#sum(0);
    let size = 1;
    if (this.#take(':')) {
      const width = this.#token;
      if (width?.kind !== 'number') return undefined;
      this.#at++;
      size = width.value;
      if (size !== 1 && size !== 2 && size !== 4) throw new FilterError('data size must be 1, 2, or 4');
    }
    if (index === undefined || !this.#take(']')) return undefined;
    return loadFrom(token.text, index, size);
  }

  // ---- primitives

  #primitive(previous: Qualifiers): Term {
    const start = this.#at;
    let protocol: string | undefined;
    let type: Qualifiers['type'];
    const token = this.#token;
    if (token?.kind === 'word' && isProtocolWord(token.text)) {
      protocol = token.text;
      this.#at++;
    }
    const direction = this.#direction();
    for (const candidate of ['host', 'net', 'portrange', 'port', 'proto'] as const)
      if (type === undefined && this.#take(candidate)) type = candidate;
    for (const word of ['protochain', 'gateway', 'mpls', 'pppoes', 'wlan', 'vlan', 'geneve'])
      if (this.#is(word)) throw new FilterError(`not simulated: ${word}`);
    const qualified = protocol !== undefined || direction !== undefined || type !== undefined;
    const qualifiers: Qualifiers = qualified ? { protocol, direction, type } : previous;

    if (direction === undefined && type === undefined) {
      const special = this.#special(protocol);
      if (special !== undefined) return { test: special, qualifiers: noQualifiers };
      if (protocol !== undefined && !(protocol === 'ether' || protocol === 'link'))
        return { test: protocolTest(protocol), qualifiers };
    }
    if (this.#at === start && (!this.#isBareId() || previous === noQualifiers))
      throw new FilterError(syntaxError);
    if (this.#at === start && previous.type === undefined && previous.direction === undefined)
      throw new FilterError('syntax error in filter expression');
    if (this.#is('(')) {
      this.#at++;
      const inner = this.#listInParentheses(qualifiers);
      this.#expect(')');
      return { test: inner.test, qualifiers };
    }
    return { test: this.#identifier(qualifiers), qualifiers };
  }

  #direction(): Direction | undefined {
    const first = this.#take('src') ? 'src' : this.#take('dst') ? 'dst' : undefined;
    if (first === undefined) return undefined;
    const at = this.#at;
    const other = first === 'src' ? 'dst' : 'src';
    if (this.#take('or', '||') && this.#take(other)) return 'either';
    this.#at = at;
    if (this.#take('and', '&&') && this.#take(other)) return 'both';
    this.#at = at;
    return first;
  }

  /** `broadcast`, `less 60`, `inbound`, … */
  #special(protocol: string | undefined): Predicate | undefined {
    if (this.#take('broadcast')) {
      if (protocol === 'ip') return ipv4Address(0xffff_ffff, 0xffff_ffff, 'dst', ['ip']);
      return (frame) => [0, 1, 2, 3, 4, 5].every((at) => load(frame, at, 1) === 255);
    }
    if (this.#take('multicast')) {
      const isIp = isEtherType(0x0800);
      const isIp6 = isEtherType(0x86dd);
      if (protocol === 'ip')
        return (frame) => isIp(frame) && load(frame, networkOffset(frame) + 16, 1) >= 224;
      if (protocol === 'ip6')
        return (frame) => isIp6(frame) && load(frame, networkOffset(frame) + 24, 1) === 255;
      return (frame) => (load(frame, 0, 1) & 1) === 1;
    }
    if (protocol !== undefined) return undefined;
    if (this.#take('inbound')) return (frame) => !frame.outgoing;
    if (this.#take('outbound')) return (frame) => frame.outgoing;
    const counted = this.#is('less')
      ? 'less'
      : this.#is('greater')
        ? 'greater'
        : this.#is('ifindex')
          ? 'ifindex'
          : undefined;
    if (counted === undefined) return undefined;
    this.#at++;
    const number = this.#token;
    if (number?.kind !== 'number') throw new FilterError(syntaxError);
    this.#at++;
    const { value } = number;
    if (counted === 'less') return (frame) => frame.length <= value;
    if (counted === 'greater') return (frame) => frame.length >= value;
    return (frame) => frame.interfaceIndex === value;
  }

  #identifier(qualifiers: Qualifiers): Predicate {
    const token = this.#token;
    if (token === undefined || token.kind === 'operator') throw new FilterError(syntaxError);
    this.#at++;
    if (token.kind === 'word' && reserved.has(token.text)) throw new FilterError(syntaxError);
    switch (qualifiers.type) {
      case 'port':
      case 'portrange':
        return this.#port(token, qualifiers, qualifiers.type);
      case 'proto':
        return protocolNumbered(token, qualifiers.protocol);
      case 'net':
        return this.#net(token, qualifiers);
      case 'host':
      case undefined:
        return this.#host(token, qualifiers);
    }
  }

  #port(token: Token, { protocol, direction = 'either' }: Qualifiers, type: 'port' | 'portrange'): Predicate {
    const transports: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };
    const only = protocol === undefined ? undefined : transports[protocol];
    if (protocol !== undefined && only === undefined) throw new FilterError(`illegal qualifier of '${type}'`);
    const protocols = only === undefined ? [6, 17, 132] : [only];
    const name = protocol === 'tcp' || protocol === 'udp' ? protocol : undefined;
    const read = (text: string): number | undefined =>
      /^\d+$/.test(text) ? Number(text) : servicePort(text, name);
    if (type === 'portrange') {
      const range = /^(.+)-(.+)$/.exec(token.text);
      const low = range === null ? read(token.text) : read(range[1] ?? '');
      const high = range === null ? low : read(range[2] ?? '');
      if (low === undefined || high === undefined)
        throw new FilterError(`unknown port in range '${token.text}'`);
      return portBetween(Math.min(low, high), Math.max(low, high), direction, protocols);
    }
    const port = token.kind === 'number' ? token.value : read(token.text);
    if (port === undefined) throw new FilterError(`unknown port '${token.text}'`);
    if (port > 65_535) throw new FilterError(`illegal port number ${String(port)} > 65535`);
    return portBetween(port, port, direction, protocols);
  }

  #host(token: Token, { protocol, direction = 'either' }: Qualifiers): Predicate {
    if (this.#is('/')) throw new FilterError('Mask syntax for networks only');
    const isLink = protocol === 'ether' || protocol === 'link';
    if (token.kind === 'ether') {
      const mac = tryParseMac(token.text.replace(/[.-]/g, ':'));
      if (mac === undefined) throw new FilterError(syntaxError);
      if (!isLink) throw new FilterError('ethernet address used in non-ether expression');
      return etherAddress(macToBytes(mac), direction);
    }
    if (isLink)
      throw new FilterError(
        token.kind === 'word' ? `unknown ether host '${token.text}'` : 'illegal link layer address',
      );
    if (protocol !== undefined && !['ip', 'arp', 'rarp', 'ip6'].includes(protocol))
      throw new FilterError(`'${protocol}' modifier applied to ip host`);
    const layers = protocol === undefined ? everyLayer : ([protocol] as readonly ('ip' | 'arp' | 'rarp')[]);
    if (token.kind === 'ipv6') {
      const address = Address.tryParse(token.text);
      if (address === undefined) throw new FilterError(`invalid ip6 address '${token.text}'`);
      if (protocol !== undefined && protocol !== 'ip6')
        throw new FilterError(`'${protocol}' modifier applied to ip6 host`);
      return ipv6Address(address.words, [~0, ~0, ~0, ~0], direction);
    }
    if (token.kind === 'number' || token.kind === 'dotted') {
      if (protocol === 'ip6') throw new FilterError(`'ip6' modifier applied to ip host`);
      const { bits, mask } = shortAddress(token.text);
      return ipv4Address(bits, mask, direction, layers);
    }
    const addresses = this.#hosts.get(token.text);
    if (addresses === undefined || addresses.length === 0)
      throw new FilterError(`unknown host '${token.text}'`);
    const tests = addresses.map((address) =>
      address.family === 4
        ? ipv4Address(address.bits, 0xffff_ffff, direction, layers)
        : ipv6Address(address.words, [~0, ~0, ~0, ~0], direction),
    );
    return (frame) => tests.some((test) => test(frame));
  }

  #net(token: Token, { protocol, direction = 'either' }: Qualifiers): Predicate {
    if (protocol !== undefined && !['ip', 'arp', 'rarp', 'ip6'].includes(protocol))
      throw new FilterError(`'${protocol}' modifier applied to ip host`);
    const layers = protocol === undefined ? everyLayer : ([protocol] as readonly ('ip' | 'arp' | 'rarp')[]);
    if (token.kind === 'ipv6') {
      const address = Address.tryParse(token.text);
      if (address === undefined) throw new FilterError(`invalid ip6 address '${token.text}'`);
      const length = this.#take('/') ? this.#number() : 128;
      const masks = [0, 1, 2, 3].map((word) => maskOf(Math.min(32, Math.max(0, length - word * 32))));
      return ipv6Address(address.words, masks, direction);
    }
    if (token.kind !== 'number' && token.kind !== 'dotted')
      throw new FilterError(`unknown network '${token.text}'`);
    let { bits, mask } = shortAddress(token.text);
    if (this.#take('/')) {
      const length = this.#number();
      if (length > 32) throw new FilterError('mask length must be <= 32');
      mask = maskOf(length);
      if ((bits & ~mask) >>> 0 !== 0)
        throw new FilterError(`non-network bits set in "${token.text}/${String(length)}"`);
    } else if (this.#take('mask')) {
      const given = this.#token;
      if (given === undefined || (given.kind !== 'dotted' && given.kind !== 'number'))
        throw new FilterError(syntaxError);
      this.#at++;
      mask = shortAddress(given.text).bits;
      if ((bits & ~mask) >>> 0 !== 0)
        throw new FilterError(`non-network bits set in "${token.text} mask ${given.text}"`);
    }
    bits >>>= 0;
    return ipv4Address(bits, mask, direction, layers);
  }

  #number(): number {
    const token = this.#token;
    if (token?.kind !== 'number') throw new FilterError(syntaxError);
    this.#at++;
    return token.value;
  }
}

function isProtocolWord(word: string): boolean {
  return word === 'ether' || word === 'link' || word in etherTypes || word in ipProtocols;
}

function protocolTest(protocol: string): Predicate {
  const type = etherTypes[protocol];
  if (type !== undefined) return isEtherType(type);
  const number = ipProtocols[protocol] ?? 0;
  if (protocol === 'icmp' || protocol === 'igmp' || protocol === 'igrp') return hasProtocol(number, 'ip');
  return hasProtocol(number, protocol === 'icmp6' ? 'ip6' : 'either');
}

function protocolNumbered(token: Token, protocol: string | undefined): Predicate {
  if (protocol === 'ether' || protocol === 'link') {
    const type = token.kind === 'number' ? token.value : etherTypes[token.text];
    if (type === undefined) throw new FilterError(`unknown ether proto '${token.text}'`);
    return isEtherType(type);
  }
  const number = token.kind === 'number' ? token.value : protocolNumber(token.text);
  if (number === undefined) throw new FilterError(`unknown ip proto '${token.text}'`);
  if (protocol === undefined) return hasProtocol(number, 'either');
  if (protocol === 'ip' || protocol === 'ip6') return hasProtocol(number, protocol);
  throw new FilterError(`illegal qualifier of 'proto'`);
}

function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
}

/** `10` is 10.0.0.0 under 255.0.0.0 for a net; all four numbers have all bits. */
function shortAddress(text: string): { bits: number; mask: number } {
  const parts = text.split('.').map(Number);
  if (parts.length === 1) {
    const value = Number(text);
    if (value > 255) return { bits: value >>> 0, mask: 0xffff_ffff };
  }
  if (parts.some((part) => part > 255)) throw new FilterError(`invalid IPv4 address '${text}'`);
  const length = parts.length * 8;
  const bits = [0, 1, 2, 3].reduce((sum, index) => sum * 256 + (parts[index] ?? 0), 0);
  return { bits: bits >>> 0, mask: maskOf(length) };
}
