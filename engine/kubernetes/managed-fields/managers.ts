/**
 * Who owns which fields, through updates and applies (structured-merge-diff merge/update.go; k8s.io/apimachinery
 * pkg/util/managedfields/internal). An update takes what it changed away from everybody else; an apply owns all it says,
 * fails where it would change what another owns, and removes what it no longer says and nobody else owns.
 *
 * Left out: several versions of a kind, and the folding of more than ten updaters into "ancient-changes".
 */
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import { compare, type Comparison } from './compare.ts';
import {
  difference,
  type FieldSet,
  fromFieldsV1,
  intersection,
  isEmpty,
  noFields,
  paths,
  sameFields,
  union,
} from './field-set.ts';
import { fieldsOf, laidOver, without } from './owned.ts';
import type { Shape } from './shape.ts';

/** Who does something, and how. */
export interface Author {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** Empty: the object itself. */
  readonly subresource: string;
}

export interface Owner extends Author {
  readonly time: Timestamp;
  readonly fields: FieldSet;
}

export type Owners = readonly Owner[];

/** Fields that nobody owns: the server's own. */
const serversOwn = fromFieldsV1({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:clusterName': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
});

export interface Conflict {
  readonly owner: Owner;
  readonly path: readonly string[];
}

export interface Change {
  readonly shape: Shape;
  readonly author: Author;
  readonly now: Timestamp;
  /** Fields that this way of writing never sets (a status through the object's own path). */
  readonly ignored: FieldSet;
}

/** @param from the object before; for a new one, the kind's empty object */
export function afterUpdate(
  owners: Owners,
  { shape, author, now, ignored }: Change,
  from: unknown,
  to: unknown,
): Owners {
  const compared = withoutIgnored(compare(shape, from, to), ignored);
  const { others } = taken(owners, author, compared);
  const changed = union(compared.modified, compared.added);
  const own = owners.find((owner) => isSame(owner, author));
  const rest = own === undefined ? noFields : difference(own.fields, compared.removed);
  const fields = union(rest, changed);
  if (isEmpty(fields)) return others;
  const touched = !isEmpty(changed) || own === undefined;
  return [...others, { ...author, time: touched ? now : own.time, fields }];
}

export type Applied =
  | { readonly kind: 'applied'; readonly object: KubeObject; readonly owners: Owners }
  | { readonly kind: 'conflicts'; readonly conflicts: readonly Conflict[] };

/**
 * @param live the object as it is; for a new one, the kind's empty object
 * @param config what the client says, nothing filled in
 */
export function afterApply(
  owners: Owners,
  { shape, author, now, ignored }: Change,
  live: KubeObject,
  config: unknown,
  force: boolean,
): Applied {
  const last = owners.find((owner) => isSame(owner, author));
  const fields = below(difference(fieldsOf(shape, config), serversOwn), ignored);
  const others = owners.filter((owner) => owner !== last);
  const owned = others.reduce((all, owner) => union(all, owner.fields), fields);
  const merged = laidOver(shape, live, config);
  const object = (last === undefined ? merged : without(shape, merged, last.fields, owned)) as KubeObject;
  const compared = withoutIgnored(compare(shape, live, object), ignored);
  const { others: left, conflicts } = taken(owners, author, compared);
  if (!force && conflicts.length > 0) return { kind: 'conflicts', conflicts };
  const isNews =
    last === undefined ||
    !sameFields(last.fields, fields) ||
    [compared.added, compared.modified, compared.removed].some((set) => !isEmpty(set));
  const owner: Owner = { ...author, time: isNews ? now : last.time, fields };
  return { kind: 'applied', object, owners: isEmpty(fields) ? left : [...left, owner] };
}

/** What the others keep, and what was taken from them. */
function taken(
  owners: Owners,
  author: Author,
  { added, modified, removed }: Comparison,
): { readonly others: Owners; readonly conflicts: readonly Conflict[] } {
  const changed = union(added, modified);
  const others: Owner[] = [];
  const conflicts: Conflict[] = [];
  for (const owner of owners) {
    if (isSame(owner, author)) continue;
    const lost = intersection(owner.fields, changed);
    for (const path of paths(lost)) conflicts.push({ owner, path });
    const fields = difference(difference(owner.fields, lost), removed);
    if (!isEmpty(fields)) others.push({ ...owner, fields });
  }
  return { others, conflicts };
}

function withoutIgnored({ added, modified, removed }: Comparison, ignored: FieldSet): Comparison {
  const kept = (set: FieldSet): FieldSet => below(difference(set, serversOwn), ignored);
  return { added: kept(added), modified: kept(modified), removed: kept(removed) };
}

/** Without the members of `ignored` and all that is below them. */
function below(set: FieldSet, ignored: FieldSet): FieldSet {
  if (isEmpty(ignored)) return set;
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const rule = ignored.children.get(element);
    if (rule?.member === true) continue;
    const rest = rule === undefined ? child : below(child, rule);
    if (!isEmpty(rest)) children.set(element, rest);
  }
  return { member: set.member, children };
}

/** An applier is the same whatever version it applies. */
function isSame(one: Author, other: Author): boolean {
  return (
    one.manager === other.manager &&
    one.operation === other.operation &&
    one.subresource === other.subresource &&
    (one.operation === 'Apply' || one.apiVersion === other.apiVersion)
  );
}
