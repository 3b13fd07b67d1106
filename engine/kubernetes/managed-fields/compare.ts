/**
 * Which fields of an object were added, changed and removed (structured-merge-diff typed/compare.go).
 */
import { same } from '../api/same.ts';
import { partsOf } from './elements.ts';
import { type FieldSet, FieldSetBuilder } from './field-set.ts';
import type { Shape } from './shape.ts';

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compare(shape: Shape, old: unknown, next: unknown): Comparison {
  const walker = new Walker();
  walker.walk(shape, old, next, []);
  return { added: walker.added.set, modified: walker.modified.set, removed: walker.removed.set };
}

class Walker {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();

  walk(shape: Shape, old: unknown, next: unknown, path: readonly string[]): void {
    if (old === next) return;
    const [left, right] = [partsOf(shape, old), partsOf(shape, next)];
    if (left !== undefined && right !== undefined && left.values.size + right.values.size > 0) {
      for (const [element, value] of left.values)
        this.walk(left.shapeOf(element), value, right.values.get(element), [...path, element]);
      for (const [element, value] of right.values)
        if (!left.values.has(element))
          this.walk(right.shapeOf(element), undefined, value, [...path, element]);
    } else if (old !== undefined && next !== undefined && !same(old, next)) this.modified.add(path);
    if (old === undefined) this.added.add(path);
    else if (next === undefined) this.removed.add(path);
  }
}
