/**
 * What all of tcpdump's protocol printers share: the options that shape a line, names for addresses and ports, and
 * the memory of TCP conversations (netdissect.h: struct netdissect_options).
 */
import { Address } from '../../../net/address/address.ts';
import { serviceName } from '../../services/services.ts';

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

export class Printer {
  readonly options: PrintOptions;
  /** Names of addresses, when names are wanted; filled before a packet is printed. */
  readonly names = new Map<Address, string>();
  readonly conversations = new Map<string, Conversation>();
  text = '';
  /** The octets of the packet at hand end here. */
  end = 0;
  /** The sender left TCP's and UDP's checksum to the device: it is wrong on the sender. */
  partialChecksum = false;

  constructor(options: PrintOptions) {
    this.options = options;
  }

  get verbose(): boolean {
    return this.options.verbosity > 0;
  }

  put(text: string): void {
    this.text += text;
  }

  address(bytes: Uint8Array, at: number, family: 4 | 6 = 4): string {
    const address = Address.fromBytes(bytes.subarray(at, at + (family === 4 ? 4 : 16)));
    if (this.options.numeric > 0) return address.text;
    return this.names.get(address) ?? address.text;
  }

  port(port: number, protocol: 'tcp' | 'udp'): string {
    if (this.options.numeric > 0) return String(port);
    return serviceName(port, protocol) ?? String(port);
  }
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
