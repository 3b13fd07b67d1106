/**
 * The trace of netfilter: what each rule and each end of a chain did with packets that are marked for it
 * (net/netfilter/nf_tables_trace.c; `meta nftrace set 1`, xt_TRACE.c).
 *
 * `nft monitor trace` and `xtables-monitor --trace` print these events. Nobody listening, nothing is written: chains
 * then take the path without observers. Left out: trace of queues, the VLAN tag.
 */
import type { Ethernet } from '../../../net/packet/ethernet.ts';
import type { NetDevice } from '../../device/device.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState } from '../hook.ts';
import type { Netfilter } from '../netfilter.ts';

export interface TracedVerdict {
  readonly verdict: 'accept' | 'drop' | 'stolen' | 'continue' | 'return' | 'jump' | 'goto' | 'queue';
  /** Of `jump` and `goto`. */
  readonly chain: string | undefined;
}

/** What the packet looked like when a base chain first spoke of it. */
export interface TracedPacket {
  readonly frame: Ethernet;
  /** Of packets that this host sends the link header is not written yet. */
  readonly hasLinkHeader: boolean;
  readonly in: NetDevice | undefined;
  readonly out: NetDevice | undefined;
}

export interface TraceEvent {
  /** 32 bits: the same for all events of one packet. */
  readonly id: number;
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  /** The rule that was done (of iptables or nftables, whoever made the table); undefined when the policy decided. */
  readonly rule: object | undefined;
  readonly verdict: TracedVerdict;
  /** With the first event of each base chain. */
  readonly packet: TracedPacket | undefined;
  readonly mark: number;
}

/** The events of one network namespace. */
export class TraceBus {
  readonly #listeners = new Set<(event: TraceEvent) => void>();

  /** @returns a function that ends it */
  listen(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The trace of a packet's passage through a base chain; undefined when nobody listens. */
  begin(family: string, table: string, skb: PacketBuffer, state: HookState): ChainTrace | undefined {
    return this.#listeners.size > 0 ? new ChainTrace(this, family, table, skb, state) : undefined;
  }

  tell(event: TraceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Where a namespace's chains tell what rules do, from now on. */
export function traceBusOf(netfilter: Netfilter): TraceBus {
  netfilter.trace ??= new TraceBus();
  return netfilter.trace;
}

/** One passage of a packet through a base chain and the chains it goes to (struct nft_traceinfo). */
export class ChainTrace {
  readonly #bus: TraceBus;
  readonly #family: string;
  readonly #table: string;
  readonly #skb: PacketBuffer;
  readonly #state: HookState;
  #shown = false;

  constructor(bus: TraceBus, family: string, table: string, skb: PacketBuffer, state: HookState) {
    this.#bus = bus;
    this.#family = family;
    this.#table = table;
    this.#skb = skb;
    this.#state = state;
  }

  rule(chain: string, rule: object, verdict: TracedVerdict['verdict'], to?: string): void {
    this.#tell(chain, rule, { verdict, chain: to });
  }

  policy(chain: string, verdict: 'accept' | 'drop'): void {
    this.#tell(chain, undefined, { verdict, chain: undefined });
  }

  #tell(chain: string, rule: object | undefined, verdict: TracedVerdict): void {
    const skb = this.#skb;
    if (!skb.traced) return;
    const { in: input, out } = this.#state;
    const packet = this.#shown
      ? undefined
      : { frame: skb.frame, hasLinkHeader: input !== undefined, in: input, out };
    this.#shown = true;
    this.#bus.tell({
      id: traceId(skb, this.#state),
      family: this.#family,
      table: this.#table,
      chain,
      rule,
      verdict,
      packet,
      mark: skb.mark,
    });
  }
}

/** A hash of who the packet is: in the kernel of its address in memory and a secret. */
function traceId(skb: PacketBuffer, state: HookState): number {
  const input = skb.inputDevice ?? state.in;
  return (Math.imul(skb.id + 1, 0x9e37_79b1) ^ Math.imul((input?.index ?? 0) + 1, 0x85eb_ca6b)) >>> 0;
}
