/**
 * A bridge's forwarding database as the rows a journey shows, in the words of `bridge fdb show`.
 */
import type { Mac } from '../../net/address/mac.ts';
import type { Consulted, ConsultedRow } from '../journey/event.ts';
import type { Bridge } from './bridge.ts';

export function consultFdb(bridge: Bridge, wanted: Mac): Consulted {
  const rows = bridge.fdb
    .list(bridge.namespace.environment.clock.now, bridge.ageing)
    .map((entry): ConsultedRow => {
      const where =
        entry.port === undefined
          ? `dev ${bridge.name}`
          : `dev ${entry.port.device.name} master ${bridge.name}`;
      return {
        text: `${entry.mac} ${where}${entry.permanent ? ' permanent' : ''}`,
        matched: entry.mac === wanted,
        ...(entry.provenance === undefined ? {} : { provenance: entry.provenance }),
      };
    });
  return { table: 'fdb', name: bridge.name, rows };
}
