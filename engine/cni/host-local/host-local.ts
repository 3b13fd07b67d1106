/**
 * The host-local address manager (containernetworking/plugins plugins/ipam/host-local): addresses of one range in
 * order, each time from behind the last one given, round to the beginning. What is given is a file a address on the node,
 * and the last one is a file too (backend/disk), so that whoever deletes one frees it.
 *
 * Left out: the lock is a file that nobody holds.
 */
import type { FileTree } from '../../linux/file/file-tree.ts';
import { Address } from '../../net/address/address.ts';
import type { Prefix } from '../../net/address/prefix.ts';

/** The owner of an address: a sandbox and its interface. */
const interfaceName = 'eth0';

export class HostLocal {
  readonly range: Prefix;
  readonly #files: FileTree;
  readonly #folder: string;
  readonly #owned = new Map<string, Address>();

  /**
   * The range's first address is the gateway's.
   * @param network its name, as `cbr0`
   */
  constructor(range: Prefix, files: FileTree, network: string) {
    this.range = range;
    this.#files = files;
    this.#folder = `/var/lib/cni/networks/${network}`;
  }

  get gateway(): Address {
    return this.range.network.plus(1);
  }

  /** @returns undefined when every address is taken */
  allocate(owner: string): Address | undefined {
    const first = this.range.network.plus(2);
    const last = this.range.last.plus(-1);
    const before = Address.tryParse(this.#files.text(this.#lastFile) ?? '');
    let candidate = before === undefined || before === last ? first : before.plus(1);
    for (let tried = this.range.size - 3; tried > 0; tried--) {
      if (!this.#isTaken(candidate)) {
        this.#take(candidate, owner);
        this.#files.set(this.#lastFile, candidate.text);
        return candidate;
      }
      candidate = candidate === last ? first : candidate.plus(1);
    }
    return undefined;
  }

  /** Take a certain address. @returns whether it was free */
  reserve(address: Address, owner: string): boolean {
    if (this.#isTaken(address) || !this.range.contains(address)) return false;
    this.#take(address, owner);
    return true;
  }

  release(owner: string): void {
    const address = this.#owned.get(owner);
    if (address === undefined) return;
    this.#owned.delete(owner);
    this.#files.delete(this.#fileOf(address));
  }

  /** The plugin's own words when the range is full. */
  get exhausted(): string {
    const { range } = this;
    const set = `${range.network.plus(1).text}-${range.last.plus(-1).text}`;
    return `no IP addresses available in range set: ${set}`;
  }

  get #lastFile(): string {
    return `${this.#folder}/last_reserved_ip.0`;
  }

  #fileOf(address: Address): string {
    return `${this.#folder}/${address.text}`;
  }

  #isTaken(address: Address): boolean {
    return this.#files.get(this.#fileOf(address)) !== undefined;
  }

  #take(address: Address, owner: string): void {
    this.#owned.set(owner, address);
    this.#files.set(this.#fileOf(address), `${owner}\r\n${interfaceName}`);
    if (this.#files.get(`${this.#folder}/lock`) === undefined) this.#files.set(`${this.#folder}/lock`, '');
  }
}
