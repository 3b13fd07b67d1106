/**
 * The objects, as etcd holds them for the API server: by resource, namespace and name; one revision counter; watches
 * from a revision on. Objects are immutable: who reads one may keep it.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { Resource } from './resources.ts';
import { WaitQueue } from '../../linux/process/wait.ts';

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  /** What it was before a change. */
  readonly old: KubeObject | undefined;
}

/** Told of each change of one resource, in order, at once. Must not change the store. */
export type Listener = (event: StoreEvent) => void;

/** How many changes of a resource are remembered, at least, for watches that begin in the past. */
const remembered = 1000;

class Collection {
  /** Whether what is there from the beginning is in it. */
  begun = false;
  readonly byNamespace = new Map<string, Map<string, KubeObject>>();
  /** The names in a namespace in their order, until one comes or goes. */
  readonly names = new Map<string, readonly string[]>();
  readonly listeners = new Set<Listener>();
  /** Of late, oldest first. */
  history: StoreEvent[] = [];
  /** The revision of the last change that was forgotten. */
  forgotten = 0;
}

export class Store {
  #revision: number;
  readonly #collections = new Map<Resource, Collection>();
  /** Woken at each change of anything. */
  readonly changed = new WaitQueue();

  readonly #first: (resource: Resource) => readonly KubeObject[] | undefined;

  /**
   * @param first the objects of a kind that are there from the beginning, asked for when the kind is first touched; undefined
   *   while they are not known: asked for again when it is next touched
   */
  constructor(
    firstRevision = 1,
    first: (resource: Resource) => readonly KubeObject[] | undefined = () => [],
  ) {
    this.#revision = firstRevision;
    this.#first = first;
  }

  get revision(): number {
    return this.#revision;
  }

  nextRevision(): string {
    return String(++this.#revision);
  }

  get(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    return this.#collection(resource).byNamespace.get(namespace)?.get(name);
  }

  /** Put a new object or a new state of one. Its resourceVersion is from `nextRevision`. */
  put(resource: Resource, object: KubeObject): void {
    const collection = this.#collection(resource);
    const namespace = object.metadata.namespace ?? '';
    let objects = collection.byNamespace.get(namespace);
    if (objects === undefined)
      collection.byNamespace.set(namespace, (objects = new Map<string, KubeObject>()));
    const old = objects.get(object.metadata.name);
    objects.set(object.metadata.name, object);
    if (old === undefined) collection.names.delete(namespace);
    this.#tell(collection, { type: old === undefined ? 'ADDED' : 'MODIFIED', object, old });
  }

  /** @param last the object as it was at its end */
  remove(resource: Resource, last: KubeObject): void {
    const collection = this.#collection(resource);
    const objects = collection.byNamespace.get(last.metadata.namespace ?? '');
    const old = objects?.get(last.metadata.name);
    if (objects?.delete(last.metadata.name) !== true) return;
    collection.names.delete(last.metadata.namespace ?? '');
    this.#tell(collection, { type: 'DELETED', object: last, old });
  }

  isEmpty(resource: Resource): boolean {
    for (const objects of this.#collection(resource).byNamespace.values()) if (objects.size > 0) return false;
    return true;
  }

  /** In etcd's order: by namespace, then by name. */
  list(resource: Resource, namespace: string | undefined): readonly KubeObject[] {
    const { byNamespace, names } = this.#collection(resource);
    const spaces = namespace === undefined ? [...byNamespace.keys()].sort() : [namespace];
    const found: KubeObject[] = [];
    for (const space of spaces) {
      const objects = byNamespace.get(space);
      if (objects === undefined) continue;
      let sorted = names.get(space);
      if (sorted === undefined) names.set(space, (sorted = [...objects.keys()].sort()));
      for (const name of sorted) {
        const object = objects.get(name);
        if (object !== undefined) found.push(object);
      }
    }
    return found;
  }

  /** The changes after a revision, oldest first; undefined when some of them are forgotten. */
  since(resource: Resource, revision: number): readonly StoreEvent[] | undefined {
    const { history, forgotten } = this.#collection(resource);
    if (revision < forgotten) return undefined;
    return history.filter(({ object }) => Number(object.metadata.resourceVersion) > revision);
  }

  listen(resource: Resource, listener: Listener): () => void {
    const { listeners } = this.#collection(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #collection(resource: Resource): Collection {
    let collection = this.#collections.get(resource);
    if (collection === undefined) this.#collections.set(resource, (collection = new Collection()));
    if (collection.begun) return collection;
    const first = this.#first(resource);
    if (first === undefined) return collection;
    collection.begun = true;
    for (const object of first) this.put(resource, object);
    return collection;
  }

  #tell(collection: Collection, event: StoreEvent): void {
    collection.history.push(event);
    if (collection.history.length > 2 * remembered) {
      collection.forgotten = Number(collection.history[remembered - 1]?.object.metadata.resourceVersion);
      collection.history = collection.history.slice(remembered);
    }
    for (const listener of collection.listeners) listener(event);
    this.changed.wake();
  }
}
