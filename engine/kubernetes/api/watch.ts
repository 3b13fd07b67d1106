/**
 * A watch: the changes of one resource that a client's selectors let through. An object that begins to match is ADDED
 * to the client, one that no longer does is DELETED (k8s.io/apiserver pkg/storage/cacher).
 */
import type { KubeObject } from '../objects/meta.ts';
import { WaitQueue } from '../../linux/process/wait.ts';
import type { ApiWatch, WatchEvent } from './request.ts';
import type { Resource } from './resources.ts';
import type { ObjectFilter } from './selector.ts';
import type { Store, StoreEvent } from './store.ts';

export interface WatchOptions {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly filter: ObjectFilter | undefined;
  /** How the client wants its objects (as tables, say). */
  readonly render: ((object: KubeObject) => KubeObject) | undefined;
  /** Send what is there first. */
  readonly initial: readonly KubeObject[];
  /** Then what changed before the watch began, and after what the client knows. */
  readonly missed: readonly StoreEvent[];
  /** Said once the client knows all there was (sendInitialEvents). */
  readonly bookmark: KubeObject | undefined;
  /** Nothing but this is said: the client knows a state that is forgotten. */
  readonly failure: KubeObject | undefined;
  readonly warnings: readonly string[];
}

export class Watch implements ApiWatch {
  readonly kind = 'watch';
  readonly warnings: readonly string[];
  readonly changed = new WaitQueue();
  ended = false;
  #events: WatchEvent[] = [];
  readonly #options: WatchOptions;
  readonly #stopListening: () => void;

  constructor(store: Store, options: WatchOptions) {
    this.#options = options;
    this.warnings = options.warnings;
    this.#stopListening = store.listen(options.resource, (event) => {
      this.#see(event);
    });
    if (options.failure !== undefined) {
      this.#events.push({ type: 'ERROR', object: options.failure });
      this.stop();
      return;
    }
    for (const object of options.initial) this.#push('ADDED', object);
    for (const event of options.missed) this.#see(event);
    if (options.bookmark !== undefined) this.#events.push({ type: 'BOOKMARK', object: options.bookmark });
  }

  take(): readonly WatchEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  stop(): void {
    this.#stopListening();
    this.ended = true;
    this.changed.wake();
  }

  #see(event: StoreEvent): void {
    const { namespace, filter } = this.#options;
    if (namespace !== undefined && event.object.metadata.namespace !== namespace) return;
    if (filter === undefined) this.#push(event.type, event.object);
    else {
      const matched = event.old !== undefined && filter(event.old);
      const matching = event.type !== 'DELETED' && filter(event.object);
      if (matching) this.#push(matched ? 'MODIFIED' : 'ADDED', event.object);
      else if (matched) this.#push('DELETED', last(event));
      else return;
    }
    this.changed.wake();
  }

  #push(type: WatchEvent['type'], object: KubeObject): void {
    this.#events.push({ type, object: this.#options.render?.(object) ?? object });
  }
}

/** What left the selection goes as it was in it, at the revision at which it left. */
function last({ type, old, object }: StoreEvent): KubeObject {
  if (type === 'DELETED' || old === undefined) return object;
  const { resourceVersion } = object.metadata;
  return { ...old, metadata: { ...old.metadata, resourceVersion } };
}
