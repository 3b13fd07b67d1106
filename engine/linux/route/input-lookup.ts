/**
 * Which way for a packet that came in (ip_route_input_slow, net/ipv4/route.c) and whether its source may be believed
 * (fib_validate_source, net/ipv4/fib_frontend.c; martians; rp_filter of RFC 3704). ARP asks the same of the addresses
 * in its requests.
 *
 * Left out: bc_forwarding, multicast routing.
 */
import type { Address } from '../../net/address/address.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { NetDevice } from '../device/device.ts';
import type { Consulted } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { RouteExceptions } from './exceptions.ts';
import { flowOf } from './flow.ts';
import { RouteMemo } from './memo.ts';
import { failure, routeTypeErrno, ruleErrno } from './output-lookup.ts';
import type { RouteAnswer, RouteFailure } from './result.ts';
import { hostRoute, type Nexthop, type Route } from './route.ts';
import type { RuleQuestion } from './rule.ts';

/** What came in: a packet, or the two addresses of an ARP request. */
export interface InputQuery {
  readonly device: NetDevice;
  readonly source: Address;
  readonly destination: Address;
  readonly mark: number;
  readonly tos: number;
  /** Undefined: ARP asks. */
  readonly packet: Ipv4 | undefined;
}

/** What is thought of a source address: a martian, somebody, somebody on this very link. */
type Source = 'martian' | 'far' | 'near';

