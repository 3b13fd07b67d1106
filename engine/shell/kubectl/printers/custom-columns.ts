/**
 * `-o custom-columns=HEADER:.path,…` (k8s.io/kubectl pkg/cmd/get customcolumn.go).
 */
import { textOf } from '../../../kubernetes/schema/text.ts';
import { Failure } from '../failure.ts';
import { JsonPath, relaxed } from './jsonpath.ts';
import { TabWriter } from './tab-writer.ts';

export class CustomColumns {
  readonly #headers: readonly string[];
  readonly #paths: readonly JsonPath[];
  readonly #writer = new TabWriter();
  #headersDone: boolean;

  constructor(spec: string, withHeaders: boolean) {
    if (spec === '') throw new Failure('custom-columns format specified but no custom columns given');
    const columns = spec.split(',').map((part) => {
      const colon = part.indexOf(':');
      if (colon < 0)
        throw new Failure(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
      return { header: part.slice(0, colon), path: part.slice(colon + 1) };
    });
    this.#headers = columns.map(({ header }) => header);
    this.#paths = columns.map(({ path }) => new JsonPath(relaxed(path)));
    this.#headersDone = !withHeaders;
  }

  /** A file: headers on the first line, paths below. */
  static fromFile(text: string, withHeaders: boolean): CustomColumns {
    const [headers = '', paths = ''] = text.split('\n');
    const names = headers.trim().split(/\s+/);
    const wanted = paths.trim().split(/\s+/);
    return new CustomColumns(
      names.map((name, index) => `${name}:${wanted[index] ?? ''}`).join(','),
      withHeaders,
    );
  }

  print(objects: readonly unknown[]): string {
    const lines: string[][] = [];
    if (!this.#headersDone) {
      this.#headersDone = true;
      lines.push([...this.#headers]);
    }
    for (const object of objects)
      lines.push(
        this.#paths.map((path) => {
          const found = path.find(object).flat();
          return found.length === 0 ? '<none>' : found.map(goText).join(',');
        }),
      );
    return this.#writer.format(lines);
  }
}

/** As Go's `%v`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${(value as unknown[]).map(goText).join(' ')}]`;
  if (typeof value === 'object') {
    const map = value as Record<string, unknown>;
    return `map[${Object.keys(map)
      .sort()
      .map((key) => `${key}:${goText(map[key])}`)
      .join(' ')}]`;
  }
  return textOf(value);
}
