/**
 * The IP options of `ping -R` and `ping -T`, and what ping prints of those that came back (ping4_run, pr_options of ping.c in
 * iputils 20221126).
 */
import { Address } from '../../net/address/address.ts';
import type { Running } from '../../linux/process/wait.ts';

const strictRoute = 137;
const looseRoute = 131;
const recordRoute = 7;
const timestamp = 68;
const notStandard = 0x8000_0000;

/** Room for nine addresses. */
export function recordRouteOption(): Uint8Array {
  const option = new Uint8Array(40);
  option.set([1, recordRoute, 39, 4]);
  return option;
}

/** @param addresses who shall write the time (kind 3) */
export function timestampOption(kind: number, addresses: readonly Address[]): Uint8Array {
  const length = kind === 0 ? 40 : kind === 1 ? 36 : 4 + 8 * addresses.length;
  const option = new Uint8Array(length);
  option.set([timestamp, length, 5, kind]);
  for (const [at, address] of addresses.entries())
    new DataView(option.buffer).setUint32(4 + 8 * at, address.bits);
  return option;
}

export type NameAddress = (address: Address) => Running<string>;

/** Tells a route like the last one in two words. */
export class OptionsPrinter {
  readonly #name: NameAddress;
  #lastRoute = '';

  constructor(name: NameAddress) {
    this.#name = name;
  }

  /** @returns what follows the line of the reply */
  *print(options: Uint8Array): Running<string> {
    let text = '';
    for (let at = 0; at < options.length;) {
      const kind = options[at] ?? 0;
      if (kind === 0) break;
      if (kind === 1) {
        text += '\nNOP';
        at++;
        continue;
      }
      const length = options[at + 1] ?? 0;
      if (length < 2 || at + length > options.length) break;
      text += yield* this.#one(kind, options.subarray(at, at + length));
      at += length;
    }
    return text;
  }

  *#one(kind: number, option: Uint8Array): Running<string> {
    const pointer = Math.min(option[2] ?? 0, option.length);
    switch (kind) {
      case strictRoute:
      case looseRoute:
        return `\n${kind === strictRoute ? 'S' : 'L'}SRR: ${yield* this.#addresses(option, option.length)}`;
      case recordRoute: {
        if (pointer <= 4) return '';
        const route = option.subarray(3, pointer).join();
        if (route === this.#lastRoute) return '\t(same route)';
        this.#lastRoute = route;
        return `\nRR: ${yield* this.#addresses(option, pointer)}`;
      }
      case timestamp:
        return pointer <= 5 ? '' : yield* this.#stamps(option, pointer);
      default:
        return `\nunknown option ${kind.toString(16)}`;
    }
  }

  *#addresses(option: Uint8Array, end: number): Running<string> {
    let text = '';
    for (let at = 3; at + 3 < end; at += 4) text += `\t${yield* this.#address(option, at)}\n`;
    return text;
  }

  *#address(option: Uint8Array, at: number): Running<string> {
    const address = Address.fromBytes(option.subarray(at, at + 4));
    return address.isUnspecified ? '0.0.0.0' : yield* this.#name(address);
  }

  /** The first time as it is, the others as what passed since. */
  *#stamps(option: Uint8Array, pointer: number): Running<string> {
    const view = new DataView(option.buffer, option.byteOffset, option.length);
    const flags = option[3] ?? 0;
    let text = '\nTS: ';
    let standard = 0;
    let other = 0;
    for (let at = 4; at < pointer - 1; at += 4) {
      if ((flags & 15) !== 0) {
        text += `\t${yield* this.#address(option, at)}`;
        at += 4;
        if (at >= pointer - 1) break;
      }
      const stamp = view.getUint32(at);
      if (stamp >= notStandard) {
        const time = stamp - notStandard;
        text +=
          other === 0 ? `\t${String(time)} absolute not-standard` : `\t${String(time - other)} not-standard`;
        other = time;
      } else {
        text += standard === 0 ? `\t${String(stamp)} absolute` : `\t${String(stamp - standard)}`;
        standard = stamp;
      }
      text += '\n';
    }
    return flags >> 4 > 0 ? `${text}Unrecorded hops: ${String(flags >> 4)}\n` : text;
  }
}
