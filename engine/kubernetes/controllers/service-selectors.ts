/**
 * Which services select a pod, found without looking at every service: services are filed under one of their selector's
 * pairs. And which pods a service selects, found without looking at every pod: pods are filed under each of their labels.
 */
import { hasLabels } from '../api/selector.ts';
import { type Informer, keyOf } from '../client/informer.ts';
import type { Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';

export class ServiceSelectors {
  readonly #byPair = new Map<string, Map<string, Readonly<Record<string, string>>>>();
  readonly #pairOf = new Map<string, string>();

  put(service: Service): void {
    this.remove(service);
    const selector = service.spec.selector;
    const first = Object.entries(selector ?? {})[0];
    if (selector === undefined || first === undefined) return;
    const pair = pairOf(service.metadata.namespace, ...first);
    let filed = this.#byPair.get(pair);
    if (filed === undefined)
      this.#byPair.set(pair, (filed = new Map<string, Readonly<Record<string, string>>>()));
    filed.set(keyOf(service), selector);
    this.#pairOf.set(keyOf(service), pair);
  }

  remove(service: Service): void {
    const key = keyOf(service);
    const pair = this.#pairOf.get(key);
    if (pair === undefined) return;
    this.#byPair.get(pair)?.delete(key);
    this.#pairOf.delete(key);
  }

  matching(pod: Pod): readonly string[] {
    const found: string[] = [];
    for (const pair of pairsOf(pod)) {
      const filed = this.#byPair.get(pair);
      if (filed === undefined) continue;
      for (const [key, selector] of filed) if (hasLabels(pod.metadata.labels, selector)) found.push(key);
    }
    return found;
  }
}

/** An index of pods: by namespace and a label with its value. */
export const byLabel = 'label';

/** The keys of a pod in that index. */
export function pairsOf({ metadata: { namespace, labels = {} } }: Pod): readonly string[] {
  return Object.keys(labels).map((label) => pairOf(namespace, label, labels[label] ?? ''));
}

/** The pods of the service's namespace that have all of the selector's labels; of the rarest of them no more are looked at. */
export function selectedPods(
  pods: Informer<Pod>,
  { metadata: { namespace } }: Service,
  selector: Readonly<Record<string, string>>,
): readonly Pod[] {
  const [first, ...others] = Object.entries(selector).map((pair) => pairOf(namespace, ...pair));
  if (first === undefined) return [...pods.values()].filter((pod) => pod.metadata.namespace === namespace);
  const size = (pair: string): number => pods.count(byLabel, pair);
  const rarest = others.reduce((best, pair) => (size(pair) < size(best) ? pair : best), first);
  const found = pods.indexed(byLabel, rarest);
  return others.length === 0 ? found : found.filter((pod) => hasLabels(pod.metadata.labels, selector));
}

function pairOf(namespace: string | undefined, label: string, value: string): string {
  return `${namespace ?? ''}/${label}=${value}`;
}
