/**
 * IP in IP tunnels (RFC 2003; net/ipv4/ipip.c, ip_tunnel.c): the whole packet becomes the payload, protocol 4, of another.
 *
 * A tunnel with a remote address is a link to it; without one (`tunl0`, which the module makes in every namespace) the
 * next hop of the inner packet's route is where the outer one goes. TTL and TOS are the inner packet's unless set, DF is
 * copied when path MTU discovery is on. Left out: errors about outer packets told to inner senders (but for those about
 * their size), encapsulation in UDP (`encap`), `external`, MPLS.
 */
import type { Address } from '../../net/address/address.ts';
import { type Ipv4, ipv4 } from '../../net/packet/ipv4.ts';
import { NetDevice } from '../device/device.ts';
import { note } from '../journey/note.ts';
import type { RouteResult } from '../route/result.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';

const outerHeader = 20;

export interface TunnelParameters {
  local: Address | undefined;
  remote: Address | undefined;
  /** 0: the inner packet's. */
  ttl: number;
  /** 1: the inner packet's. */
  tos: number;
  pathMtuDiscovery: boolean;
  /** Through which device outer packets must leave. */
  underlay: NetDevice | undefined;
}

export class Ipip extends NetDevice {
  readonly kind = 'ipip';
  parameters: TunnelParameters = {
    local: undefined,
    remote: undefined,
    ttl: 0,
    tos: 0,
    pathMtuDiscovery: true,
    underlay: undefined,
  };
  /** Where outer packets go and come: where it was made, wherever it is now. */
  readonly home = this.namespace;
  /** `tunl0`: takes what no other tunnel takes. */
  readonly #isFallback: boolean;
  /** By `ip tunnel`, which sets limits to its MTU. */
  wasMadeByTunnel = false;

  constructor(parts: ConstructorParameters<typeof NetDevice>[0], isFallback = false) {
    super(parts);
    this.#isFallback = isFallback;
  }

  override get isFallback(): boolean {
    return this.#isFallback;
  }

  get carrier(): boolean {
    return this.up;
  }

  override get isNoArp(): boolean {
    return true;
  }

  override get isBroadcast(): boolean {
    return false;
  }

  /** Frames have no header. */
  override get isPointToPoint(): boolean {
    return true;
  }

  override get linked(): NetDevice | undefined {
    return this.parameters.underlay;
  }

  override get hasOneEnd(): boolean {
    return this.parameters.remote !== undefined;
  }

  override get mtuLimits(): { readonly least: number; readonly most: number } {
    return this.wasMadeByTunnel ? { least: 68, most: 65_515 } : { least: 0, most: 0 };
  }

  /** ip_tunnel_uninit */
  override removed(): void {
    this.home.ipTunnels?.remove(this);
  }

