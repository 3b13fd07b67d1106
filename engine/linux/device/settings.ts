/**
 * The per-device parameters that are looked at for each packet, read together once and kept until one changes
 * (struct ipv4_devconf). `either` in a comment: the larger of the device's value and that of `all` (IN_DEV_MAXCONF).
 */
import type { Sysctl } from '../sysctl/sysctl.ts';

export interface DeviceSettings {
  readonly generation: number;
  readonly forwarding: boolean;
  /** either: 0 off, 1 strict, 2 loose */
  readonly reversePathFilter: number;
  readonly acceptLocal: boolean;
  /** either */
  readonly routeLocalnet: boolean;
  /** its own only */
  readonly ignoreLinkdown: boolean;
  /** either */
  readonly sendRedirects: boolean;
}

export function readSettings(sysctl: Sysctl, device: string): DeviceSettings {
  const own = (name: string) => sysctl.numberOf('net.ipv4.conf', device, name);
  const all = (name: string) => sysctl.numberOf('net.ipv4.conf', 'all', name);
  return {
    generation: sysctl.generation,
    forwarding: own('forwarding') > 0,
    reversePathFilter: Math.max(own('rp_filter'), all('rp_filter')),
    acceptLocal: own('accept_local') > 0 || all('accept_local') > 0,
    routeLocalnet: Math.max(own('route_localnet'), all('route_localnet')) > 0,
    ignoreLinkdown: own('ignore_routes_with_linkdown') > 0,
    sendRedirects: own('send_redirects') > 0 || all('send_redirects') > 0,
  };
}
