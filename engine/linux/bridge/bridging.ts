/**
 * What a bridge does with frames: learn, look up, forward, flood, pass up (net/bridge/br_input.c, br_forward.c,
 * br_device.c). Where br_netfilter is on, IPv4 frames pass the IP hooks on the way: see bridge-netfilter.ts.
 *
 * Left out: VLAN filtering, multicast snooping (multicast is flooded), spanning tree.
 */
import { isGroupMac, broadcastMac } from '../../net/address/mac.ts';
import { note } from '../journey/note.ts';
import { noteTooLong, vlanHeader } from '../device/too-long.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Bridge } from './bridge.ts';
import { createBridgeNetfilter } from './bridge-netfilter.ts';
import { consultFdb } from './consult.ts';
import type { BridgePort } from './port.ts';

export interface Bridging {
  /** A frame came in by a port (br_handle_frame). */
  handleFrame(port: BridgePort, skb: PacketBuffer): void;
  /** The host sends a frame by the bridge device (br_dev_xmit). */
  sendFromHost(bridge: Bridge, skb: PacketBuffer): void;
}

export function createBridging(namespace: NetworkNamespace): Bridging {
  const netfilter = createBridgeNetfilter(namespace, finish);
  const { environment } = namespace;

  function handleFrame(port: BridgePort, skb: PacketBuffer): void {
    if (!port.bridge.up || (port.state !== 'forwarding' && port.state !== 'learning')) return;
    if (skb.destination === port.bridge.mac) skb.type = 'host';
    if (netfilter.applies(skb)) netfilter.prerouting(port, skb);
    else finish(port, skb);
  }

  /** br_handle_frame_finish: `skb.device` is the port's device. */
  function finish(port: BridgePort, skb: PacketBuffer): void {
    const { bridge } = port;
    const { now } = environment.clock;
    if (port.locked && !isKnownBehind(port, skb)) return;
    if (port.learning && !isGroupMac(skb.source)) bridge.fdb.learn(skb.source, port, now);
    if (port.state === 'learning') return;
    if (isGroupMac(skb.destination)) {
      if (environment.journeys.recording) noteDecision(bridge, skb, 'flood');
      flood(bridge, skb.clone(), port);
      passUp(bridge, skb);
      return;
    }
    const entry = bridge.fdb.findFresh(skb.destination, now, bridge.ageing);
    if (entry?.local === true) {
      if (environment.journeys.recording) noteDecision(bridge, skb, 'local');
      passUp(bridge, skb);
      return;
    }
    const copy = bridge.promiscuity > 0 ? skb.clone() : undefined;
    if (entry?.port !== undefined) {
      entry.used = now;
      if (environment.journeys.recording) noteDecision(bridge, skb, 'forward', entry.port, port);
      if (mayDeliver(entry.port, port)) forward(bridge, entry.port, skb, port);
    } else {
      if (environment.journeys.recording) noteDecision(bridge, skb, 'flood');
      flood(bridge, skb, port);
    }
    if (copy === undefined) return;
    // br_nf_local_in: what only a listening device sees is no part of a connection. Were it routed once more, it
    // would count as INVALID.
    if (copy.bridge !== undefined) copy.conntrack = undefined;
    passUp(bridge, copy);
  }

  /** BR_PORT_LOCKED */
  function isKnownBehind(port: BridgePort, skb: PacketBuffer): boolean {
    const known = port.bridge.fdb.findFresh(skb.source, environment.clock.now, port.bridge.ageing);
    if (known?.port === port && !known.local) return true;
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'drop',
        layer: 'link',
        direction: 'in',
        device: port.device.name,
        after: 'dropped',
        consulted: [consultFdb(port.bridge, skb.source)],
        sentence: `Port ${port.device.name} is locked, and ${skb.source} is not known to be behind it: the bridge drops the frame.`,
      });
    return false;
  }

  /** should_deliver: `from` undefined for the host's own frames; a port without a signal is disabled. */
  function mayDeliver(to: BridgePort, from: BridgePort | undefined): boolean {
    if (!to.device.carrier) return false;
    if ((to === from && !to.hairpin) || to.state !== 'forwarding') return false;
    return !(to.isolated && from?.isolated === true);
  }

  function flood(bridge: Bridge, skb: PacketBuffer, from: BridgePort | undefined): void {
    const group = isGroupMac(skb.destination);
    const broadcast = skb.destination === broadcastMac;
    // br_add_if puts a new port at the head of the list: the newest gets its copy first.
    for (const port of bridge.ports.toReversed()) {
      const wanted = broadcast ? port.broadcastFlood : group ? port.multicastFlood : port.flood;
      if (wanted && mayDeliver(port, from)) forward(bridge, port, skb.clone(), from);
    }
  }

  /** __br_forward, br_forward_finish, br_dev_queue_push_xmit. */
  function forward(bridge: Bridge, to: BridgePort, skb: PacketBuffer, from: BridgePort | undefined): void {
    if (from !== undefined && skb.bridge !== undefined && !netfilter.forward(bridge, to, skb)) return;
    if (skb.bridge?.physicalOut === undefined) {
      push(to, skb);
      return;
    }
    if (!netfilter.postrouting(bridge, skb)) return;
    for (const piece of netfilter.pieces(bridge, to, skb)) push(to, piece);
  }

  /** br_dev_queue_push_xmit. */
  function push({ device }: BridgePort, skb: PacketBuffer): void {
    if (skb.length <= device.mtu + vlanHeader) {
      device.transmit(skb);
      return;
    }
    device.statistics.txDropped++;
    if (environment.journeys.recording) noteTooLong(device, skb, device.mtu);
  }

  /** br_pass_frame_up: to the host, as if it had come in by the bridge device; ip_rcv forgets that it came in pieces. */
  function passUp(bridge: Bridge, skb: PacketBuffer): void {
    skb.fragmentSize = 0;
    bridge.receiveTyped(skb);
  }

  function sendFromHost(bridge: Bridge, skb: PacketBuffer): void {
    const resumed = netfilter.resumeBridgedDnat(skb);
    if (resumed !== undefined) {
      finish(resumed, skb);
      return;
    }
    if (isGroupMac(skb.destination)) {
      flood(bridge, skb, undefined);
      return;
    }
    const { now } = environment.clock;
    const entry = bridge.fdb.findFresh(skb.destination, now, bridge.ageing);
    if (entry?.port === undefined) {
      if (entry === undefined) {
        if (environment.journeys.recording) noteDecision(bridge, skb, 'flood');
        flood(bridge, skb, undefined);
      }
      return;
    }
    entry.used = now;
    if (environment.journeys.recording) noteDecision(bridge, skb, 'forward', entry.port);
    if (mayDeliver(entry.port, undefined)) forward(bridge, entry.port, skb, undefined);
  }

  function noteDecision(
    bridge: Bridge,
    skb: PacketBuffer,
    kind: 'flood' | 'local' | 'forward',
    to?: BridgePort,
    from?: BridgePort,
  ): void {
    const out = to?.device.name ?? '';
    const sentence =
      kind === 'local'
        ? `${skb.destination} is the bridge's own address, so ${bridge.name} hands the frame to the host's IP layer.`
        : kind === 'forward'
          ? to === from && to?.hairpin !== true
            ? `${skb.destination} is behind ${out}, the port the frame came in by; without hairpin mode the bridge drops it.`
            : `${bridge.name} knows ${skb.destination} behind port ${out} and sends the frame out there.`
          : `${bridge.name} sends the frame out of every other port: ${isGroupMac(skb.destination) ? 'it is for everybody on the link' : `it does not know ${skb.destination}`}.`;
    note(namespace, skb, {
      decision: 'bridge',
      layer: 'link',
      direction: 'through',
      device: bridge.name,
      consulted: [consultFdb(bridge, skb.destination)],
      sentence,
    });
  }

  return { handleFrame, sendFromHost };
}
