/**
 * The sets of a network namespace, by name and by the number rules keep (net/netfilter/ipset/ip_set_core.c), and the
 * sets of sets (ip_set_list_set.c).
 *
 * A rule or a list that names a set holds it: it cannot be destroyed then, but renamed only by swapping.
 */
import type { Clock } from '../../../clock/clock.ts';
import type { Random } from '../../../clock/random.ts';
import { PerNamespace } from '../../module/per-namespace.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { IpSet, type Member, type SetSettings } from './ip-set.ts';
import type { SetType } from './set-type.ts';

/** A member of a list:set. */
export interface ListedSet extends Omit<Member, 'element' | 'hash' | 'key' | 'nomatch'> {
  readonly set: SetSlot;
}

/** Where a set stands: rules name the place, so that a swap changes what they see. */
export interface SetSlot {
  readonly index: number;
  set: IpSet;
  /** Of a list:set: its members in order. */
  listed: ListedSet[];
}

export class IpSets {
  readonly clock: Clock;
  readonly #random: () => Random;
  readonly #slots: (SetSlot | undefined)[] = [];

  constructor(namespace: NetworkNamespace) {
    const { environment } = namespace;
    this.clock = environment.clock;
    let random: Random | undefined;
    this.#random = () =>
      (random ??= environment.random.fork(`ipset/${namespace.machine.name}/${namespace.name}`));
  }

  /** What a hashed set mixes into its keys when nobody says what. */
  seed(): number {
    return this.#random().uint32();
  }

  /** In the order they are listed. Lists come last when all are saved, so that what they name is there. */
  get slots(): readonly SetSlot[] {
    const all = this.#slots.filter((slot) => slot !== undefined);
    const isList = ({ set }: SetSlot): boolean => set.type.method === 'list';
    return [...all.filter((slot) => !isList(slot)), ...all.filter(isList)];
  }

  find(name: string): SetSlot | undefined {
    return this.#slots.find((slot) => slot?.set.name === name);
  }

  create(name: string, type: SetType, settings: SetSettings): IpSet {
    const set = new IpSet(name, type, settings, this.clock);
    const free = this.#slots.indexOf(undefined);
    const index = free < 0 ? this.#slots.length : free;
    this.#slots[index] = { index, set, listed: [] };
    return set;
  }

  destroy(slot: SetSlot): void {
    this.flush(slot);
    this.#slots[slot.index] = undefined;
  }

  flush(slot: SetSlot): void {
    for (const { set } of slot.listed) set.set.references--;
    slot.listed = [];
    slot.set.flush();
  }

  /** The contents change places, names and references stay. */
  swap(one: SetSlot, other: SetSlot): void {
    const { set, listed } = one;
    const { name, references } = set;
    one.set = other.set;
    one.listed = other.listed;
    other.set = set;
    other.listed = listed;
    other.set.name = one.set.name;
    other.set.references = one.set.references;
    one.set.name = name;
    one.set.references = references;
  }

  /** A list's members that have not run out. */
  listed(slot: SetSlot): readonly ListedSet[] {
    const { now } = this.clock;
    for (const listed of slot.listed)
      if (listed.expires !== undefined && listed.expires <= now) this.unlist(slot, listed);
    return slot.listed;
  }

  list(slot: SetSlot, at: number, listed: ListedSet): void {
    listed.set.set.references++;
    slot.listed.splice(at, 0, listed);
  }

  unlist(slot: SetSlot, listed: ListedSet): void {
    listed.set.set.references--;
    slot.listed = slot.listed.filter((each) => each !== listed);
  }

  /** A rule names it. @returns undefined when there is none */
  hold(name: string): SetSlot | undefined {
    const slot = this.find(name);
    if (slot !== undefined) slot.set.references++;
    return slot;
  }

  release(slot: SetSlot): void {
    slot.set.references--;
  }
}

export const ipSets = new PerNamespace((namespace) => new IpSets(namespace));