  /** ipip_tunnel_xmit, ip_tunnel_xmit */
  protected send(skb: PacketBuffer): void {
    const inner = skb.packet;
    if (inner.kind !== 'ipv4') {
      this.statistics.txErrors++;
      return;
    }
    const { parameters, namespace, home } = this;
    const remote = parameters.remote ?? skb.route?.gateway ?? inner.destination;
    const tos = (parameters.tos & 1) === 1 ? inner.tos : parameters.tos;
    const route = home.ipv4.routeOutput({
      destination: remote,
      source: parameters.local,
      tos: tos & 0x1c,
      output: parameters.underlay,
    });
    if (route.kind === 'failure' || route.device === this) {
      this.statistics.txErrors++;
      if (namespace.environment.journeys.recording)
        this.#noteDrop(skb, `There is no way to ${remote.text}, the other end of ${this.name}.`);
      namespace.ipv4.sendError(skb, 'destinationUnreachable', 1);
      return;
    }
    if (this.#isTooLong(skb, inner, route)) return;
    this.#encapsulate(skb, inner, remote, tos, route);
  }

  /** tnl_update_pmtu: an inner packet that must not be cut has to fit as a whole. */
  #isTooLong(skb: PacketBuffer, inner: Ipv4, route: RouteResult): boolean {
    const mtu = this.parameters.pathMtuDiscovery ? route.mtu - outerHeader : (skb.route?.mtu ?? this.mtu);
    if (!inner.dontFragment || skb.length <= mtu) return false;
    this.statistics.txErrors++;
    if (this.namespace.environment.journeys.recording)
      this.#noteDrop(
        skb,
        `With its second header the packet would not fit the way, which takes ${String(mtu)}.`,
      );
    this.namespace.ipv4.sendError(skb, 'destinationUnreachable', 4, mtu);
    return true;
  }

  #encapsulate(skb: PacketBuffer, inner: Ipv4, remote: Address, tos: number, route: RouteResult): void {
    const { parameters, namespace, home } = this;
    const outer = ipv4({
      source: parameters.local ?? route.source,
      destination: remote,
      tos: congestion(tos, inner.tos),
      ttl: parameters.ttl === 0 ? inner.ttl : parameters.ttl,
      dontFragment: parameters.pathMtuDiscovery && inner.dontFragment,
      id: home.ipv4.automaticId(remote),
      payload: inner,
    });
    if (namespace.environment.journeys.recording)
      note(namespace, skb, {
        decision: 'encapsulate',
        layer: 'network',
        direction: 'out',
        device: this.name,
        after: outer,
        sentence: `${this.name} puts the packet into another one, protocol 4, to ${remote.text}${parameters.remote === undefined ? ', the next hop of its route' : ', the other end of the tunnel'}.`,
      });
    home.ipv4.send({
      packet: outer,
      route,
      id: skb.id,
      cause: skb.cause,
      mark: skb.mark,
      innerPartialChecksum: skb.partialChecksum,
      innerDamage: skb.damage,
    });
  }

  #noteDrop(skb: PacketBuffer, sentence: string): void {
    note(this.namespace, skb, {
      decision: 'drop',
      layer: 'network',
      direction: 'out',
      device: this.name,
      after: 'dropped',
      sentence,
    });
  }

  /** ip_tunnel_rcv */
  take(skb: PacketBuffer, outer: Ipv4, packet: Ipv4): void {
    if (this.namespace.environment.journeys.recording)
      note(this.namespace, skb, {
        decision: 'decapsulate',
        layer: 'network',
        direction: 'in',
        after: packet,
        sentence: `Protocol 4 from ${outer.source.text} belongs to ${this.name}: the outer header comes off and the inner packet comes in by ${this.name}.`,
      });
    const inner = new PacketBuffer(skb.id, marked(outer, packet));
    inner.cause = skb.cause;
    inner.mark = skb.mark;
    inner.partialChecksum = skb.innerPartialChecksum;
    inner.damage = skb.damage ?? skb.innerDamage;
    inner.type = 'host';
    this.receiveTyped(inner);
  }
}

/** INET_ECN_encapsulate: the outer packet can be marked when the inner one can. */
function congestion(tos: number, inner: number): number {
  const ecn = inner & 3;
  return (tos & ~3) | (ecn === 3 ? 2 : ecn);
}

/** INET_ECN_decapsulate: congestion met by the outer packet was met by the inner one. */
function marked(outer: Ipv4, inner: Ipv4): Ipv4 {
  return (outer.tos & 3) === 3 && (inner.tos & 3) !== 0 ? { ...inner, tos: inner.tos | 3 } : inner;
}

/**
 * ip_tunnel_lookup: the tunnel between exactly these two, then to this remote, then from this local address, then the
 * fallback.
 */
function findTunnel(tunnels: readonly Ipip[], outer: Ipv4): Ipip | undefined {
  const running = tunnels.filter((tunnel) => tunnel.up);
  const like = (local: Address | undefined, remote: Address | undefined) =>
    running.find(
      ({ isFallback, parameters }) =>
        !isFallback && parameters.local === local && parameters.remote === remote,
    );
  const { source, destination } = outer;
  return (
    like(destination, source) ??
    like(undefined, source) ??
    like(destination, undefined) ??
    like(undefined, undefined) ??
    running.find(({ isFallback }) => isFallback)
  );
}

/** The tunnels of a namespace (struct ip_tunnel_net). */
export class IpTunnels {
  list: readonly Ipip[] = [];

  add(tunnel: Ipip): void {
    this.list = [...this.list, tunnel];
  }

  remove(tunnel: Ipip): void {
    this.list = this.list.filter((other) => other !== tunnel);
  }

  /** tunnel4_rcv. @returns false when no tunnel takes it */
  receive(skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind !== 'ipv4' || packet.payload.kind !== 'ipv4') return false;
    const tunnel = findTunnel(this.list, packet);
    tunnel?.take(skb, packet, packet.payload);
    return tunnel !== undefined;
  }
}

/** The MTU of a new tunnel (ip_tunnel_bind_dev). */
export function tunnelMtu(underlay: NetDevice | undefined): number {
  return (underlay?.mtu ?? 1500) - outerHeader;
}
