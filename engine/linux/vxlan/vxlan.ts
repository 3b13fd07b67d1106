/**
 * A VXLAN device: Ethernet frames inside UDP (RFC 7348; drivers/net/vxlan/vxlan_core.c).
 *
 * The forwarding database says behind which tunnel endpoint a MAC address is; without an entry, and without a default
 * remote, the frame is dropped in silence. The outer packet has a TTL of its own and DF clear unless set otherwise, and a
 * source port that is a hash of the inner flow. Left out: multicast groups, IPv6 underlay, checksums offloaded by the
 * card, answers to ARP in the place of others (`proxy`), short cuts (`rsc`).
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { isGroupMac, type Mac, zeroMac } from '../../net/address/mac.ts';
import { flowOf } from '../../net/flow/flow.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { emitPayload } from '../../net/wire/emit.ts';
import { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import { note } from '../journey/note.ts';
import type { UdpTunnel } from '../namespace/namespace.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';

export interface VxlanFdbEntry {
  readonly mac: Mac;
  remote: Address;
  /** The device's own default, which leaves by the underlay it was given. */
  readonly via?: NetDevice | undefined;
  /** Does not age. */
  readonly permanent: boolean;
  /** By hand, but not for ever: `static`. */
  readonly isStatic?: boolean;
  updated: Time;
  readonly provenance: Provenance | undefined;
}

/** What is told when the tunnel is made (struct vxlan_config). */
export interface VxlanParameters {
  /** 0: the kernel's own. */
  readonly ttl: number;
  readonly inheritTtl: boolean;
  /** 1: the inner packet's. */
  readonly tos: number;
  readonly df: 'unset' | 'set' | 'inherit';
  readonly ageing: Time;
  /** Source ports from here to there; 0: the local port range. */
  readonly ports: readonly [first: number, last: number];
  /** Messages about what is not known; nobody listens for them here. */
  readonly l2miss: boolean;
  readonly l3miss: boolean;
}

const usual: VxlanParameters = {
  ttl: 0,
  inheritTtl: false,
  tos: 0,
  df: 'unset',
  ageing: 300 * second,
  ports: [0, 0],
  l2miss: false,
  l3miss: false,
};

/** IPv4, UDP, VXLAN and the inner Ethernet header. */
const outerHeaders = 50;

export class Vxlan extends NetDevice {
  readonly kind = 'vxlan';
  vni = 0;
  udpPort = 8472;
  local: Address | undefined;
  remote: Address | undefined;
  underlay: NetDevice | undefined;
  learning = true;
  parameters = usual;
  /** Entries by MAC; the all-zeros MAC stands for every unknown one. */
  readonly fdb = new Map<Mac, VxlanFdbEntry[]>();
  readonly #tunnel: UdpTunnel = (skb) => this.#decapsulate(skb);

  constructor(parts: ConstructorParameters<typeof NetDevice>[0]) {
    super(parts);
    this.namespace.environment.octetsOf = emitPayload;
  }

  get carrier(): boolean {
    return this.up;
  }

  override get underlying(): { readonly device: NetDevice; readonly room: number } | undefined {
    return this.underlay === undefined ? undefined : { device: this.underlay, room: outerHeaders };
  }

  override get isWithoutListeners(): boolean {
    return this.remotesOf(zeroMac).length === 0;
  }

  /** vxlan_open: the socket exists while the device is up. */
  override opened(): void {
    const tunnels = this.namespace.udpTunnels.get(this.udpPort) ?? new Set<UdpTunnel>();
    tunnels.add(this.#tunnel);
    this.namespace.udpTunnels.set(this.udpPort, tunnels);
  }

  /** vxlan_stop: what was learnt is forgotten. */
  override stopped(): void {
    const tunnels = this.namespace.udpTunnels.get(this.udpPort);
    tunnels?.delete(this.#tunnel);
    if (tunnels?.size === 0) this.namespace.udpTunnels.delete(this.udpPort);
    for (const [mac, [first]] of this.fdb) if (first?.permanent === false) this.fdb.delete(mac);
  }

  /** Where frames for `mac` go; empty: nowhere. */
  remotesOf(mac: Mac): readonly Address[] {
    const own = isGroupMac(mac) ? undefined : this.entriesOf(mac);
    const entries = own ?? this.fdb.get(zeroMac);
    if (entries !== undefined) return entries.map((entry) => entry.remote);
    return this.remote === undefined ? [] : [this.remote];
  }

  /** vxlan_cleanup: what was learnt and not heard of again is forgotten; 0: never. */
  entriesOf(mac: Mac): VxlanFdbEntry[] | undefined {
    const entries = this.fdb.get(mac);
    const [first] = entries ?? [];
    const { ageing } = this.parameters;
    const { now } = this.namespace.environment.clock;
    if (first === undefined || first.permanent || ageing === 0 || now - first.updated < ageing)
      return entries;
    this.fdb.delete(mac);
    return undefined;
  }

  protected send(skb: PacketBuffer): void {
    const remotes = this.remotesOf(skb.destination);
    if (this.namespace.environment.journeys.recording) this.#noteEncapsulation(skb, remotes);
    if (remotes.length === 0) {
      this.statistics.txDropped++;
      return;
    }
    for (const remote of remotes) this.#encapsulate(skb, remote);
  }

  #encapsulate(skb: PacketBuffer, remote: Address): void {
    const { ipv4: stack, sysctl } = this.namespace;
    const route = stack.routeOutput({ destination: remote, source: this.local, output: undefined });
    if (route.kind === 'failure' || route.device === this) {
      this.statistics.txErrors++;
      return;
    }
    const { ttl, inheritTtl, tos, df } = this.parameters;
    const inner = skb.packet.kind === 'ipv4' ? skb.packet : undefined;
    stack.send({
      packet: ipv4({
        source: this.local ?? route.source,
        destination: remote,
        ttl:
          inheritTtl && inner !== undefined
            ? inner.ttl
            : ttl > 0
              ? ttl
              : sysctl.number('net.ipv4.ip_default_ttl'),
        tos: tos === 1 ? (inner?.tos ?? 0) : tos,
        dontFragment: df === 'set' || (df === 'inherit' && inner?.dontFragment === true),
        id: stack.automaticId(remote),
        payload: {
          kind: 'udp',
          sourcePort: this.#sourcePort(skb),
          destinationPort: this.udpPort,
          payload: { kind: 'vxlan', vni: this.vni, frame: skb.frame },
        },
      }),
      route,
      id: skb.id,
      cause: skb.cause,
      mark: skb.mark,
      partialChecksum: true,
      innerPartialChecksum: skb.partialChecksum,
      innerDamage: skb.damage,
    });
  }

  /** udp_flow_src_port: a hash of the inner flow, spread over the local port range. */
  #sourcePort(skb: PacketBuffer): number {
    const { ports } = this.parameters;
    const [first, last] = ports[1] > 0 ? ports : this.namespace.sysctl.range('net.ipv4.ip_local_port_range');
    const hash =
      skb.packet.kind === 'arp' ? textHash(`${skb.source}${skb.destination}`) : flowHash(skb.packet);
    return first + Math.floor((hash / 0x1_0000_0000) * (last - first));
  }

