/**
 * Elements as they are typed: `10.0.0.0/24`, `10.0.0.1-10.0.0.9,tcp:80-82`, `[2001:db8::1],udp:53,::/64`,
 * `10.0.0.0/8,physdev:eth0` (ipset_parse_elem and its fellows in lib/parse.c of ipset 7.17). What stands for several
 * elements is taken apart here in the order in which the kernel would add them.
 */
import { Address } from '../../net/address/address.ts';
import { tryParseMac } from '../../net/address/mac.ts';
import { type Element, elementText, masked, type Part } from '../../linux/netfilter/ipset/element.ts';
import type { Dimension, SetType } from '../../linux/netfilter/ipset/set-type.ts';
import { icmpNames, icmpv6Names } from '../../linux/netfilter/iptables/names/icmp.ts';
import { protocolNumber } from '../../linux/netfilter/iptables/names/protocols.ts';
import type { HostAnswers } from '../../linux/resolver/host-answers.ts';
import { legacyAddress } from '../../linux/resolver/legacy-address.ts';
import { serviceByName } from '../../linux/resolver/services.ts';
import { IpsetError, readLength, readNumber, refused, syntax } from './error.ts';

/** Who knows what a name stands for, and what is said of names with several addresses. */
export interface Names {
  readonly hosts: HostAnswers;
  readonly warnings: Set<string>;
}

export interface ReadElement {
  /** One after the other, as they are needed. */
  readonly elements: () => Iterable<Element>;
  /** As `is in set` names it. */
  readonly text: string;
}

/** @throws IpsetError, UnknownHost */
function parseAddress(text: string, family: 4 | 6, { hosts, warnings }: Names): Address {
  const numeric = Address.tryParse(text) ?? (/^[\d.]+$/.test(text) ? legacyAddress(text) : undefined);
  if (numeric?.family === family) return numeric;
  const isName = numeric === undefined && !/^$|^[\d.]*$|^0x|[:/,[\]]/i.test(text);
  const answer = isName ? hosts.of(text, family) : [];
  const [address] = typeof answer === 'string' ? [] : answer;
  if (address === undefined)
    throw syntax(`cannot parse ${text}: resolving to IPv${String(family)} address failed`);
  if (answer.length > 1)
    warnings.add(
      `${text} resolves to multiple addresses: using only the first one returned by the resolver.`,
    );
  return address;
}

/** At a separator with something on either side of it; one at an end is none. */
function cut(text: string, separator: string): readonly [head: string, tail: string] | undefined {
  const at = text.indexOf(separator);
  return at <= 0 || at === text.length - 1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}

/** `[NAME]`: what is in brackets has no separators. @throws IpsetError */
function unescaped(text: string): string {
  if (!text.startsWith('[')) return text;
  if (!text.includes(']')) throw syntax(`cannot find closing escape character ']' in ${text}`);
  return text.replace(/^\[(.*)\]/, '$1');
}

/** From a first to a last address, both included; what was written, and what after a slash. */
export interface Span {
  readonly given: Address;
  /** After a dash. */
  readonly to?: Address;
  readonly first: Address;
  readonly last: Address;
  readonly length: number | undefined;
}

/** `A`, `A/LENGTH` or `A-B`. @throws IpsetError, UnknownHost */
export function parseSpan(written: string, family: 4 | 6, names: Names): Span {
  const width = family === 4 ? 32 : 128;
  const text = unescaped(written);
  const network = cut(text, '/');
  if (network !== undefined) {
    const given = parseAddress(network[0], family, names);
    const length = readLength(network[1], 0, width);
    const first = masked(given, length);
    return {
      given,
      first,
      last: family === 4 ? Address.v4(first.bits + 2 ** (32 - length) - 1) : first,
      length,
    };
  }
  const ends = family === 4 && text === written ? cut(text, '-') : undefined;
  if (ends === undefined) {
    const address = parseAddress(text, family, names);
    return { given: address, first: address, last: address, length: undefined };
  }
  const one = parseAddress(ends[0], family, names);
  const other = parseAddress(ends[1], family, names);
  const [first, last] = one.bits <= other.bits ? [one, other] : [other, one];
  return { given: one, to: other, first, last, length: undefined };
}

function addressPart(address: Address, length: number = address.width): Part {
  return { kind: 'address', address, length };
}

function* hosts({ first, last }: Span, step: number): Generator<Part> {
  for (let bits = first.bits; bits <= last.bits; bits += step) yield addressPart(Address.v4(bits));
}

