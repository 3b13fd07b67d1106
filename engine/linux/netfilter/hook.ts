/**
 * The seam between the IP layer and netfilter: five hooks, a verdict each (include/uapi/linux/netfilter.h).
 *
 * The IP layer and the bridge call `Netfilter.run`; whatever is registered there (conntrack, NAT, iptables, nftables)
 * runs in the order of its priority. `stolen` means that the hook took the packet over (or answered it).
 */
import type { NetDevice } from '../device/device.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Connection } from './conntrack/connection.ts';

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

export type Verdict = 'accept' | 'drop' | 'stolen';

/** Where the packet is (struct nf_hook_state). */
export interface HookState {
  readonly hook: Hook;
  readonly family: 4 | 6;
  readonly in: NetDevice | undefined;
  readonly out: NetDevice | undefined;
}

/** Priorities of include/uapi/linux/netfilter_ipv4.h: lower runs first. */
export const hookPriority = {
  defragment: -400,
  raw: -300,
  conntrack: -200,
  mangle: -150,
  destinationNat: -100,
  filter: 0,
  security: 50,
  sourceNat: 100,
  conntrackConfirm: 2_147_483_647,
} as const;

export type HookFunction = (skb: PacketBuffer, state: HookState) => Verdict;

/** What a packet knows of its connection (skb->_nfct and enum ip_conntrack_info). */
export type ConntrackLink = TrackedLink | UntrackedLink;

export interface TrackedLink {
  readonly entry: Connection;
  readonly direction: 'original' | 'reply';
  readonly state: 'new' | 'established' | 'related' | 'relatedReply';
}

/** `untracked`: a rule said so (CT --notrack). `template`: a rule chose a zone for the connection to come (CT --zone). */
export interface UntrackedLink {
  readonly entry: undefined;
  readonly direction: 'original';
  readonly state: 'untracked' | 'template';
  readonly zone: number;
}

/** The hooks of one network namespace. */
export class HookTable {
  readonly #hooks: Record<Hook, { readonly priority: number; readonly run: HookFunction }[]> = {
    prerouting: [],
    input: [],
    forward: [],
    output: [],
    postrouting: [],
  };

  /** Functions of equal priority run in the order of registration. @returns a function that removes it */
  register(hook: Hook, priority: number, run: HookFunction): () => void {
    const entry = { priority, run };
    const list = this.#hooks[hook];
    const at = list.findIndex((other) => other.priority > priority);
    list.splice(at < 0 ? list.length : at, 0, entry);
    return () => {
      list.splice(list.indexOf(entry), 1);
    };
  }

  readonly #preparations = new Set<() => void>();

  /**
   * Have `prepare` run once, before the hooks are next used or listed: agents write their rules then and not sooner.
   * @returns a function that calls it off
   */
  prepare(prepare: () => void): () => void {
    this.#preparations.add(prepare);
    return () => {
      this.#preparations.delete(prepare);
    };
  }

  /** Run what waits to be prepared. Whoever lists or changes rules calls this first. */
  refresh(): void {
    if (this.#preparations.size === 0) return;
    const waiting = [...this.#preparations];
    this.#preparations.clear();
    for (const prepare of waiting) prepare();
  }

  /** Any function registered on this hook? */
  isEmpty(hook: Hook): boolean {
    return this.#hooks[hook].length === 0;
  }

  run(skb: PacketBuffer, state: HookState): Verdict {
    this.refresh();
    for (const entry of this.#hooks[state.hook]) {
      const verdict = entry.run(skb, state);
      if (verdict !== 'accept') return verdict;
    }
    return 'accept';
  }
}
