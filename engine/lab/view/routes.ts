/**
 * The IPv4 routing tables of a kernel, in the order in which a packet of this host asks them, each in the order of
 * `ip route`, with who entered each route. IPv6 is not shown.
 */
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { type Route, routeTable } from '../../linux/route/route.ts';
import type { RouteTable } from '../../linux/route/table.ts';
import { destinationText, routeProtocolName, routeText } from '../../linux/route/text.ts';

export interface RouteTableView {
  /** `local`, `main`, or the table's number. */
  readonly name: string;
  readonly routes: readonly RouteView[];
}

export interface RouteView {
  /** As `ip route` prints it. */
  readonly text: string;
  /** `default`, `10.8.1.0/24` */
  readonly destination: string;
  readonly type: string;
  /** Several where the route is multipath; none where it refuses. */
  readonly hops: readonly {
    readonly via: string | undefined;
    readonly device: string;
    /** The gateway is taken to be on the link, whatever the routes say. */
    readonly onlink: boolean;
  }[];
  readonly protocol: string;
  readonly scope: string;
  readonly source: string | undefined;
  readonly metric: number;
  readonly provenance: Provenance | undefined;
}

const names: Readonly<Record<number, string>> = {
  [routeTable.local]: 'local',
  [routeTable.main]: 'main',
  [routeTable.default]: 'default',
};

export function tableName(id: number): string {
  return names[id] ?? String(id);
}

/** The tables that the policy rules name, in the order of the rules; tables nobody put a route into are left out. */
export function routesOf(namespace: NetworkNamespace): readonly RouteTableView[] {
  const asked = namespace.routes.rules
    .filter(({ family }) => family === 4)
    .flatMap(({ action }) => (action.kind === 'table' ? [action.table] : []));
  return [...new Set(asked)].flatMap((id) => {
    const table = namespace.routes.find(id);
    return table === undefined ? [] : [{ name: tableName(id), routes: ofFamily4(table).map(viewOf) }];
  });
}

export function ofFamily4(table: RouteTable): readonly Route[] {
  return table.list().filter(({ destination }) => destination.family === 4);
}

function viewOf(route: Route): RouteView {
  return {
    text: routeText(route).trimEnd(),
    destination: destinationText(route),
    type: route.type,
    hops: route.nexthops.map(({ gateway, device, onlink }) => ({
      via: gateway?.text,
      device: device.name,
      onlink,
    })),
    protocol: routeProtocolName(route.protocol),
    scope: route.scope,
    source: route.preferredSource?.text,
    metric: route.metric,
    provenance: route.provenance,
  };
}
