/**
 * The IPv4 routing table as `route` and `netstat -r` list it (net-tools 2.10, lib/inet_gr.c), from what /proc/net/route
 * has of the main table.
 */
import type { ShellProcess } from '../command.ts';
import { nameOf, maskText } from '../net-tools/names.ts';
import { type Route, routeTable } from '../../linux/route/route.ts';

/** `plain`: with metric and use; `extended`: as netstat, with MSS and window; `all`: both. */
export type RouteStyle = 'plain' | 'extended' | 'all';

const heads: Readonly<Record<RouteStyle, string>> = {
  plain: 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface',
  extended: 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface',
  all: 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS   Window irtt',
};

export interface RouteListing {
  readonly text: string;
  /** Nothing but its head: a failure. */
  readonly empty: boolean;
}

export function routeListing(process: ShellProcess, style: RouteStyle, numeric: boolean): RouteListing {
  const routes = (process.place.routes.find(routeTable.main)?.list() ?? []).filter(
    ({ destination }) => destination.family === 4,
  );
  const lines = routes.map((route) => `${lineOf(process, route, style, numeric)}\n`).join('');
  return { text: `Kernel IP routing table\n${heads[style]}\n${lines}`, empty: routes.length === 0 };
}

function lineOf(process: ShellProcess, route: Route, style: RouteStyle, numeric: boolean): string {
  const { destination } = route;
  const [hop] = route.nexthops;
  const rejects = route.type === 'unreachable' || route.type === 'prohibit';
  const target =
    destination.length === 0 ? (numeric ? '0.0.0.0' : 'default') : targetName(process, route, numeric);
  const gateway = rejects
    ? '-'
    : hop?.gateway === undefined
      ? '0.0.0.0'
      : (nameOf(process, hop.gateway, numeric) ?? hop.gateway.text);
  const flags = rejects
    ? `!${destination.isHost ? 'H' : ''}`
    : `U${hop?.gateway === undefined ? '' : 'G'}${destination.isHost ? 'H' : ''}`;
  const device = rejects ? '-' : (hop?.device.name ?? '*');
  const cell = (text: string) => `${text.slice(0, 15).padEnd(15)} `;
  const start = `${cell(target)}${cell(gateway)}${cell(maskText(destination.length))}${flags.padEnd(5)} `;
  const mss = rejects ? '-' : '0';
  const references = rejects ? '-' : '0';
  switch (style) {
    case 'plain':
      return `${start}${String(route.metric).padEnd(6)} ${references.padEnd(2)} ${'0'.padStart(7)} ${device}`;
    case 'extended':
      return `${start}${mss.padStart(5)} ${mss.padEnd(5)} ${mss.padStart(6)} ${device}`;
    case 'all':
      return `${start}${String(route.metric).padEnd(6)} ${references.padEnd(3)} ${'0'.padStart(6)} ${device.padEnd(8)} ${mss.padEnd(5)} ${mss.padEnd(6)} ${mss}`;
  }
}

/** Hosts have names; networks would have them in /etc/networks. */
function targetName(process: ShellProcess, { destination }: Route, numeric: boolean): string {
  const known = destination.isHost ? nameOf(process, destination.address, numeric) : undefined;
  return known ?? destination.network.text;
}
