/**
 * br_netfilter: IP frames that cross a bridge pass the IP layer's hooks, as if they were routed
 * (net/bridge/br_netfilter_hooks.c, br_netfilter_ipv6.c; switched by net.bridge.bridge-nf-call-iptables and -ip6tables).
 *
 * The consequence that matters here: DNAT of a same-node Service happens on the bridge. When the new destination is
 * behind the same bridge the frame is switched, not routed: no TTL is spent and the client's MAC stays.
 */
import { fragment } from '../../net/fragment/fragment.ts';
import { noteTooLong } from '../device/too-long.ts';
import type { Family } from '../../net/address/address.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Bridge } from './bridge.ts';
import type { BridgePort } from './port.ts';

export interface BridgeNetfilter {
  /** Is this a frame the IP hooks want? */
  applies(skb: PacketBuffer): boolean;
  /** br_nf_pre_routing: runs PREROUTING and goes on with the frame, wherever it now belongs. */
  prerouting(port: BridgePort, skb: PacketBuffer): void;
  /** br_nf_forward_ip: FORWARD. @returns false when the packet ended there */
  forward(bridge: Bridge, to: BridgePort, skb: PacketBuffer): boolean;
  /** br_nf_post_routing: POSTROUTING. @returns false when the packet ended there */
  postrouting(bridge: Bridge, skb: PacketBuffer): boolean;
  /**
   * br_nf_dev_queue_xmit: what is longer than the port takes, or was put together of smaller pieces, is cut, as if the
   * bridge were a router. @returns nothing where it may not be cut
   */
  pieces(bridge: Bridge, to: BridgePort, skb: PacketBuffer): readonly PacketBuffer[];
  /**
   * br_nf_dev_xmit: the frame comes back from neighbour resolution of a DNAT on the bridge.
   * @returns the port it had come in by, when it is one of those
   */
  resumeBridgedDnat(skb: PacketBuffer): BridgePort | undefined;
}

function familyOf({ packet }: PacketBuffer): Family {
  return packet.kind === 'ipv6' ? 6 : 4;
}

/** @param finish br_handle_frame_finish */
export function createBridgeNetfilter(
  namespace: NetworkNamespace,
  finish: (port: BridgePort, skb: PacketBuffer) => void,
): BridgeNetfilter {
  // Asked of every frame on every bridge, so what the parameters say is kept until one of them changes.
  let generation = -1;
  let calls4 = false;
  let calls6 = false;

  function applies(skb: PacketBuffer): boolean {
    const { kind } = skb.packet;
    if (kind === 'arp') return false;
    const { sysctl } = namespace;
    if (sysctl.generation !== generation) {
      generation = sysctl.generation;
      calls4 = sysctl.number('net.bridge.bridge-nf-call-iptables') === 1;
      calls6 = sysctl.number('net.bridge.bridge-nf-call-ip6tables') === 1;
    }
    return kind === 'ipv4' ? calls4 : calls6;
  }

  function prerouting(port: BridgePort, skb: PacketBuffer): void {
    const { bridge } = port;
    if (skb.packet.kind === 'arp') return;
    const { destination } = skb.packet;
    const { type } = skb;
    skb.bridge = {
      physicalIn: port.device,
      physicalOut: undefined,
      prerouted: false,
      bridgedDnat: false,
      savedSource: skb.source,
      originalDestination: destination.text,
    };
    skb.device = bridge;
    if (type === 'otherhost') skb.type = 'host';
    const verdict = namespace.hooks.run(skb, {
      hook: 'prerouting',
      family: familyOf(skb),
      in: bridge,
      out: undefined,
    });
    if (verdict !== 'accept') return;
    skb.bridge.prerouted = true;
    skb.type = type;
    if (skb.packet.destination === destination) {
      skb.device = port.device;
      finish(port, skb);
      return;
    }
    const route = namespace.ip(familyOf(skb)).routeInput(skb);
    if (route.kind === 'failure' && route.martian) return;
    if (route.kind === 'route' && route.type === 'unicast' && route.device === bridge) {
      toSameBridge(port, skb);
      return;
    }
    skb.destination = bridge.mac;
    skb.type = 'host';
    skb.device = port.device;
    finish(port, skb);
  }

  /** br_nf_pre_routing_finish_bridge: the new destination is behind this very bridge. */
  function toSameBridge(port: BridgePort, skb: PacketBuffer): void {
    if (skb.packet.kind === 'arp' || skb.bridge === undefined) return;
    const neighbour = namespace.neighbours.lookupOrCreate(port.bridge, skb.packet.destination);
    if (neighbour.isConnected && neighbour.hasHeader && neighbour.mac !== undefined) {
      skb.destination = neighbour.mac;
      skb.device = port.device;
      finish(port, skb);
      return;
    }
    skb.bridge.savedSource = skb.source;
    skb.bridge.bridgedDnat = true;
    namespace.neighbours.output(neighbour, skb);
  }

  function forward(bridge: Bridge, to: BridgePort, skb: PacketBuffer): boolean {
    if (skb.bridge === undefined || skb.packet.kind === 'arp') return true;
    const { type } = skb;
    if (type === 'otherhost') skb.type = 'host';
    skb.bridge.physicalOut = to.device;
    const verdict = namespace.hooks.run(skb, {
      hook: 'forward',
      family: familyOf(skb),
      in: bridge,
      out: bridge,
    });
    skb.type = type;
    return verdict === 'accept';
  }

  function postrouting(bridge: Bridge, skb: PacketBuffer): boolean {
    return (
      namespace.hooks.run(skb, { hook: 'postrouting', family: familyOf(skb), in: undefined, out: bridge }) ===
      'accept'
    );
  }

  function pieces(bridge: Bridge, to: BridgePort, skb: PacketBuffer): readonly PacketBuffer[] {
    const { packet, fragmentSize } = skb;
    const room = fragmentSize > 0 ? Math.min(fragmentSize, to.device.mtu) : to.device.mtu;
    if (packet.kind !== 'ipv4' || skb.length <= room) return [skb];
    // The fake route's MTU is the bridge's (br_nf_ip_fragment, ip_do_fragment).
    if ((packet.dontFragment && !skb.ignoreDontFragment) || fragmentSize > bridge.mtu) {
      if (namespace.environment.journeys.recording) noteTooLong(to.device, skb, to.device.mtu);
      return [];
    }
    return fragment(packet, fragmentSize > 0 ? fragmentSize : bridge.mtu).map((piece) => {
      const part = skb.clone();
      part.packet = piece;
      part.fragmentSize = 0;
      return part;
    });
  }

  function resumeBridgedDnat(skb: PacketBuffer): BridgePort | undefined {
    const info = skb.bridge;
    if (info?.bridgedDnat !== true) return undefined;
    info.bridgedDnat = false;
    info.physicalOut = undefined;
    skb.source = info.savedSource;
    skb.device = info.physicalIn;
    skb.type = 'host';
    return info.physicalIn.port;
  }

  return { applies, prerouting, forward, postrouting, pieces, resumeBridgedDnat };
}
