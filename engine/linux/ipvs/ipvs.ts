/**
 * IP Virtual Server of one network namespace (net/netfilter/ipvs/ip_vs_core.c): its services, its connections and the
 * hooks it stands on, each at the kernel's place. They are registered when the first service comes and stay.
 *
 * The order on INPUT is the point of it: a request must be addressed to this host, passes the filter, and is sent to its
 * server before source translation. Left out: synchronisation with a backup, defence against floods (`drop_entry`,
 * `drop_packet`), `nat_icmp_send`, `cache_bypass`.
 */
import type { Address } from '../../net/address/address.ts';
import { flowOf } from '../../net/flow/flow.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { PerNamespace } from '../module/per-namespace.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { HookState, Verdict } from '../netfilter/hook.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { IpvsConnection } from './connection.ts';
import { IpvsConnectionTable } from './connection-table.ts';
import { translateIcmpError } from './icmp.ts';
import { noteAnswer, noteRefusal, noteRequest } from './note.ts';
import { parameters } from './parameters.ts';
import { mayBegin, schedule } from './schedule.ts';
import { VirtualServices } from './services.ts';
import { Statistics } from './statistics.ts';
import { nextTcpState, tcpTimeouts, type TcpState } from './tcp-states.ts';
import { answerFrom, transmit } from './transmit.ts';

/** Priorities of ip_vs_ops4, by what stands beside them. */
const priority = {
  inputOut: 98,
  inputIn: 99,
  outputOut: -99,
  outputIn: -98,
  forwardIcmp: 99,
  forwardOut: 100,
};

const udpTimeout = 300;

