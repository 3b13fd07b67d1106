/**
 * One routing table: routes by prefix, found by longest prefix match (net/ipv4/fib_trie.c).
 *
 * Instead of a trie: the routes in one list, longest prefixes first, because most namespaces have a handful. A long
 * list gets an index, a map for each prefix length that occurs, which lasts until the next change.
 */
import type { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { Route } from './route.ts';

/** From so many routes on a lookup uses an index. */
const long = 24;

type Index = ReadonlyMap<number, ReadonlyMap<string | number, readonly Route[]>>;

export class RouteTable {
  /** The number other tools know it by. */
  readonly id: number;
  /** Longest prefixes first; those of one prefix stand together, best first. */
  readonly #routes: Route[] = [];
  #index: Index | undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** Routes to exactly this prefix, best metric first. */
  exact(prefix: Prefix): readonly Route[] {
    return this.#routes.filter((route) => samePrefix(route.destination, prefix));
  }

  /** Whether there is such a route to exactly this prefix. */
  holds(prefix: Prefix, such: (route: Route) => boolean): boolean {
    const routes = this.#routes;
    let at = this.#placeOf(prefix);
    for (let route = routes[at]; route !== undefined; route = routes[++at]) {
      if (!samePrefix(route.destination, prefix)) return false;
      if (such(route)) return true;
    }
    return false;
  }

  /** Where the routes of a prefix stand, or would: before others of its length. */
  #placeOf({ length, network }: Prefix): number {
    const lengthAt = (at: number): number => this.#routes[at]?.destination.length ?? -1;
    let start = 0;
    while (lengthAt(start) > length) start++;
    for (let at = start; lengthAt(at) === length; at++)
      if (this.#routes[at]?.destination.network === network) return at;
    return start;
  }

  /** Behind those of the same metric, or before them. */
  add(route: Route, where: 'behind' | 'before' = 'behind'): void {
    const { destination } = route;
    const routes = this.#routes;
    let at = this.#placeOf(destination);
    for (let other = routes[at]; other !== undefined; other = routes[++at])
      if (!samePrefix(other.destination, destination) || goesBefore(route, other, where)) break;
    routes.splice(at, 0, route);
    this.#index = undefined;
  }

  /** A route takes the place of another with the same prefix and metric. */
  replace(old: Route, route: Route): void {
    const at = this.#routes.indexOf(old);
    if (at < 0) return;
    this.#routes[at] = route;
    this.#index = undefined;
  }

  remove(route: Route): boolean {
    const at = this.#routes.indexOf(route);
    if (at < 0) return false;
    this.#routes.splice(at, 1);
    this.#index = undefined;
    return true;
  }

  /** The routes that contain `address`, from the longest prefix to the shortest, each prefix by metric. */
  *candidates(address: Address): Generator<Route> {
    if (this.#routes.length < long) {
      for (const route of this.#routes) if (route.destination.contains(address)) yield route;
      return;
    }
    this.#index ??= indexOf(this.#routes);
    for (const [length, routes] of this.#index) {
      const key = address.family === 4 ? maskV4(address.bits, length) : keyOfV6(address, length);
      const found = key === undefined ? undefined : routes.get(key);
      if (found !== undefined) yield* found;
    }
  }

  /** As `ip route` lists them: by address, longer prefixes first, then by metric. */
  list(): readonly Route[] {
    return [...this.#routes].sort(
      (one, other) =>
        childrenFirst(one.destination, other.destination) ||
        one.destination.network.compare(other.destination.network) ||
        other.destination.length - one.destination.length ||
        other.tos - one.tos ||
        one.metric - other.metric,
    );
  }
}

function samePrefix(one: Prefix, other: Prefix): boolean {
  return one.length === other.length && one.network === other.network;
}

function goesBefore(route: Route, other: Route, where: 'behind' | 'before'): boolean {
  if (other.tos !== route.tos) return other.tos < route.tos;
  return where === 'behind' ? other.metric > route.metric : other.metric >= route.metric;
}

/** The routes by length and network, in their order. IPv6's keys are texts, IPv4's numbers. */
function indexOf(routes: readonly Route[]): Index {
  const index = new Map<number, Map<string | number, Route[]>>();
  for (const route of routes) {
    const { length, network } = route.destination;
    let ofLength = index.get(length);
    if (ofLength === undefined) index.set(length, (ofLength = new Map<string | number, Route[]>()));
    const key = network.family === 4 ? network.bits : network.text;
    const bucket = ofLength.get(key);
    if (bucket === undefined) ofLength.set(key, [route]);
    else bucket.push(route);
  }
  return index;
}

/** IPv6's tree is walked from its leaves (fib6_walk_continue): what is inside a prefix comes before it. */
function childrenFirst(one: Prefix, other: Prefix): number {
  if (one.family === 4 || other.family === 4) return 0;
  if (one.length < other.length && one.contains(other.address)) return 1;
  return other.length < one.length && other.contains(one.address) ? -1 : 0;
}

function maskV4(bits: number, length: number): number | undefined {
  if (length > 32) return undefined;
  return length === 0 ? 0 : (bits & (0xffff_ffff << (32 - length))) >>> 0;
}

function keyOfV6(address: Address, length: number): string {
  return new Prefix(address, length).network.text;
}
