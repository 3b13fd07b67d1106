/**
 * The host-local address manager (containernetworking/plugins plugins/ipam/host-local): addresses of one range in
 * order, each time from behind the last one given, round to the beginning.
 */
import type { Address } from '../../net/address/address.ts';
import type { Prefix } from '../../net/address/prefix.ts';

export class HostLocal {
  readonly range: Prefix;
  readonly #taken = new Map<Address, string>();
  #last: Address | undefined;

  /** The range's first address is the gateway's. */
  constructor(range: Prefix) {
    this.range = range;
  }

  get gateway(): Address {
    return this.range.network.plus(1);
  }

  /** @returns undefined when every address is taken */
  allocate(owner: string): Address | undefined {
    const first = this.range.network.plus(2);
    const last = this.range.last.plus(-1);
    let candidate = this.#last === undefined || this.#last === last ? first : this.#last.plus(1);
    for (let tried = this.range.size - 3; tried > 0; tried--) {
      if (!this.#taken.has(candidate)) {
        this.#taken.set(candidate, owner);
        this.#last = candidate;
        return candidate;
      }
      candidate = candidate === last ? first : candidate.plus(1);
    }
    return undefined;
  }

  /** Take a certain address. @returns whether it was free */
  reserve(address: Address, owner: string): boolean {
    if (this.#taken.has(address) || !this.range.contains(address)) return false;
    this.#taken.set(address, owner);
    return true;
  }

  release(owner: string): void {
    for (const [address, holder] of this.#taken) if (holder === owner) this.#taken.delete(address);
  }

  /** The plugin's own words when the range is full. */
  get exhausted(): string {
    const { range } = this;
    const set = `${range.network.plus(1).text}-${range.last.plus(-1).text}`;
    return `no IP addresses available in range set: ${set}`;
  }
}
