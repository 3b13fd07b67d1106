/**
 * Which way for a packet of this host (ip_route_output_key_hash_rcu, net/ipv4/route.c), and from which address.
 */
import { anyV4, Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Errno } from '../errno.ts';
import type { Consulted } from '../journey/event.ts';
import type { RouteExceptions } from './exceptions.ts';
import { RouteMemo } from './memo.ts';
import type { RouteAnswer, RouteFailure, RouteQuery, RouteResult } from './result.ts';
import { hostRoute, type Nexthop, type Route } from './route.ts';
import type { PolicyRule, RuleQuestion } from './rule.ts';
import { selectAddress } from './source.ts';

/** The unspecified address means this host. */
const loopbackAddress = Address.parse('127.0.0.1');

/** The error a route type stands for (fib_props, net/ipv4/fib_semantics.c). */
export const routeTypeErrno: Readonly<Partial<Record<Route['type'], Errno>>> = {
  blackhole: 'EINVAL',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  throw: 'EAGAIN',
};

/** The error a rule stands for (fib4_rule_action, net/ipv4/fib_rules.c): not quite the same. */
export function ruleErrno(action: Exclude<PolicyRule['action']['kind'], 'table' | 'goto' | 'nop'>): Errno {
  return action === 'unreachable' ? 'ENETUNREACH' : (routeTypeErrno[action] ?? 'EINVAL');
}

export function failure(errno: Errno, route?: Route): RouteFailure {
  return { kind: 'failure', errno, martian: false, route };
}

export function createOutputLookup(
  namespace: NetworkNamespace,
  exceptions: RouteExceptions,
): (query: RouteQuery) => RouteAnswer {
  const { routes } = namespace;
  const memo = new RouteMemo(namespace, exceptions);

  return function routeOutput(query: RouteQuery): RouteAnswer {
    if (namespace.environment.journeys.recording) {
      const consulted: Consulted[] = [];
      return { ...answer(query, consulted), consulted };
    }
    const { source, destination } = query;
    if (query.output !== undefined || (query.tos ?? 0) !== 0) return answer(query, undefined);
    const known = memo.find(source, destination, undefined);
    if (known !== undefined) return known;
    const found = answer(query, undefined);
    if (found.kind === 'route') memo.keep(source, destination, undefined, found);
    return found;
  };

  function answer(query: RouteQuery, consulted: Consulted[] | undefined): RouteAnswer {
    const found = lookUp(query, consulted);
    if (query.source?.isLoopback !== true || found.kind === 'failure' || found.type === 'local') return found;
    // __mkroute_output: 127.0.0.0/8 leaves this host by nothing but lo.
    const { kind, settings } = found.device;
    return kind === 'loopback' || settings.routeLocalnet ? found : failure('EINVAL');
  }

  function lookUp(query: RouteQuery, consulted: Consulted[] | undefined): RouteAnswer {
    const { output } = query;
    let source = query.source?.isUnspecified === true ? undefined : query.source;
    if (output !== undefined && !output.up) return failure('ENETUNREACH');
    if (query.destination.isUnspecified) {
      if (output !== undefined) source ??= selectAddress(namespace, output, anyV4, 'host');
      return local(source ?? loopbackAddress, source);
    }
    const { destination } = query;
    if (destination.isLimitedBroadcast || destination.isMulticast) {
      const device =
        output ??
        (source === undefined ? undefined : deviceOf(source)) ??
        usable(question(query, source), undefined)?.nexthop?.device;
      return device === undefined ? failure('ENETUNREACH') : toMany(destination, source, device);
    }
    const found = routes.lookup(question(query, source), output, consulted);
    if (found === undefined || typeof found === 'string' || routeTypeErrno[found.route.type] !== undefined) {
      // The tables are thought to be wrong where somebody names the device: the destination counts as on its link.
      if (output !== undefined) return onLink(destination, source, output);
      if (found === undefined) return failure('ENETUNREACH');
      return typeof found === 'string'
        ? failure(ruleErrno(found))
        : failure(routeTypeErrno[found.route.type] ?? 'EINVAL', found.route);
    }
    const { route, nexthop } = found;
    if (route.type === 'local') {
      source ??= route.preferredSource ?? destination;
      return local(destination, source, route);
    }
    if (nexthop === undefined) return failure('ENETUNREACH');
    return through(destination, source, route, nexthop);
  }

  function question(query: RouteQuery, source: Address | undefined): RuleQuestion {
    return {
      source,
      destination: query.destination,
      mark: query.mark ?? 0,
      tos: query.tos ?? 0,
      input: 'lo',
      output: query.output?.name,
      user: query.user,
      protocol: query.protocol,
      sourcePort: query.sourcePort,
      destinationPort: query.destinationPort,
    };
  }

  function usable(asked: RuleQuestion, output: NetDevice | undefined) {
    const found = routes.lookup(asked, output);
    return typeof found === 'string' ? undefined : found;
  }

  /** rt_set_nexthop: the next hop, and what was learnt about it. */
  function through(
    destination: Address,
    source: Address | undefined,
    route: Route,
    nexthop: Nexthop,
  ): RouteResult {
    const { device } = nexthop;
    const exception = exceptions.find(nexthop, destination);
    const gateway = exception?.gateway ?? nexthop.gateway;
    return {
      kind: 'route',
      type: route.type === 'broadcast' ? 'broadcast' : 'unicast',
      route,
      device,
      gateway,
      source:
        source ??
        route.preferredSource ??
        selectAddress(namespace, device, nexthop.gateway ?? destination, route.scope) ??
        anyV4,
      mtu: Math.min(exception?.mtu ?? route.mtu ?? device.mtu, device.mtu),
      mtuLocked: exception?.locked === true || route.mtuLocked === true,
      exception,
    };
  }

  function local(destination: Address, source: Address | undefined, route?: Route): RouteResult {
    const { loopback } = namespace.devices;
    return {
      kind: 'route',
      type: 'local',
      route: route ?? hostRoute(destination),
      device: loopback,
      gateway: undefined,
      source: source ?? destination,
      mtu: loopback.mtu,
    };
  }

  function toMany(destination: Address, source: Address | undefined, device: NetDevice): RouteResult {
    return {
      kind: 'route',
      type: destination.isMulticast ? 'multicast' : 'broadcast',
      route: hostRoute(destination),
      device,
      gateway: undefined,
      source: source ?? selectAddress(namespace, device, undefined, 'link') ?? anyV4,
      mtu: device.mtu,
    };
  }

  function onLink(destination: Address, source: Address | undefined, device: NetDevice): RouteResult {
    return {
      kind: 'route',
      type: 'unicast',
      route: hostRoute(destination),
      device,
      gateway: undefined,
      source: source ?? selectAddress(namespace, device, undefined, 'link') ?? anyV4,
      mtu: device.mtu,
    };
  }

  /** ip_dev_find: whose address it is. */
  function deviceOf(source: Address): NetDevice | undefined {
    return namespace.devices
      .list()
      .find(({ addresses }) => addresses.some(({ prefix }) => prefix.address === source));
  }
}
