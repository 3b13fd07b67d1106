/**
 * One way of several (fib_select_multipath, fib_multipath_hash; net/ipv4/fib_semantics.c, route.c): flows are spread over
 * the next hops by a hash, in proportion to their weights; a next hop whose own address the packet already has goes first.
 * What is hashed says `net.ipv4.fib_multipath_hash_policy`: addresses (0), addresses and ports (1), or the fields of
 * `fib_multipath_hash_fields` (3).
 *
 * The kernel hashes with a random key; ours comes from the world's seed, or is `fib_multipath_hash_seed`.
 * Left out: the headers inside a tunnel (policy 2 counts as 0 here, as it does for packets without a tunnel).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { selectAddress } from './source.ts';
import type { Nexthop, Route } from './route.ts';
import type { RuleQuestion } from './rule.ts';

/** fib_multipath_hash_fields */
const field = { source: 1, destination: 2, protocol: 4, sourcePort: 16, destinationPort: 32 } as const;
const addresses = field.source | field.destination;
const everything = addresses | field.protocol | field.sourcePort | field.destinationPort;

const keys = new WeakMap<NetworkNamespace, number>();

function keyOf(namespace: NetworkNamespace): number {
  const seed = namespace.sysctl.number('net.ipv4.fib_multipath_hash_seed');
  if (seed !== 0) return seed;
  let key = keys.get(namespace);
  if (key === undefined) {
    const { environment, machine, name } = namespace;
    key = environment.random.fork(`multipath of ${machine.name}/${name}`).uint32();
    keys.set(namespace, key);
  }
  return key;
}

function mix(value: number, word: number): number {
  let mixed = Math.imul(value ^ word, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}

/** 31 bits, as the kernel's. */
function hash(namespace: NetworkNamespace, question: RuleQuestion): number {
  const { sysctl } = namespace;
  const policy = sysctl.number('net.ipv4.fib_multipath_hash_policy');
  const fields =
    policy === 1
      ? everything
      : policy === 3
        ? sysctl.number('net.ipv4.fib_multipath_hash_fields')
        : addresses;
  let value = keyOf(namespace);
  const take = (bit: number, word: number) => {
    if ((fields & bit) !== 0) value = mix(value, word);
  };
  for (const word of question.source?.words ?? [0]) take(field.source, word);
  for (const word of question.destination.words) take(field.destination, word);
  take(field.protocol, question.protocol ?? 0);
  take(field.sourcePort, question.sourcePort ?? 0);
  take(field.destinationPort, question.destinationPort ?? 0);
  return mix(value, 0x6d70) >>> 1;
}

const bounds = new WeakMap<Route, readonly number[]>();

/**
 * fib_rebalance: each next hop's upper bound of the hash; -1 for one that is dead, or has no carrier where
 * `ignore_routes_with_linkdown` says that this counts. Done when a link or an address changes, not when the setting does.
 */
export function rebalance(route: Route): void {
  const weights = route.nexthops.map(({ dead, device, weight }) =>
    dead === true || (device.settings.ignoreLinkdown && !device.carrier && route.destination.family === 4)
      ? 0
      : weight,
  );
  const total = weights.reduce((sum, weight) => sum + weight);
  let sum = 0;
  bounds.set(
    route,
    weights.map((weight) => (weight === 0 ? -1 : Math.round(((sum += weight) * 0x8000_0000) / total) - 1)),
  );
}

/** @returns undefined where no next hop may be taken */
export function selectMultipath(
  namespace: NetworkNamespace,
  route: Route,
  question: RuleQuestion,
): Nexthop | undefined {
  const careful = namespace.sysctl.number('net.ipv4.fib_multipath_use_neigh') > 0;
  const point = hash(namespace, question);
  const source = question.source?.isUnspecified === true ? undefined : question.source;
  let best: Nexthop | undefined;
  let most = -1;
  for (const [at, bound] of (bounds.get(route) ?? []).entries()) {
    const hop = route.nexthops[at] as Nexthop;
    if (bound < 0 || (careful && !isGood(namespace, hop))) continue;
    let score = point <= bound ? 1 : 0;
    if (source !== undefined && sourceOf(namespace, hop) === source) score += 2;
    if (score > most) {
      best = hop;
      most = score;
    }
  }
  return best;
}

function sourceOf(namespace: NetworkNamespace, { device, gateway }: Nexthop) {
  return selectAddress(namespace, device, gateway, gateway === undefined ? 'link' : 'global');
}

/** fib_good_nh: not a neighbour that is known not to answer. */
function isGood(namespace: NetworkNamespace, { device, gateway }: Nexthop): boolean {
  const neighbour = gateway === undefined ? undefined : namespace.neighbours.lookup(device, gateway);
  return neighbour === undefined || neighbour.isValid;
}
