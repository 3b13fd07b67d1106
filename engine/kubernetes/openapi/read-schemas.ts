/**
 * The schemas of Kubernetes' own kinds as OpenAPI v3 has them, read from schemas.ts and descriptions.ts (written by
 * scripts/openapi, which knows the form), definition by definition when one is first asked for.
 *
 * A paragraph is a package (`# io.k8s.api.apps.v1 apps v1`), a line a definition and its fields, `field!:type` where it is
 * required. A type: `string/date-time(enum,…)=default;marks&rest`, `[]` and `{}` before what lists and maps hold, `␣` for a blank in it, otherwise
 * a definition of the same package or, with its number, of another one; `^` before a reference that nothing surrounds.
 */
import { unpacked } from '../../net/base64/packed-text.ts';
import type { OpenApiObject } from './openapi-object.ts';

interface Package {
  readonly name: string;
  readonly group: string;
  readonly version: string;
}

interface Line {
  readonly package: Package;
  /** The name with its marks, then the fields. */
  readonly words: readonly string[];
  /** The number of its own description; those of its fields follow. */
  readonly firstText: number;
}

const marks: Readonly<Record<string, string>> = {
  t: 'x-kubernetes-list-type',
  k: 'x-kubernetes-list-map-keys',
  m: 'x-kubernetes-patch-merge-key',
  s: 'x-kubernetes-patch-strategy',
  M: 'x-kubernetes-map-type',
};

const zero: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };

export class Schemas {
  readonly #packages: Package[] = [];
  readonly #lines = new Map<string, Line>();
  readonly #texts: readonly string[];
  readonly #known = new Map<string, OpenApiObject>();

  /** @param lines `schemaLines` @param descriptions `descriptionLines` */
  constructor(lines: string, descriptions: string) {
    this.#texts = unpacked(descriptions).split('\f');
    let firstText = 0;
    for (const line of unpacked(lines).trimEnd().split('\n')) {
      const words = line.split(' ');
      const [first = '', name = '', group = '', version = ''] = words;
      if (first === '#') {
        this.#packages.push({ name, group, version });
        continue;
      }
      const inside = this.#packages.at(-1) ?? { name: '', group: '', version: '' };
      this.#lines.set(`${inside.name}.${/^[^@:]+/.exec(first)?.[0] ?? ''}`, {
        package: inside,
        words,
        firstText,
      });
      firstText += words.length;
    }
  }

  /**
   * @param name `io.k8s.api.apps.v1.Deployment`
   * @param group of the document it stands in, @param version likewise: what is sent to every group says so
   */
  definition(name: string, group: string, version: string): OpenApiObject | undefined {
    const line = this.#lines.get(name);
    if (line === undefined) return undefined;
    const [head = ''] = line.words;
    const kind = name.slice(line.package.name.length + 1);
    const known = this.#known.get(name) ?? this.#read(line);
    this.#known.set(name, known);
    const own = { group: line.package.group, kind, version: line.package.version };
    if (head.includes('@@'))
      return sorted({
        ...known,
        'x-kubernetes-group-version-kind': group === '' ? [own] : [own, { group, kind, version }],
      });
    if (head.includes('@')) return sorted({ ...known, 'x-kubernetes-group-version-kind': [own] });
    return known;
  }

  #text(number: number): string {
    const text = this.#texts[number] ?? '';
    return text.startsWith('=') ? (this.#texts[Number(text.slice(1))] ?? '') : text;
  }

  #read({ package: inside, words: [head = '', ...fields], firstText }: Line): OpenApiObject {
    const properties: Record<string, unknown> = {};
    const required: string[] = [];
    for (const [index, field] of fields.entries()) {
      const colon = field.indexOf(':');
      const isRequired = field[colon - 1] === '!';
      const name = field.slice(0, isRequired ? colon - 1 : colon);
      if (isRequired) required.push(name);
      properties[name] = this.#described(firstText + index + 1, this.#schema(field.slice(colon + 1), inside));
    }
    return this.#described(firstText, {
      ...this.#schema(head.slice(head.indexOf(':') + 1), inside),
      ...(fields.length === 0 ? {} : { properties: sorted(properties) }),
      ...(required.length === 0 ? {} : { required }),
    });
  }

  #described(number: number, schema: OpenApiObject): OpenApiObject {
    const description = this.#text(number);
    return sorted(description === '' ? schema : { ...schema, description });
  }

  #schema(text: string, inside: Package): OpenApiObject {
    const [bare = '', ...marked] = text.split(';');
    const schema: Record<string, unknown> = { ...this.#bare(bare, inside) };
    for (const mark of marked) {
      const key = marks[mark.slice(0, 1)] ?? '';
      schema[key] = mark.startsWith('k') ? mark.slice(1).split(',') : mark.slice(1);
    }
    return schema;
  }

  #bare(text: string, inside: Package): OpenApiObject {
    if (text.startsWith('[]')) return { items: sorted(this.#bare(text.slice(2), inside)), type: 'array' };
    if (text.startsWith('{}'))
      return { additionalProperties: sorted(this.#bare(text.slice(2), inside)), type: 'object' };
    const [, type = '', format, values, fallback, rest] =
      /^([^/(=&]*)(?:\/([^(=&]*))?(?:\(([^)]*)\))?(?:=([^&]*))?(?:&(.*))?$/.exec(text) ?? [];
    const simple = type === 'object' || type in zero || type === '?';
    return {
      ...(simple ? (type === '?' ? {} : { type }) : this.#reference(type, inside)),
      ...(format === undefined ? {} : { format }),
      ...(values === undefined ? {} : { enum: values.replaceAll('␣', ' ').split(',') }),
      ...(fallback === undefined
        ? {}
        : { default: fallback === '' ? (zero[type] ?? {}) : (JSON.parse(fallback) as unknown) }),
      ...(rest === undefined ? {} : (JSON.parse(rest) as OpenApiObject)),
    };
  }

  #reference(text: string, inside: Package): OpenApiObject {
    const [, number, name = ''] = /^\^?(?:(\d+)\.)?(.*)$/.exec(text) ?? [];
    const folder = number === undefined ? inside : this.#packages[Number(number)];
    const reference = { $ref: `#/components/schemas/${folder?.name ?? ''}.${name}` };
    return text.startsWith('^') ? reference : { allOf: [reference] };
  }
}

/** Keys in the order in which the published documents have them. */
function sorted(object: OpenApiObject): OpenApiObject {
  return Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)));
}
