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
import type { NetDevice } from '../device/device.ts';
import { multicastMac, solicitedNode } from '../device/multicast.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Neighbour } from '../neighbour/neighbour.ts';
import type { NeighbourProtocol } from '../neighbour/protocol.ts';
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
      route: {
        kind: 'route',
        type: to.isMulticast ? 'multicast' : 'unicast',
        route: { ...hostRoute(to), nexthops: [{ device, gateway: undefined, onlink: true, weight: 1 }] },
        device,
        gateway: undefined,
        source: from,
        mtu: device.mtu,
      },
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
    if (message.type === 'neighbourSolicitation') takeSolicitation(device, skb, packet, message);
    else if (message.type === 'neighbourAdvertisement') takeAdvertisement(device, packet, message);
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
    if (own === undefined || isTentative(device, own)) return;
    const multicast = destination.isMulticast;
    if (!isDetection) {
      const neighbour =
        linkLayer === undefined && multicast
          ? neighbours.lookup(device, source)
          : neighbours.lookupOrCreate(device, source);
      if (neighbour === undefined) return;
      if (linkLayer !== undefined) neighbours.update(neighbour, linkLayer, 'STALE', true);
    }
    const answer: Icmpv6Discovery = {
      kind: 'icmpv6',
      type: 'neighbourAdvertisement',
      target,
      linkLayer: multicast ? device.mac : undefined,
      solicited: !isDetection,
      override: multicast,
      router: isRouter(device),
    };
    send(device, target, isDetection ? allNodes : source, answer, skb.id);
  }

  /** ndisc_recv_na: only known neighbours are updated (accept_untracked_na = 0). */
  function takeAdvertisement(device: NetDevice, packet: Ipv6, message: Icmpv6Discovery): void {
    if (message.solicited && packet.destination.isMulticast) return;
    if (device.addresses.some(({ prefix }) => prefix.address === message.target)) return;
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
