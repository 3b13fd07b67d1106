/**
 * What all of tcpdump's protocol printers share: the options that shape a line, names for addresses and ports, and
 * the memory of TCP conversations (netdissect.h: struct netdissect_options).
 */
import { Address } from '../../../net/address/address.ts';
import { get16, get24, get32, getMac } from '../../../net/wire/network-order.ts';
import { serviceName } from '../../services/services.ts';
import { dumpText } from './dump.ts';

export interface PrintOptions {
  /** Number of `v`. */
  readonly verbosity: number;
  /** -e */
  readonly linkHeader: boolean;
  /** Number of `n`; with one, neither addresses nor ports have names. */
  readonly numeric: number;
  /** -N: names of hosts without their domain. */
  readonly withoutDomain: boolean;
  /** -q */
  readonly quick: boolean;
  /** -S */
  readonly absolute: boolean;
  /** -K */
  readonly ignoreChecksums: boolean;
  /** -A, -AA, -x, -xx, -X, -XX */
  readonly dump: 'A' | 'AA' | 'x' | 'xx' | 'X' | 'XX' | undefined;
  /** Number of `t`. */
  readonly times: number;
  /** --nano */
  readonly nanoseconds: boolean;
  /** -T: what to take a datagram for, whatever its port. */
  readonly forced: string | undefined;
  /** -# */
  readonly numbered: boolean;
}

/** First sequence numbers of a conversation, each way. */
interface Conversation {
  forward: number;
  backward: number;
}

/** Printers that others hand over to, when a packet or a frame is inside. */
export interface Layers {
  readonly ip: (printer: Printer, at: number, length: number) => void;
  readonly ip6: (printer: Printer, at: number, length: number) => void;
  readonly ethernet: (printer: Printer, at: number, length: number) => number;
  /** @returns whether the Ethernet type is known */
  readonly network: (printer: Printer, type: number, at: number, length: number) => boolean;
}

/** A field lies behind the last octet: the rest of the packet cannot be printed. */
export class Truncated extends Error {}

const truncated = new Truncated();

export class Printer {
  readonly options: PrintOptions;
  readonly layers: Layers;
  /** Names of addresses, when names are wanted; filled before a packet is printed. */
  readonly names = new Map<Address, string>();
  readonly conversations = new Map<string, Conversation>();
  text = '';
  /** The packet at hand, from its link-layer header on. */
  bytes: Uint8Array = new Uint8Array();
  /** Octets from here on do not count: they were not captured, or are none of the packet at hand. */
  end = 0;
  /** Who is printing: named when octets are missing. */
  protocol = '';
  /** The sender left TCP's and UDP's checksum to the device: it is wrong on the sender. */
  partialChecksum = false;

  constructor(options: PrintOptions, layers: Layers) {
    this.options = options;
    this.layers = layers;
  }

  has(at: number, length: number): boolean {
    return at + length <= this.end;
  }

  /** @throws Truncated */
  need(at: number, length: number): void {
    if (at + length > this.end) throw truncated;
  }

  u8(at: number): number {
    this.need(at, 1);
    return this.bytes[at] ?? 0;
  }

  u16(at: number): number {
    this.need(at, 2);
    return get16(this.bytes, at);
  }

  u24(at: number): number {
    this.need(at, 3);
    return get24(this.bytes, at);
  }

  u32(at: number): number {
    this.need(at, 4);
    return get32(this.bytes, at);
  }

  mac(at: number): string {
    this.need(at, 6);
    return getMac(this.bytes, at);
  }

  octets(at: number, length: number): readonly number[] {
    this.need(at, length);
    return [...this.bytes.subarray(at, at + length)];
  }

  /** What lies behind `end` is not looked at meanwhile. */
  within(end: number, print: () => void): void {
    const saved = this.end;
    this.end = Math.min(saved, end);
    print();
    this.end = saved;
  }

  /** Octets nobody can decode, as -X shows them. */
  undecoded(at: number): void {
    this.put(dumpText(this.bytes.subarray(0, this.end), at, 'X'));
  }

  /** The same, unless the octets are shown anyway, or with -q. */
  unknown(at: number): void {
    const { dump, quick } = this.options;
    if ((dump === undefined || dump.startsWith('A')) && !quick) this.undecoded(at);
  }

  /** The same, in the printers that do it with -v. */
  hexDump(indent: string, at: number, length: number): void {
    if (at >= this.end || length <= 0) return;
    this.put(dumpText(this.bytes.subarray(0, Math.min(at + length, this.end)), at, 'x', indent));
  }

  get verbose(): boolean {
    return this.options.verbosity > 0;
  }

  put(text: string): void {
    this.text += text;
  }

  address(at: number, family: 4 | 6 = 4): string {
    const address = this.#addressAt(at, family);
    const name = this.options.numeric > 0 ? undefined : this.names.get(address);
    if (name === undefined) return addressText(address);
    return this.options.withoutDomain ? name.replace(/\..*/, '') : name;
  }

  /** Without asking for its name. */
  plainAddress(at: number, family: 4 | 6): string {
    return addressText(this.#addressAt(at, family));
  }

  #addressAt(at: number, family: 4 | 6): Address {
    const length = family === 4 ? 4 : 16;
    this.need(at, length);
    return Address.fromBytes(this.bytes.subarray(at, at + length));
  }

  port(port: number, protocol: 'tcp' | 'udp'): string {
    if (this.options.numeric > 0) return String(port);
    return serviceName(port, protocol) ?? String(port);
  }
}

/** tcpdump writes the old form with an IPv4 address inside also where others no longer do (addrtostr.c). */
function addressText(address: Address): string {
  if (address.family === 4) return address.text;
  const [first, second, third = 0, last = 0] = address.words;
  if (first !== 0 || second !== 0) return address.text;
  const inside = [24, 16, 8, 0].map((shift) => (last >>> shift) & 255).join('.');
  if (third === 0xffff) return `::ffff:${inside}`;
  return third === 0 && last >>> 16 !== 0 ? `::${inside}` : address.text;
}

export const hex = (value: number, digits = 4) => `0x${value.toString(16).padStart(digits, '0')}`;

/** `[DF, +]`: the names of the bits that are set. */
export function bitNames(
  value: number,
  names: readonly (readonly [bit: number, name: string])[],
  none: string,
): string {
  const set = names.filter(([bit]) => (value & bit) !== 0).map(([, name]) => name);
  return set.length === 0 ? none : set.join(', ');
}

/** fn_printn: what is no letter of ASCII, as `^A` or `M-a`. */
export function characters(octets: readonly number[]): string {
  return octets
    .map((octet) => {
      const low = octet & 0x7f;
      const text = low < 32 || low === 127 ? `^${String.fromCharCode(low ^ 0x40)}` : String.fromCharCode(low);
      return octet > 127 ? `M-${text}` : text;
    })
    .join('');
}
