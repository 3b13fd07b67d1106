/**
 * The smallest case that still shows a difference: delta debugging (Zeller and Hildebrandt's ddmin) over everything a case
 * can do without, rules, routes, services, probes, one item each. What it may not do without (namespaces, cables,
 * addresses) stays.
 */
import { clusterTopology } from '../../../engine/lab/oracle/cluster.ts';
import type { CaseData, NamespaceData, TopologyData } from './case-data.ts';

/** @param stillDiffers asked of ever smaller cases, at most `patience` times */
export async function shrink(
  data: CaseData,
  stillDiffers: (smaller: CaseData) => Promise<boolean>,
  patience: number,
): Promise<CaseData> {
  const whole = expand(data);
  let kept = Array.from({ length: itemsOf(whole) }, (_, index) => index);
  let chunks = 2;
  let asked = 0;
  while (kept.length >= 1 && asked < patience) {
    const size = Math.ceil(kept.length / chunks);
    let smaller: number[] | undefined;
    for (let start = 0; start < kept.length && smaller === undefined && asked < patience; start += size) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      const candidate = keep(whole, new Set(rest));
      if (candidate.probes.length === 0) continue;
      asked += 1;
      if (await stillDiffers(candidate)) smaller = rest;
    }
    if (smaller !== undefined) {
      kept = smaller;
      chunks = Math.max(2, chunks - 1);
    } else if (size === 1) break;
    else chunks = Math.min(kept.length, chunks * 2);
  }
  return keep(whole, new Set(kept));
}

function expand(data: CaseData): CaseData {
  return typeof data.topo === 'string' ? { ...data, topo: clusterTopology(data.topo) as TopologyData } : data;
}

/** Every item is asked for in the same order, whether wanted or not; those not wanted are left out. */
class Sieve {
  items = 0;
  readonly #wanted: ReadonlySet<number> | undefined;

  constructor(wanted?: ReadonlySet<number>) {
    this.#wanted = wanted;
  }

  #keeps(): boolean {
    const item = this.items++;
    return this.#wanted?.has(item) ?? true;
  }

  /** @param within what of an item can be left out in its turn */
  list<T>(values: readonly T[], within: (value: T) => T = (value) => value): T[] {
    return values.flatMap((value) => {
      const isKept = this.#keeps();
      const sifted = within(value);
      return isKept ? [sifted] : [];
    });
  }

  /** Lines of a text; those that `isFixed` are no items. */
  lines(text: string, isFixed: (line: string) => boolean): string {
    return text
      .split('\n')
      .filter((line) => isFixed(line) || this.#keeps())
      .join('\n');
  }
}

function itemsOf(data: CaseData): number {
  const sieve = new Sieve();
  sift(data, sieve);
  return sieve.items;
}

function keep(data: CaseData, wanted: ReadonlySet<number>): CaseData {
  return sift(data, new Sieve(wanted));
}

function sift(data: CaseData, sieve: Sieve): CaseData {
  const topo = data.topo as TopologyData;
  const { services = [], warm = [], flushct = [], after = [] } = data;
  return {
    ...data,
    probes: sieve.list(data.probes, (probe) =>
      probe.before === undefined ? probe : { ...probe, before: sieve.list(probe.before) },
    ),
    services: sieve.list(services, (service) => ({ ...service, endpoints: sieve.list(service.endpoints) })),
    warm: sieve.list(warm),
    flushct: sieve.list(flushct),
    after: sieve.list(after),
    topo: {
      ...topo,
      ns: Object.fromEntries(
        Object.entries(topo.ns).map(([name, setup]) => [name, siftNamespace(setup, sieve)]),
      ),
    },
  };
}

function siftNamespace(setup: NamespaceData, sieve: Sieve): NamespaceData {
  const { iptables, nft, ipset, sysctl = {} } = setup;
  const list = <T>(values: readonly T[] | undefined): T[] => sieve.list(values ?? []);
  return {
    ...setup,
    route: list(setup.route),
    rule: list(setup.rule),
    neigh: list(setup.neigh),
    fdb: list(setup.fdb),
    hairpin: list(setup.hairpin),
    down: list(setup.down),
    listen: list(setup.listen),
    sysctl: Object.fromEntries(list(Object.entries(sysctl))),
    ...(iptables === undefined ? {} : { iptables: sieve.lines(iptables, (line) => !line.startsWith('-A')) }),
    ...(nft === undefined ? {} : { nft: sieve.lines(nft, (line) => /[{}]|^\s*$|type .* hook/.test(line)) }),
    ...(ipset === undefined ? {} : { ipset: sieve.lines(ipset, (line) => !line.startsWith('add')) }),
  };
}
