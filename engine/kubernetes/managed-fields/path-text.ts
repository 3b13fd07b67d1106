/**
 * A field's path as sigs.k8s.io/structured-merge-diff writes it: elements of a list by their keys, where it has any
 * (`.spec.containers[name="nginx"].port`), from a path with indexes as a strict decoder names it.
 *
 * Left out: keys of maps that hold a dot or a bracket.
 */
import { partsOf } from './elements.ts';
import { pathText } from './field-set.ts';
import type { Shape } from './shape.ts';

/** @param path as `spec.containers[0].port` */
export function fieldPathText(shape: Shape, object: unknown, path: string): string {
  let text = '';
  let at: { readonly shape: Shape; readonly value: unknown } | undefined = { shape, value: object };
  for (const [, field, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const parts: ReturnType<typeof partsOf> = at === undefined ? undefined : partsOf(at.shape, at.value);
    const element: string | undefined =
      field === undefined ? [...(parts?.values.keys() ?? [])][Number(index)] : `f:${field}`;
    text += element === undefined ? `[${index ?? ''}]` : pathText([element]);
    at =
      element === undefined || parts === undefined
        ? undefined
        : { shape: parts.shapeOf(element), value: parts.values.get(element) };
  }
  return text;
}
