/**
 * Adding, changing and removing neighbours (neigh_add, neigh_delete; net/core/neighbour.c).
 */
import { type Address, anyV4 } from '../../net/address/address.ts';
import type { Mac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import type { NeighbourState } from '../neighbour/neighbour.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export type NeighbourMode = 'add' | 'change' | 'replace';

const valid: ReadonlySet<NeighbourState> = new Set([
  'PERMANENT',
  'NOARP',
  'REACHABLE',
  'PROBE',
  'STALE',
  'DELAY',
]);

export function setNeighbour(
  device: NetDevice,
  request: {
    readonly address: Address;
    readonly mac: Mac | undefined;
    readonly state: NeighbourState;
    readonly router?: boolean;
    readonly external?: boolean;
    readonly protocol?: number;
    readonly provenance?: Provenance | undefined;
  },
  mode: NeighbourMode,
): NetlinkError | undefined {
  const { neighbours } = device.namespace;
  const address = keyOf(device, request.address);
  const known = neighbours.lookup(device, address);
  if (known === undefined && mode === 'change') return netlinkError('ENOENT');
  if (known !== undefined && mode === 'add') return netlinkError('EEXIST');
  // __neigh_update refuses only after the entry was made: it stays, without a state.
  const neighbour = known ?? neighbours.lookupOrCreate(device, address);
  if (valid.has(request.state) && request.mac === undefined && !neighbour.isValid)
    return netlinkError('EINVAL', 'No link layer address given.');
  neighbours.set(device, address, request.mac, request.state, request.provenance);
  if (request.router === true) neighbour.isRouter = true;
  if (request.external === true) neighbour.isExternal = true;
  if (request.protocol !== undefined && request.protocol > 0) neighbour.protocol = request.protocol;
  return undefined;
}

/** arp_constructor: a device without neighbours knows only one, for whatever address. */
function keyOf(device: NetDevice, address: Address): Address {
  return address.family === 4 && (device.kind === 'loopback' || device.isPointToPoint) ? anyV4 : address;
}

export function removeNeighbour(device: NetDevice, address: Address): NetlinkError | undefined {
  const { neighbours } = device.namespace;
  const neighbour = neighbours.lookup(device, keyOf(device, address));
  if (neighbour === undefined) return netlinkError('ENOENT');
  // neigh_delete: it fails first.
  neighbours.set(device, neighbour.address, undefined, 'FAILED');
  neighbours.delete(neighbour);
  return undefined;
}
