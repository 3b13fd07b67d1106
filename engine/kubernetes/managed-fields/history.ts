/**
 * Whose fields an object's are, found out when somebody asks. Thousands of objects are written by controllers and hardly
 * one's owners are ever looked at: so a write only remembers who wrote, and what was there before; comparing comes later.
 * Writes by one hand in a row count as one, but for the one that made the object: what the server filled in then is not the
 * hand's, though its next write has it.
 */
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import type { Author, Owners } from './managers.ts';

export interface Write {
  readonly author: Author;
  readonly time: Timestamp;
  /** Whether this way of writing never sets a status. */
  readonly leavesStatus: boolean;
  /** The object before; undefined for a new one. */
  readonly from: unknown;
  /** As the author wanted it: before the server filled in addresses and the like. */
  readonly to: unknown;
}

/** What writes, the oldest first, make of who owned what before. */
export type Fold = (owners: Owners, writes: readonly Write[], object: KubeObject) => Owners;

interface State {
  readonly owners: Owners;
  /** Oldest first; not yet in `owners`. */
  readonly writes: readonly Write[];
}

/** More are not remembered: they are compared then. */
const most = 8;

const nobody: State = { owners: [], writes: [] };

export class OwnershipHistory {
  readonly #states = new WeakMap<KubeObject, State>();
  readonly #fold: Fold;
  readonly #canFold: () => boolean;

  /** @param canFold while it cannot, all writes are remembered */
  constructor(fold: Fold, canFold: () => boolean) {
    this.#fold = fold;
    this.#canFold = canFold;
  }

  /**
   * @param object as it is stored
   * @param old the object before; undefined when it is new
   */
  wrote(object: KubeObject, old: KubeObject | undefined, write: Write): void {
    const state = (old === undefined ? undefined : this.#states.get(old)) ?? nobody;
    const last = state.writes.at(-1);
    const writes =
      last?.from !== undefined && isOneHand(last.author, write.author)
        ? [...state.writes.slice(0, -1), { ...last, time: write.time, to: write.to }]
        : [...state.writes, write];
    this.#states.set(
      object,
      writes.length > most && this.#canFold()
        ? { owners: this.#fold(state.owners, writes, object), writes: [] }
        : { owners: state.owners, writes },
    );
  }

  /** A new state of an object that nobody is the author of. */
  passOn(old: KubeObject, object: KubeObject): void {
    const state = this.#states.get(old);
    if (state !== undefined) this.#states.set(object, state);
  }

  /** What an apply, or a client that writes the entries itself, has settled. */
  set(object: KubeObject, owners: Owners): void {
    this.#states.set(object, { owners, writes: [] });
  }

  ownersOf(object: KubeObject): Owners {
    const state = this.#states.get(object);
    if (state === undefined) return [];
    if (state.writes.length === 0) return state.owners;
    const owners = this.#fold(state.owners, state.writes, object);
    this.#states.set(object, { owners, writes: [] });
    return owners;
  }
}

function isOneHand(one: Author, other: Author): boolean {
  return (
    one.manager === other.manager &&
    one.subresource === other.subresource &&
    one.operation === other.operation
  );
}
