/**
 * The paths of Kubernetes' own OpenAPI v3 documents, read from schemas.ts (written by scripts/openapi, which knows the
 * form): values that many operations share (`@N` refers to one), shapes (the paths a resource has and what stands there),
 * and by document its resources, each with its kind and shape. In values, `‹K›` is the kind, `‹P›` how operations of this
 * document are called, `‹T›` its tag, `‹G›`, `‹V›` and `‹S›` its group, version and package; in paths, `‹r›` the resource.
 */
import { unpacked } from '../../net/base64/packed-text.ts';
import type { OpenApiObject } from './openapi-object.ts';

interface Document {
  readonly group: string;
  readonly version: string;
  readonly fills: Readonly<Record<string, string>>;
  /** What the document has besides paths and schemas. */
  readonly title: OpenApiObject;
  /** `resource|kind|shape` */
  readonly resources: string[];
}

export class Paths {
  readonly #nodes: readonly string[];
  readonly #shapes: readonly string[];
  readonly #documents = new Map<string, Document>();

  /** @param lines `pathLines` */
  constructor(lines: string) {
    const [nodes = '', shapes = '', documents = ''] = unpacked(lines).split('\f');
    this.#nodes = nodes.split('\n');
    this.#shapes = shapes.split('\n');
    let resources: string[] = [];
    for (const line of documents.split('\n')) {
      if (!line.startsWith('# ')) {
        resources.push(line);
        continue;
      }
      const [name = '', prefix = '', tag = '', group = '', version = '', folder = '', ...title] = line
        .slice(2)
        .split('|');
      resources = [];
      this.#documents.set(name, {
        group,
        version,
        fills: { P: prefix, T: tag, G: group, V: version, S: folder },
        title: JSON.parse(title.join('|')) as OpenApiObject,
        resources,
      });
    }
  }

  /** `api`, `api/v1`, `apis/apps/v1` … */
  get names(): readonly string[] {
    return [...this.#documents.keys()];
  }

  groupVersion(name: string): { readonly group: string; readonly version: string } {
    return this.#documents.get(name) ?? { group: '', version: '' };
  }

  title(name: string): OpenApiObject {
    return this.#documents.get(name)?.title ?? {};
  }

  /** By path, sorted. */
  paths(name: string): OpenApiObject {
    const document = this.#documents.get(name);
    const items: [string, unknown][] = [];
    for (const line of document?.resources ?? []) {
      const [resource = '', kind = '', shape] = line.split('|');
      const fills = { ...document?.fills, K: kind };
      for (const word of (this.#shapes[Number(shape)] ?? '').split(' ')) {
        const bar = word.lastIndexOf('|');
        const path = word.slice(0, bar).replace('‹r›', resource);
        items.push([
          path.startsWith('/') ? path : `/${name}/${path}`,
          this.#node(Number(word.slice(bar + 1)), fills),
        ]);
      }
    }
    return Object.fromEntries(items.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  #node(number: number, fills: Readonly<Record<string, string>>): unknown {
    return JSON.parse(this.#nodes[number] ?? 'null', (_key, value: unknown) => {
      if (typeof value !== 'string') return value;
      if (/^@\d+$/.test(value)) return this.#node(Number(value.slice(1)), fills);
      return value.replace(/‹([KPTGVS])›/g, (_hole, letter: string) => fills[letter] ?? '');
    }) as unknown;
  }
}