/** A range as the fewest networks (ip_set_range_to_cidr). */
function* networks({ first, last }: Span): Generator<Part> {
  let bits = first.bits;
  while (bits <= last.bits) {
    let length = 32;
    while (length > 1) {
      const size = 2 ** (33 - length);
      if (bits % size !== 0 || bits + size - 1 > last.bits) break;
      length--;
    }
    yield addressPart(Address.v4(bits), length);
    bits += 2 ** (32 - length);
  }
}

const portProtocols: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 132: 'sctp', 136: 'udplite' };

function parsePort(text: string, protocol: string): number {
  const service = serviceByName(text, protocol === 'udp' || protocol === 'udplite' ? 'udp' : 'tcp');
  if (service !== undefined) return service.port;
  try {
    return readNumber(text, 0, 65_535);
  } catch (error) {
    if (!(error instanceof IpsetError)) throw error;
    throw refused(
      `${error.message}\nSyntax error: '${protocol}' is invalid as number\ncannot parse '${text}' as a ${protocol} port`,
    );
  }
}

function parseIcmp(text: string, protocol: number, family: 4 | 6): number {
  const [own, name] = protocol === 1 ? ([4, 'ICMP'] as const) : ([6, 'ICMPv6'] as const);
  if (family !== own)
    throw syntax(`Protocol ${name} can be used with family inet${own === 6 ? '6' : ''} only`);
  const names = protocol === 1 ? icmpNames : icmpv6Names;
  const known = names.find((each) => each.name === text && each.type < 255);
  if (known !== undefined) return known.type * 256 + (known.code ?? 0);
  const [type = '', code] = text.split('/');
  if (code === undefined) throw refused(`Cannot parse ${text} as an ${name} type/code.`);
  return readNumber(type, 0, 255) * 256 + readNumber(code, 0, 255);
}

interface PortSpan {
  readonly protocol: number | undefined;
  readonly first: number;
  readonly last: number;
}

/** `80`, `tcp:80-82`, `icmp:ping`, `gre:0`. @throws IpsetError */
export function parsePorts(text: string, family: 4 | 6, plain = false): PortSpan {
  const colon = text.indexOf(':');
  const name = colon < 0 ? 'tcp' : text.slice(0, colon);
  if (name === '' || colon === text.length - 1) return { protocol: 6, ...parsePortSpan(text, 'tcp') };
  const rest = text.slice(colon + 1);
  const protocol = name === 'icmpv6' ? 58 : protocolNumber(name);
  if (protocol === undefined || protocol === 0) throw syntax(`cannot parse '${name}' as a protocol`);
  if (protocol === 1 || protocol === 58) {
    const port = parseIcmp(rest, protocol, family);
    return { protocol, first: port, last: port };
  }
  const ports = portProtocols[protocol];
  if (ports === undefined) {
    if (rest !== '0') throw syntax(`Protocol ${name} can be used with pseudo port value 0 only.`);
    return { protocol, first: 0, last: 0 };
  }
  return { protocol: plain ? undefined : protocol, ...parsePortSpan(rest, ports) };
}

