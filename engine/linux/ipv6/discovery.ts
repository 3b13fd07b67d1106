/**
 * Neighbour discovery (RFC 4861; net/ipv6/ndisc.c): asking for neighbours, answering, and what is learnt from what
 * others say.
 *
 * Left out: router advertisements, redirects, proxies, nonces (RFC 7527).
 */
import { Address, anyV6 } from '../../net/address/address.ts';
import { type Mac, zeroMac } from '../../net/address/mac.ts';
import { ipv6, type Ipv6 } from '../../net/packet/ipv6.ts';
import type { Icmpv6Discovery } from '../../net/packet/transport.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import { multicastMac, solicitedNode } from '../device/multicast.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Neighbour } from '../neighbour/neighbour.ts';
import type { NeighbourProtocol } from '../neighbour/protocol.ts';
import type { RouteResult } from '../route/result.ts';
import { hostRoute } from '../route/route.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { isTentative } from './source.ts';
import { unreachableCode } from './stack.ts';

export interface NeighbourDiscovery extends NeighbourProtocol {
  /** ndisc_rcv */
  receive(skb: PacketBuffer, packet: Ipv6, message: Icmpv6Discovery): void;
  /** ndisc_send_skb: any message on a link, to a group or an address of it. */
  send(device: NetDevice, from: Address, to: Address, message: Icmpv6Discovery, cause?: number): void;
}

const allNodes = Address.parse('ff02::1');
/** Proof that a message comes from this very link: no router passed it on. */
const hopLimit = 255;

