/**
 * One routing table: routes by prefix, found by longest prefix match (net/ipv4/fib_trie.c).
 *
 * Instead of a trie: one map for each prefix length that occurs, looked at from the longest to the shortest.
 */
import type { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { Route } from './route.ts';

export class RouteTable {
  /** The number other tools know it by. */
  readonly id: number;
  readonly #byLength = new Map<number, Map<string | number, Route[]>>();
  /** Prefix lengths that occur, longest first. */
  #lengths: number[] = [];

  constructor(id: number) {
    this.id = id;
  }

  #bucket(prefix: Prefix): Route[] | undefined {
    return this.#byLength.get(prefix.length)?.get(keyOf(prefix.network));
  }

  /** Routes to exactly this prefix, best metric first. */
  exact(prefix: Prefix): readonly Route[] {
    return this.#bucket(prefix)?.filter((route) => route.destination.family === prefix.family) ?? [];
  }

  /** Behind those of the same metric, or before them. */
  add(route: Route, where: 'behind' | 'before' = 'behind'): void {
    const { length } = route.destination;
    let table = this.#byLength.get(length);
    if (table === undefined) {
      table = new Map();
      this.#byLength.set(length, table);
      this.#lengths = [...this.#byLength.keys()].sort((one, other) => other - one);
    }
    const key = keyOf(route.destination.network);
    const bucket = table.get(key) ?? [];
    const at = bucket.findIndex(
      (other) =>
        other.tos < route.tos ||
        (other.tos === route.tos &&
          (where === 'behind' ? other.metric > route.metric : other.metric >= route.metric)),
    );
    bucket.splice(at < 0 ? bucket.length : at, 0, route);
    table.set(key, bucket);
  }

  /** A route takes the place of another with the same prefix and metric. */
  replace(old: Route, route: Route): void {
    const bucket = this.#bucket(old.destination);
    const at = bucket?.indexOf(old) ?? -1;
    if (at >= 0) bucket?.splice(at, 1, route);
  }

  remove(route: Route): boolean {
    const table = this.#byLength.get(route.destination.length);
    const key = keyOf(route.destination.network);
    const bucket = table?.get(key);
    const at = bucket?.indexOf(route) ?? -1;
    if (table === undefined || bucket === undefined || at < 0) return false;
    bucket.splice(at, 1);
    if (bucket.length === 0) table.delete(key);
    if (table.size === 0) {
      this.#byLength.delete(route.destination.length);
      this.#lengths = this.#lengths.filter((length) => length !== route.destination.length);
    }
    return true;
  }

  /** The routes that contain `address`, from the longest prefix to the shortest, each prefix by metric. */
  *candidates(address: Address): Generator<Route> {
    for (const length of this.#lengths) {
      const key = address.family === 4 ? maskV4(address.bits, length) : keyOfV6(address, length);
      const bucket = key === undefined ? undefined : this.#byLength.get(length)?.get(key);
      if (bucket !== undefined)
        for (const route of bucket) if (route.destination.family === address.family) yield route;
    }
  }

  /** As `ip route` lists them: by address, longer prefixes first, then by metric. */
  list(): readonly Route[] {
    const all = [...this.#byLength.values()].flatMap((table) => [...table.values()].flat());
    return all.sort(
      (one, other) =>
        childrenFirst(one.destination, other.destination) ||
        one.destination.network.compare(other.destination.network) ||
        other.destination.length - one.destination.length ||
        other.tos - one.tos ||
        one.metric - other.metric,
    );
  }
}

/** IPv6's tree is walked from its leaves (fib6_walk_continue): what is inside a prefix comes before it. */
function childrenFirst(one: Prefix, other: Prefix): number {
  if (one.family === 4 || other.family === 4) return 0;
  if (one.length < other.length && one.contains(other.address)) return 1;
  return other.length < one.length && other.contains(one.address) ? -1 : 0;
}

function keyOf(network: Address): string | number {
  return network.family === 4 ? network.bits : network.text;
}

function maskV4(bits: number, length: number): number | undefined {
  if (length > 32) return undefined;
  return length === 0 ? 0 : (bits & (0xffff_ffff << (32 - length))) >>> 0;
}

function keyOfV6(address: Address, length: number): string {
  return new Prefix(address, length).network.text;
}
