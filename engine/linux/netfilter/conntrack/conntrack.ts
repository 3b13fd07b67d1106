/**
 * Connection tracking of one network namespace (net/netfilter/nf_conntrack_core.c).
 *
 * Runs on PREROUTING and OUTPUT (`track`: which connection is this packet's?) and at the very end of INPUT and
 * POSTROUTING (`confirm`: the first packet got through, so its connection is remembered). It is registered only while
 * something needs it (`hold`). There is no timer per connection: one that ran out is found dead when it is looked up,
 * listed or in the way; only listeners of events are told in time.
 */
import { second, type Timer } from '../../../clock/clock.ts';
import { flowOf, type FlowTuple, invert, isInvertible } from '../../../net/flow/flow.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import { ipProtocol } from '../../../net/packet/transport.ts';
import { octets } from '../../../net/wire/length.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { type HookState, hookPriority, type TrackedLink, type Verdict } from '../hook.ts';
import { Connection, type ConnectionChange, type DirectedTuple, status } from './connection.ts';
import { trackGeneric } from './generic.ts';
import { trackGre } from './gre.ts';
import { isDiscovery, trackIcmp } from './icmp.ts';
import { noteTracked } from './note.ts';
import { relatedLink } from './related.ts';
import { ConnectionTable } from './table.ts';
import { gre } from './text.ts';
import { trackTcp } from './tcp/track.ts';
import type { Tracker, TrackerContext } from './tracker.ts';
import { trackUdp } from './udp.ts';

/** @param by the process that asked for it by netlink; undefined: a packet, or time */
export type ConnectionListener = (connection: Connection, change: ConnectionChange, by?: number) => void;

function trackerOf(protocol: number): Tracker {
  switch (protocol) {
    case ipProtocol.tcp:
      return trackTcp;
    case ipProtocol.udp:
      return trackUdp;
    case ipProtocol.icmp:
    case ipProtocol.icmpv6:
      return trackIcmp;
    case gre:
      return trackGre;
    default:
      return trackGeneric;
  }
}

/** The counters of `conntrack -S` (struct ip_conntrack_stat). */
export interface ConntrackStatistics {
  found: number;
  invalid: number;
  /** By hand: packets' own are not counted. */
  insert: number;
  insertFailed: number;
  drop: number;
  earlyDrop: number;
  clashResolved: number;
}

