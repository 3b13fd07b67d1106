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

/** The keys under which an index holds an object. */
export type IndexBy<Kind> = (object: Kind) => readonly string[];

class Index<Kind> {
  readonly by: IndexBy<Kind>;
  readonly #sets = new Map<string, Map<string, Kind>>();

  constructor(by: IndexBy<Kind>) {
    this.by = by;
  }

  get(value: string): ReadonlyMap<string, Kind> | undefined {
    return this.#sets.get(value);
  }

  put(key: string, object: Kind, old: Kind | undefined): void {
    const values = this.by(object);
    if (old !== undefined)
      for (const value of this.by(old)) if (!values.includes(value)) this.#take(value, key);
    for (const value of values) {
      let set = this.#sets.get(value);
      if (set === undefined) this.#sets.set(value, (set = new Map<string, Kind>()));
      set.set(key, object);
    }
  }

  remove(key: string, object: Kind): void {
    for (const value of this.by(object)) this.#take(value, key);
  }

  #take(value: string, key: string): void {
    const set = this.#sets.get(value);
    set?.delete(key);
    if (set?.size === 0) this.#sets.delete(value);
  }
}

export class Informer<Kind extends KubeObject> {
  readonly #objects = new Map<string, Kind>();
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
    for (const object of this.#objects.values()) handler({ object, old: undefined, gone: false });
  }

  addIndex(name: string, by: IndexBy<Kind>): void {
    const index = new Index(by);
    for (const [key, object] of this.#objects) index.put(key, object, undefined);
    this.#indexes.set(name, index);
  }

  get(namespace: string, name: string): Kind | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  byKey(key: string): Kind | undefined {
    return this.#objects.get(key);
  }

  values(): Iterable<Kind> {
    return this.#objects.values();
  }

  /** The objects an index holds under `value`. */
  indexed(index: string, value: string): readonly Kind[] {
    const found = this.#indexes.get(index)?.get(value);
    return found === undefined ? [] : [...found.values()];
  }

  stop(): void {
    this.#watch.stop();
  }

  #read(): void {
    for (const { type, object } of this.#watch.take()) {
      const kind = object as Kind;
      const key = keyOf(kind);
      const old = this.#objects.get(key);
      const gone = type === 'DELETED';
      if (gone) {
        this.#objects.delete(key);
        for (const index of this.#indexes.values()) index.remove(key, old ?? kind);
      } else {
        this.#objects.set(key, kind);
        for (const index of this.#indexes.values()) index.put(key, kind, old);
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

/** All owners' uids. */
export function ownersOf(object: KubeObject): readonly string[] {
  return (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}
