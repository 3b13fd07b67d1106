/**
 * What ICMP taught about the way to one destination by one next hop: a smaller MTU (RFC 1191; ip_rt_update_pmtu), another
 * gateway on the same link (a redirect; __ip_do_redirect). Struct fib_nh_exception of net/ipv4/route.c; IPv6 keeps the
 * same things on its routes (rt6_exception).
 *
 * They hang on the next hop and are gone with its route. `ip route flush cache` forgets all of them.
 */
import { second, type Clock, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import type { Nexthop } from './route.ts';

export interface RouteException {
  readonly mtu: number | undefined;
  /** The MTU told was below what may be believed: DF is not set on this way (`mtu lock 552`). */
  readonly locked: boolean;
  /** Where a redirect sent us. */
  readonly gateway: Address | undefined;
  readonly until: Time;
}

/** ip_rt_gc_timeout: how long a redirect counts. */
export const redirectLifetime = 300 * second;

export class RouteExceptions {
  readonly #clock: Clock;
  #known = new WeakMap<Nexthop, Map<Address, RouteException>>();
  /** Nothing was ever learnt: the usual case costs one comparison. */
  #empty = true;
  /** Counts changes, as the routing tables do. */
  generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** update_or_create_fnhe: what is not told now stays as it was. */
  learn(
    nexthop: Nexthop,
    destination: Address,
    news: Partial<Omit<RouteException, 'until'>>,
    until: Time,
  ): void {
    const known = this.#known.get(nexthop) ?? new Map<Address, RouteException>();
    this.#known.set(nexthop, known);
    const old = this.find(nexthop, destination);
    known.set(destination, {
      mtu: news.mtu ?? old?.mtu,
      locked: news.locked ?? old?.locked ?? false,
      gateway: news.gateway ?? old?.gateway,
      until,
    });
    this.#empty = false;
    this.generation++;
  }

  /** find_exception */
  find(nexthop: Nexthop, destination: Address): RouteException | undefined {
    if (this.#empty) return undefined;
    const known = this.#known.get(nexthop);
    const exception = known?.get(destination);
    if (exception === undefined || exception.until > this.#clock.now) return exception;
    known?.delete(destination);
    return undefined;
  }

  /** All that is known of the ways by `nexthop`. */
  of(nexthop: Nexthop): readonly (readonly [Address, RouteException])[] {
    return [...(this.#known.get(nexthop) ?? [])].filter(([, { until }]) => until > this.#clock.now);
  }

  flush(): void {
    this.#known = new WeakMap();
    this.#empty = true;
    this.generation++;
  }
}
