/**
 * A device's neighbours as the rows a journey shows, in the words of `ip neigh`.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { Consulted, ConsultedRow } from '../journey/event.ts';
import type { Neighbour } from './neighbour.ts';

export function neighbourText(neighbour: Neighbour): string {
  const mac = neighbour.mac === undefined ? '' : ` lladdr ${neighbour.mac}`;
  return `${neighbour.address.text} dev ${neighbour.device.name}${mac} ${neighbour.state}`;
}

export function consultNeighbours(
  table: { list(family: 4 | 6): readonly Neighbour[] },
  device: NetDevice,
  wanted: Address,
): Consulted {
  const rows = table
    .list(wanted.family)
    .filter((neighbour) => neighbour.device === device)
    .map((neighbour): ConsultedRow => ({
      text: neighbourText(neighbour),
      matched: neighbour.address === wanted,
      ...(neighbour.provenance === undefined ? {} : { provenance: neighbour.provenance }),
    }));
  return { table: 'neighbours', name: device.name, rows };
}
