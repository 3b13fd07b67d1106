/**
 * The rule set of one family in one namespace, and what can be done to it (iptables/nft.c; the tables hang on the
 * hooks as nf_tables base chains do).
 *
 * A built-in chain is hung on its hook when it first has a rule or a policy other than ACCEPT; before, it costs
 * nothing. All changes go through `transact`, which puts everything back when one of them is refused.
 */
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { Provenance } from '../../journey/event.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../hook.ts';
import type { Netfilter } from '../netfilter.ts';
import { Chain } from './chain.ts';
import { checkKernel, checkLoops } from './check.ts';
import { badRule, busy, IptablesError, noSuchName, refused, usage } from './error.ts';
import { policyOf, traverse } from './evaluate.ts';
import { saveRule } from './print/save.ts';
import { traverseRecorded } from './record.ts';
import { Rule, type RuleText } from './rule.ts';
import { Table } from './table.ts';
import { type TableName, tableNames, tableShapes } from './tables.ts';

/** `nft`: iptables-nft, the default of Debian. `legacy`: its own tables in the kernel, beside the others. */
export type Dialect = 'nft' | 'legacy';

export class Ruleset {
  readonly family: 4 | 6;
  readonly dialect: Dialect;
  readonly namespace: NetworkNamespace;
  readonly #netfilter: Netfilter;
  readonly #tables = new Map<TableName, Table>();
  /** The built-in chains that hang, and what takes each off. */
  readonly #hung = new Map<Chain, () => void>();
  /** The rules in force, each with what to do when it goes. */
  readonly #live = new Map<TableName, Map<Rule, () => void>>();

  constructor(namespace: NetworkNamespace, netfilter: Netfilter, family: 4 | 6, dialect: Dialect) {
    this.namespace = namespace;
    this.#netfilter = netfilter;
    this.family = family;
    this.dialect = dialect;
  }

