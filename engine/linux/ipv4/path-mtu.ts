/**
 * Path MTU discovery: what "fragmentation needed" errors taught about the way to a destination (RFC 1191;
 * ip_rt_update_pmtu and the next-hop exceptions of net/ipv4/route.c). Kept for ten minutes (net.ipv4.route.mtu_expires).
 */
import { second, type Clock, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';

const lifetime = 600 * second;
/** net.ipv4.route.min_pmtu */
const least = 552;

export class PathMtu {
  readonly #clock: Clock;
  readonly #known = new Map<Address, { readonly mtu: number; readonly until: Time }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  update(destination: Address, mtu: number): void {
    this.#known.set(destination, { mtu: Math.max(least, mtu), until: this.#clock.now + lifetime });
  }

  of(destination: Address): number | undefined {
    if (this.#known.size === 0) return undefined;
    return this.entry(destination)?.mtu;
  }

  /** With the time until which it counts, for `ip route get`. */
  entry(destination: Address): { readonly mtu: number; readonly until: Time } | undefined {
    const known = this.#known.get(destination);
    if (known === undefined || known.until > this.#clock.now) return known;
    this.#known.delete(destination);
    return undefined;
  }

  flush(): void {
    this.#known.clear();
  }
}
