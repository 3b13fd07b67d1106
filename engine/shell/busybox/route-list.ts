/**
 * The IPv4 routing table as busybox's `route` and `netstat -r` list it (networking/route.c, bb_displayroutes), from what
 * /proc/net/route has of the main table.
 */
import { type Route, routeTable } from '../../linux/route/route.ts';
import type { ShellProcess } from '../command.ts';
import { maskText, nameOf } from '../net-tools/names.ts';

const plainHead = 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface';
const extendedHead = 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface';

export function routeList(process: ShellProcess, numeric: boolean, extended: boolean): string {
  const routes = (process.place.routes.find(routeTable.main)?.list() ?? []).filter(
    ({ destination }) => destination.family === 4,
  );
  const lines = routes.map((route) => `${line(process, route, numeric, extended)}\n`).join('');
  return `Kernel IP routing table\n${extended ? extendedHead : plainHead}\n${lines}`;
}

function line(process: ShellProcess, route: Route, numeric: boolean, extended: boolean): string {
  const { destination } = route;
  const [hop] = route.nexthops;
  const host = destination.isHost ? 'H' : '';
  const rejects = route.type === 'unreachable' || route.type === 'prohibit';
  const flags = rejects ? `!${host}` : `U${hop?.gateway === undefined ? '' : 'G'}${host}`;
  const none = numeric ? '0.0.0.0' : '*';
  const named = destination.isHost ? nameOf(process, destination.address, numeric) : undefined;
  const target = destination.length > 0 ? (named ?? destination.network.text) : numeric ? none : 'default';
  const gateway =
    hop?.gateway === undefined ? none : (nameOf(process, hop.gateway, numeric) ?? hop.gateway.text);
  const cells = [target, gateway].map((text) => text.slice(0, 15).padEnd(15)).join(' ');
  const start = `${cells} ${maskText(destination.length).padEnd(16)}${flags.padEnd(6)}`;
  const device = hop?.device.name ?? '*';
  if (!extended) return `${start}${String(route.metric).padEnd(6)} 0  ${'0'.padStart(7)} ${device}`;
  const advertised = route.metrics?.advmss;
  const mss = advertised === undefined ? 0 : advertised + 40;
  const window = route.metrics?.window ?? 0;
  return `${start}${String(mss).padStart(5)} ${String(window).padEnd(5)} ${'0'.padStart(6)} ${device}`;
}
