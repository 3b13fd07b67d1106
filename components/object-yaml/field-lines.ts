/** Which lines of an object's YAML are a field: `spec.ports[0].port`. */
import { isScalar, LineCounter, parseDocument } from 'yaml';

export interface LineRange {
  /** Counted from 0. */
  readonly first: number;
  readonly last: number;
}

/**
 * @param field a path as rows name it; or a key inside a text of the object, such as a ConfigMap's `Network`
 * @returns undefined when the object has no such field any more
 */
export function fieldLines(yaml: string, field: string): LineRange | undefined {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const path = field
    .split(/[.[\]]/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const node = document.getIn(path, true) as { readonly range?: readonly number[] } | undefined;
  const [start, end] = node?.range ?? [];
  if (start === undefined || end === undefined) return insideText(yaml, field);
  const line = (offset: number) => counter.linePos(offset).line - 1;
  const last = line(Math.max(start, end - 1));
  // What is not on its key's line stands below it: the key belongs to the field.
  const first = isScalar(node) ? line(start) : Math.max(0, line(start) - 1);
  return { first, last };
}

function insideText(yaml: string, key: string): LineRange | undefined {
  const first = yaml.split('\n').findIndex((text) => text.trim().startsWith(`"${key}":`));
  return first < 0 ? undefined : { first, last: first };
}
