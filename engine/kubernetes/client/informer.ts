/**
 * A component's view of one resource: a copy kept up to date by a watch, with indexes, and handlers told of each change
 * (client-go's SharedInformer). Changes arrive a moment of virtual time after they were stored, in batches.
 */
import { type Clock, millisecond } from '../../clock/clock.ts';
import type { ApiWatch } from '../api/request.ts';
import type { Resource } from '../api/resources.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Client } from './client.ts';

export interface Change<Kind> {
  readonly object: Kind;
  /** Before the change. */
  readonly old: Kind | undefined;
  readonly gone: boolean;
}

export type Handler<Kind> = (change: Change<Kind>) => void;

/** An object as it is now: indexes hold this, so that a change which moves nothing costs them nothing. */
interface Entry<Kind> {
  object: Kind;
}

class Index<Kind> {
  readonly #part: (object: Kind) => unknown;
  readonly #keys: (object: Kind) => readonly string[];
  readonly #sets = new Map<string, Set<Entry<Kind>>>();

  constructor(part: (object: Kind) => unknown, keys: (object: Kind) => readonly string[]) {
    this.#part = part;
    this.#keys = keys;
  }

  get(key: string): ReadonlySet<Entry<Kind>> | undefined {
    return this.#sets.get(key);
  }

  put(entry: Entry<Kind>, old: Kind | undefined): void {
    if (old !== undefined && this.#part(old) === this.#part(entry.object)) return;
    const keys = this.#keys(entry.object);
    if (old !== undefined) for (const key of this.#keys(old)) if (!keys.includes(key)) this.#take(key, entry);
    for (const key of keys) {
      let set = this.#sets.get(key);
      if (set === undefined) this.#sets.set(key, (set = new Set<Entry<Kind>>()));
      set.add(entry);
    }
  }

  remove(entry: Entry<Kind>): void {
    for (const key of this.#keys(entry.object)) this.#take(key, entry);
  }

  #take(key: string, entry: Entry<Kind>): void {
    const set = this.#sets.get(key);
    set?.delete(entry);
    if (set?.size === 0) this.#sets.delete(key);
  }
}

export class Informer<Kind extends KubeObject> {
  readonly #entries = new Map<string, Entry<Kind>>();
  readonly #handlers: Handler<Kind>[] = [];
  readonly #indexes = new Map<string, Index<Kind>>();
  readonly #watch: ApiWatch;
  readonly #clock: Clock;
  #due = false;

  constructor(client: Client, clock: Clock, resource: Resource) {
    this.#clock = clock;
    this.#watch = client.watch(resource);
    const wake = (): void => {
      if (this.#due) return;
      this.#due = true;
      this.#clock.after(millisecond, () => {
        this.#due = false;
        this.#read();
      });
    };
    this.#watch.changed.add(wake);
    wake();
  }

  onChange(handler: Handler<Kind>): void {
    this.#handlers.push(handler);
    for (const { object } of this.#entries.values()) handler({ object, old: undefined, gone: false });
  }

  /**
   * @param part of an object on which its keys depend, beside its name and namespace: while it is the same they are
   * @param keys under which the index holds an object
   */
  addIndex(name: string, part: (object: Kind) => unknown, keys: (object: Kind) => readonly string[]): void {
    const index = new Index(part, keys);
    for (const entry of this.#entries.values()) index.put(entry, undefined);
    this.#indexes.set(name, index);
  }

  get(namespace: string, name: string): Kind | undefined {
    return this.byKey(`${namespace}/${name}`);
  }

  byKey(key: string): Kind | undefined {
    return this.#entries.get(key)?.object;
  }

  *values(): Iterable<Kind> {
    for (const { object } of this.#entries.values()) yield object;
  }

  /** The objects an index holds under `key`. */
  indexed(index: string, key: string): readonly Kind[] {
    const found: Kind[] = [];
    for (const { object } of this.#indexes.get(index)?.get(key) ?? []) found.push(object);
    return found;
  }

  /** How many they are. */
  count(index: string, key: string): number {
    return this.#indexes.get(index)?.get(key)?.size ?? 0;
  }

  stop(): void {
    this.#watch.stop();
  }

  #read(): void {
    for (const { type, object } of this.#watch.take()) {
      const kind = object as Kind;
      const key = keyOf(kind);
      let entry = this.#entries.get(key);
      const old = entry?.object;
      const gone = type === 'DELETED';
      if (gone) {
        this.#entries.delete(key);
        if (entry !== undefined) for (const index of this.#indexes.values()) index.remove(entry);
      } else {
        if (entry === undefined) this.#entries.set(key, (entry = { object: kind }));
        else entry.object = kind;
        for (const index of this.#indexes.values()) index.put(entry, old);
      }
      for (const handler of this.#handlers) handler({ object: kind, old, gone });
    }
  }
}

export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** The uid of the owner that controls the object, for an index. */
export function controllerOf(object: KubeObject): readonly string[] {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? [] : [owner.uid];
}

/** The namespace of an object that no owner controls, for an index. */
export function orphanIn(object: KubeObject): readonly string[] {
  return controllerOf(object).length === 0 ? [object.metadata.namespace ?? ''] : [];
}

/** All owners' uids. */
export function ownersOf(object: KubeObject): readonly string[] {
  return (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}
