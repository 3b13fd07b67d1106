/**
 * nf_tables of one network namespace: all tables, hung on the hooks (net/netfilter/nf_tables_api.c, nf_tables_core.c).
 *
 * Rules become functions once, when the transaction that brought them ends. Left out: the hooks of the families arp,
 * bridge and netdev, and `ingress`: their base chains are refused.
 */
import { PerNamespace } from '../../module/per-namespace.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../hook.ts';
import type { Ruleset } from '../iptables/ruleset.ts';
import type { ChainTrace } from '../trace/trace.ts';
import { compileStatement, type Run, usesConntrack } from './compile/statement.ts';
import { NotModelled } from './error.ts';
import { type Family, NftChain, type NftObject, type NftRule, NftTable } from './model.ts';
import { recordChain } from './record.ts';
import type { NftElement, NftSet } from './set.ts';

/** What a transaction did, in its order, for `nft monitor`. */
export interface RulesetEvent {
  readonly verb: 'add' | 'create' | 'insert' | 'delete';
  readonly table: NftTable;
  readonly what:
    | { readonly kind: 'table' }
    | { readonly kind: 'chain'; readonly chain: NftChain }
    | { readonly kind: 'rule'; readonly chain: NftChain; readonly rule: NftRule }
    | { readonly kind: 'set'; readonly set: NftSet }
    | { readonly kind: 'element'; readonly set: NftSet; readonly elements: readonly NftElement[] }
    | { readonly kind: 'object'; readonly object: NftObject };
}

/** Who changed the rule set, and the how manieth change it is (nft_net->base_seq). */
export interface Generation {
  readonly generation: number;
  readonly writer: { readonly pid: number; readonly name: string };
}

export type RulesetListener = (events: readonly RulesetEvent[], generation: Generation) => void;

