/**
 * Which of its addresses a host uses towards a peer (RFC 6724 section 5; ipv6_dev_get_saddr, net/ipv6/addrconf.c).
 *
 * Left out: home addresses, temporary and deprecated addresses, `ip addrlabel`.
 */
import type { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';

/** RFC 4007: how far an address counts. */
const scopes = { link: 2, site: 5, global: 14 } as const;

function scopeOf(address: Address): number {
  if (address.isMulticast) return (address.bits >>> 16) & 15;
  if (address.isLinkLocal || address.isLoopback) return scopes.link;
  return address.bits >>> 22 === 0xfec0 >>> 6 ? scopes.site : scopes.global;
}

/** ip6addrlbl_init_table: addresses of one kind prefer each other. */
const labels: readonly (readonly [Prefix, number])[] = [
  [Prefix.parse('::1/128'), 0],
  [Prefix.parse('::ffff:0:0/96'), 4],
  [Prefix.parse('::/96'), 3],
  [Prefix.parse('2001::/32'), 6],
  [Prefix.parse('2001:10::/28'), 7],
  [Prefix.parse('3ffe::/16'), 12],
  [Prefix.parse('2002::/16'), 2],
  [Prefix.parse('fec0::/10'), 11],
  [Prefix.parse('fc00::/7'), 5],
];

function labelOf(address: Address): number {
  return labels.find(([prefix]) => prefix.contains(address))?.[1] ?? 1;
}

/** Duplicate address detection is not over: the address may not be used yet. */
export function isTentative(device: NetDevice, own: InterfaceAddress): boolean {
  return own.tentativeUntil !== undefined && own.tentativeUntil > device.namespace.environment.clock.now;
}

/** @param device where the packet leaves; undefined: not known */
export function selectSource(
  namespace: NetworkNamespace,
  device: NetDevice | undefined,
  destination: Address,
): Address | undefined {
  const near = scopeOf(destination) <= scopes.link && (destination.isMulticast || destination.isLinkLocal);
  const all = near && device !== undefined ? [device] : namespace.devices.list();
  let best: InterfaceAddress | undefined;
  let score: readonly number[] = [];
  for (const candidate of all)
    for (const own of candidate.addresses) {
      if (own.prefix.family !== 6 || isTentative(candidate, own)) continue;
      const points = scoreOf(own, destination, candidate === device);
      if (best !== undefined && !isBetter(points, score)) continue;
      best = own;
      score = points;
    }
  return best?.prefix.address;
}

/** Rules 1, 2, 5, 6 and 8: the first that differs decides, the larger number wins. */
function scoreOf(own: InterfaceAddress, destination: Address, isOutput: boolean): readonly number[] {
  const { address, length } = own.prefix;
  const scope = scopeOf(address);
  return [
    Number(address === destination),
    scope >= scopeOf(destination) ? -scope : scope - 128,
    Number(isOutput),
    Number(labelOf(address) === labelOf(destination)),
    Math.min(length, commonBits(address, destination)),
  ];
}

function isBetter(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((points, index) => points !== other[index]);
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}

function commonBits(one: Address, other: Address): number {
  for (let at = 0; at < 4; at++) {
    const differs = (one.words[at] ?? 0) ^ (other.words[at] ?? 0);
    if (differs !== 0) return at * 32 + Math.clz32(differs);
  }
  return 128;
}
