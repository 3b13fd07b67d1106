/**
 * Events: what components tell about objects. The same event again counts up (client-go tools/record).
 *
 * Left out: the aggregation of similar events and the rate limit per object.
 */
import { hexWord } from '../allocation/names.ts';
import type { Event } from '../objects/config.ts';
import type { KubeObject } from '../objects/meta.ts';
import { resource } from '../api/resources.ts';
import type { WallClock } from '../api/wall-clock.ts';
import { type Client, failed } from './client.ts';

const events = resource('events');

export class Recorder {
  readonly #client: Client;
  readonly #wallClock: WallClock;
  readonly #component: string;
  readonly #host: string | undefined;
  /** What was told about each object, by uid. */
  readonly #known = new Map<string, Event[]>();
  #sequence = 0;

  /** @param host the node, for a kubelet's events */
  constructor(client: Client, wallClock: WallClock, component: string, host?: string) {
    this.#client = client;
    this.#wallClock = wallClock;
    this.#component = component;
    this.#host = host;
  }

  normal(object: KubeObject, reason: string, message: string, fieldPath?: string): void {
    this.#record(object, 'Normal', reason, message, fieldPath);
  }

  warning(object: KubeObject, reason: string, message: string, fieldPath?: string): void {
    this.#record(object, 'Warning', reason, message, fieldPath);
  }

  #record(
    object: KubeObject,
    type: Event['type'],
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    const { metadata } = object;
    const now = this.#wallClock.timestamp;
    const told = this.#known.get(metadata.uid);
    const at = told?.findIndex(
      (one) => one.reason === reason && one.message === message && one.involvedObject.fieldPath === fieldPath,
    );
    const known = at === undefined ? undefined : told?.[at];
    if (told !== undefined && at !== undefined && known !== undefined) {
      const counted = this.#client.update(events, {
        ...known,
        metadata: { ...known.metadata, resourceVersion: '' },
        count: (known.count ?? 1) + 1,
        lastTimestamp: now,
      });
      if (!failed(counted)) {
        told[at] = counted;
        return;
      }
      told.splice(at, 1);
    }
    const created = this.#client.create<Event>(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${metadata.name}.${this.#moment()}`,
        namespace: metadata.namespace ?? 'default',
      },
      involvedObject: {
        kind: object.kind,
        apiVersion: object.apiVersion,
        name: metadata.name,
        uid: metadata.uid,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        ...(metadata.resourceVersion === '' ? {} : { resourceVersion: metadata.resourceVersion }),
        ...(fieldPath === undefined ? {} : { fieldPath }),
      },
      reason,
      message,
      source: { component: this.#component, ...(this.#host === undefined ? {} : { host: this.#host }) },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: this.#component,
      reportingInstance: this.#host ?? '',
    });
    if (failed(created)) return;
    if (told === undefined) this.#known.set(metadata.uid, [created]);
    else told.push(created);
  }

  /** The nanosecond, as events' names carry it; no two alike. */
  #moment(): string {
    const nanoseconds = this.#wallClock.milliseconds * 1_000_000;
    const low = (nanoseconds % 0x1_0000_0000) + this.#sequence++;
    return Math.floor(nanoseconds / 0x1_0000_0000).toString(16) + hexWord(low >>> 0);
  }
}
