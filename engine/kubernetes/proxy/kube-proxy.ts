/**
 * kube-proxy on one node: keeps the kernel's rules equal to Services and EndpointSlices, in iptables mode
 * (pkg/proxy/iptables) or in nftables mode, whose code a world fetches when one is started in it. Whoever starts takes
 * away first what the other mode left.
 *
 * A kernel nobody looks at costs nothing: a change only marks the rules as stale; they are written when a packet
 * arrives at a hook or somebody lists them (HookTable.prepare). What is written is a function of the API's state, so
 * nobody can tell the difference.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { EndpointSlice, Service } from '../objects/service.ts';
import { cleanUpLines } from './iptables/clean-up.ts';
import { canaryLines, leftChains, missingJumps } from './iptables/start.ts';
import { proxyRules } from './iptables/rules.ts';
import type { ProxyOptions } from './iptables/options.ts';
import type { Jump, RuleLine } from './iptables/rule-text.ts';
import { type LaterNftables, laterNftables } from './later-nftables.ts';
import { servicePorts } from './service-ports.ts';

export interface KubeProxyParts {
  readonly host: NetworkNamespace;
  readonly options: ProxyOptions;
  /** Objects of the API, as an informer holds them. */
  readonly services: () => readonly Service[];
  readonly endpointSlices: () => readonly EndpointSlice[];
  /** The ranges Services get their addresses from. */
  readonly serviceCidrs: () => readonly string[];
  /** `iptables-restore --noflush` with the provenance of each line. */
  readonly restore: (lines: readonly RuleLine[]) => void;
}

const chainOfLine = /^:(KUBE-\S+) /;

export class KubeProxy {
  readonly #parts: KubeProxyParts;
  /** Chains of the last text, by table: those the next does not name are deleted. */
  #written: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  #running = false;
  /** The rules of nftables mode; undefined in iptables mode. */
  #nftables: InstanceType<LaterNftables> | undefined;
  /** Nothing of the other mode is left. */
  #clean = false;
  #stop: (() => void) | undefined;

  constructor(parts: KubeProxyParts) {
    this.#parts = parts;
  }

  /** @param nftables that mode's code, to run in nftables mode */
  start(nftables?: LaterNftables): void {
    if (this.#running) return;
    this.#running = true;
    const { host, options } = this.#parts;
    this.#nftables = nftables === undefined ? undefined : new nftables(host, options);
    this.#clean = false;
    this.#written = undefined;
    this.changed();
  }

  /** The rules stay as they are; changes no longer reach them. */
  stop(): void {
    this.#running = false;
    this.#stop?.();
    this.#stop = undefined;
  }

  /** A Service or EndpointSlice changed. */
  changed(): void {
    if (!this.#running || this.#stop !== undefined) return;
    this.#stop = this.#parts.host.hooks.prepare(() => {
      this.#stop = undefined;
      this.#sync();
    });
  }

  #sync(): void {
    const { services, endpointSlices, serviceCidrs, options, restore, host } = this.#parts;
    const { localhostNodePorts = true } = options;
    this.#cleanUp();
    if (this.#nftables !== undefined) {
      this.#nftables.sync(servicePorts(services(), endpointSlices()), serviceCidrs());
      return;
    }
    const { lines } = proxyRules(servicePorts(services(), endpointSlices()), options);
    const chains = chainsOf(lines);
    const rules = host.netfilter.iptables;
    const first = this.#written === undefined;
    // What an earlier kube-proxy of this mode left is as if this one had written it.
    this.#written ??= leftChains(rules);
    const text = withDeletions(lines, this.#staleChains(chains));
    this.#written = chains;
    restore(first ? [...canaryLines, ...withJumps(text, missingJumps(rules, localhostNodePorts))] : text);
  }

  /** The first time after a start. */
  #cleanUp(): void {
    if (this.#clean) return;
    this.#clean = true;
    const { host, restore } = this.#parts;
    if (this.#nftables === undefined) {
      laterNftables()?.cleanUp(host);
      return;
    }
    const lines = cleanUpLines(host.netfilter.iptables);
    if (lines.length > 0) restore(lines);
  }

  #staleChains(chains: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> {
    const stale = new Map<string, readonly string[]>();
    for (const [table, names] of this.#written ?? [])
      stale.set(
        table,
        [...names].filter((name) => chains.get(table)?.has(name) !== true),
      );
    return stale;
  }
}

function chainsOf(lines: readonly RuleLine[]): ReadonlyMap<string, ReadonlySet<string>> {
  const chains = new Map<string, Set<string>>();
  let table = '';
  for (const { text } of lines) {
    if (text.startsWith('*')) table = text.slice(1);
    const name = chainOfLine.exec(text)?.[1];
    if (name === undefined) continue;
    const known = chains.get(table) ?? new Set();
    known.add(name);
    chains.set(table, known);
  }
  return chains;
}

/** The first time: the jumps from the built-in chains go in front, one after the other. */
function withJumps(lines: readonly RuleLine[], all: readonly Jump[]): readonly RuleLine[] {
  return eachTable(lines, (table, rules) => {
    const first = rules.findIndex(({ text }) => !text.startsWith('*') && !text.startsWith(':'));
    const own = all
      .filter((jump) => jump.table === table)
      .map((jump): RuleLine => ({ text: jump.text, provenance: { writer: 'kube-proxy' } }));
    return [...rules.slice(0, first), ...own, ...rules.slice(first)];
  });
}

/** Later: chains that no Service needs any more are emptied and deleted in the same transaction. */
function withDeletions(
  lines: readonly RuleLine[],
  stale: ReadonlyMap<string, readonly string[]>,
): readonly RuleLine[] {
  const own = (text: string): RuleLine => ({ text, provenance: { writer: 'kube-proxy' } });
  return eachTable(lines, (table, rules) => {
    const names = stale.get(table) ?? [];
    const first = rules.findIndex(({ text }) => !text.startsWith('*') && !text.startsWith(':'));
    const last = rules.length - 1;
    return [
      ...rules.slice(0, first),
      ...names.map((name) => own(`:${name} - [0:0]`)),
      ...rules.slice(first, last),
      ...names.map((name) => own(`-X ${name}`)),
      ...rules.slice(last),
    ];
  });
}

function eachTable(
  lines: readonly RuleLine[],
  change: (table: string, rules: readonly RuleLine[]) => readonly RuleLine[],
): readonly RuleLine[] {
  const out: RuleLine[] = [];
  let rules: RuleLine[] = [];
  for (const line of lines) {
    rules.push(line);
    if (line.text !== 'COMMIT') continue;
    out.push(...change(rules[0]?.text.slice(1) ?? '', rules));
    rules = [];
  }
  return out;
}
