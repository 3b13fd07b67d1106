/**
 * In which order a hashed set is listed and how much memory it takes: its buckets (struct htable and struct hbucket;
 * mtype_add, mtype_del and mtype_resize of net/netfilter/ipset/ip_set_hash_gen.h).
 *
 * A bucket begins with two places, grows by two, and when it is full the table doubles.
 */
const step = 2;
const bucketHeader = 32;
const regionSize = 24;
const regionBits = 10;

interface Bucket<Member> {
  size: number;
  slots: (Member | undefined)[];
}

export class SetHashTable<Member> {
  readonly #largest: number;
  readonly #hash: (member: Member) => number;
  #buckets = new Map<number, Bucket<Member>>();
  /** The kernel counts a header for each time a bucket grew. */
  #headers = 0;
  #places = 0;
  bits: number;

  /** @param hash 32 bits of a member, of which the table takes as many as it needs */
  constructor(size: number, largest: number, hash: (member: Member) => number) {
    this.bits = Math.max(6, Math.ceil(Math.log2(Math.max(1, size))));
    this.#largest = largest;
    this.#hash = hash;
  }

  get size(): number {
    return 2 ** this.bits;
  }

  #bucketOf(member: Member): number {
    return this.#hash(member) & (this.size - 1);
  }

  add(member: Member): void {
    while (!this.#place(member)) this.#double();
  }

  /** @returns false when its bucket may not grow any more */
  #place(member: Member): boolean {
    const key = this.#bucketOf(member);
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = { size: step, slots: [] };
      this.#buckets.set(key, bucket);
      this.#count(1, step);
    }
    const free = bucket.slots.indexOf(undefined);
    if (free >= 0) bucket.slots[free] = member;
    else {
      if (bucket.slots.length >= bucket.size) {
        if (bucket.size >= this.#largest) return false;
        bucket.size += step;
        this.#count(1, step);
      }
      bucket.slots.push(member);
    }
    return true;
  }

  #double(): void {
    const members = [...this.members()];
    for (;;) {
      this.bits++;
      this.clear();
      if (members.every((member) => this.#place(member))) return;
    }
  }

  delete(member: Member): void {
    const key = this.#bucketOf(member);
    const bucket = this.#buckets.get(key);
    const at = bucket?.slots.indexOf(member) ?? -1;
    if (bucket === undefined || at < 0) return;
    bucket.slots[at] = undefined;
    if (at === bucket.slots.length - 1) bucket.slots.pop();
    const used = bucket.slots.filter((slot) => slot !== undefined);
    const unused = bucket.slots.length - used.length;
    if (used.length === 0) {
      this.#buckets.delete(key);
      this.#count(-1, -bucket.size);
    } else if (unused >= step) {
      this.#count(-1, -step);
      bucket.size -= step;
      bucket.slots = used;
    }
  }

  clear(): void {
    this.#buckets = new Map();
    this.#headers = 0;
    this.#places = 0;
  }

  #count(headers: number, places: number): void {
    this.#headers += headers;
    this.#places += places;
  }

  *members(): Generator<Member> {
    for (const key of [...this.#buckets.keys()].sort((one, other) => one - other))
      for (const slot of this.#buckets.get(key)?.slots ?? []) if (slot !== undefined) yield slot;
  }

  /** Octets of the buckets and of the locks over them, for elements of `element` octets. */
  memory(element: number): number {
    const locks = Math.max(0, 2 ** (this.bits - regionBits) - 1);
    return regionSize * locks + bucketHeader * this.#headers + element * this.#places;
  }
}
