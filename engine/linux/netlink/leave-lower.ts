/**
 * What a device that is removed leaves (macvlan_dellink, ipvlan_link_delete, ip_tunnel_uninit).
 *
 * A file of its own, so that removing devices does not need to know how they are made.
 */
import type { NetDevice } from '../device/device.ts';
import { Ipip } from '../ipip/ipip.ts';
import { Ipvlan } from '../ipvlan/ipvlan.ts';
import { Macvlan } from '../macvlan/macvlan.ts';

/** What a device that is removed leaves: its lower device has one less on top of it. */
export function leaveLower(device: NetDevice): void {
  if (device instanceof Ipip)
    device.home.ipTunnels = device.home.ipTunnels?.filter((tunnel) => tunnel !== device);
  if (!(device instanceof Macvlan) && !(device instanceof Ipvlan)) return;
  const { lower } = device;
  const devices = lower.uppers?.devices as NetDevice[] | undefined;
  devices?.splice(devices.indexOf(device), 1);
  if (devices?.length === 0) lower.uppers = undefined;
}