export function createInputLookup(namespace: NetworkNamespace, exceptions: RouteExceptions) {
  const { routes, sysctl } = namespace;
  const memo = new RouteMemo(namespace, exceptions);
  const martian: RouteFailure = { kind: 'failure', errno: 'EINVAL', martian: true, route: undefined };
  const martianSource: RouteFailure = { ...martian, wrong: 'source' };
  const martianDestination: RouteFailure = { ...martian, wrong: 'destination' };

  function routeInput(skb: PacketBuffer): RouteAnswer {
    const { device, packet } = skb;
    if (device === undefined || packet.kind !== 'ipv4') return martian;
    const { source, destination } = packet;
    const tos = packet.tos & 0x1c;
    const { recording } = namespace.environment.journeys;
    const known = recording || tos !== 0 ? undefined : memo.find(source, destination, device);
    if (known !== undefined) return known;
    const query = { device, source, destination, mark: skb.mark, tos, packet };
    if (recording) {
      const consulted: Consulted[] = [];
      return { ...routeFrom(query, consulted), consulted };
    }
    const answer = routeFrom(query);
    if (answer.kind === 'route' && tos === 0) memo.keep(source, destination, device, answer);
    return answer;
  }

  /** ip_route_input_noref */
  function routeFrom(query: InputQuery, consulted?: Consulted[]): RouteAnswer {
    const { device, source, destination } = query;
    if (source.isMulticast || source.isLimitedBroadcast) return martianSource;
    const nobody = source.isUnspecified && destination.isUnspecified;
    if (destination.isLimitedBroadcast || destination.isMulticast || nobody)
      return toMany(hostRoute(destination), query);
    if (source.isUnspecified) return martianSource;
    if (destination.isUnspecified) return martianDestination;
    const localnet = destination.isLoopback || source.isLoopback;
    if (localnet && device.kind !== 'loopback' && !device.settings.routeLocalnet)
      return destination.isLoopback ? martianDestination : martianSource;
    const found = routes.lookup(question(query), undefined, consulted);
    const { forwarding } = device.settings;
    if (found === undefined) return failure(forwarding ? 'ENETUNREACH' : 'EHOSTUNREACH');
    if (typeof found === 'string') return failure(forwarding ? ruleErrno(found) : 'EHOSTUNREACH');
    const { route, nexthop } = found;
    const errno = routeTypeErrno[route.type];
    if (errno !== undefined) return failure(forwarding ? errno : 'EHOSTUNREACH', route);
    if (route.type === 'broadcast') return toMany(route, query);
    if (route.type === 'local')
      return judge(query, undefined) === 'martian' ? martianSource : forThisHost('local', route, query);
    if (!forwarding) return failure('EHOSTUNREACH', route);
    if (route.type !== 'unicast' || nexthop === undefined) return martianDestination;
    return onward(query, route, nexthop);
  }

  /** __mkroute_input */
  function onward(query: InputQuery, route: Route, nexthop: Nexthop): RouteAnswer {
    const { device, source, destination } = query;
    const output = nexthop.device;
    const from = judge(query, output);
    if (from === 'martian') return martianSource;
    const back = output === device;
    const setting = (name: string) =>
      Math.max(
        sysctl.number(`net.ipv4.conf.${device.name}.${name}`),
        sysctl.number(`net.ipv4.conf.all.${name}`),
      );
    let redirect = false;
    if (back && query.packet === undefined) {
      if (sysctl.number(`net.ipv4.conf.${device.name}.proxy_arp_pvlan`) === 0) return martian;
    } else if (back && from === 'near' && output.settings.sendRedirects)
      redirect = setting('shared_media') > 0 || isOnLink(output, source, nexthop.gateway);
    const exception = exceptions.find(nexthop, destination);
    const useLearnt = exception?.locked === true || sysctl.number('net.ipv4.ip_forward_use_pmtu') > 0;
    const learnt = exception !== undefined && useLearnt ? exception.mtu : undefined;
    return {
      kind: 'route',
      type: 'unicast',
      route,
      device: output,
      gateway: exception?.gateway ?? nexthop.gateway,
      source,
      mtu: Math.min(learnt ?? route.mtu ?? output.mtu, output.mtu),
      mtuLocked: exception?.locked === true || route.mtuLocked === true,
      exception,
      redirect,
    };
  }

  /** inet_addr_onlink: both in one subnet of the device. */
  function isOnLink(device: NetDevice, one: Address, other: Address | undefined): boolean {
    return device.addresses.some(
      ({ prefix, secondary }) =>
        !secondary && prefix.contains(one) && (other === undefined || prefix.contains(other)),
    );
  }

  function question(query: InputQuery): RuleQuestion {
    const { packet } = query;
    const { source, destination, mark, tos } = query;
    const input = query.device.name;
    if (packet === undefined || !routes.looksAtFlow)
      return { source, destination, mark, tos, input, output: undefined };
    return { source, destination, mark, tos, input, output: undefined, ...flowOf(packet) };
  }

  function toMany(route: Route, query: InputQuery): RouteAnswer {
    if (query.packet === undefined) return martian;
    if (!query.source.isUnspecified && judge(query, undefined) === 'martian') return martianSource;
    return forThisHost('broadcast', route, query);
  }

  function forThisHost(type: 'local' | 'broadcast', route: Route, query: InputQuery): RouteAnswer {
    return {
      kind: 'route',
      type,
      route,
      device: namespace.devices.loopback,
      gateway: undefined,
      source: query.destination,
      mtu: query.device.mtu,
    };
  }

  /**
   * fib_validate_source
   * @param output where the packet goes; undefined for this host
   */
  function judge(query: InputQuery, output: NetDevice | undefined): Source {
    const { device, source } = query;
    if (device.kind === 'loopback') return 'far';
    const { reversePathFilter: strictness, acceptLocal, sendRedirects } = device.settings;
    if (strictness === 0 && (device !== output || !sendRedirects)) {
      if (acceptLocal) return 'far';
      if (!routes.hasCustomLocals && !routes.hasCustomRules(4))
        return namespace.ipv4.isLocal(source) ? 'martian' : 'far';
    }
    return judgeByRoute(query, output, strictness, acceptLocal);
  }

  /** __fib_validate_source: would an answer go back the same way? */
  function judgeByRoute(
    query: InputQuery,
    output: NetDevice | undefined,
    strictness: number,
    acceptLocal: boolean,
  ): Source {
    const { device } = query;
    const marked =
      sysctl.number(`net.ipv4.conf.${device.name}.src_valid_mark`) > 0 ||
      sysctl.number('net.ipv4.conf.all.src_valid_mark') > 0;
    const asked = question(query);
    const back: RuleQuestion = {
      source: query.destination.isLimitedBroadcast ? undefined : query.destination,
      destination: query.source,
      mark: marked ? query.mark : 0,
      tos: query.tos,
      input: output?.name ?? 'lo',
      output: undefined,
      protocol: asked.protocol,
      sourcePort: asked.destinationPort,
      destinationPort: asked.sourcePort,
    };
    const found = routes.lookup(back);
    const lastResort = strictness === 0 ? 'far' : 'martian';
    if (found === undefined || typeof found === 'string') return lastResort;
    const { route, nexthop } = found;
    if (routeTypeErrno[route.type] !== undefined) return lastResort;
    if (route.type !== 'unicast' && !(route.type === 'local' && acceptLocal)) return 'martian';
    if (route.nexthops.some((hop) => hop.device === device)) return nearness(nexthop);
    if (!device.addresses.some(({ prefix }) => prefix.family === 4)) return lastResort;
    if (strictness === 1) return 'martian';
    const byDevice = routes.lookup({ ...back, output: device.name }, device);
    return typeof byDevice === 'object' && byDevice.route.type === 'unicast'
      ? nearness(byDevice.nexthop)
      : 'far';
  }

  return { routeInput, routeFrom };
}

function nearness(nexthop: Nexthop | undefined): Source {
  return nexthop?.gateway === undefined ? 'near' : 'far';
}
