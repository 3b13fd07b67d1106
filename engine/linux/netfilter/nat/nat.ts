/**
 * Address translation of one network namespace (net/netfilter/nf_nat_core.c, nf_nat_proto.c).
 *
 * Rules are asked only for the first packet of a connection, once for its destination (PREROUTING, OUTPUT) and once for
 * its source (POSTROUTING, INPUT); a connection no rule wants gets a null binding, which keeps its addresses. Every
 * packet, in both directions, is then rewritten from the connection.
 */
import { type FlowTuple, invert } from '../../../net/flow/flow.ts';
import type { Random } from '../../../clock/random.ts';
import { ipProtocol } from '../../../net/packet/transport.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { Conntrack } from '../conntrack/conntrack.ts';
import { type Connection, status } from '../conntrack/connection.ts';
import { type Hook, type HookState, hookPriority, type TrackedLink, type Verdict } from '../hook.ts';
import { translated, translatedError } from './manipulate.ts';
import { manipulationAt } from './manipulation.ts';
import { noteTranslated } from './note.ts';
import type { Manipulation, NatRange } from './range.ts';
import { uniqueTuple } from './unique.ts';

/** A base chain of type nat: its targets call `setUp`. */
export type NatChain = (skb: PacketBuffer, state: HookState) => Verdict;

type NatHook = Exclude<Hook, 'forward'>;

/** Where the tables of iptables put their chains. */
function natPriority(hook: NatHook): number {
  return manipulationAt(hook) === 'source' ? hookPriority.sourceNat : hookPriority.destinationNat;
}