  /** The tables that exist, in the order of iptables-save: of the legacy ones the newest first. */
  get tables(): readonly Table[] {
    if (this.dialect === 'legacy') return [...this.#tables.values()].reverse();
    return tableNames.flatMap((name) => this.#tables.get(name) ?? []);
  }

  /** A table to look at; an empty one when it does not exist. */
  look(name: TableName): Table {
    return this.#tables.get(name) ?? this.#newTable(name);
  }

  /** Whoever uses a legacy table makes the kernel have it. */
  use(name: TableName): void {
    if (this.dialect === 'legacy') this.#table(name);
  }

  #newTable(name: TableName): Table {
    return new Table(name, this.dialect === 'legacy');
  }

  #table(name: TableName): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = this.#newTable(name);
      if (this.dialect === 'nft') table.handle = this.#netfilter.nextTableHandle();
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Do all of it or nothing. @throws what `change` threw */
  transact(name: TableName, change: () => void): void {
    const known = this.#tables.get(name);
    const restore = known?.snapshot();
    try {
      change();
      const table = this.#tables.get(name);
      if (table !== undefined) checkLoops(table);
    } catch (error) {
      if (restore === undefined) this.#tables.delete(name);
      else restore();
      throw error;
    } finally {
      this.#settle(name);
    }
  }

  append(name: TableName, chainName: string, text: RuleText, provenance?: Provenance): void {
    const table = this.#table(name);
    const chain = this.#chainOf(table, chainName);
    chain.rules.push(this.#make(table, chain, text, 'RULE_APPEND', provenance));
  }

  /** @param number position from 1 */
  insert(name: TableName, chainName: string, number: number, text: RuleText, provenance?: Provenance): void {
    const table = this.#table(name);
    const chain = this.#chainOf(table, chainName);
    if (number > chain.rules.length + 1) throw refused('Index of insertion too big');
    chain.rules.splice(number - 1, 0, this.#make(table, chain, text, 'RULE_INSERT', provenance));
  }

  replace(name: TableName, chainName: string, number: number, text: RuleText, provenance?: Provenance): void {
    const table = this.#table(name);
    const chain = this.#chainOf(table, chainName);
    const old = chain.rules[number - 1];
    if (old === undefined) throw this.#noRule(chain, 'replacement');
    const rule = this.#make(table, chain, text, 'RULE_REPLACE', provenance);
    rule.handle = old.handle;
    chain.rules[number - 1] = rule;
  }

  deleteNumber(name: TableName, chainName: string, number: number): void {
    const chain = this.#chainOf(this.#table(name), chainName);
    if (chain.rules[number - 1] === undefined) throw this.#noRule(chain, 'deletion');
    chain.rules.splice(number - 1, 1);
  }

  /** A chain nobody used is not in nf_tables at all. */
  #noRule(chain: Chain, what: string): IptablesError {
    const isThere = this.dialect === 'legacy' || chain.handle > 0;
    return refused(isThere ? `Index of ${what} too big` : noSuchName);
  }

  delete(name: TableName, chainName: string, text: RuleText): void {
    const table = this.look(name);
    const chain = table.chain(chainName);
    if (chain === undefined) throw refused(badRule);
    chain.rules.splice(this.#find(table, chain, text), 1);
  }

  check(name: TableName, chainName: string, text: RuleText): void {
    const table = this.look(name);
    const chain = table.chain(chainName);
    if (chain === undefined) throw refused(badRule);
    this.#find(table, chain, text);
  }

  #find(table: Table, chain: Chain, text: RuleText): number {
    const wanted = saveRule(this.#link(table, text), chain.name);
    const at = chain.rules.findIndex((rule) => saveRule(rule, chain.name) === wanted);
    if (at < 0) throw refused(badRule);
    return at;
  }

  flush(name: TableName, chainName: string | undefined): void {
    if (chainName === undefined) {
      for (const chain of this.look(name).chains) chain.rules = [];
      return;
    }
    const chain = this.#chainOf(this.look(name), chainName);
    chain.rules = [];
    if (chain.handle === 0) this.#mention(this.#table(name), this.#chainOf(this.#table(name), chainName));
  }

  /** Counters to zero. */
  zero(name: TableName, chainName: string | undefined, number?: number): void {
    const table = this.look(name);
    const chains = chainName === undefined ? table.chains : [this.#chainOf(table, chainName)];
    if (chainName !== undefined && this.dialect === 'nft' && chains[0]?.handle === 0)
      throw refused(noSuchName);
    for (const chain of chains) {
      const rules = number === undefined ? chain.rules : chain.rules.slice(number - 1, number);
      for (const counted of number === undefined ? [chain, ...rules] : rules) {
        counted.packets = 0;
        counted.bytes = 0;
      }
    }
  }

  newChain(name: TableName, chainName: string): void {
    const table = this.#table(name);
    if (table.chain(chainName) !== undefined) throw refused('Chain already exists');
    const chain = new Chain(chainName);
    this.#mention(table, chain);
    table.add(chain);
  }

  deleteChain(name: TableName, chainName: string | undefined): void {
    const table = this.look(name);
    const references = table.references();
    if (chainName === undefined) {
      for (const chain of table.userChains) this.#deleteOne(table, chain, references);
      return;
    }
    const chain = this.#chainOf(table, chainName);
    if (!chain.isBuiltIn) this.#deleteOne(table, chain, references);
    else if (this.dialect === 'legacy') throw refused("Invalid argument. Run `dmesg' for more information");
    else if (!this.#hung.has(chain)) throw refused(noSuchName);
    else if (chain.rules.length > 0) throw busy(chain.name);
    else chain.handle = 0;
  }

  #deleteOne(table: Table, chain: Chain, references: ReadonlyMap<Chain, number>): void {
    if (chain.rules.length > 0 || (references.get(chain) ?? 0) > 0) {
      if (this.dialect === 'nft') throw busy(chain.name);
      throw refused(chain.rules.length > 0 ? 'Directory not empty' : 'Too many links');
    }
    table.delete(chain);
  }

  renameChain(name: TableName, from: string, to: string): void {
    const table = this.look(name);
    const chain = table.chain(from);
    if (chain === undefined || chain.isBuiltIn) throw refused(noSuchName);
    if (table.chain(to) !== undefined) throw refused('File exists');
    table.rename(chain, to);
  }

  setPolicy(name: TableName, chainName: string, policy: string): void {
    if (policy !== 'ACCEPT' && policy !== 'DROP')
      throw refused("Bad policy name. Run `dmesg' for more information");
    const table = this.#table(name);
    const chain = table.chain(chainName);
    if (chain?.isBuiltIn !== true) throw refused('Bad built-in chain name');
    chain.policy = policy;
    chain.counts = true;
    this.#mention(table, chain);
  }

  /** Everything of a table away, as a section of iptables-restore without --noflush begins. */
  clear(name: TableName): void {
    const existed = this.#tables.has(name);
    const table = this.#table(name);
    if (existed && this.dialect === 'nft') table.renew(this.#netfilter.nextTableHandle());
    this.#empty(table);
  }

  #empty(table: Table): void {
    for (const chain of table.chains) {
      chain.rules = [];
      if (!chain.isBuiltIn) table.delete(chain);
      else
        Object.assign(chain, { policy: 'ACCEPT', packets: 0, bytes: 0, counts: this.dialect === 'legacy' });
    }
  }

  /** A whole table away, as only nft does it. */
  remove(name: TableName): void {
    this.transact(name, () => {
      this.#empty(this.look(name));
    });
    for (const chain of this.look(name).chains) {
      this.#hung.get(chain)?.();
      this.#hung.delete(chain);
    }
    this.#tables.delete(name);
  }

  /** A `:NAME POLICY` line of iptables-restore: a user's chain is made, or emptied. */
  declareChain(
    name: TableName,
    chainName: string,
    policy: string,
    counters: readonly [number, number],
  ): void {
    const table = this.#table(name);
    const chain = table.chain(chainName);
    if (chain?.isBuiltIn === true) {
      if (policy === '-') return;
      if (policy !== 'ACCEPT' && policy !== 'DROP') throw refused('Bad policy name');
      chain.policy = policy;
      chain.counts = true;
      [chain.packets, chain.bytes] = counters;
      this.#mention(table, chain);
      return;
    }
    if (chain !== undefined) {
      chain.rules = [];
      return;
    }
    const made = new Chain(chainName);
    this.#mention(table, made);
    table.add(made);
  }

  #chainOf(table: Table, name: string): Chain {
    const chain = table.chain(name);
    if (chain === undefined) throw refused(noSuchName);
    return chain;
  }

  #link(table: Table, text: RuleText, provenance?: Provenance): Rule {
    const jump = text.jump === undefined ? undefined : table.chain(text.jump);
    if (text.jump !== undefined && jump === undefined && this.dialect === 'legacy')
      throw usage(`Couldn't load target \`${text.jump}':No such file or directory\n`);
    if (text.jump !== undefined && jump === undefined)
      throw new IptablesError(2, `Chain '${text.jump}' does not exist`);
    return new Rule(text, jump, provenance);
  }

  /** Chains come into being in the kernel when they are named, built-in ones with their first rule or policy. */
  #mention(table: Table, chain: Chain): void {
    if (chain.handle === 0) chain.handle = table.nextHandle();
  }

  #make(table: Table, chain: Chain, text: RuleText, operation: string, provenance?: Provenance): Rule {
    this.#mention(table, chain);
    const rule = this.#link(table, text, provenance);
    checkKernel(rule, table, chain, operation, this.dialect);
    if (operation !== 'RULE_REPLACE') rule.handle = table.nextHandle();
    return rule;
  }

