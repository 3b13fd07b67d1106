/**
 * A network namespace: one complete network stack (struct net; network_namespaces(7)). A machine has its own (`host`)
 * and one for each pod.
 *
 * This file only puts the parts together; each part is a room of its own beside this one.
 */
import type { Family } from '../../net/address/address.ts';
import { createArp, type ArpProtocol } from '../arp/arp.ts';
import { createBridging, type Bridging } from '../bridge/bridging.ts';
import { CaptureTable } from '../capture/captures.ts';
import { DeviceTable } from '../device/table.ts';
import type { Environment } from '../environment.ts';
import { createIpv4 } from '../ipv4/create.ts';
import type { Ipv4Stack } from '../ipv4/stack.ts';
import { createIpv6 } from '../ipv6/create.ts';
import type { Ipv6Stack } from '../ipv6/stack.ts';
import type { IpStack } from '../ip/stack.ts';
import type { IpTunnels } from '../ipip/ipip.ts';
import type { Machine } from '../machine/machine.ts';
import { type Audience, tellParameter } from '../netlink/notify.ts';
import { applyIpv6Parameter } from '../netlink/link-local.ts';
import { NeighbourTable } from '../neighbour/table.ts';
import type { NexthopTable } from '../nexthop/nexthop.ts';
import { createNetfilter, type Netfilter } from '../netfilter/netfilter.ts';
import { RoutingTables } from '../route/tables.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { SocketTable } from '../socket/table.ts';
import { Snmp } from './snmp.ts';
import { Sysctl } from '../sysctl/sysctl.ts';
import { HookTable } from '../netfilter/hook.ts';

/** @returns false when the datagram is not for this tunnel */
export type UdpTunnel = (skb: PacketBuffer) => boolean;

export class NetworkNamespace {
  readonly machine: Machine;
  /** `host` for the machine's own; else what `ip netns` and the journey call it. */
  readonly name: string;
  /** What a journey calls it; the name unless somebody knows better. */
  label: string;
  readonly environment: Environment;
  readonly sysctl: Sysctl;
  readonly captures: CaptureTable;
  readonly hooks = new HookTable();
  readonly devices: DeviceTable;
  readonly routes: RoutingTables;
  readonly neighbours: NeighbourTable;
  readonly netfilter: Netfilter;
  /** UDP ports whose datagrams a tunnel device takes, as VXLAN's 8472 (udp_tunnel). */
  readonly udpTunnels = new Map<number, Set<UdpTunnel>>();
  /** Tunnels of IP in IP; undefined until the module is loaded. */
  ipTunnels: IpTunnels | undefined;
  /** Who is told of changes (`ip monitor`); undefined while nobody listens. */
  listeners: Audience | undefined;
  /** Next-hop objects; undefined until somebody makes one. */
  nexthops: NexthopTable | undefined;
  /** Numbers of other namespaces as this one sees them (`link-netnsid`, `ip netns list-id`). */
  readonly peerIds = new Map<NetworkNamespace, number>();

  constructor(machine: Machine, name: string) {
    this.machine = machine;
    this.name = name;
    this.label = name;
    this.environment = machine.environment;
    this.sysctl = new Sysctl(this.environment.modules.flatMap(({ parameters }) => parameters ?? []));
    this.captures = new CaptureTable(this.environment);
    this.routes = new RoutingTables(this);
    this.neighbours = new NeighbourTable(this);
    this.netfilter = createNetfilter(this);
    this.devices = new DeviceTable(this);
    this.sysctl.onChange = (parameter) => {
      applyIpv6Parameter(this, parameter);
      tellParameter(this, parameter);
    };
  }

  // Made on first use, since a cluster has thousands of namespaces at rest: most have no bridge, never speak IPv6, and
  // hear nobody.
  #arp: ArpProtocol | undefined;
  #bridging: Bridging | undefined;
  #ipv4: Ipv4Stack | undefined;
  #ipv6: Ipv6Stack | undefined;
  #sockets: SocketTable | undefined;
  #snmp: Snmp | undefined;

  get arp(): ArpProtocol {
    this.#arp ??= createArp(this);
    return this.#arp;
  }

  get ipv4(): Ipv4Stack {
    this.#ipv4 ??= createIpv4(this);
    return this.#ipv4;
  }

  get bridging(): Bridging {
    this.#bridging ??= createBridging(this);
    return this.#bridging;
  }

  /** What IPv4 and ICMP count. */
  get snmp(): Snmp {
    this.#snmp ??= new Snmp();
    return this.#snmp;
  }

  get sockets(): SocketTable {
    this.#sockets ??= new SocketTable(this);
    return this.#sockets;
  }

  get ipv6(): Ipv6Stack {
    this.#ipv6 ??= createIpv6(this);
    return this.#ipv6;
  }

  /** What both Internet layers offer. */
  ip(family: Family): IpStack {
    return family === 4 ? this.ipv4 : this.ipv6;
  }

  /** A packet for this namespace's protocols came in by `skb.device` (the end of netif_receive_skb). */
  receive(skb: PacketBuffer): void {
    if (skb.damage?.isNoticedOnArrival(this, skb) === true) return;
    switch (skb.packet.kind) {
      case 'arp':
        this.arp.receive(skb, skb.packet);
        return;
      case 'ipv4':
        this.ipv4.receive(skb);
        return;
      case 'ipv6':
        this.ipv6.receive(skb);
        return;
    }
  }

  /** The number by which this namespace knows another; given on first use (peernet2id_alloc). */
  idOf(other: NetworkNamespace): number {
    let id = this.peerIds.get(other);
    if (id === undefined) {
      id = this.peerIds.size;
      this.peerIds.set(other, id);
    }
    return id;
  }
}
