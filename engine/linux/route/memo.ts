/**
 * Route answers given before. Linux gave up its route cache in 3.6 and remembers answers on the next hop and on the
 * socket instead; here a few are kept for each namespace, found by the packet's two addresses and its device.
 *
 * Kept are answers that depend on nothing else: the namespace has no rules of its own, its routes one next hop each, and
 * ICMP taught nothing about the way. They last until a route, a parameter or an exception changes.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteExceptions } from './exceptions.ts';
import type { RouteResult } from './result.ts';

interface Entry {
  readonly source: Address | undefined;
  readonly destination: Address;
  readonly device: NetDevice | undefined;
  /** Of the device it came in by and of the one it leaves by: they change without a word. */
  readonly inputMtu: number | undefined;
  readonly outputMtu: number;
  readonly result: RouteResult;
}

const slots = 64;

export class RouteMemo {
  readonly #namespace: NetworkNamespace;
  readonly #exceptions: RouteExceptions;
  #entries: (Entry | undefined)[] = [];
  #stamp = -1;

  constructor(namespace: NetworkNamespace, exceptions: RouteExceptions) {
    this.#namespace = namespace;
    this.#exceptions = exceptions;
  }

  /** @param device the one the packet came in by; undefined for packets of this host */
  find(
    source: Address | undefined,
    destination: Address,
    device: NetDevice | undefined,
  ): RouteResult | undefined {
    const { routes, sysctl } = this.#namespace;
    // Each only grows, so their sum is the same only when nothing changed.
    const stamp = routes.generation + sysctl.generation + this.#exceptions.generation;
    if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#entries = [];
      return undefined;
    }
    const entry = this.#entries[slotOf(source, destination)];
    return entry?.destination === destination &&
      entry.source === source &&
      entry.device === device &&
      entry.inputMtu === device?.mtu &&
      entry.outputMtu === entry.result.device.mtu
      ? entry.result
      : undefined;
  }

  /** Call right after `find`, with what was found instead. */
  keep(
    source: Address | undefined,
    destination: Address,
    device: NetDevice | undefined,
    result: RouteResult,
  ): void {
    if (this.#namespace.routes.looksAtFlow || result.exception !== undefined) return;
    this.#entries[slotOf(source, destination)] = {
      source,
      destination,
      device,
      inputMtu: device?.mtu,
      outputMtu: result.device.mtu,
      result,
    };
  }
}

function slotOf(source: Address | undefined, destination: Address): number {
  const value = Math.imul((source?.bits ?? 0) ^ Math.imul(destination.bits, 0x9e37_79b1), 0x85eb_ca6b);
  return (value >>> 20) & (slots - 1);
}
