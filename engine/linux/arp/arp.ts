/**
 * The Address Resolution Protocol (RFC 826, RFC 5227; net/ipv4/arp.c): asking, answering, proxy answering, and what is
 * learnt from what others say.
 *
 * Left out: proxy_arp_pvlan, medium_id, arp_evict_nocarrier.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { type Address, anyV4 } from '../../net/address/address.ts';
import { broadcastMac, type Mac, zeroMac } from '../../net/address/mac.ts';
import type { Arp } from '../../net/packet/arp.ts';
import type { NetDevice } from '../device/device.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Neighbour } from '../neighbour/neighbour.ts';
import type { NeighbourProtocol } from '../neighbour/protocol.ts';
import { multicastMac } from '../device/multicast.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';

export interface ArpProtocol extends NeighbourProtocol {
  /** arp_rcv, arp_process. */
  receive(skb: PacketBuffer, arp: Arp): void;
  /** arp_send: any ARP packet, for arping and gratuitous announcements. */
  send(device: NetDevice, arp: Arp, destination: Mac, cause?: PacketBuffer): void;
}

export function createArp(namespace: NetworkNamespace): ArpProtocol {
  const { sysctl, environment } = namespace;

  function conf(device: NetDevice, name: string): number {
    return sysctl.number(`net.ipv4.conf.${device.name}.${name}`);
  }

  /** IN_DEV_MAXCONF: the larger of the device's and the `all` value. */
  function most(device: NetDevice, name: string): number {
    return Math.max(conf(device, name), sysctl.number(`net.ipv4.conf.all.${name}`));
  }

  function send(device: NetDevice, arp: Arp, destination: Mac, cause?: PacketBuffer): void {
    const skb = new PacketBuffer(environment.nextPacket(), arp);
    skb.cause = cause?.id;
    skb.source = device.mac;
    skb.destination = destination;
    if (environment.journeys.recording) {
      const what =
        arp.operation === 'request'
          ? `asks ${destination === broadcastMac ? 'everybody on the link' : destination}: who has ${arp.targetAddress.text}?`
          : `answers ${arp.targetAddress.text}: ${arp.senderAddress.text} is at ${arp.senderMac}.`;
      note(namespace, skb, {
        decision: 'answer',
        layer: 'link',
        direction: 'out',
        device: device.name,
        sentence: `ARP ${what}`,
      });
    }
    device.transmit(skb);
  }

  /** arp_constructor's choice for devices and addresses that need no resolution. */
  function known(device: NetDevice, address: Address): Mac | undefined {
    if (address.isMulticast) return multicastMac(address);
    if (device.isNoArp) return device.kind === 'loopback' ? zeroMac : device.mac;
    return namespace.ipv4.addressType(address, device) === 'broadcast' ? broadcastMac : undefined;
  }

  function report(skb: PacketBuffer): void {
    namespace.ipv4.sendError(skb, 'destinationUnreachable', 1);
  }

  /** arp_solicit */
  function solicit(neighbour: Neighbour): void {
    const { device, address } = neighbour;
    const waiting = neighbour.queue[0];
    const source = requestSource(neighbour, waiting);
    const unicast = neighbour.state === 'PROBE' ? neighbour.mac : undefined;
    const request: Arp = {
      kind: 'arp',
      operation: 'request',
      senderMac: device.mac,
      senderAddress: source,
      targetMac: unicast ?? zeroMac,
      targetAddress: address,
    };
    send(device, request, unicast ?? broadcastMac, waiting);
  }

  /** arp_announce: whose address the request gives as the sender's. */
  function requestSource(neighbour: Neighbour, waiting: PacketBuffer | undefined): Address {
    const { device, address } = neighbour;
    const packetSource = waiting?.packet.kind === 'ipv4' ? waiting.packet.source : undefined;
    const announce = most(device, 'arp_announce');
    if (announce === 0 && packetSource !== undefined && namespace.ipv4.isLocal(packetSource))
      return packetSource;
    if (announce === 1 && packetSource !== undefined && namespace.ipv4.isLocal(packetSource)) {
      const shared = device.addresses.some(
        (own) => own.prefix.contains(packetSource) && own.prefix.contains(address),
      );
      if (shared) return packetSource;
    }
    return namespace.ipv4.selectSource(device, address) ?? anyV4;
  }

  function receive(skb: PacketBuffer, arp: Arp): void {
    const { device } = skb;
    if (device === undefined || device.isNoArp || skb.type === 'otherhost') return;
    const { senderAddress, targetAddress, senderMac } = arp;
    if (targetAddress.isMulticast || targetAddress.isLoopback) return;
    if (arp.operation === 'request' && namespace.ipv4.isLocal(targetAddress)) {
      // An own request that came back (hairpin) has a martian source: ip_route_input refuses it.
      const own = !senderAddress.isUnspecified && namespace.ipv4.isLocal(senderAddress);
      if (!own && !ignores(device, targetAddress, senderAddress)) {
        learnFromRequest(device, senderAddress, senderMac);
        answer(device, skb, arp);
      }
      return;
    }
    if (arp.operation === 'request' && proxies(device, skb, arp)) {
      learnFromRequest(device, senderAddress, senderMac);
      const delay = sysctl.number(`net.ipv4.neigh.${device.name}.proxy_delay`);
      const wait =
        delay === 0 || skb.type === 'host'
          ? 0
          : Math.round(environment.random.fraction() * delay * 10 * millisecond);
      if (wait === 0) answer(device, skb, arp);
      else
        environment.clock.after(wait, () => {
          answer(device, skb, arp);
        });
      return;
    }
    learnFromOthers(device, skb, arp);
  }

  function answer(device: NetDevice, skb: PacketBuffer, arp: Arp): void {
    const reply: Arp = {
      kind: 'arp',
      operation: 'reply',
      senderMac: device.mac,
      senderAddress: arp.targetAddress,
      targetMac: arp.senderMac,
      targetAddress: arp.senderAddress,
    };
    send(device, reply, arp.senderMac, skb);
  }

  /** neigh_event_ns: whoever asks tells its own address by it. */
  function learnFromRequest(device: NetDevice, address: Address, mac: Mac): void {
    if (address.isUnspecified) return;
    const neighbour = namespace.neighbours.lookupOrCreate(device, address);
    namespace.neighbours.update(neighbour, mac, 'STALE', true);
  }

  /** A reply, or a request about somebody else: only known neighbours are updated (arp_accept=0). */
  function learnFromOthers(device: NetDevice, skb: PacketBuffer, arp: Arp): void {
    const gratuitous = arp.senderAddress === arp.targetAddress;
    let neighbour = namespace.neighbours.lookup(device, arp.senderAddress);
    if (neighbour === undefined && gratuitous && most(device, 'arp_accept') > 0)
      neighbour = namespace.neighbours.lookupOrCreate(device, arp.senderAddress);
    if (neighbour === undefined) return;
    const locktime = sysctl.number(`net.ipv4.neigh.${device.name}.locktime`) * (second / 100);
    const override = environment.clock.now > neighbour.updated + locktime || gratuitous;
    const proven = arp.operation === 'reply' && skb.type === 'host';
    namespace.neighbours.update(neighbour, arp.senderMac, proven ? 'REACHABLE' : 'STALE', override);
  }

  /** arp_ignore. */
  function ignores(device: NetDevice, target: Address, sender: Address): boolean {
    const own = device.addresses.find((address) => address.prefix.address === target);
    switch (most(device, 'arp_ignore')) {
      case 0:
        return false;
      case 1:
        return own === undefined;
      case 2:
        return own?.prefix.contains(sender) !== true;
      case 8:
        return true;
      default:
        return false;
    }
  }

  /** arp_fwd_proxy: the way to the target leads through another device, and proxy_arp is on. */
  function proxies(device: NetDevice, skb: PacketBuffer, arp: Arp): boolean {
    if (conf(device, 'forwarding') === 0) return false;
    if (most(device, 'proxy_arp') === 0 || arp.senderAddress.isUnspecified) return false;
    const route = namespace.ipv4.routeOutput({ destination: arp.targetAddress });
    return (
      route.kind === 'route' &&
      route.type === 'unicast' &&
      route.device !== device &&
      skb.type !== 'otherhost'
    );
  }

  return { name: 'ARP', parameters: 'net.ipv4.neigh', known, receive, solicit, report, send };
}
