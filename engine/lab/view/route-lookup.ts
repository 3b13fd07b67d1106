/**
 * Which route a kernel takes for a packet of its own to an address, asked of the kernel itself, and for every other route
 * why it lost. IPv4.
 */
import { Address } from '../../net/address/address.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Consulted } from '../../linux/journey/event.ts';
import type { Route } from '../../linux/route/route.ts';
import type { FibAnswer } from '../../linux/route/tables.ts';
import { destinationText, routeText } from '../../linux/route/text.ts';
import { ofFamily4, tableName } from './routes.ts';

export interface RouteLookup {
  readonly destination: string;
  /** The destination as 32 digits. */
  readonly bits: string;
  /** In the order in which they were asked; the last one decided, if any did. */
  readonly tables: readonly { readonly name: string; readonly verdicts: readonly RouteVerdict[] }[];
  /** What comes of it. */
  readonly sentence: string;
}

/** What became of one route of a table that was asked. */
export interface RouteVerdict {
  /** The route as `ip route` prints it. */
  readonly text: string;
  readonly matched: boolean;
  /** The length of its prefix, and how many bits of that, from the left, the destination has too. */
  readonly length: number;
  readonly common: number;
  /** The prefix as 32 digits; those behind its length are 0 and do not count. */
  readonly bits: string;
  readonly because: string;
}

/** @returns the reason in words when `text` is no address that can be looked up */
export function lookUpRoute(namespace: NetworkNamespace, text: string): RouteLookup | string {
  const destination = Address.tryParse(text.trim());
  if (destination === undefined)
    return `“${text.trim()}” is no address: four numbers from 0 to 255 with dots, as 10.8.1.9.`;
  if (destination.family === 6) return `${destination.text} is IPv6; these are the routes of IPv4.`;
  if (destination.isMulticast || destination.isLimitedBroadcast)
    return `${destination.text} is for many at once: the kernel does not look for a route, it sends on the link.`;
  const consulted: Consulted[] = [];
  const question = { source: undefined, destination, mark: 0, tos: 0, input: 'lo', output: undefined };
  const found = namespace.routes.lookup(question, undefined, consulted);
  const winner = typeof found === 'object' ? found.route : undefined;
  const tables = consulted.flatMap(({ name }) => {
    const table = namespace.routes.tables().find(({ id }) => tableName(id) === name);
    if (table === undefined) return [];
    return [{ name, verdicts: ofFamily4(table).map((route) => verdictOn(route, winner, destination)) }];
  });
  return {
    destination: destination.text,
    bits: bitsOf(destination),
    tables,
    sentence: sentenceOf(found, destination, tables),
  };
}

function verdictOn(route: Route, winner: Route | undefined, destination: Address): RouteVerdict {
  const { length, network } = route.destination;
  const common = Math.min(length, Math.clz32(network.bits ^ destination.bits));
  const matched = route === winner;
  return {
    text: routeText(route).trimEnd(),
    matched,
    length,
    common,
    bits: bitsOf(network),
    because: reason(),
  };

  function reason(): string {
    const prefix = `/${String(length)}`;
    if (common < length) return `does not hold it: bit ${String(common + 1)} is another`;
    if (matched)
      return length === 0
        ? 'holds every address, and no longer prefix holds this one'
        : `holds ${destination.text}, and no longer prefix does`;
    const down = route.nexthops.find(({ device }) => !device.up);
    if (down !== undefined) return `holds it, but ${down.device.name} is down`;
    if (winner === undefined || winner.table !== route.table) return 'holds it, but cannot be used';
    if (length < winner.destination.length)
      return `holds it too, but ${prefix} is shorter than /${String(winner.destination.length)}`;
    if (route.metric !== winner.metric)
      return `holds it too, but its metric ${String(route.metric)} is larger than ${String(winner.metric)}`;
    return 'holds it too, but cannot be used for this packet';
  }
}

const bitsOf = ({ bits }: Address) => (bits >>> 0).toString(2).padStart(32, '0');

function sentenceOf(found: FibAnswer, destination: Address, tables: RouteLookup['tables']): string {
  const to = destination.text;
  if (found === undefined)
    return `No route holds ${to}, not even a default one: who sends there is told “Network is unreachable”.`;
  if (typeof found === 'string') return `A policy rule says \`${found}\` before any route is looked at.`;
  const { route, nexthop } = found;
  const name = tables.at(-1)?.name ?? '';
  switch (route.type) {
    case 'local':
      return `${to} is this machine's own: table \`${name}\` is asked first and holds it, so the packet does not leave.`;
    case 'broadcast':
      return `${to} is the broadcast address of a link: table \`${name}\` says so, and everybody there is meant.`;
    case 'blackhole':
      return `\`${routeText(route).trimEnd()}\` wins: the packet is dropped and nobody is told.`;
    case 'unreachable':
      return `\`${routeText(route).trimEnd()}\` wins: the sender is told “No route to host”.`;
    case 'prohibit':
      return `\`${routeText(route).trimEnd()}\` wins: the sender is told that it is forbidden.`;
    default:
  }
  const by = nexthop === undefined ? '' : `by \`${nexthop.device.name}\``;
  const holding = (tables.at(-1)?.verdicts ?? []).filter(({ length, common }) => common === length).length;
  const among =
    holding > 1
      ? `the longest of the ${String(holding)} prefixes that hold ${to}`
      : `the only one that holds ${to}`;
  const way =
    nexthop?.gateway === undefined
      ? `The packet leaves ${by}, and ${to} itself is the neighbour.`
      : `The packet leaves ${by} for the neighbour ${nexthop.gateway.text}.`;
  return `\`${destinationText(route)}\` is ${among}. ${way}`;
}