/** `80` or `80-82`; a service's name may hold a dash. */
function parsePortSpan(text: string, protocol: string): { readonly first: number; readonly last: number } {
  const [, low = text, high = text] = /^(\w+)-(\w+)$/.exec(text) ?? [];
  const isName = serviceByName(text, 'tcp') !== undefined;
  const one = parsePort(isName ? text : low, protocol);
  const other = parsePort(isName ? text : high, protocol);
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

interface Reading {
  readonly type: SetType;
  readonly family: 4 | 6;
  readonly netmask: number | undefined;
  readonly command: 'add' | 'del' | 'test';
  readonly names: Names;
}

const ordinals = ['First', 'Second', 'Third'];

/** The places of an element. @throws IpsetError */
function split(text: string, { type }: Reading): readonly string[] {
  const wanted = type.dimensions.length;
  const parts: string[] = [];
  let rest = text;
  for (let pair = cut(rest, ','); pair !== undefined; pair = cut(rest, ',')) {
    parts.push(pair[0]);
    [, rest] = pair;
  }
  parts.push(rest);
  const optional = type.name === 'bitmap:ip,mac';
  if (parts.length > wanted) {
    if (wanted === 1) throw syntax(`Elem separator in ${text}, but settype ${type.name} supports none.`);
    if (wanted === 2) throw syntax(`Two elem separators in ${text}, but settype ${type.name} supports one.`);
    throw syntax(`Three elem separators in ${text}, but settype ${type.name} supports only two.`);
  }
  if (parts.length < wanted && !optional)
    throw syntax(`${ordinals[parts.length] ?? ''} element is missing from ${text}.`);
  return parts;
}

function single(what: string, { type, family, command }: Reading): IpsetError {
  const inet = family === 6 ? 'inet6' : 'inet';
  return refused(
    `${what} is not allowed in command ${command} with set type ${type.name} and family ${inet}`,
  );
}

/** What stands in one place: one part or several. */
function readPart(dimension: Dimension, at: number, text: string, reading: Reading): Iterable<Part> {
  const { type, family, netmask, command, names } = reading;
  switch (dimension) {
    case 'ip': {
      const bare = unescaped(text);
      const isOnly = family === 6 || at > 0 || type.name === 'bitmap:ip,mac';
      if (isOnly && (/\/(?!32$|128$)/.test(bare) || (bare.includes('-') && family === 6)))
        throw syntax(`plain IP address must be supplied: ${bare}`);
      const span = parseSpan(text, family, names);
      if (span.length === 0 && command !== 'test')
        throw refused('The value of the CIDR parameter of the IP address is invalid');
      return family === 6 || command === 'test'
        ? [addressPart(span.first)]
        : hosts(span, netmask === undefined ? 1 : 2 ** (32 - netmask));
    }
    case 'net': {
      if (family === 6 && text.includes('-'))
        throw syntax(`IP address or IP/cidr must be specified: ${unescaped(text)}`);
      const span = parseSpan(text, family, names);
      const isRange = span.length === undefined && span.first !== span.last;
      if (command === 'test' && isRange) throw single('FROM-TO IP range', reading);
      if (span.length === 0 && type.name !== 'hash:net,iface')
        throw refused('The value of the CIDR parameter of the IP address is invalid');
      if (isRange) return networks(span);
      return [addressPart(span.first, span.length ?? span.first.width)];
    }
    case 'port': {
      const { protocol, first, last } = parsePorts(text, family, type.method === 'bitmap');
      if (command === 'test' && first !== last) throw single('FROM-TO port range', reading);
      return Array.from({ length: last - first + 1 }, (_, index) => ({
        kind: 'port' as const,
        protocol,
        port: first + index,
      }));
    }
    case 'mac': {
      const mac = tryParseMac(text.toLowerCase());
      if (mac === undefined) throw syntax(`cannot parse '${text}' as ethernet address`);
      return [{ kind: 'mac', mac }];
    }
    case 'mark':
      return [{ kind: 'mark', mark: readNumber(text, 0, 0xffff_ffff) }];
    case 'iface': {
      const physical = text.startsWith('physdev:');
      const name = physical ? text.slice('physdev:'.length) : text;
      if (name.length > 15) throw syntax(`interface name '${name}' is longer than 15 characters`);
      return [{ kind: 'iface', name, physical, wildcard: false }];
    }
  }
}

function* product(choices: readonly (() => Iterable<Part>)[]): Generator<Element> {
  const [first, ...rest] = choices;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const part of first()) for (const others of product(rest)) yield [part, ...others];
}

/** What was typed in one place, as `test` says it again: networks and ranges as such, nothing of `physdev:`. */
function shown(
  dimension: Dimension,
  text: string,
  parts: Iterable<Part>,
  { family, names }: Reading,
): string {
  if (dimension === 'ip' || dimension === 'net') {
    const { given, length, to } = parseSpan(text, family, names);
    const end = to === undefined ? '' : `-${to.text}`;
    return `${elementText([addressPart(given, length)])}${end}`;
  }
  const [first] = parts;
  return first === undefined
    ? ''
    : elementText([first.kind === 'iface' ? { ...first, physical: false } : first]);
}

/** @throws IpsetError, UnknownHost */
export function readElement(text: string, reading: Reading): ReadElement {
  const parts = split(text, reading);
  const places = parts.map((part, at) => {
    const dimension = reading.type.dimensions[at] ?? 'ip';
    const read = (): Iterable<Part> => readPart(dimension, at, part, reading);
    return { read, shown: shown(dimension, part, read(), reading) };
  });
  return {
    elements: () => product(places.map(({ read }) => read)),
    text: places.map((place) => place.shown).join(','),
  };
}