  #decapsulate(skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind !== 'ipv4' || packet.payload.kind !== 'udp' || packet.payload.payload.kind !== 'vxlan')
      return false;
    const { vni, frame } = packet.payload.payload;
    if (vni !== this.vni || !this.up) return false;
    if (frame.source === this.mac) return true;
    if (this.namespace.environment.journeys.recording)
      note(this.namespace, skb, {
        decision: 'decapsulate',
        layer: 'transport',
        direction: 'in',
        after: frame,
        sentence: `UDP port ${String(this.udpPort)} belongs to ${this.name} (VNI ${String(vni)}): the outer headers come off and the inner frame comes in by ${this.name}.`,
      });
    if (this.learning) this.#learn(frame.source, packet.source);
    const inner = new PacketBuffer(skb.id, frame.payload);
    inner.cause = skb.cause;
    inner.partialChecksum = skb.innerPartialChecksum;
    inner.damage = skb.innerDamage;
    inner.source = frame.source;
    inner.destination = frame.destination;
    this.receive(inner);
    return true;
  }

  #learn(mac: Mac, remote: Address): void {
    const now = this.namespace.environment.clock.now;
    const known = this.entriesOf(mac)?.[0];
    if (known === undefined)
      this.fdb.set(mac, [{ mac, remote, permanent: false, updated: now, provenance: undefined }]);
    else if (!known.permanent) {
      known.remote = remote;
      known.updated = now;
    }
  }

  #noteEncapsulation(skb: PacketBuffer, remotes: readonly Address[]): void {
    const rows = [...this.fdb.values()].flat().map((entry) => ({
      text: `${entry.mac} dst ${entry.remote.text} self${entry.permanent ? ' permanent' : ''}`,
      matched: entry.mac === skb.destination,
      ...(entry.provenance === undefined ? {} : { provenance: entry.provenance }),
    }));
    const lost = remotes.length === 0;
    note(this.namespace, skb, {
      decision: lost ? 'drop' : 'encapsulate',
      layer: 'link',
      direction: 'out',
      device: this.name,
      ...(lost ? { after: 'dropped' as const } : {}),
      consulted: [{ table: 'fdb', name: this.name, rows }],
      sentence: lost
        ? `${this.name} has no fdb entry for ${skb.destination}: it does not know which node that is, and drops the frame in silence.`
        : `${skb.destination} is behind ${remotes.map((remote) => remote.text).join(', ')}: ${this.name} wraps the whole frame in VXLAN (VNI ${String(this.vni)}), UDP port ${String(this.udpPort)} and a new IP header.`,
    });
  }
}

/**
 * skb_get_hash. TCP and connected UDP sockets give their packets a hash of their own (sk_txhash), so the two ways of a
 * conversation differ; everything else is hashed by its addresses, the same both ways (__flow_hash_consistentify).
 */
function flowHash(packet: IpPacket): number {
  const { source, destination, protocol, sourcePort, destinationPort } = flowOf(packet);
  if (protocol === ipProtocol.tcp || protocol === ipProtocol.udp)
    return mix(mix(source.bits, destination.bits), mix(sourcePort * 65_536 + destinationPort, protocol));
  const [low, high] = [source.bits, destination.bits].sort((one, other) => one - other);
  return mix(mix(low ?? 0, high ?? 0), protocol);
}

function mix(one: number, other: number): number {
  let value = Math.imul(one ^ Math.imul(other, 0x9e37_79b1), 0x85eb_ca6b);
  value ^= value >>> 13;
  return Math.imul(value, 0xc2b2_ae35) >>> 0;
}

function textHash(text: string): number {
  let value = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x0100_0193);
  return value >>> 0;
}
