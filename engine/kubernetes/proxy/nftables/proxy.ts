/**
 * The rules of nftables mode kept equal to the Services (syncProxyRules in pkg/proxy/nftables/proxier.go, with its
 * nftElementStorage): everything the first time, then only what differs: elements that came or went, chains of services
 * that changed.
 *
 * A chain nobody needs any more is emptied, and deleted by a sync more than a second later, when no packet can be in it.
 * Left out: the hourly full sync.
 */
import { second } from '../../../clock/clock.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { Provenance } from '../../../linux/journey/event.ts';
import { applyCommands } from '../../../linux/netfilter/nftables/apply.ts';
import { parseCommands } from '../../../linux/netfilter/nftables/parse/command.ts';
import { nfTables } from '../../../linux/netfilter/nftables/tables.ts';
import type { ProxyOptions } from '../iptables/options.ts';
import type { ServicePort } from '../iptables/service-port.ts';
import { type ProxyElement, type ServiceText, serviceText } from './service-rules.ts';
import { setUp, table } from './set-up.ts';

const own: Provenance = { writer: 'kube-proxy' };

interface Line {
  readonly text: string;
  readonly provenance: Provenance;
}

export class NftablesProxy {
  readonly #host: NetworkNamespace;
  readonly #options: ProxyOptions;
  readonly #elements = new Map<string, ProxyElement>();
  /** What each chain holds, as text: whether a service has to be written again. */
  #written = new Map<string, string>();
  #clients = new Set<string>();
  /** When each chain was emptied. */
  readonly #stale = new Map<string, number>();
  #ranges: string | undefined;

  constructor(host: NetworkNamespace, options: ProxyOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** What kube-proxy leaves behind when another mode takes over (CleanupLeftovers). */
  static cleanUp(host: NetworkNamespace): void {
    if (nfTables.of(host).table('ip', 'kube-proxy') !== undefined)
      load(host, [{ text: `delete table ${table}`, provenance: own }]);
  }

  /** @param serviceCidrs the ranges Services get their addresses from */
  sync(services: readonly ServicePort[], serviceCidrs: readonly string[]): void {
    const { now } = this.#host.environment.clock;
    this.#deleteStale(now);
    const lines: Line[] = [];
    const ranges = serviceCidrs.join();
    if (ranges !== this.#ranges) this.#startAgain(lines, serviceCidrs);
    this.#ranges = ranges;
    const texts = services
      .filter(({ clusterIP }) => clusterIP !== '' && clusterIP !== 'None')
      .map((service) => serviceText(service, this.#options));
    this.#syncChains(lines, texts, now);
    this.#syncElements(lines, texts);
    if (lines.length > 0) load(this.#host, lines);
  }

  #deleteStale(now: number): void {
    const old = [...this.#stale].filter(([, since]) => since < now - second).map(([chain]) => chain);
    for (const chain of old) this.#stale.delete(chain);
    if (old.length > 0)
      load(
        this.#host,
        old.map((chain) => ({ text: `delete chain ${table} ${chain}`, provenance: own })),
      );
  }

  /** A full sync: what is there of sets, maps and base chains is emptied; service chains are taken over. */
  #startAgain(lines: Line[], serviceCidrs: readonly string[]): void {
    const there = nfTables.of(this.#host).table('ip', 'kube-proxy');
    this.#elements.clear();
    this.#written = new Map([...(there?.chains.keys() ?? [])].filter(isOfService).map((name) => [name, '?']));
    this.#clients = new Set([...(there?.sets.keys() ?? [])].filter((name) => name.startsWith('affinity-')));
    for (const text of setUp(this.#options, serviceCidrs)) lines.push({ text, provenance: own });
    const { nodePortIPs, nodeIP } = this.#options;
    const addresses = nodePortIPs ?? (nodeIP === undefined ? [] : [nodeIP]);
    for (const ip of addresses)
      lines.push({ text: `add element ${table} nodeport-ips { ${ip} }`, provenance: own });
  }

  #syncChains(lines: Line[], texts: readonly ServiceText[], now: number): void {
    const active = new Map<string, string>();
    const clients = new Set<string>();
    const rules: Line[] = [];
    for (const text of texts) {
      for (const chain of text.chains) {
        const own = text.rules.filter((rule) => rule.chain === chain);
        const body = own.map((rule) => rule.text).join('\n');
        active.set(chain, body);
        this.#stale.delete(chain);
        if (this.#written.get(chain) === body) continue;
        const provenance = own[0]?.provenance ?? { writer: 'kube-proxy' };
        for (const verb of ['add', 'flush'])
          lines.push({ text: `${verb} chain ${table} ${chain}`, provenance });
        for (const rule of own)
          rules.push({ text: `add rule ${table} ${chain} ${rule.text}`, provenance: rule.provenance });
      }
      for (const [name, seconds] of text.clients) {
        clients.add(name);
        if (!this.#clients.has(name))
          lines.push({
            text: `add set ${table} ${name} { type ipv4_addr ; flags dynamic,timeout ; timeout ${String(seconds)}s ; }`,
            provenance: own,
          });
      }
    }
    lines.push(...rules);
    for (const chain of this.#written.keys()) {
      if (active.has(chain)) continue;
      lines.push({ text: `flush chain ${table} ${chain}`, provenance: own });
      this.#stale.set(chain, now);
    }
    for (const name of this.#clients)
      if (!clients.has(name)) lines.push({ text: `delete set ${table} ${name}`, provenance: own });
    this.#written = active;
    this.#clients = clients;
  }

  #syncElements(lines: Line[], texts: readonly ServiceText[]): void {
    const wanted = new Map<string, ProxyElement>();
    for (const { elements } of texts)
      for (const element of elements) wanted.set(`${element.container} ${element.key}`, element);
    const change = (verb: string, { container, key, rest, provenance }: ProxyElement): void => {
      lines.push({ text: `${verb} element ${table} ${container} { ${key}${rest} }`, provenance });
    };
    for (const [key, element] of this.#elements) {
      if (wanted.get(key)?.rest === element.rest) continue;
      change('delete', { ...element, rest: '' });
      this.#elements.delete(key);
    }
    for (const [key, element] of wanted) {
      if (this.#elements.has(key)) continue;
      change('add', element);
      this.#elements.set(key, element);
    }
  }
}

/** Chains of services have a slash in their name, the common ones none. */
function isOfService(chain: string): boolean {
  return chain.includes('/');
}

/** `nft -f` in one transaction. @throws NftError when the kernel refuses: an agent's own text is never wrong */
function load(host: NetworkNamespace, lines: readonly Line[]): void {
  const commands = parseCommands(lines.map(({ text }) => `${text}\n`).join(''), {
    interfaceIndex: () => undefined,
  });
  applyCommands(nfTables.of(host), commands, host.environment.clock.now, {
    provenance: own,
    process: { pid: 0, name: 'nft' },
  });
}
