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
  /** Where there are many: those of each network, whatever their length. */
  #ofNetwork: Map<Address, Route[]> | undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** Routes to exactly this prefix, best metric first. */
  exact(prefix: Prefix): readonly Route[] {
    return this.#routes.filter((route) => samePrefix(route.destination, prefix));
  }

  /** Whether there is such a route to exactly this prefix. */
  holds(prefix: Prefix, such: (route: Route) => boolean): boolean {
    const near = this.#routes.length < long ? this.#routes : this.#near(prefix.network);
    return near.some((route) => samePrefix(route.destination, prefix) && such(route));
  }

  #near(network: Address): readonly Route[] {
    if (this.#ofNetwork === undefined) {
      this.#ofNetwork = new Map();
      for (const route of this.#routes) fileUnder(this.#ofNetwork, route.destination.network, route);
    }
    return this.#ofNetwork.get(network) ?? [];
  }

  #gone(route: Route): void {
    this.#index = undefined;
    const near = this.#ofNetwork?.get(route.destination.network);
    near?.splice(near.indexOf(route), 1);
  }

  /** Where the routes of a prefix stand, or would: before others of its length. */
  #placeOf({ length, network }: Prefix): number {
    const routes = this.#routes;
    const lengthAt = (at: number): number | undefined => routes[at]?.destination.length;
    let start = 0;
    for (let end = routes.length; start < end;) {
      const middle = (start + end) >>> 1;
      if ((lengthAt(middle) ?? 0) > length) start = middle + 1;
      else end = middle;
    }
    for (let at = start; lengthAt(at) === length; at++)
      if (routes[at]?.destination.network === network) return at;
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
    if (this.#ofNetwork !== undefined) fileUnder(this.#ofNetwork, destination.network, route);
  }

  /** A route takes the place of another with the same prefix and metric. */
  replace(old: Route, route: Route): void {
    const at = this.#routes.indexOf(old);
    if (at < 0) return;
    this.#routes[at] = route;
    this.#gone(old);
    if (this.#ofNetwork !== undefined) fileUnder(this.#ofNetwork, route.destination.network, route);
  }

  remove(route: Route): boolean {
    const at = this.#routes.indexOf(route);
    if (at < 0) return false;
    this.#routes.splice(at, 1);
    this.#gone(route);
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
    fileUnder(ofLength, network.family === 4 ? network.bits : network.text, route);
  }
  return index;
}

function fileUnder<Key>(filed: Map<Key, Route[]>, key: Key, route: Route): void {
  const bucket = filed.get(key);
  if (bucket === undefined) filed.set(key, [route]);
  else bucket.push(route);
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
