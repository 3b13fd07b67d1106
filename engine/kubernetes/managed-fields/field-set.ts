/**
 * Sets of fields, in the form that managedFields writes them (FieldsV1; sigs.k8s.io/structured-merge-diff fieldpath): a
 * tree whose edges are `f:NAME` for a field, `k:{…}` for a list's element by its key and `v:…` by its value. A node may
 * belong to the set itself, whether it has children or not.
 */
import type { FieldsV1 } from '../objects/meta.ts';

export interface FieldSet {
  /** The field itself belongs to the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const noFields: FieldSet = { member: false, children: new Map() };
const noChildren: ReadonlyMap<string, FieldSet> = new Map();

export function isEmpty({ member, children }: FieldSet): boolean {
  return !member && children.size === 0;
}

/** The set of these paths. */
export class FieldSetBuilder {
  readonly #root: Growing = { member: false, children: new Map() };

  add(path: readonly string[]): void {
    let node = this.#root;
    for (const element of path) {
      let next = node.children.get(element);
      if (next === undefined) node.children.set(element, (next = { member: false, children: new Map() }));
      node = next;
    }
    if (path.length > 0) node.member = true;
  }

  get set(): FieldSet {
    return this.#root;
  }
}

interface Growing {
  member: boolean;
  readonly children: Map<string, Growing>;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const children = new Map(a.children);
  for (const [element, child] of b.children) {
    const own = children.get(element);
    children.set(element, own === undefined ? child : union(own, child));
  }
  return { member: a.member || b.member, children };
}

/** What is in `a` and not in `b`; a member of `b` says nothing of the fields below it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && !inB);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB);
}

function combine(
  a: FieldSet,
  b: FieldSet | undefined,
  keep: (inA: boolean, inB: boolean) => boolean,
): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of a.children) {
    const rest = combine(child, b?.children.get(element), keep);
    if (!isEmpty(rest)) children.set(element, rest);
  }
  return { member: keep(a.member, b?.member ?? false), children };
}

export function sameFields(a: FieldSet, b: FieldSet): boolean {
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  return [...a.children].every(([element, child]) => {
    const other = b.children.get(element);
    return other !== undefined && sameFields(child, other);
  });
}

/** Each member's path, in order. */
export function* paths(set: FieldSet, prefix: readonly string[] = []): Generator<readonly string[]> {
  if (set.member) yield prefix;
  for (const element of [...set.children.keys()].sort(compareElements)) {
    const child = set.children.get(element);
    if (child !== undefined) yield* paths(child, [...prefix, element]);
  }
}

export function toFieldsV1(set: FieldSet): FieldsV1 {
  const written: Record<string, FieldsV1> = {};
  for (const element of [...set.children.keys()].sort(compareElements)) {
    const child = set.children.get(element) ?? noFields;
    const below = toFieldsV1(child);
    written[element] = child.member && child.children.size > 0 ? { '.': {}, ...below } : below;
  }
  return written;
}

export function fromFieldsV1(fields: FieldsV1): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, below] of Object.entries(fields)) {
    if (element === '.') continue;
    const { children: grandchildren } = fromFieldsV1(below);
    const member = grandchildren.size === 0 || '.' in below;
    children.set(element, { member, children: grandchildren.size === 0 ? noChildren : grandchildren });
  }
  return { member: false, children };
}

/** Fields before keys before values; keys by the values of their fields. */
export function compareElements(a: string, b: string): number {
  const [kindA, kindB] = [a.slice(0, 2), b.slice(0, 2)];
  if (kindA !== kindB) return kindA < kindB ? -1 : 1;
  if (kindA === 'f:') return a < b ? -1 : a > b ? 1 : 0;
  return compareValues(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
}

type Fields = Readonly<Record<string, unknown>>;

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const [left, right] = [Object.entries(a as Fields), Object.entries(b as Fields)];
    for (const [index, [name, value]] of left.entries()) {
      const [otherName, other] = right[index] ?? (['', undefined] as const);
      if (name !== otherName) return name < otherName ? -1 : 1;
      const order = compareValues(value, other);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** As conflicts name it: `.spec.ports[port=80,protocol="TCP"].targetPort`. */
export function pathText(path: readonly string[]): string {
  return path
    .map((element) => {
      if (element.startsWith('f:')) return `.${element.slice(2)}`;
      if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
      const key = JSON.parse(element.slice(2)) as Readonly<Record<string, unknown>>;
      return `[${Object.entries(key)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}
