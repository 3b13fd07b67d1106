/**
 * IP options that hosts and routers write into (RFC 791 section 3.1; ip_options_compile, ip_options_build, ip_options_echo,
 * ip_forward_options of net/ipv4/ip_options.c): record route (`ping -R`) and timestamps (`ping -T`).
 *
 * Left out: following source routes (a packet with one is dropped, as accept_source_route = 0 asks), router alert,
 * complaints about malformed options.
 */
import { Address } from '../../net/address/address.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';

const recordRoute = 7;
const timestamp = 68;
const sourceRoutes: ReadonlySet<number> = new Set([131, 137]);

/** The kinds of a timestamp option. */
const stampOnly = 0;
const stampAndAddress = 1;
const prespecified = 3;

/** Where each option begins. */
function* optionsOf(options: Uint8Array): Generator<number> {
  for (let at = 0; at < options.length;) {
    const kind = options[at] ?? 0;
    if (kind === 0) return;
    const length = kind === 1 ? 1 : (options[at + 1] ?? 0);
    if (kind !== 1 && (length < 3 || at + length > options.length)) return;
    if (kind !== 1) yield at;
    at += length;
  }
}

export function hasSourceRoute(options: Uint8Array): boolean {
  for (const at of optionsOf(options)) if (sourceRoutes.has(options[at] ?? 0)) return true;
  return false;
}

export interface Stamp {
  /** For record route: where the packet leaves, or the address it came to. */
  readonly route: Address;
  /** Beside a timestamp. */
  readonly time: Address;
  /** Milliseconds since midnight (UTC). */
  readonly now: number;
  readonly isLocal: (bits: number) => boolean;
}

export function stampOf(namespace: NetworkNamespace, route: Address, time: Address): Stamp {
  const now = Math.floor(namespace.environment.wallTime) % 86_400_000;
  return { route, time, now, isLocal: (bits) => namespace.ipv4.isLocal(Address.v4(bits)) };
}

/** @returns the options with this host's address and time in them */
export function stampOptions(options: Uint8Array, stamp: Stamp): Uint8Array {
  const written = options.slice();
  const view = new DataView(written.buffer);
  for (const at of optionsOf(written)) {
    const kind = written[at];
    const length = written[at + 1] ?? 0;
    const pointer = written[at + 2] ?? 0;
    const place = at + pointer - 1;
    if (kind === recordRoute && pointer + 3 <= length) {
      view.setUint32(place, stamp.route.bits);
      written[at + 2] = pointer + 4;
    } else if (kind === timestamp) stampTime(written, view, at, stamp);
  }
  return written;
}

function stampTime(written: Uint8Array, view: DataView, at: number, stamp: Stamp): void {
  const length = written[at + 1] ?? 0;
  const pointer = written[at + 2] ?? 0;
  const flags = written[at + 3] ?? 0;
  const kind = flags & 15;
  const place = at + pointer - 1;
  if (pointer > length) {
    const overflow = flags >> 4;
    if (kind !== prespecified && overflow < 15) written[at + 3] = kind | ((overflow + 1) << 4);
    return;
  }
  if (pointer + (kind === stampOnly ? 3 : 7) > length) return;
  if (kind === stampOnly) {
    view.setUint32(place, stamp.now);
    written[at + 2] = pointer + 4;
    return;
  }
  if (kind === prespecified && !stamp.isLocal(view.getUint32(place))) return;
  if (kind === stampAndAddress) view.setUint32(place, stamp.time.bits);
  view.setUint32(place + 4, stamp.now);
  written[at + 2] = pointer + 8;
}

/** ip_options_echo: what an answer carries on. */
export function echoOptions(options: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (const at of optionsOf(options)) {
    const kind = options[at];
    if (kind === recordRoute || kind === timestamp)
      kept.push(...options.subarray(at, at + (options[at + 1] ?? 0)));
  }
  while (kept.length % 4 !== 0) kept.push(0);
  return Uint8Array.from(kept);
}
