/**
 * A device's counters as tools show them: what was counted, and what IPv6 alone would have added.
 *
 * A device that starts to speak IPv6 sends multicast listener reports, a solicitation for its own address and router
 * solicitations, at first every half second, then ever more rarely (RFC 3810, 4862, 8415 section 15). They are not
 * simulated; where they leave a trace on a quiet machine, in drops of an overlay that knows no group and in a bridge's
 * multicast, they are added here by the clock.
 */
import { second, type Time } from '../../clock/clock.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { DeviceStatistics, NetDevice } from './device.ts';
import { Veth } from './veth.ts';

/** Seconds after the address was made. */
const sent = [0.01, 0.4, 0.9, 1.5, 1.6, 2.1, 6.5, 9, 13, 45, 75, 120, 240, 480, 960, 1920, 3840];

function announcements(device: NetDevice, now: Time): number {
  const since = device.announcingSince;
  if (since === undefined) return 0;
  return sent.filter((after) => since + after * second <= now).length;
}

export function countersOf(device: NetDevice): DeviceStatistics {
  const { statistics } = device;
  const { now } = device.namespace.environment.clock;
  if (device.isWithoutListeners)
    return { ...statistics, txDropped: statistics.txDropped + announcements(device, now) };
  if (!(device instanceof Bridge)) return statistics;
  let heard = 0;
  for (const port of device.ports)
    if (port.device instanceof Veth && port.device.peer !== undefined)
      heard += announcements(port.device.peer, now);
  return {
    ...statistics,
    multicast: statistics.multicast + heard,
    txDropped: statistics.txDropped + Number(device.wasUpWithoutPort),
  };
}