  /** Make ready what is new, let go of what is gone, and hang chains on their hooks. */
  #settle(name: TableName): void {
    const { chains } = this.look(name);
    const before = this.#live.get(name) ?? new Map<Rule, () => void>();
    const after = new Map<Rule, () => void>();
    for (const chain of chains)
      for (const rule of chain.rules) after.set(rule, before.get(rule) ?? this.#enter(name, chain, rule));
    for (const [rule, release] of before) if (!after.has(rule)) release();
    this.#live.set(name, after);
    for (const chain of chains)
      if (chain.isBuiltIn && (chain.rules.length > 0 || chain.policy === 'DROP' || chain.counts))
        this.#hang(name, chain);
  }

  /** @returns what to do when the rule goes */
  #enter(table: TableName, chain: Chain, rule: Rule): () => void {
    const { namespace, dialect } = this;
    const place = { namespace, netfilter: this.#netfilter, table, dialect, chain, rule };
    rule.compile(place);
    return () => rule.release(place);
  }

  #hang(name: TableName, chain: Chain): void {
    const { hook } = chain;
    if (hook === undefined || this.#hung.has(chain)) return;
    const run = (skb: PacketBuffer, state: HookState): Verdict => this.#run(name, chain, skb, state);
    if (name === 'nat') {
      if (hook !== 'forward') this.#hung.set(chain, this.#netfilter.nat.addChain(hook, run));
      return;
    }
    const { priority } = tableShapes[name];
    const mangles = name === 'mangle' && hook === 'output';
    const unhang = this.namespace.hooks.register(
      hook,
      priority,
      mangles ? (skb, state) => this.#mangle(run, skb, state) : run,
    );
    this.#hung.set(chain, unhang);
  }

  #run(name: TableName, chain: Chain, skb: PacketBuffer, state: HookState): Verdict {
    if (state.family !== this.family) return 'accept';
    const { recording } = this.namespace.environment.journeys;
    const trace =
      this.dialect === 'nft'
        ? this.#netfilter.trace?.begin(this.family === 4 ? 'ip' : 'ip6', name, skb, state)
        : undefined;
    const verdict =
      recording || trace !== undefined
        ? traverseRecorded(chain, skb, state, {
            namespace: this.namespace,
            netfilter: this.#netfilter,
            table: name,
            recording,
            trace,
          })
        : traverse(chain, skb, state, this.#netfilter);
    if (verdict !== 'continue') return verdict;
    const decided = policyOf(chain, skb);
    trace?.policy(chain.name, decided === 'drop' ? 'drop' : 'accept');
    return decided;
  }

  /** mangle OUTPUT may change what the route depends on (nf_route_table_hook4). */
  #mangle(
    run: (skb: PacketBuffer, state: HookState) => Verdict,
    skb: PacketBuffer,
    state: HookState,
  ): Verdict {
    const { packet, mark } = skb;
    const verdict = run(skb, state);
    if (verdict !== 'accept' || skb.packet.kind === 'arp' || packet.kind === 'arp') return verdict;
    if (skb.mark === mark && isRoutedAlike(skb.packet, packet)) return verdict;
    skb.dropError = this.namespace.ip(state.family).reroute(skb);
    return skb.dropError === undefined ? verdict : 'drop';
  }
}

/** What a route lookup sees of a packet is the same; for IPv6 the hop limit counts as well (ip6t_mangle_out). */
function isRoutedAlike(one: IpPacket, other: IpPacket): boolean {
  if (one.source !== other.source || one.destination !== other.destination) return false;
  if (one.kind === 'ipv4') return other.kind === 'ipv4' && one.tos === other.tos;
  return other.kind === 'ipv6' && one.trafficClass === other.trafficClass && one.hopLimit === other.hopLimit;
}
