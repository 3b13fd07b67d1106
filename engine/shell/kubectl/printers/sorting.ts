/**
 * `--sort-by`: objects in the order of one field's values (k8s.io/kubectl pkg/cmd/get sorter.go): numbers, texts,
 * quantities; what has no such field comes first.
 */
import { quantityValue } from '../../../kubernetes/schema/quantity.ts';
import { Failure, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { logHead } from '../log-line.ts';
import { goType } from '../../../kubernetes/schema/go-value.ts';
import { JsonPath, relaxed } from './jsonpath.ts';

export interface SortKind {
  /** How errors name what is sorted, and where upstream says so. */
  readonly type: string;
  readonly at: string;
}

export const sortsObjects: SortKind = { type: '*unstructured.Unstructured', at: 'sorter.go:329' };
export const sortsRows: SortKind = { type: '[][][]reflect.Value', at: 'sorter.go:375' };

/**
 * @param objectOf what the field is looked for in
 * @throws Failure for a path that is none or finds nothing; PlainFailure for values that have no order
 */
export function sortedBy<Item>(
  run: Invocation,
  items: readonly Item[],
  objectOf: (item: Item) => unknown,
  kind: SortKind,
): readonly Item[] {
  const field = relaxed(run.text('sort-by'));
  const path = new JsonPath(field);
  const found = items.map((item) => ({ item, value: path.find(objectOf(item))[0]?.[0] }));
  if (found.every(({ value }) => value === undefined)) throw notFound(field);
  const compare = (one: unknown, other: unknown): number => {
    for (const value of [one, other])
      if (typeof value === 'object' && value !== null)
        throw new PlainFailure(
          `${logHead(run, 'F', kind.at)} Field ${field} in ${kind.type} is an unsortable type: interface, err: unsortable type: ${goType(value)}`,
        );
    return compared(one, other);
  };
  return [...found].sort((one, other) => compare(one.value, other.value)).map(({ item }) => item);
}

export function notFound(field: string): Failure {
  return new Failure(`couldn't find any field with path ${JSON.stringify(field)} in the list of objects`);
}

function compared(one: unknown, other: unknown): number {
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1;
  if (typeof one === 'string' && typeof other === 'string') {
    const [left, right] = [quantityValue(one), quantityValue(other)];
    if (left !== undefined && right !== undefined) return left - right;
    return one < other ? -1 : one > other ? 1 : 0;
  }
  return Number(one) - Number(other);
}