export class Ipvs {
  readonly services: VirtualServices;
  readonly connections: IpvsConnectionTable;
  readonly statistics: Statistics;
  /** Seconds, as `ipvsadm --set` changes them. */
  readonly timeouts: { readonly tcp: Record<TcpState, number>; udp: number } = {
    tcp: { ...tcpTimeouts },
    udp: udpTimeout,
  };
  readonly #namespace: NetworkNamespace;
  /** Packets it has dealt with (skb->ipvs_property). */
  readonly #done = new WeakSet<PacketBuffer>();
  #registered = false;

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
    this.statistics = new Statistics(this.now);
    this.connections = new IpvsConnectionTable((connection) => {
      this.#forgetTracked(connection);
    });
    this.services = new VirtualServices({
      now: () => this.now,
      isReachable: (address) => this.#isReachable(address),
      onFirst: () => {
        this.#register();
      },
    });
    namespace.sysctl.add(parameters);
  }

  get now(): number {
    return this.#namespace.environment.clock.now;
  }

  /** What is alive, oldest first. */
  list(): readonly IpvsConnection[] {
    this.connections.sweep(this.now);
    return [...this.connections.all];
  }

  #parameter(name: string): number {
    return this.#namespace.sysctl.number(`net.ipv4.vs.${name}`);
  }

  #isReachable(address: Address): boolean {
    if (address.family === 6) return !address.isMulticast && !address.isUnspecified;
    const type = this.#namespace.ipv4.addressType(address);
    return type === 'unicast' || type === 'local';
  }

  #register(): void {
    if (this.#registered) return;
    this.#registered = true;
    const { hooks } = this.#namespace;
    const incoming = (skb: PacketBuffer, state: HookState): Verdict => this.#in(skb, state);
    const outgoing = (skb: PacketBuffer, state: HookState): Verdict => this.#out(skb, state);
    hooks.register('input', priority.inputOut, outgoing);
    hooks.register('input', priority.inputIn, incoming);
    hooks.register('output', priority.outputOut, outgoing);
    hooks.register('output', priority.outputIn, incoming);
    hooks.register('forward', priority.forwardIcmp, (skb) => this.#error(skb, 'request') ?? 'accept');
    hooks.register('forward', priority.forwardOut, outgoing);
  }

  /** ip_vs_in_hook: a request. */
  #in(skb: PacketBuffer, state: HookState): Verdict {
    const { packet } = skb;
    if (packet.kind === 'arp' || this.#done.has(skb) || skb.route === undefined) return 'accept';
    if (skb.type !== 'host' && state.hook !== 'output') return 'accept';
    const error = this.#error(skb, 'request');
    if (error !== undefined) return error;
    const { payload } = packet;
    if (payload.kind !== 'tcp' && payload.kind !== 'udp') return 'accept';
    const { now } = this;
    this.connections.sweep(now);
    const flow = flowOf(packet);
    const { protocol, source, sourcePort, destination, destinationPort } = flow;
    const isSyn = payload.kind === 'tcp' && payload.flags.syn;
    let connection = this.connections.findRequest(protocol, source, sourcePort, destination, destinationPort);
    if (connection !== undefined && this.#isOver(connection, isSyn)) {
      const old = this.#usesOldTracked(connection, skb);
      if (!old) connection.tracked = false;
      if (connection.controlled === 0) this.connections.remove(connection);
      if (old) return 'drop';
      connection = undefined;
    } else if (connection?.destination.available === false) {
      if (this.#parameter('expire_nodest_conn') === 0) return 'drop';
      const old = this.#usesOldTracked(connection, skb);
      if (!old) connection.tracked = false;
      this.connections.remove(connection);
      if (old) return 'drop';
      connection = undefined;
    }
    const isNew = connection === undefined;
    if (connection === undefined) {
      if (!mayBegin(protocol, isSyn, this.#parameter('sloppy_tcp') !== 0)) return 'accept';
      const service = this.services.find(flow.family, skb.mark, protocol, destination, destinationPort);
      if (service === undefined) return 'accept';
      // The answer of a server on this host to a connection it knows is no request (FTPDATA's case).
      if (this.#findReply(skb) !== undefined && state.hook === 'output') return 'accept';
      const chosen = schedule(
        {
          connections: this.connections,
          now,
          tracked: this.#parameter('conntrack') !== 0,
          expireQuiescent: this.#parameter('expire_quiescent_template') !== 0,
        },
        service,
        flow,
      );
      if (chosen === 'ignored') return 'accept';
      if (chosen === undefined) {
        if (this.#namespace.environment.journeys.recording) noteRefusal(this.#namespace, skb, service);
        if (packet.kind === 'ipv4') this.#namespace.ipv4.sendError(skb, 'destinationUnreachable', 3);
        return 'drop';
      }
      connection = chosen;
      this.statistics.add(now, 0);
    }
    this.#count(connection, 1, skb.length);
    this.#advance(connection, 'input', skb);
    if (this.#namespace.environment.journeys.recording)
      noteRequest(this.#namespace, skb, connection, isNew, state);
    this.#done.add(skb);
    const verdict = transmit(this.#namespace, skb, connection, state);
    this.connections.touch(connection, now);
    if (connection.destination.service.onePacket && protocol === ipProtocol.udp)
      this.connections.remove(connection);
    return verdict;
  }

  /** A SYN where the connection is over, or its server gets none any more: it begins anew. */
  #isOver(connection: IpvsConnection, isSyn: boolean): boolean {
    if (connection.protocol === ipProtocol.tcp && !isSyn) return false;
    if (this.#parameter('expire_nodest_conn') !== 0 && connection.destination.weight === 0) return true;
    const mode = this.#parameter('conn_reuse_mode');
    if (mode === 0 || connection.protocol !== ipProtocol.tcp || connection.control !== undefined)
      return false;
    const { state } = connection;
    if (state === 'TIME_WAIT' || state === 'CLOSE') return true;
    return (mode & 2) !== 0 && state === 'FIN_WAIT' && connection.withoutOutput;
  }

  /** Connection tracking still has the old one (ip_vs_conn_uses_old_conntrack): it must end before another begins. */
  #usesOldTracked(connection: IpvsConnection, skb: PacketBuffer): boolean {
    return connection.tracked && skb.conntrack?.entry?.isConfirmed === true;
  }

  #findReply(skb: PacketBuffer): IpvsConnection | undefined {
    const { packet } = skb;
    if (packet.kind === 'arp') return undefined;
    const { protocol, source, sourcePort, destination, destinationPort } = flowOf(packet);
    return this.connections.findReply(protocol, source, sourcePort, destination, destinationPort);
  }

  /** ip_vs_out_hook: an answer, which gets the service's address back. */
  #out(skb: PacketBuffer, state: HookState): Verdict {
    const { packet } = skb;
    if (packet.kind === 'arp' || this.#done.has(skb) || skb.route === undefined) return 'accept';
    const error = this.#error(skb, 'answer');
    if (error !== undefined) return error;
    if (packet.payload.kind !== 'tcp' && packet.payload.kind !== 'udp') return 'accept';
    this.connections.sweep(this.now);
    const connection = this.#findReply(skb);
    if (connection === undefined) return 'accept';
    if (!answerFrom(this.#namespace, skb, connection, state)) return 'drop';
    this.#count(connection, 2, skb.length);
    this.#advance(connection, 'output', skb);
    this.connections.touch(connection, this.now);
    this.#done.add(skb);
    if (this.#namespace.environment.journeys.recording)
      noteAnswer(this.#namespace, skb, connection, packet, state);
    return 'accept';
  }

  #error(skb: PacketBuffer, side: 'request' | 'answer'): Verdict | undefined {
    if (this.#done.has(skb)) return undefined;
    const verdict = translateIcmpError(this.#namespace, this.connections, skb, side);
    if (verdict !== undefined) this.#done.add(skb);
    return verdict;
  }

  #count(connection: IpvsConnection, which: 1 | 2, octets: number): void {
    const { destination } = connection;
    for (const statistics of [destination.statistics, destination.service.statistics, this.statistics])
      statistics.add(this.now, which, octets);
  }

  /** ip_vs_set_state. */
  #advance(connection: IpvsConnection, direction: 'input' | 'output', skb: PacketBuffer): void {
    const { control } = connection;
    const { packet } = skb;
    if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') {
      connection.timeout = this.timeouts.udp;
      if (control !== undefined && direction === 'output') control.assured = true;
      return;
    }
    let table: 'input' | 'output' | 'inputOnly' = direction;
    if (connection.withoutOutput) {
      if (direction === 'output') connection.withoutOutput = false;
      else table = 'inputOnly';
    }
    connection.enter(nextTcpState(connection.state, table, packet.payload));
    connection.timeout = this.timeouts.tcp[connection.state];
    if (connection.state === 'ESTABLISHED' && control !== undefined) control.assured = true;
  }

  /** What connection tracking knew of it goes with it (ip_vs_conn_drop_conntrack). */
  #forgetTracked(connection: IpvsConnection): void {
    if (!connection.tracked || connection.isTemplate) return;
    const { conntrack } = this.#namespace.netfilter;
    const found = conntrack.find(
      {
        family: connection.client.family,
        protocol: connection.protocol,
        source: connection.client,
        destination: connection.virtual,
        sourcePort: connection.clientPort,
        destinationPort: connection.virtualPort,
      },
      0,
    );
    if (found !== undefined) conntrack.kill(found.connection);
  }
}

const perNamespace = new PerNamespace((namespace) => new Ipvs(namespace));

/** Virtual servers of a namespace; undefined while the machine's kernel has not loaded `ip_vs`. */
export function ipvsOf(namespace: NetworkNamespace): Ipvs | undefined {
  return namespace.machine.modules.isLoaded('ip_vs') ? perNamespace.of(namespace) : undefined;
}