export class NfTables {
  readonly #namespace: NetworkNamespace;
  /** In the order of creation. */
  readonly tables: NftTable[] = [];
  #compiled = new WeakMap<NftRule, readonly Run[]>();
  /** The base chains that hang, and what takes each off. */
  readonly #hung = new Map<NftChain, () => void>();
  #holds = 0;
  #generation = 1;
  readonly #listeners = new Set<RulesetListener>();

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
  }

  table(family: Family, name: string): NftTable | undefined {
    return this.tables.find((table) => table.family === family && table.name === name);
  }

  /** The tables of iptables-nft, which are of the same kernel. */
  foreign(family: Family): Ruleset | undefined {
    const { iptables, ip6tables } = this.#namespace.netfilter;
    return family === 'ip' ? iptables : family === 'ip6' ? ip6tables : undefined;
  }

  /** Handles of tables. */
  nextHandle(): number {
    return this.#namespace.netfilter.nextTableHandle();
  }

  /** With those of iptables and their chains, as nft sees them when it guesses what was meant. */
  get known(): readonly NftTable[] {
    const { iptables, ip6tables } = this.#namespace.netfilter;
    const foreign = (['ip', 'ip6'] as const).flatMap((family) =>
      (family === 'ip' ? iptables : ip6tables).tables.map(({ name, chains }) => {
        const table = new NftTable(family, name);
        for (const chain of chains)
          if (chain.handle > 0) table.chains.set(chain.name, new NftChain(chain.name, undefined));
        return table;
      }),
    );
    return [...foreign.filter(({ chains }) => chains.size > 0), ...this.tables];
  }

  /** Have `listener` told what transactions change. @returns a function that ends it */
  listen(listener: RulesetListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** A transaction ended well. */
  tell(events: readonly RulesetEvent[], writer: Generation['writer']): void {
    this.#generation++;
    for (const listener of this.#listeners) listener(events, { generation: this.#generation, writer });
  }

  /** A rule is ready to run from now on. @throws NftError for what cannot be */
  prepare(table: NftTable, chain: NftChain, rule: NftRule): void {
    const place = { namespace: this.#namespace, table, chain: chain.name };
    this.#compiled.set(
      rule,
      rule.statements.map((statement) => compileStatement(statement, place)),
    );
  }

  /** After a transaction: hang the base chains that are new, take off those that are gone. @throws NotModelled */
  settle(): void {
    const wanted = new Map<NftChain, NftTable>();
    let holds = 0;
    for (const table of this.tables)
      for (const chain of table.chains.values()) {
        if (chain.base !== undefined && !table.dormant) wanted.set(chain, table);
        for (const { statements } of chain.rules) if (statements.some(usesConntrack)) holds++;
      }
    for (const [chain, table] of wanted)
      if (!this.#hung.has(chain)) this.#hung.set(chain, this.#hang(table, chain));
    for (const [chain, unhang] of this.#hung)
      if (!wanted.has(chain)) {
        unhang();
        this.#hung.delete(chain);
      }
    const { conntrack } = this.#namespace.netfilter;
    for (; this.#holds < holds; this.#holds++) conntrack.hold();
    for (; this.#holds > holds; this.#holds--) conntrack.release();
  }

  #hang(table: NftTable, chain: NftChain): () => void {
    const { base } = chain;
    if (base === undefined) return () => undefined;
    const { hook, type, priority } = base;
    if (hook === 'ingress' || hook === 'egress' || !['ip', 'ip6', 'inet'].includes(table.family))
      throw new NotModelled(`base chains of table ${table.family} on hook ${hook}`);
    const only = table.family === 'ip' ? 4 : table.family === 'ip6' ? 6 : undefined;
    const run = (skb: PacketBuffer, state: HookState): Verdict => {
      if (only !== undefined && state.family !== only) return 'accept';
      const { recording } = this.#namespace.environment.journeys;
      const trace = this.#namespace.netfilter.trace?.begin(table.family, table.name, skb, state);
      const verdict =
        recording || trace !== undefined
          ? this.#recorded(table, chain, skb, state, recording, trace)
          : this.#traverse(table, chain, skb, state);
      if (verdict !== 'continue') return verdict;
      trace?.policy(chain.name, chain.policy);
      return chain.policy;
    };
    const { netfilter, hooks } = this.#namespace;
    if (type === 'nat' && hook !== 'forward') return netfilter.nat.addChain(hook, run, priority);
    if (type === 'route') return hooks.register(hook, priority, this.#rerouting(run));
    return hooks.register(hook, priority, run);
  }

  /** nf_route_table_hook4. */
  #rerouting(run: (skb: PacketBuffer, state: HookState) => Verdict) {
    return (skb: PacketBuffer, state: HookState): Verdict => {
      const { packet, mark } = skb;
      const verdict = run(skb, state);
      if (verdict !== 'accept' || (skb.packet === packet && skb.mark === mark)) return verdict;
      skb.dropError = this.#namespace.ip(state.family).reroute(skb);
      return skb.dropError === undefined ? 'accept' : 'drop';
    };
  }

  /** nft_do_chain. */
  #traverse(table: NftTable, chain: NftChain, skb: PacketBuffer, state: HookState): Verdict | 'continue' {
    rules: for (const rule of chain.rules) {
      for (const run of this.#compiled.get(rule) ?? []) {
        const step = run(skb, state);
        if (step === true) continue;
        if (step === false) continue rules;
        if (step.kind === 'final') return step.verdict;
        if (step.verdict === 'continue') continue;
        if (step.verdict === 'return') return 'continue';
        if (step.verdict === 'accept' || step.verdict === 'drop') return step.verdict;
        const next = table.chains.get(step.chain ?? '');
        if (next === undefined) return 'drop';
        const verdict = this.#traverse(table, next, skb, state);
        if (verdict !== 'continue' || step.verdict === 'goto') return verdict;
        continue rules;
      }
    }
    return 'continue';
  }

  #recorded(
    table: NftTable,
    chain: NftChain,
    skb: PacketBuffer,
    state: HookState,
    recording: boolean,
    trace: ChainTrace | undefined,
  ): Verdict | 'continue' {
    return recordChain(chain, skb, state, {
      namespace: this.#namespace,
      runsOf: (rule) => this.#compiled.get(rule) ?? [],
      table,
      recording,
      trace,
    });
  }
}

/** The tables of `nft` in a namespace; those of `iptables` are kept apart. */
export const nfTables = new PerNamespace((namespace) => new NfTables(namespace));
