/**
 * Changes that can be taken back: what a transaction did, until it is known to be good (nf_tables_abort).
 */
import type { NftChain, NftRule } from './model.ts';
import type { NftSet } from './set.ts';

export class UndoLog {
  readonly #steps: (() => void)[] = [];

  add(step: () => void): void {
    this.#steps.push(step);
  }

  undo(): void {
    for (const step of this.#steps.reverse()) step();
    this.#steps.length = 0;
  }

  /** Put `value` under `key`, or take it away; noted for an abort. */
  put<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
    const before = [...map];
    if (value === undefined) map.delete(key);
    else map.set(key, value);
    this.#steps.push(() => {
      map.clear();
      for (const [name, old] of before) map.set(name, old);
    });
  }

  /** Another key for the same value, in the same place. */
  rename<Value>(map: Map<string, Value>, from: string, to: string): void {
    const before = [...map];
    map.clear();
    for (const [key, value] of before) map.set(key === from ? to : key, value);
    this.#steps.push(() => {
      map.clear();
      for (const [key, value] of before) map.set(key, value);
    });
  }

  assign<Target extends object>(target: Target, values: Partial<Target>): void {
    const before = { ...target };
    Object.assign(target, values);
    const keys = Object.keys(values) as (keyof Target)[];
    this.#steps.push(() => {
      for (const key of keys) target[key] = before[key];
    });
  }

  setRules(chain: NftChain, rules: NftRule[]): void {
    const before = chain.rules;
    chain.rules = rules;
    this.#steps.push(() => {
      chain.rules = before;
    });
  }

  keepElements(set: NftSet): void {
    const before = set.elements;
    this.#steps.push(() => {
      set.clear();
      for (const element of before) set.add(element);
    });
  }
}
