/**
 * The Address Resolution Protocol (RFC 826, RFC 5227; net/ipv4/arp.c): asking, answering for oneself and as a proxy, and
 * what is learnt from what others say. When it answers is in answer.ts.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { type Address, anyV4 } from '../../net/address/address.ts';
import { broadcastMac, type Mac, zeroMac } from '../../net/address/mac.ts';
import type { Arp } from '../../net/packet/arp.ts';
import type { NetDevice } from '../device/device.ts';
import { multicastMac } from '../device/multicast.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Neighbour } from '../neighbour/neighbour.ts';
import type { NeighbourProtocol } from '../neighbour/protocol.ts';
import { selectAddress } from '../route/source.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';
import { answers, either, isOnLink } from './answer.ts';

export interface ArpProtocol extends NeighbourProtocol {
  /** arp_rcv, arp_process. */
  receive(skb: PacketBuffer, arp: Arp): void;
  /** arp_send: any ARP packet, for arping and gratuitous announcements. */
  send(device: NetDevice, arp: Arp, destination: Mac, cause?: PacketBuffer): void;
  /** inetdev_send_gratuitous_arp: tell everybody on the link the device's addresses. */
  announce(device: NetDevice): void;
}

export function createArp(namespace: NetworkNamespace): ArpProtocol {
  const { sysctl, environment } = namespace;
  /** Requests that a proxy answers a little later, by device. */
  const delayed = new WeakMap<NetDevice, number>();

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

  function request(device: NetDevice, source: Address, target: Address): Arp {
    return {
      kind: 'arp',
      operation: 'request',
      senderMac: device.mac,
      senderAddress: source,
      targetMac: zeroMac,
      targetAddress: target,
    };
  }

  /** arp_solicit: the first requests go to the address that was known, the others to everybody. */
  function solicit(neighbour: Neighbour): void {
    const { device, address, probes } = neighbour;
    const parameter = (name: string) => sysctl.number(`net.ipv4.neigh.${device.name}.${name}`);
    const waiting = neighbour.queue.at(-1);
    const unicast = parameter('ucast_solicit');
    let to = broadcastMac;
    if (probes < unicast) to = neighbour.mac ?? zeroMac;
    // A program is asked (neigh_app_ns); there is none.
    else if (probes < unicast + parameter('app_solicit')) return;
    send(device, request(device, requestSource(neighbour, waiting), address), to, waiting);
  }

  /** arp_announce: whose address the request gives as the sender's. */
  function requestSource(neighbour: Neighbour, waiting: PacketBuffer | undefined): Address {
    const { device, address } = neighbour;
    const wanted = waiting?.packet.kind === 'ipv4' ? waiting.packet.source : undefined;
    const announce = either(namespace, device, 'arp_announce');
    if (wanted !== undefined && announce < 2 && namespace.ipv4.isLocal(wanted))
      if (announce === 0 || isOnLink(device, address, wanted)) return wanted;
    return selectAddress(namespace, device, address, 'link') ?? anyV4;
  }

  function receive(skb: PacketBuffer, arp: Arp): void {
    const { device } = skb;
    if (device === undefined || device.isNoArp || skb.type === 'otherhost') return;
    const { senderAddress, targetAddress, senderMac } = arp;
    if (targetAddress.isMulticast || (targetAddress.isLoopback && !device.settings.routeLocalnet)) return;
    if (senderAddress === targetAddress && either(namespace, device, 'drop_gratuitous_arp') > 0) return;
    switch (answers(namespace, skb, device, arp)) {
      case 'own':
        if (!senderAddress.isUnspecified) learnFromRequest(device, senderAddress, senderMac);
        answer(device, skb, arp);
        return;
      case 'proxy':
        learnFromRequest(device, senderAddress, senderMac);
        answerAsProxy(device, skb, arp);
        return;
      case 'silent':
        return;
      case 'foreign':
        learnFromOthers(device, skb, arp);
    }
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

  /** pneigh_enqueue: a broadcast is answered a little later, so that the host itself may come first. */
  function answerAsProxy(device: NetDevice, skb: PacketBuffer, arp: Arp): void {
    const parameter = (name: string) => sysctl.number(`net.ipv4.neigh.${device.name}.${name}`);
    const delay = parameter('proxy_delay');
    if (skb.type === 'host' || delay === 0) {
      answer(device, skb, arp);
      return;
    }
    const waiting = delayed.get(device) ?? 0;
    if (waiting > parameter('proxy_qlen')) return;
    delayed.set(device, waiting + 1);
    const wait = Math.floor(environment.random.fraction() * delay) * 10 * millisecond;
    environment.clock.after(wait, () => {
      delayed.set(device, (delayed.get(device) ?? 1) - 1);
      if (device.up) answer(device, skb, arp);
    });
  }

  /** neigh_event_ns: whoever asks tells its own address by it. */
  function learnFromRequest(device: NetDevice, address: Address, mac: Mac): void {
    const neighbour = namespace.neighbours.lookupOrCreate(device, address);
    namespace.neighbours.update(neighbour, mac, 'STALE', true);
  }

  /** A reply, or a request about somebody else: only known neighbours are updated, unless arp_accept says more. */
  function learnFromOthers(device: NetDevice, skb: PacketBuffer, arp: Arp): void {
    const { neighbours } = namespace;
    const { senderAddress, senderMac, operation } = arp;
    const isUnicast = () => namespace.ipv4.addressType(senderAddress, device) === 'unicast';
    const gratuitous =
      senderAddress === arp.targetAddress &&
      (operation === 'request' || arp.targetMac === senderMac) &&
      isUnicast();
    let neighbour = neighbours.lookup(device, senderAddress);
    if (neighbour === undefined && accepts(device, senderAddress))
      if (gratuitous || (operation === 'reply' && isUnicast()))
        neighbour = neighbours.lookupOrCreate(device, senderAddress);
    if (neighbour === undefined) return;
    const locktime = sysctl.number(`net.ipv4.neigh.${device.name}.locktime`) * (second / 100);
    const override = environment.clock.now > neighbour.updated + locktime || gratuitous;
    const proven = operation === 'reply' && skb.type === 'host';
    neighbours.update(neighbour, senderMac, proven ? 'REACHABLE' : 'STALE', override);
  }

  /** arp_accept */
  function accepts(device: NetDevice, sender: Address): boolean {
    const accept = either(namespace, device, 'arp_accept');
    return accept === 1 || (accept === 2 && isOnLink(device, sender));
  }

  function announce(device: NetDevice): void {
    for (const { prefix } of device.addresses)
      if (prefix.family === 4) send(device, request(device, prefix.address, prefix.address), broadcastMac);
  }

  return { name: 'ARP', parameters: 'net.ipv4.neigh', known, receive, solicit, report, send, announce };
}
