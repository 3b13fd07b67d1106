/**
 * An object by its fields: all that it says, what it becomes with another laid over it, and what is left of it without
 * some (structured-merge-diff typed: ToFieldSet, Merge, RemoveItems).
 */
import { isObject } from '../patch/merge.ts';
import { ofParts, partsOf } from './elements.ts';
import { type FieldSet, FieldSetBuilder, isEmpty } from './field-set.ts';
import type { Shape } from './shape.ts';

/** Every field that the object has an opinion on. */
export function fieldsOf(shape: Shape, value: unknown): FieldSet {
  const builder = new FieldSetBuilder();
  const walk = (of: Shape, one: unknown, path: readonly string[]): void => {
    const parts = partsOf(of, one);
    if (parts === undefined) {
      builder.add(path);
      return;
    }
    for (const [element, part] of parts.values) {
      const below = [...path, element];
      walk(parts.shapeOf(element), part, below);
      const isItem = of.kind === 'keyed' || of.kind === 'set' || of.kind === 'map';
      if (isItem || part === null || (isObject(part) && Object.keys(part).length === 0)) builder.add(below);
    }
  };
  walk(shape, value, []);
  return builder.set;
}

/** `live` with what `config` says, which wins. */
export function laidOver(shape: Shape, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  if (live === undefined || live === null) return config;
  const [below, above] = [partsOf(shape, live), partsOf(shape, config)];
  if (below === undefined || above === undefined || below.values.size === 0) return config;
  const merged = new Map<string, unknown>();
  for (const element of mergedOrder([...below.values.keys()], [...above.values.keys()]))
    merged.set(
      element,
      laidOver(above.shapeOf(element), below.values.get(element), above.values.get(element)),
    );
  return ofParts(shape, merged);
}

/** The order of both: what only the live object has stays where it stands, the rest as the configuration has it. */
function mergedOrder(live: readonly string[], config: readonly string[]): Iterable<string> {
  const shared = new Set(config);
  const order = new Set<string>();
  let next = 0;
  for (const element of live) {
    if (!shared.has(element)) order.add(element);
    // What the configuration has before it comes before it.
    while (shared.has(element) && !order.has(element)) {
      const taken = config[next++];
      if (taken !== undefined) order.add(taken);
    }
  }
  for (const element of config.slice(next)) order.add(element);
  return order;
}

/** Without the fields of `gone` that nobody owns any more; a part goes whole when nobody owns anything in it. */
export function without(shape: Shape, value: unknown, gone: FieldSet, owned: FieldSet): unknown {
  const parts = partsOf(shape, value);
  if (parts === undefined) return value;
  const left = new Map(parts.values);
  for (const [element, goneBelow] of gone.children) {
    if (!left.has(element)) continue;
    const ownedBelow = owned.children.get(element);
    if (ownedBelow === undefined || isEmpty(ownedBelow)) left.delete(element);
    else left.set(element, without(parts.shapeOf(element), left.get(element), goneBelow, ownedBelow));
  }
  return ofParts(shape, left);
}
