/**
 * Routes and policy rules of a laboratory's plan, as the netlink requests iproute2 would make of them.
 */
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { netlinkError, type NetlinkError } from '../../linux/netlink/error.ts';
import { addRoute, defaultPrefix } from '../../linux/netlink/route.ts';
import { addRule } from '../../linux/netlink/rule.ts';
import { routeProtocol, routeTable } from '../../linux/route/route.ts';
import type { RouteStep, RuleStep } from './step.ts';

export function applyRoute(
  namespace: NetworkNamespace,
  route: RouteStep,
  provenance: Provenance,
): NetlinkError | undefined {
  const device = route.device === undefined ? undefined : namespace.devices.get(route.device);
  if (route.device !== undefined && device === undefined)
    return netlinkError('ENODEV', `Cannot find device "${route.device}"`);
  return addRoute(namespace, {
    destination: route.destination === 'default' ? defaultPrefix(4) : Prefix.parse(route.destination),
    type: route.type,
    table: tableNumber(route.table),
    protocol: protocolNumber(route.protocol),
    scope: route.scope,
    metric: route.metric,
    source: route.source === undefined ? undefined : Address.parse(route.source),
    ...(route.type === 'unicast'
      ? {
          nexthops: [
            {
              device,
              gateway: route.via === undefined ? undefined : Address.parse(route.via),
              onlink: route.onlink,
            },
          ],
        }
      : {}),
    provenance,
  });
}

export function applyRule(
  namespace: NetworkNamespace,
  rule: RuleStep,
  provenance: Provenance,
): NetlinkError | undefined {
  const prefix = (text: string | undefined): Prefix | undefined =>
    text === undefined || text === 'all' ? undefined : Prefix.parse(text);
  const [value, mask] = (rule.mark ?? '').split('/');
  return addRule(namespace, {
    priority: rule.priority,
    family: 4,
    inverted: false,
    from: prefix(rule.from),
    to: prefix(rule.to),
    input: rule.inDevice,
    output: undefined,
    mark: rule.mark === undefined ? undefined : { value: Number(value), mask: Number(mask ?? 0xffff_ffff) },
    tos: 0,
    action: { kind: 'table', table: tableNumber(rule.table) ?? routeTable.main },
    suppressPrefixLength: undefined,
    protocol: routeProtocol.boot,
    provenance,
  });
}

function tableNumber(table: string | undefined): number | undefined {
  if (table === undefined) return undefined;
  if (table === 'main' || table === 'local' || table === 'default') return routeTable[table];
  return Number(table);
}

function protocolNumber(protocol: string | undefined): number | undefined {
  if (protocol === undefined) return undefined;
  const names: Readonly<Record<string, number>> = routeProtocol;
  return names[protocol] ?? Number(protocol);
}