export function createDiscovery(namespace: NetworkNamespace): NeighbourDiscovery {
  const { neighbours, sysctl } = namespace;

  /** ndisc_constructor */
  function known(device: NetDevice, address: Address): Mac | undefined {
    if (address.isMulticast) return multicastMac(address);
    if (!device.isNoArp) return undefined;
    return device.kind === 'loopback' ? zeroMac : device.mac;
  }

  function send(
    device: NetDevice,
    from: Address,
    to: Address,
    message: Icmpv6Discovery,
    cause?: number,
  ): void {
    namespace.ipv6.send({
      packet: ipv6({ source: from, destination: to, hopLimit, payload: message }),
      route: linkRoute(device, to, from),
      cause,
    });
  }

  /** ndisc_solicit: from the source of the packet that waits, where that is this host's. */
  function solicit(neighbour: Neighbour): void {
    const { device, address } = neighbour;
    const waiting = neighbour.queue[0];
    const from = waiting?.packet.kind === 'ipv6' ? waiting.packet.source : undefined;
    const usable = device.addresses.filter((own) => own.prefix.family === 6 && !isTentative(device, own));
    const source =
      usable.find(({ prefix }) => prefix.address === from) ?? usable.find(({ scope }) => scope === 'link');
    if (source === undefined) return;
    const to = neighbour.state === 'PROBE' ? address : solicitedNode(address);
    send(device, source.prefix.address, to, solicitation(device, address), waiting?.id);
  }

  /** ndisc_error_report, ip6_link_failure */
  function report(skb: PacketBuffer): void {
    namespace.ipv6.sendError(skb, 'destinationUnreachable', unreachableCode.address);
  }

  function receive(skb: PacketBuffer, packet: Ipv6, message: Icmpv6Discovery): void {
    const { device } = skb;
    if (device === undefined || packet.hopLimit !== hopLimit || message.target.isMulticast) return;
    if (message.type === 'routerSolicitation') takeRouterSolicitation(device, packet, message);
    else if (message.type === 'neighbourSolicitation') takeSolicitation(device, skb, packet, message);
    else takeAdvertisement(device, packet, message);
  }

  /** ndisc_recv_ns */
  function takeSolicitation(
    device: NetDevice,
    skb: PacketBuffer,
    packet: Ipv6,
    { target, linkLayer }: Icmpv6Discovery,
  ): void {
    const { source, destination } = packet;
    const isDetection = source.isUnspecified;
    const own = device.addresses.find(({ prefix }) => prefix.address === target);
    if (own !== undefined && isTentative(device, own)) {
      // Its own solicitation that came back (hairpin) proves nothing.
      if (isDetection && skb.source !== device.mac) failDetection(device, own);
      return;
    }
    const isAnycast = own === undefined && namespace.ipv6.addressType(target, device) === 'anycast';
    if (own === undefined && !isAnycast) return;
    const multicast = destination.isMulticast;
    if (!isDetection) {
      const neighbour =
        linkLayer === undefined && multicast
          ? neighbours.lookup(device, source)
          : neighbours.lookupOrCreate(device, source);
      if (neighbour === undefined) return;
      if (linkLayer !== undefined) neighbours.update(neighbour, linkLayer, 'STALE', true);
    }
    if (namespace.environment.journeys.recording)
      note(namespace, skb, {
        decision: 'answer',
        layer: 'network',
        direction: 'in',
        device: device.name,
        sentence: `${target.text} is this host's own: neighbour discovery answers that it is at ${device.mac}.`,
      });
    const answer: Icmpv6Discovery = {
      kind: 'icmpv6',
      type: 'neighbourAdvertisement',
      target,
      linkLayer: multicast ? device.mac : undefined,
      solicited: !isDetection,
      override: multicast && !isAnycast,
      router: isRouter(device),
    };
    const from = isAnycast ? namespace.ipv6.selectSource(device, source) : target;
    if (from !== undefined) send(device, from, isDetection ? allNodes : source, answer, skb.id);
  }

  /** addrconf_dad_failure: the address stays, and is never used. */
  function failDetection(device: NetDevice, own: InterfaceAddress): void {
    const at = device.addresses.indexOf(own);
    device.addresses[at] = { ...own, dadFailed: true, tentativeUntil: Number.POSITIVE_INFINITY };
  }

  /** ndisc_recv_rs: a router learns who asks. */
  function takeRouterSolicitation(device: NetDevice, packet: Ipv6, message: Icmpv6Discovery): void {
    if (!isRouter(device) || packet.source.isUnspecified || message.linkLayer === undefined) return;
    neighbours.update(neighbours.lookupOrCreate(device, packet.source), message.linkLayer, 'STALE', true);
  }

  /** ndisc_recv_na: only known neighbours are updated (accept_untracked_na = 0). */
  function takeAdvertisement(device: NetDevice, packet: Ipv6, message: Icmpv6Discovery): void {
    if (message.solicited && packet.destination.isMulticast) return;
    const own = device.addresses.find(({ prefix }) => prefix.address === message.target);
    if (own !== undefined) {
      if (isTentative(device, own)) failDetection(device, own);
      return;
    }
    const neighbour = neighbours.lookup(device, message.target);
    const mac = message.linkLayer ?? neighbour?.mac;
    if (neighbour === undefined || neighbour.state === 'FAILED' || mac === undefined) return;
    neighbours.update(neighbour, mac, message.solicited ? 'REACHABLE' : 'STALE', message.override);
    neighbour.isRouter = message.router;
  }

  function isRouter(device: NetDevice): boolean {
    return sysctl.number(`net.ipv6.conf.${device.name}.forwarding`) > 0;
  }

  return {
    name: 'neighbour discovery',
    parameters: 'net.ipv6.neigh',
    known,
    solicit,
    report,
    receive,
    send,
  };
}

/** The way to a group or a neighbour by this very device. */
export function linkRoute(device: NetDevice, to: Address, source: Address): RouteResult {
  const nexthops = [{ device, gateway: undefined, onlink: true, weight: 1 }];
  const type = to.isMulticast ? 'multicast' : 'unicast';
  const route = { ...hostRoute(to), nexthops };
  return { kind: 'route', type, route, device, gateway: undefined, source, mtu: device.mtu };
}

/** Who has `target`? With the asker's own address, unless it has none yet. */
export function solicitation(device: NetDevice, target: Address, from?: Address): Icmpv6Discovery {
  return {
    kind: 'icmpv6',
    type: 'neighbourSolicitation',
    target,
    linkLayer: from === anyV6 ? undefined : device.mac,
    solicited: false,
    override: false,
    router: false,
  };
}
