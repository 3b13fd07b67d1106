/**
 * Which services select a pod, found without looking at every service: services are filed under one of their selector's
 * pairs.
 */
import { hasLabels } from '../api/selector.ts';
import { keyOf } from '../client/informer.ts';
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
    for (const [label, value] of Object.entries(pod.metadata.labels ?? {}))
      for (const [key, selector] of this.#byPair.get(pairOf(pod.metadata.namespace, label, value)) ?? [])
        if (hasLabels(pod.metadata.labels, selector)) found.push(key);
    return found;
  }
}

function pairOf(namespace: string | undefined, label: string, value: string): string {
  return `${namespace ?? ''}/${label}=${value}`;
}
