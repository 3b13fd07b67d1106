/**
 * Adding, changing and removing neighbours (neigh_add, neigh_delete; net/core/neighbour.c).
 */
import type { Address } from '../../net/address/address.ts';
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
    readonly provenance?: Provenance | undefined;
  },
  mode: NeighbourMode,
): NetlinkError | undefined {
  const { neighbours } = device.namespace;
  const known = neighbours.lookup(device, request.address);
  if (known === undefined && mode === 'change') return netlinkError('ENOENT');
  if (known !== undefined && mode === 'add') return netlinkError('EEXIST');
  // __neigh_update refuses only after the entry was made: it stays, without a state.
  const neighbour = known ?? neighbours.lookupOrCreate(device, request.address);
  if (valid.has(request.state) && request.mac === undefined && !neighbour.isValid)
    return netlinkError('EINVAL', 'No link layer address given.');
  neighbours.set(device, request.address, request.mac, request.state, request.provenance);
  return undefined;
}

export function removeNeighbour(device: NetDevice, address: Address): NetlinkError | undefined {
  const { neighbours } = device.namespace;
  const neighbour = neighbours.lookup(device, address);
  if (neighbour === undefined) return netlinkError('ENOENT');
  neighbours.delete(neighbour);
  return undefined;
}
