/**
 * Events: what components tell about objects (client-go tools/record). The same event again counts up; the tenth of a
 * reason in other words, within ten minutes of the one before, is combined with those that follow; and of one object a
 * component tells 25 things at once, then one in five minutes (events_cache.go).
 */
import { hexWord } from '../allocation/names.ts';
import type { Event } from '../objects/config.ts';
import type { KubeObject } from '../objects/meta.ts';
import { resource } from '../api/resources.ts';
import type { WallClock } from '../api/wall-clock.ts';
import { type Client, failed } from './client.ts';

const events = resource('events');

/** Different messages of one reason, up to which each has its event. */
const mostSimilar = 10;
/** Milliseconds after which similar events are no longer looked back to. */
const similarFor = 600_000;
const combined = '(combined from similar events): ';

/** How much is told of one object at once, and the milliseconds for one more. */
const burst = 25;
const refill = 300_000;

/** What was told about an object. */
interface Told {
  readonly events: Event[];
  tokens: number;
  /** Milliseconds since 1970. */
  refilled: number;
}

export class Recorder {
  readonly #client: Client;
  readonly #wallClock: WallClock;
  readonly #component: string;
  readonly #host: string | undefined;
  /** By the object's uid. */
  readonly #told = new Map<string, Told>();
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
    let told = this.#told.get(metadata.uid);
    if (told === undefined) {
      told = { events: [], tokens: burst, refilled: this.#wallClock.milliseconds };
      this.#told.set(metadata.uid, told);
    }
    const isSame = (one: Event): boolean =>
      one.reason === reason && one.message === words && one.involvedObject.fieldPath === fieldPath;
    const isCombined = (one: Event): boolean =>
      one.reason === reason && one.type === type && one.message.startsWith(combined);
    const { events: known } = told;
    let words = message;
    let at = known.findIndex(isSame);
    if (at === -1 && this.#isOneOfMany(known, type, reason)) {
      words = combined + message;
      at = known.findIndex(isCombined);
    }
    const isHeard = this.#takesToken(told);
    const before = known[at];
    if (before !== undefined) {
      const next = { ...before, message: words, count: (before.count ?? 1) + 1, lastTimestamp: now };
      known[at] = next;
      if (!isHeard) return;
      const counted = this.#client.update(events, {
        ...next,
        metadata: { ...next.metadata, resourceVersion: '' },
      });
      if (!failed(counted)) {
        known[at] = counted;
        return;
      }
      known.splice(at, 1);
    }
    if (!isHeard) return;
    const created = this.#client.create<Event>(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${metadata.name}.${this.#moment()}`,
        namespace: metadata.namespace ?? 'default',
      },
      involvedObject: referenceTo(object, fieldPath),
      reason,
      message: words,
      source: { component: this.#component, ...(this.#host === undefined ? {} : { host: this.#host }) },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: this.#component,
      reportingInstance: this.#host ?? '',
    });
    if (!failed(created)) known.push(created);
  }

  /** Whether so many events of a reason came shortly one after the other that the next is combined with others. */
  #isOneOfMany(known: readonly Event[], type: Event['type'], reason: string): boolean {
    if (known.length < mostSimilar - 1) return false;
    const times = known
      .filter((one) => one.reason === reason && one.type === type && !one.message.startsWith(combined))
      .map(({ lastTimestamp }) => Date.parse(lastTimestamp ?? ''))
      .sort((one, other) => other - one);
    let last = this.#wallClock.milliseconds;
    let similar = 0;
    for (const time of times) {
      if (last - time > similarFor) break;
      last = time;
      similar++;
    }
    return similar >= mostSimilar - 1;
  }

  #takesToken(told: Told): boolean {
    const now = this.#wallClock.milliseconds;
    told.tokens = Math.min(burst, told.tokens + (now - told.refilled) / refill);
    told.refilled = now;
    if (told.tokens < 1) return false;
    told.tokens--;
    return true;
  }

  /** The nanosecond, as events' names carry it; no two alike. */
  #moment(): string {
    const nanoseconds = this.#wallClock.milliseconds * 1_000_000;
    const low = (nanoseconds % 0x1_0000_0000) + this.#sequence++;
    return Math.floor(nanoseconds / 0x1_0000_0000).toString(16) + hexWord(low >>> 0);
  }
}

/** Made once an event, thousands of times: no object is spread into it. */
function referenceTo(
  { kind, apiVersion, metadata }: KubeObject,
  fieldPath?: string,
): Event['involvedObject'] {
  const { name, uid, namespace, resourceVersion } = metadata;
  const reference: { -readonly [Key in keyof Event['involvedObject']]: Event['involvedObject'][Key] } = {
    kind,
    apiVersion,
    name,
    uid,
  };
  if (namespace !== undefined) reference.namespace = namespace;
  if (resourceVersion !== '') reference.resourceVersion = resourceVersion;
  if (fieldPath !== undefined) reference.fieldPath = fieldPath;
  return reference;
}
