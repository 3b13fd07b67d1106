/**
 * A route in the words of `ip route` (iproute2, ip/iproute.c), for listings and for the rows a journey shows.
 */
import type { Route } from './route.ts';
import { routeTable } from './route.ts';

/** /etc/iproute2/rt_protos */
const protocolNames: Readonly<Record<number, string>> = {
  0: 'unspec',
  1: 'redirect',
  2: 'kernel',
  3: 'boot',
  4: 'static',
  8: 'gated',
  9: 'ra',
  10: 'mrt',
  11: 'zebra',
  12: 'bird',
  13: 'dnrouted',
  14: 'xorp',
  15: 'ntk',
  16: 'dhcp',
  18: 'keepalived',
  42: 'babel',
  186: 'bgp',
  187: 'isis',
  188: 'ospf',
  189: 'rip',
  192: 'eigrp',
};

export function routeProtocolName(protocol: number): string {
  return protocolNames[protocol] ?? String(protocol);
}

/** @returns undefined when there is no protocol of that name */
export function routeProtocolNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  const found = Object.entries(protocolNames).find(([, name]) => name === text);
  return found === undefined ? undefined : Number(found[0]);
}

/** The destination as `ip route` prints it: `default`, `10.8.0.0/24`, a host without its length. */
export function destinationText(route: Route): string {
  const { destination } = route;
  if (destination.length === 0) return 'default';
  return destination.isHost ? destination.address.text : destination.canonical.toString();
}

/** @param table print the table too, as for `table all` */
export function routeText(route: Route, table = false): string {
  const parts: string[] = [];
  if (route.type !== 'unicast') parts.push(route.type);
  parts.push(destinationText(route));
  const [only, ...more] = route.nexthops;
  if (only !== undefined && more.length === 0) {
    if (only.gateway !== undefined) parts.push('via', only.gateway.text);
    parts.push('dev', only.device.name);
  }
  if (table && route.table !== routeTable.main)
    parts.push('table', route.table === routeTable.local ? 'local' : String(route.table));
  if (route.protocol !== 3) parts.push('proto', routeProtocolName(route.protocol));
  if (route.scope !== 'global' && route.destination.family === 4) parts.push('scope', route.scope);
  if (route.preferredSource !== undefined) parts.push('src', route.preferredSource.text);
  if (route.metric !== 0) parts.push('metric', String(route.metric));
  if (route.mtu !== undefined) parts.push('mtu', String(route.mtu));
  if (only !== undefined && more.length === 0) {
    if (only.onlink) parts.push('onlink');
    if (!only.device.carrier && only.device.up && only.device.kind !== 'loopback') parts.push('linkdown');
  }
  let text = `${parts.join(' ')} `;
  if (more.length > 0)
    for (const hop of route.nexthops)
      text += `\n\tnexthop ${hop.gateway === undefined ? '' : `via ${hop.gateway.text} `}dev ${hop.device.name} weight ${String(hop.weight)} `;
  return text;
}