export class Nat {
  readonly #namespace: NetworkNamespace;
  readonly #conntrack: Conntrack;
  readonly #chains: Record<Hook, { readonly priority: number; readonly run: NatChain }[]> = {
    prerouting: [],
    input: [],
    forward: [],
    output: [],
    postrouting: [],
  };
  #registered = false;
  #random: Random | undefined;

  constructor(namespace: NetworkNamespace, conntrack: Conntrack) {
    this.#namespace = namespace;
    this.#conntrack = conntrack;
  }

  /** Any chain registers all four hooks, which stay (nf_nat_register_fn). @returns a function that removes the chain */
  addChain(hook: NatHook, run: NatChain, priority: number = natPriority(hook)): () => void {
    this.#register();
    const list = this.#chains[hook];
    const chain = { priority, run };
    const at = list.findIndex((other) => other.priority > priority);
    list.splice(at < 0 ? list.length : at, 0, chain);
    return () => {
      list.splice(list.indexOf(chain), 1);
    };
  }

  #register(): void {
    if (this.#registered) return;
    this.#registered = true;
    const { hooks } = this.#namespace;
    hooks.register('prerouting', hookPriority.destinationNat, (skb, state) => this.#prerouting(skb, state));
    hooks.register('output', hookPriority.destinationNat, (skb, state) => this.#output(skb, state));
    hooks.register('postrouting', hookPriority.sourceNat, (skb, state) => this.#translate(skb, state));
    hooks.register('input', hookPriority.sourceNat, (skb, state) => this.#translate(skb, state));
  }

  #prerouting(skb: PacketBuffer, state: HookState): Verdict {
    const before = skb.packet;
    const verdict = this.#translate(skb, state);
    // The route was for the old destination (skb_dst_drop).
    if (verdict === 'accept' && skb.packet !== before) skb.route = undefined;
    return verdict;
  }

  #output(skb: PacketBuffer, state: HookState): Verdict {
    const verdict = this.#translate(skb, state);
    const link = skb.conntrack;
    if (verdict !== 'accept' || link?.entry === undefined) return verdict;
    const { entry, direction } = link;
    const [one, other] =
      direction === 'original' ? [entry.original, entry.reply] : [entry.reply, entry.original];
    if (one.destination === other.source) return verdict;
    skb.dropError = this.#namespace.ip(state.family).reroute(skb);
    return skb.dropError === undefined ? 'accept' : 'drop';
  }

  /** nf_nat_inet_fn. */
  #translate(skb: PacketBuffer, state: HookState): Verdict {
    const link = skb.conntrack;
    if (link?.entry === undefined || skb.packet.kind === 'arp') return 'accept';
    const manipulation = manipulationAt(state.hook);
    if (link.state === 'related' || link.state === 'relatedReply') {
      if (isIcmp(skb)) return this.#translateError(skb, link, manipulation);
    }
    const connection = link.entry;
    if (link.state !== 'established' && !isSetUp(connection, manipulation)) {
      for (const chain of this.#chains[state.hook]) {
        const verdict = chain.run(skb, state);
        if (verdict !== 'accept') return verdict;
        if (isSetUp(connection, manipulation)) break;
      }
      if (!isSetUp(connection, manipulation)) this.#bindNull(connection, manipulation);
    } else if (leavesElsewhere(connection, link, state)) {
      // Masqueraded as the address of another device than it leaves by now.
      this.#conntrack.kill(connection);
      return 'drop';
    }
    const { packet } = skb;
    const after = translated(packet, connection, link.direction, manipulation);
    if (after === packet) return 'accept';
    skb.packet = after;
    if (this.#namespace.environment.journeys.recording)
      noteTranslated(this.#namespace, skb, packet, link, state);
    return 'accept';
  }

  #translateError(skb: PacketBuffer, link: TrackedLink, manipulation: Manipulation): Verdict {
    const { packet } = skb;
    if (packet.kind === 'arp') return 'accept';
    if (packet.payload.kind === 'icmp' && packet.payload.type === 'redirect') {
      // Of a connection that is translated, or may yet be (nf_nat_icmp_reply_translation).
      const isDone = link.entry.has(status.sourceNatDone) && link.entry.has(status.destinationNatDone);
      if (!isDone || link.entry.has(status.sourceNat | status.destinationNat)) return 'drop';
    }
    skb.packet = translatedError(packet, link.entry, link.direction, manipulation);
    return 'accept';
  }

  /** A target's wish for the connection that begins with this packet (nf_nat_setup_info). */
  setUp(connection: Connection, range: NatRange, manipulation: Manipulation): Verdict {
    if (connection.isConfirmed) return 'accept';
    if (isSetUp(connection, manipulation)) return 'drop';
    const present = invert(connection.reply);
    const isTaken = (answers: FlowTuple): boolean =>
      this.#conntrack.isTaken(answers, connection.zone, connection);
    const wanted = uniqueTuple(present, range, manipulation, connection, this.#chooser, isTaken);
    if (!isSame(wanted, present)) {
      connection.alterReply(invert(wanted));
      connection.status |= manipulation === 'source' ? status.sourceNat : status.destinationNat;
    }
    connection.status |= doneBit(manipulation);
    return 'accept';
  }

  /** No rule wants it: keep the address, and the port unless it is taken (nf_nat_alloc_null_binding). */
  #bindNull(connection: Connection, manipulation: Manipulation): void {
    const address = manipulation === 'source' ? connection.reply.destination : connection.reply.source;
    this.setUp(connection, { addresses: { first: address, last: address } }, manipulation);
  }

  get #chooser(): Random {
    this.#random ??= this.#namespace.environment.random.fork(
      `nat/${this.#namespace.machine.name}/${this.#namespace.name}`,
    );
    return this.#random;
  }
}

function doneBit(manipulation: Manipulation): number {
  return manipulation === 'source' ? status.sourceNatDone : status.destinationNatDone;
}

function isSetUp(connection: Connection, manipulation: Manipulation): boolean {
  return connection.has(doneBit(manipulation));
}

/** nf_nat_oif_changed. */
function leavesElsewhere(connection: Connection, link: TrackedLink, state: HookState): boolean {
  return (
    connection.masqueradeIndex !== 0 &&
    state.hook === 'postrouting' &&
    link.direction === 'original' &&
    state.out !== undefined &&
    state.out.index !== connection.masqueradeIndex
  );
}

function isIcmp(skb: PacketBuffer): boolean {
  return (
    skb.packet.kind !== 'arp' && (skb.packet.payload.kind === 'icmp' || skb.packet.payload.kind === 'icmpv6')
  );
}

function isSame(one: FlowTuple, other: FlowTuple): boolean {
  return (
    one === other ||
    (one.source === other.source &&
      one.destination === other.destination &&
      one.sourcePort === other.sourcePort &&
      (one.destinationPort === other.destinationPort ||
        one.protocol === ipProtocol.icmp ||
        one.protocol === ipProtocol.icmpv6))
  );
}
