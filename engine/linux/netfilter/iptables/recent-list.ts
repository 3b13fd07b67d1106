/**
 * The named lists of `-m recent`, shared by all rules of a namespace (struct recent_table of
 * net/netfilter/xt_recent.c; /proc/net/xt_recent/NAME).
 */
import type { Clock, Time } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import { PerNamespace } from '../../module/per-namespace.ts';

export interface RecentEntry {
  readonly address: Address;
  ttl: number;
  /** When it was seen; the oldest are overwritten. */
  stamps: Time[];
}

/** Module parameters ip_list_tot and, rounded up, ip_pkt_list_tot. */
const mostEntries = 100;
const mostStamps = 32;

export class RecentList {
  readonly #clock: Clock;
  readonly #stamps: number;
  /** Rules that ask it; with the last of them it goes. */
  rules = 0;
  /** Least recently seen first. */
  readonly #entries = new Map<Address, RecentEntry>();

  constructor(clock: Clock, hits: number) {
    this.#clock = clock;
    this.#stamps = Math.max(mostStamps, hits);
  }

  get now(): Time {
    return this.#clock.now;
  }

  get entries(): readonly RecentEntry[] {
    return [...this.#entries.values()];
  }

  /** @param ttl when given, it must be the same as last time */
  find(address: Address, ttl: number | undefined): RecentEntry | undefined {
    const entry = this.#entries.get(address);
    return ttl === undefined || entry?.ttl === ttl ? entry : undefined;
  }

  add(address: Address, ttl: number): void {
    if (this.#entries.size >= mostEntries) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(address, { address, ttl, stamps: [this.now] });
  }

  touch(entry: RecentEntry, ttl: number): void {
    entry.ttl = ttl;
    entry.stamps.push(this.now);
    if (entry.stamps.length > this.#stamps) entry.stamps.shift();
    this.#entries.delete(entry.address);
    this.#entries.set(entry.address, entry);
  }

  remove(entry: RecentEntry): void {
    this.#entries.delete(entry.address);
  }

  /** Forget the least recently seen if that was before `since`. */
  reap(since: Time, except: RecentEntry | undefined): void {
    const [oldest] = this.#entries.values();
    if (oldest === undefined || oldest === except) return;
    if ((oldest.stamps.at(-1) ?? 0) < since) this.remove(oldest);
  }
}

export class RecentLists {
  readonly #clock: Clock;
  readonly #lists = new Map<string, RecentList>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The list of that name, made on first use. */
  list(name: string, hits = 0): RecentList {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new RecentList(this.#clock, hits);
      this.#lists.set(name, list);
    }
    return list;
  }

  hold(name: string): void {
    this.list(name).rules++;
  }

  /** recent_mt_destroy */
  release(name: string): void {
    if (--this.list(name).rules === 0) this.#lists.delete(name);
  }

  get names(): readonly string[] {
    return [...this.#lists.keys()].sort();
  }
}

export const recentLists = new PerNamespace(({ environment }) => new RecentLists(environment.clock));
