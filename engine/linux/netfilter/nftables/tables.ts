/**
 * nf_tables of one network namespace: all tables, changed in transactions, hung on the hooks
 * (net/netfilter/nf_tables_api.c, nf_tables_core.c).
 */
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../hook.ts';
import { compileStatement, type Run, usesConntrack } from './compile/statement.ts';
import type { Family, NftChain, NftTable } from './model.ts';
import type { ChainTrace } from '../trace/trace.ts';
import { recordChain } from './record.ts';

interface Compiled {
  readonly rules: readonly { readonly runs: readonly Run[] }[];
}

export class NfTables {
  readonly #namespace: NetworkNamespace;
  /** In the order of creation. */
  readonly tables: NftTable[] = [];
  #compiled = new Map<NftChain, Compiled>();
  #owners = new Map<NftChain, NftTable>();
  #unhang: (() => void)[] = [];
  #holds = 0;
  #handle = 0;
  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
  }

  table(family: Family, name: string): NftTable | undefined {
    return this.tables.find((table) => table.family === family && table.name === name);
  }

  nextHandle(): number {
    return ++this.#handle;
  }

  /** After a transaction: make all rules ready and hang the base chains. @throws NftError, before anything changed hands */
  install(tables: readonly NftTable[]): void {
    const compiled = new Map<NftChain, Compiled>();
    const owners = new Map<NftChain, NftTable>();
    let holds = 0;
    for (const table of tables)
      for (const chain of table.chains.values()) {
        const place = { namespace: this.#namespace, table, chain: chain.name };
        const rules = chain.rules.map(({ statements }) => {
          if (statements.some(usesConntrack)) holds++;
          return { runs: statements.map((statement) => compileStatement(statement, place)) };
        });
        compiled.set(chain, { rules });
        owners.set(chain, table);
      }
    this.tables.splice(0, this.tables.length, ...tables);
    this.#compiled = compiled;
    this.#owners = owners;
    const { conntrack } = this.#namespace.netfilter;
    for (let count = 0; count < holds; count++) conntrack.hold();
    for (let count = 0; count < this.#holds; count++) conntrack.release();
    this.#holds = holds;
    for (const unhang of this.#unhang) unhang();
    this.#unhang = tables.flatMap((table) =>
      [...table.chains.values()].flatMap((chain) => this.#hang(table, chain)),
    );
  }

  #hang(table: NftTable, chain: NftChain): (() => void)[] {
    const { base } = chain;
    if (base === undefined) return [];
    const families = table.family === 'ip' ? [4] : table.family === 'ip6' ? [6] : [4, 6];
    const run = (skb: PacketBuffer, state: HookState): Verdict => {
      if (!families.includes(state.family)) return 'accept';
      const { recording } = this.#namespace.environment.journeys;
      const trace = this.#namespace.netfilter.traceOf(table.family, table.name, skb, state);
      const verdict =
        recording || trace !== undefined
          ? this.#recorded(chain, skb, state, recording, trace)
          : this.#traverse(chain, skb, state);
      if (verdict !== 'continue') return verdict;
      trace?.policy(chain.name, chain.policy);
      return chain.policy;
    };
    const { netfilter, hooks } = this.#namespace;
    if (base.type === 'nat') return base.hook === 'forward' ? [] : [netfilter.nat.addChain(base.hook, run)];
    if (base.type === 'route') return [hooks.register(base.hook, base.priority, this.#rerouting(run))];
    return [hooks.register(base.hook, base.priority, run)];
  }

  /** nf_route_table_hook4. */
  #rerouting(run: (skb: PacketBuffer, state: HookState) => Verdict) {
    return (skb: PacketBuffer, state: HookState): Verdict => {
      const { packet, mark } = skb;
      const verdict = run(skb, state);
      if (verdict !== 'accept' || (skb.packet === packet && skb.mark === mark)) return verdict;
      skb.dropError = this.#namespace.ipv4.reroute(skb);
      return skb.dropError === undefined ? 'accept' : 'drop';
    };
  }

  /** nft_do_chain. */
  #traverse(chain: NftChain, skb: PacketBuffer, state: HookState): Verdict | 'continue' {
    rules: for (const { runs } of this.#compiled.get(chain)?.rules ?? []) {
      for (const run of runs) {
        const step = run(skb, state);
        if (step === true) continue;
        if (step === false) continue rules;
        if (step.kind === 'final') return step.verdict;
        if (step.verdict === 'continue') continue rules;
        if (step.verdict === 'return') return 'continue';
        if (step.verdict === 'accept' || step.verdict === 'drop') return step.verdict;
        const next = this.#owners.get(chain)?.chains.get(step.chain ?? '');
        if (next === undefined) return 'drop';
        const verdict = this.#traverse(next, skb, state);
        if (verdict !== 'continue' || step.verdict === 'goto') return verdict;
        continue rules;
      }
    }
    return 'continue';
  }

  #recorded(
    chain: NftChain,
    skb: PacketBuffer,
    state: HookState,
    recording: boolean,
    trace: ChainTrace | undefined,
  ): Verdict | 'continue' {
    return recordChain(chain, skb, state, {
      namespace: this.#namespace,
      runsOf: (each, at) => this.#compiled.get(each)?.rules[at]?.runs ?? [],
      tableOf: (each) => this.#owners.get(each),
      recording,
      trace,
    });
  }
}
