/**
 * A bridge's forwarding database: behind which port is a MAC address (net/bridge/br_fdb.c).
 *
 * Addresses of the bridge and its ports are local and permanent; learnt ones age. Left out: VLANs.
 */
import type { Time } from '../../clock/clock.ts';
import type { Mac } from '../../net/address/mac.ts';
import type { Provenance } from '../journey/event.ts';
import type { BridgePort } from './port.ts';

export interface FdbEntry {
  readonly mac: Mac;
  /** Undefined: the bridge itself. */
  port: BridgePort | undefined;
  /** Frames to it are for this host. */
  readonly local: boolean;
  /** Never ages. */
  readonly permanent: boolean;
  /** Last seen as a source. */
  updated: Time;
  /** Last used as a destination. */
  used: Time;
  readonly provenance: Provenance | undefined;
  /** Stays behind its port, wherever its address is seen. */
  readonly sticky?: boolean;
  /** Learnt by somebody else, who also forgets it: it does not age. */
  readonly externLearn?: boolean;
  /** Not by the bridge itself. */
  readonly byUser?: boolean;
}

function lasts(entry: FdbEntry, now: Time, ageing: Time): boolean {
  return entry.permanent || entry.externLearn === true || now - entry.updated < ageing;
}

export class ForwardingDatabase {
  readonly #entries = new Map<Mac, FdbEntry>();

  find(mac: Mac): FdbEntry | undefined {
    return this.#entries.get(mac);
  }

  /** @param ageing microseconds after which a learnt entry no longer counts */
  findFresh(mac: Mac, now: Time, ageing: Time): FdbEntry | undefined {
    const entry = this.#entries.get(mac);
    if (entry === undefined || lasts(entry, now, ageing)) return entry;
    this.#entries.delete(mac);
    return undefined;
  }

  /** br_fdb_update: `mac` was seen as a source on `port`. */
  learn(mac: Mac, port: BridgePort, now: Time): void {
    const entry = this.#entries.get(mac);
    if (entry === undefined) {
      this.#entries.set(mac, {
        mac,
        port,
        local: false,
        permanent: false,
        updated: now,
        used: now,
        provenance: undefined,
      });
      return;
    }
    if (entry.local) return;
    if (entry.sticky !== true) entry.port = port;
    entry.updated = now;
  }

  set(entry: FdbEntry): void {
    this.#entries.set(entry.mac, entry);
  }

  delete(mac: Mac): boolean {
    return this.#entries.delete(mac);
  }

  ofPort(port: BridgePort): readonly FdbEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.port === port);
  }

  deletePort(port: BridgePort): void {
    for (const entry of [...this.#entries.values()]) if (entry.port === port) this.#entries.delete(entry.mac);
  }

  /** br_fdb_delete_by_port: a port went down. */
  forgetLearnt(port: BridgePort): void {
    for (const entry of [...this.#entries.values()])
      if (entry.port === port && !entry.permanent) this.#entries.delete(entry.mac);
  }

  /** fdb_delete_bulk */
  deleteMatching(matches: (entry: FdbEntry) => boolean): void {
    for (const entry of [...this.#entries.values()]) if (matches(entry)) this.#entries.delete(entry.mac);
  }

  list(now: Time, ageing: Time): readonly FdbEntry[] {
    return [...this.#entries.values()].filter((entry) => lasts(entry, now, ageing));
  }
}
