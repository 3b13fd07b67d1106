/**
 * Making, replacing and removing next-hop objects, and what is refused (rtm_to_nh_config, nh_check_attr_group,
 * replace_nexthop; net/ipv4/nexthop.c).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { type NexthopGroupMember, type NexthopObject, NexthopTable } from '../nexthop/nexthop.ts';
import type { RouteScope } from '../route/route.ts';
import { netlinkError, type NetlinkError } from './error.ts';
import { makeNexthop, type NexthopRequest } from './route.ts';

export interface NexthopObjectRequest extends NexthopRequest {
  /** Undefined: the first that is free. */
  readonly id: number | undefined;
  readonly family: 4 | 6 | undefined;
  readonly protocol: number;
  readonly blackhole: boolean;
  readonly group: readonly NexthopGroupMember[] | undefined;
}

export function setNexthop(
  namespace: NetworkNamespace,
  request: NexthopObjectRequest,
  mode: 'add' | 'replace',
): NetlinkError | undefined {
  const table = (namespace.nexthops ??= new NexthopTable(namespace));
  const object = make(namespace, table, request);
  if ('errno' in object) return object;
  const known = table.get(object.id);
  if (known !== undefined && mode === 'add') return netlinkError('EEXIST');
  const [was, is] = [known?.way.kind ?? object.way.kind, object.way.kind];
  if (was === 'group' && is !== 'group')
    return netlinkError('EINVAL', 'Can not replace a nexthop group with a nexthop.');
  if (was !== 'group' && is === 'group')
    return netlinkError('EINVAL', 'Can not replace a nexthop with a nexthop group.');
  table.set(object);
  return undefined;
}

function make(
  namespace: NetworkNamespace,
  table: NexthopTable,
  request: NexthopObjectRequest,
): NexthopObject | NetlinkError {
  const { group, blackhole, device, gateway, onlink, protocol, family } = request;
  const id = request.id ?? table.freeId();
  if (group !== undefined) {
    const error = wrongGroup(table, id, group);
    return error ?? { id, family: undefined, protocol, way: { kind: 'group', members: group } };
  }
  if (family === undefined) return netlinkError('EINVAL', 'Invalid address family.');
  if (blackhole) {
    if (gateway !== undefined || device !== undefined)
      return netlinkError('EINVAL', 'Blackhole attribute can not be used with gateway, oif, encap or fdb.');
    return { id, family, protocol, way: { kind: 'blackhole' } };
  }
  if (device === undefined)
    return netlinkError('EINVAL', 'Device attribute required for non-blackhole and non-fdb nexthops.');
  if (!device.up) return netlinkError('ENETDOWN', 'Nexthop device is not up.');
  if (!device.carrier) return netlinkError('ENETDOWN', 'Carrier for nexthop device is down.');
  const hop = makeNexthop(namespace, { device, gateway, onlink }, undefined);
  if ('errno' in hop) return hop;
  return { id, family, protocol, way: { kind: 'hop', hop, scope: scopeOf(namespace, family, request) } };
}

/** fib_nh_scope: a way that is this host's own is narrower. */
function scopeOf(
  namespace: NetworkNamespace,
  family: 4 | 6,
  { gateway, onlink }: NexthopRequest,
): RouteScope {
  if (family === 6) return 'link';
  if (gateway === undefined) return 'host';
  return onlink !== true && namespace.ip(4).isLocal(gateway) ? 'host' : 'link';
}

/** nh_check_attr_group */
function wrongGroup(
  table: NexthopTable,
  own: number,
  group: readonly NexthopGroupMember[],
): NetlinkError | undefined {
  const invalid = (message: string) => netlinkError('EINVAL', message);
  for (const [at, { id }] of group.entries())
    if (group.slice(0, at).some((other) => other.id === id))
      return invalid('Nexthop id can not be used twice in a group.');
  for (const { id } of group) {
    const way = table.get(id)?.way;
    if (way === undefined || id === own) return invalid('Invalid nexthop id.');
    if (way.kind === 'group') return invalid('Hash-threshold group can not be a nexthop within a group.');
    if (way.kind === 'blackhole' && group.length > 1)
      return invalid('Blackhole nexthop can not be used in a group with more than 1 path.');
  }
  return undefined;
}

export function removeNexthop(namespace: NetworkNamespace, id: number): NetlinkError | undefined {
  if (namespace.nexthops?.get(id) === undefined) return netlinkError('ENOENT');
  namespace.nexthops.remove(id);
  return undefined;
}
