/**
 * `-o custom-columns=HEADER:.path,…` (k8s.io/kubectl pkg/cmd/get customcolumn.go).
 */
import { Failure } from '../failure.ts';
import { goText } from '../../../kubernetes/schema/go-value.ts';
import { JsonPath, relaxed } from './jsonpath.ts';
import { TabWriter } from './tab-writer.ts';

export class CustomColumns {
  readonly #headers: readonly string[];
  readonly #paths: readonly string[];
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
    this.#paths = columns.map(({ path }) => relaxed(path));
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

  /** @param write takes the headers when what stands below them cannot be had. @throws Failure */
  print(objects: readonly unknown[], write: (text: string) => void = () => undefined): string {
    const lines: string[][] = [];
    if (!this.#headersDone) {
      this.#headersDone = true;
      lines.push([...this.#headers]);
    }
    try {
      const paths = this.#paths.map((path) => new JsonPath(path));
      for (const object of objects) lines.push(...cellsOf(paths, object));
    } catch (error) {
      if (error instanceof Failure) write(this.#writer.format(lines));
      throw error;
    }
    return this.#writer.format(lines);
  }
}

/** A value's own line breaks end the line. */
function cellsOf(paths: readonly JsonPath[], object: unknown): readonly string[][] {
  const cells = paths.map((path) => {
    const found = path.find(object);
    const values = found.flat().map(goText);
    return ((found[0] ?? []).length === 0 ? ['<none>', ...values] : values).join(',');
  });
  return cells
    .join('\t')
    .split('\n')
    .map((line) => line.split('\t'));
}
