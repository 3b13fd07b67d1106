/**
 * A filter expression as a predicate (pcap-filter(7); the grammar of libpcap 1.10.3). `and` and `or` have the same
 * precedence and associate to the left, as there.
 *
 * Left out: mpls, pppoe, geneve, wlan, ATM, protochain, gateway; names of hosts are resolved by the caller first.
 */
import type { Address } from '../../../net/address/address.ts';
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
  FilterError,
  hostTest,
  isProtocolWord,
  netTest,
  portTest,
  protocolNumbered,
  protocolTest,
  type Qualifiers,
  syntaxError,
} from './identifier.ts';
import { type Direction, ipv4Address, isEtherType, type Predicate } from './layers.ts';
import { lex, type Token } from './lex.ts';

interface Term {
  readonly test: Predicate;
  readonly qualifiers: Qualifiers;
}

/** `message` as tcpdump prints it after its name. */
export type FilterResult =
  { readonly ok: true; readonly test: Predicate } | { readonly ok: false; readonly message: string };

const noQualifiers: Qualifiers = { protocol: undefined, direction: undefined, type: undefined };
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
    const named = Object.hasOwn(constants, token.text) ? constants[token.text] : undefined;
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
        return portTest(token, qualifiers, qualifiers.type);
      case 'proto':
        return protocolNumbered(token, qualifiers.protocol);
      case 'net':
        return this.#net(token, qualifiers);
      case 'host':
      case undefined:
        if (this.#is('/')) throw new FilterError('Mask syntax for networks only');
        return hostTest(token, qualifiers, this.#hosts);
    }
  }

  #net(token: Token, qualifiers: Qualifiers): Predicate {
    if (this.#take('/')) return netTest(token, qualifiers, this.#number(), undefined);
    if (!this.#take('mask')) return netTest(token, qualifiers, undefined, undefined);
    const given = this.#token;
    if (given === undefined) throw new FilterError(syntaxError);
    this.#at++;
    return netTest(token, qualifiers, undefined, given);
  }

  #number(): number {
    const token = this.#token;
    if (token?.kind !== 'number') throw new FilterError(syntaxError);
    this.#at++;
    return token.value;
  }
}