export class Conntrack implements TrackerContext {
  readonly table = new ConnectionTable();
  readonly statistics: ConntrackStatistics = {
    found: 0,
    invalid: 0,
    insert: 0,
    insertFailed: 0,
    drop: 0,
    earlyDrop: 0,
    clashResolved: 0,
  };
  readonly number: (name: string) => number;
  readonly #namespace: NetworkNamespace;
  readonly #listeners = new Set<ConnectionListener>();
  #users = 0;
  #unregister: (() => void)[] = [];
  #lastSweep = 0;
  #sweeper: Timer | undefined;

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
    this.number = (name) => namespace.sysctl.number(name);
  }

  get now(): number {
    return this.#namespace.environment.clock.now;
  }

  /** Are the hooks registered? */
  get isActive(): boolean {
    return this.#users > 0;
  }

  /** Something needs to know connections (nf_ct_netns_get). */
  hold(): void {
    if (this.#users++ > 0) return;
    const { hooks } = this.#namespace;
    const track = (skb: PacketBuffer, state: HookState): Verdict => this.track(skb, state);
    const confirm = (skb: PacketBuffer): Verdict => this.confirm(skb);
    // Connections are known by their ports, so fragments are collected first (nf_defrag_ipv4, nf_defrag_ipv6).
    const collect = (skb: PacketBuffer, { family }: HookState): Verdict =>
      this.#namespace.ip(family).defragment(skb) ? 'accept' : 'stolen';
    this.#unregister = [
      hooks.register('prerouting', hookPriority.defragment, collect),
      hooks.register('output', hookPriority.defragment, collect),
      hooks.register('prerouting', hookPriority.conntrack, track),
      hooks.register('output', hookPriority.conntrack, track),
      hooks.register('input', hookPriority.conntrackConfirm, confirm),
      hooks.register('postrouting', hookPriority.conntrackConfirm, confirm),
    ];
  }

  /** Connections stay until they run out (nf_ct_netns_put). */
  release(): void {
    if (this.#users === 0 || --this.#users > 0) return;
    for (const unregister of this.#unregister) unregister();
    this.#unregister = [];
  }

  /** nf_conntrack_in. */
  track(skb: PacketBuffer, state: HookState): Verdict {
    const { packet } = skb;
    if (packet.kind === 'arp') return 'accept';
    let zone = 0;
    if (skb.conntrack !== undefined) {
      if (skb.conntrack.state !== 'template') return 'accept';
      zone = skb.conntrack.zone;
      skb.conntrack = undefined;
    }
    if (packet.kind === 'ipv6' && isDiscovery(packet)) {
      skb.conntrack = { entry: undefined, direction: 'original', state: 'untracked', zone };
      return 'accept';
    }
    // nf_conntrack_checksum: with a wrong one a packet belongs to no connection.
    const related = skb.damage?.layer === 'transport' ? 'invalid' : relatedLink(packet, this, zone);
    if (related === 'invalid') this.statistics.invalid++;
    else if (related !== 'none') skb.conntrack = related;
    else if (!this.#attach(skb, packet, zone)) return 'drop';
    if (this.#namespace.environment.journeys.recording) noteTracked(this.#namespace, skb, state);
    return 'accept';
  }

  /** Find or begin the packet's connection and let its protocol judge. @returns false when the table is full */
  #attach(skb: PacketBuffer, packet: IpPacket, zone: number): boolean {
    const flow = flowOf(packet);
    for (;;) {
      const found = this.find(flow, zone);
      let link: TrackedLink;
      if (found === undefined) {
        if (!isInvertible(flow)) break;
        if (!this.#hasRoom()) {
          this.statistics.drop++;
          return false;
        }
        link = new Connection(flow, invert(flow), zone).newLink;
      } else link = linkOf(found);
      const connection = link.entry;
      const verdict = trackerOf(flow.protocol)(connection, link, packet, this);
      if (verdict === 'repeat') continue;
      if (verdict === 'invalid') break;
      if (link.direction === 'reply' && !connection.has(status.seenReply)) {
        connection.status |= status.seenReply;
        connection.changed = true;
      }
      skb.conntrack = link;
      return true;
    }
    this.statistics.invalid++;
    return true;
  }

  /** A confirmed connection that has this tuple in one of its directions. */
  find(flow: FlowTuple, zone: number): DirectedTuple | undefined {
    for (;;) {
      const found = this.table.find(flow, zone);
      if (found === undefined || found.connection.expires > this.now) return found;
      this.#remove(found.connection);
    }
  }

  /** Is the tuple another connection's (nf_conntrack_tuple_taken)? */
  isTaken(flow: FlowTuple, zone: number, except: Connection): boolean {
    const found = this.find(flow, zone);
    return found !== undefined && found.connection !== except;
  }

  refresh(connection: Connection, link: TrackedLink, packet: IpPacket, seconds: number): void {
    connection.expires = connection.isConfirmed ? this.now + seconds * second : seconds * second;
    this.account(connection, link, packet);
  }

  kill(connection: Connection): void {
    if (connection.isConfirmed) this.#remove(connection);
    connection.status |= status.dying;
  }

  /** The end of the packet's way through this namespace: __nf_conntrack_confirm, and events. */
  confirm(skb: PacketBuffer): Verdict {
    const link = skb.conntrack;
    if (link?.entry === undefined) return 'accept';
    const connection = link.entry;
    if (!connection.isConfirmed && link.direction === 'original') {
      if (connection.has(status.dying)) return 'drop';
      const { original, reply, zone } = connection;
      const clash = this.find(original, zone) ?? this.find(reply, zone);
      if (clash !== undefined) return this.#resolveClash(skb, connection, clash);
      connection.expires += this.now;
      this.#enter(connection);
      connection.changed = false;
      this.#tell(connection, 'new');
      return 'accept';
    }
    if (connection.changed && connection.isConfirmed && !connection.has(status.dying)) {
      connection.changed = false;
      this.#tell(connection, 'update');
    }
    return 'accept';
  }

  /** Two packets began the same connection: the later one joins it, if it means the same (nf_ct_resolve_clash). */
  #resolveClash(skb: PacketBuffer, loser: Connection, clash: DirectedTuple): Verdict {
    const winner = clash.connection;
    const same =
      clash.direction === 'original' &&
      loser.original.protocol !== ipProtocol.tcp &&
      winner.reply.source === loser.reply.source &&
      winner.reply.destination === loser.reply.destination &&
      winner.reply.sourcePort === loser.reply.sourcePort &&
      winner.reply.destinationPort === loser.reply.destinationPort;
    if (!same) {
      this.statistics.insertFailed++;
      this.statistics.drop++;
      return 'drop';
    }
    this.statistics.clashResolved++;
    skb.conntrack = linkOf(clash);
    return 'accept';
  }

  account(connection: Connection, link: TrackedLink, packet: IpPacket): void {
    if (connection.counters === undefined) {
      if (connection.isConfirmed || this.number('net.netfilter.nf_conntrack_acct') === 0) return;
      connection.counters = { original: { packets: 0, bytes: 0 }, reply: { packets: 0, bytes: 0 } };
    }
    const counter = connection.counters[link.direction];
    counter.packets++;
    counter.bytes += octets(packet);
  }

  #hasRoom(): boolean {
    const { now } = this;
    const { connections } = this.table;
    if (now - this.#lastSweep > 10 * second) this.sweep();
    if (connections.size < this.number('net.netfilter.nf_conntrack_max')) return true;
    this.sweep();
    if (connections.size < this.number('net.netfilter.nf_conntrack_max')) return true;
    for (const connection of connections)
      if (!connection.has(status.assured)) {
        this.statistics.earlyDrop++;
        this.#remove(connection);
        return true;
      }
    return false;
  }

  /** Forget what ran out (gc_worker). */
  sweep(): void {
    const { now } = this;
    this.#lastSweep = now;
    for (const connection of this.table.connections) if (connection.expires <= now) this.#remove(connection);
  }

  /** Every live connection, oldest first. */
  list(): readonly Connection[] {
    this.sweep();
    return [...this.table.connections];
  }

  get count(): number {
    this.sweep();
    return this.table.connections.size;
  }

  #enter(connection: Connection): void {
    connection.status |= status.confirmed;
    if (this.number('net.netfilter.nf_conntrack_timestamp') !== 0) connection.startedAt = this.now;
    this.table.add(connection);
  }

  /** A connection made by hand (ctnetlink_create_conntrack). @returns false when there is one of its tuples */
  insert(connection: Connection, by: number): boolean {
    const { original, reply } = connection;
    if (this.find(original, original.zone) !== undefined || this.find(reply, reply.zone) !== undefined)
      return false;
    if (this.number('net.netfilter.nf_conntrack_acct') !== 0)
      connection.counters = { original: { packets: 0, bytes: 0 }, reply: { packets: 0, bytes: 0 } };
    this.#enter(connection);
    this.statistics.insert++;
    this.#tell(connection, 'new', by);
    return true;
  }

  delete(connection: Connection, by?: number): void {
    this.#remove(connection, by);
  }

  flush(by?: number): void {
    for (const connection of this.list()) this.#remove(connection, by);
    this.table.clear();
  }

  #remove(connection: Connection, by?: number): void {
    this.table.delete(connection);
    connection.status |= status.dying;
    if (connection.startedAt !== undefined) connection.stoppedAt = this.now;
    this.#tell(connection, 'destroy', by);
  }

  /** A change made by a person, as `conntrack -U`. */
  changed(connection: Connection, by?: number): void {
    this.#tell(connection, 'update', by);
  }

  /** Be told of every change (`conntrack -E`). @returns a function that stops it */
  listen(listener: ConnectionListener): () => void {
    this.#listeners.add(listener);
    this.#scheduleSweep();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#sweeper?.cancel();
    };
  }

  #scheduleSweep(): void {
    if (this.#listeners.size === 0 || this.#sweeper?.pending === true) return;
    this.#sweeper = this.#namespace.environment.clock.after(second, () => {
      this.sweep();
      this.#scheduleSweep();
    });
  }

  #tell(connection: Connection, change: ConnectionChange, by?: number): void {
    if (this.#listeners.size === 0) return;
    for (const listener of [...this.#listeners]) listener(connection, change, by);
  }
}

/** What a packet with this tuple carries (the end of resolve_normal_ct). */
function linkOf(tuple: DirectedTuple): TrackedLink {
  const { connection } = tuple;
  if (tuple.direction === 'reply') return connection.replyLink;
  return connection.has(status.seenReply) ? connection.originalLink : connection.newLink;
}
