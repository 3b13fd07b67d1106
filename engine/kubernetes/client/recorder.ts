/**
 * Events: what components tell about objects. The same event again counts up (client-go tools/record).
 *
 * Left out: the aggregation of similar events and the rate limit per object.
 */
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
  readonly #known = new Map<string, Event>();
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

  #record(object: KubeObject, type: Event['type'], reason: string, message: string, fieldPath?: string): void {
    const { metadata } = object;
    const key = `${metadata.uid}/${type}/${reason}/${fieldPath ?? ''}/${message}`;
    const now = this.#wallClock.timestamp;
    const known = this.#known.get(key);
    if (known !== undefined) {
      const { metadata: old } = known;
      const { resourceVersion: _version, ...rest } = old;
      const counted = this.#client.update(events, {
        ...known,
        metadata: rest as Event['metadata'],
        count: (known.count ?? 1) + 1,
        lastTimestamp: now,
      });
      if (!failed(counted)) {
        this.#known.set(key, counted);
        return;
      }
    }
    const nanoseconds = BigInt(this.#wallClock.milliseconds) * 1_000_000n + BigInt(this.#sequence++ % 1_000_000);
    const created = this.#client.create<Event>(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${metadata.name}.${nanoseconds.toString(16)}`,
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
    if (!failed(created)) this.#known.set(key, created);
  }
}
