/**
 * What passed a service, a server or all of them, and how fast of late (net/netfilter/ipvs/ip_vs_est.c): every two
 * seconds the rates move a quarter of the way to what was measured.
 *
 * No timer runs: missed rounds are made up for when somebody counts or asks, which gives the same numbers.
 */
import { second } from '../../clock/clock.ts';

/** Connections, packets in and out, octets in and out. */
export type Five = [
  connections: number,
  inPackets: number,
  outPackets: number,
  inBytes: number,
  outBytes: number,
];

const round = 2 * second;
const zero = (): Five => [0, 0, 0, 0, 0];

export class Statistics {
  readonly counts: Five = zero();
  /** Rates, scaled by 1024 for the first three and by 32 for octets. */
  readonly #rates: Five = zero();
  readonly #last: Five = zero();
  #base: Five = zero();
  #rounds: number;

  constructor(now: number) {
    this.#rounds = Math.floor(now / round);
  }

  add(now: number, which: 0 | 1 | 2, octets = 0): void {
    this.#catchUp(now);
    this.counts[which]++;
    if (which === 1) this.counts[3] += octets;
    else if (which === 2) this.counts[4] += octets;
  }

  /** Since they were last zeroed. */
  shown(): Five {
    return this.counts.map((count, at) => count - (this.#base[at] ?? 0)) as Five;
  }

  /** Per second. */
  rates(now: number): Five {
    this.#catchUp(now);
    return this.#rates.map((rate, at) =>
      Math.floor(at < 3 ? (rate + 0x1ff) / 1024 : (rate + 0xf) / 32),
    ) as Five;
  }

  zero(): void {
    this.#base = [...this.counts];
  }

  #catchUp(now: number): void {
    const due = Math.floor(now / round);
    for (; this.#rounds < due; this.#rounds++) {
      let moved = false;
      for (let at = 0; at < 5; at++) {
        const count = this.counts[at] ?? 0;
        const rate = this.#rates[at] ?? 0;
        const measured = (count - (this.#last[at] ?? 0)) * (at < 3 ? 512 : 16);
        const next = rate + Math.floor((measured - rate) / 4);
        if (next !== rate) moved = true;
        this.#rates[at] = next;
        this.#last[at] = count;
      }
      if (!moved) {
        this.#rounds = due;
        return;
      }
    }
  }
}
