/**
 * `kubectl explain --output=plaintext-openapiv2`: the text of older releases (k8s.io/kubectl pkg/explain). It reads OpenAPI
 * v2; what that says of a kind is here taken from v3, which says the same and more.
 */
import { Failure } from '../failure.ts';
import { type Document, type Kind, propertiesOf, type Schema, target, valuesOf } from './schema.ts';
import { wrapped } from './wrap-v2.ts';

/** A schema as v2's readers see it (k8s.io/kube-openapi pkg/util/proto). */
type Model =
  | { readonly kind: 'reference'; readonly name: string; readonly to: Schema }
  | { readonly kind: 'array' | 'map'; readonly of: Schema | undefined }
  | { readonly kind: 'kind' }
  | { readonly kind: 'primitive'; readonly type: string }
  | { readonly kind: 'arbitrary' };

const width = 80;

export interface ExplainedV2 {
  readonly document: Document;
  readonly kind: Kind;
  readonly schema: Schema;
  readonly fields: readonly string[];
  readonly recursive: boolean;
}

/** @throws Failure for a field that is not there */
export function plaintextV2({ document, kind, schema, fields, recursive }: ExplainedV2): string {
  const models = new Models(document);
  const found = models.find(schema, fields);
  const lines = [
    `KIND:     ${kind.kind}`,
    `VERSION:  ${kind.group === '' ? '' : `${kind.group}/`}${kind.version}`,
    '',
  ];
  const { last, texts, type } = models.end(found);
  const name = fields.at(-1) ?? '';
  const model = models.of(last);
  if (model.kind === 'kind') {
    if (name !== '') lines.push(`RESOURCE: ${name} <${type}>`, '');
  } else if (model.kind === 'primitive') lines.push(`FIELD:    ${name} <${type}>`, '');
  lines.push('DESCRIPTION:', ...descriptions(texts));
  if (model.kind === 'kind')
    lines.push('', 'FIELDS:', ...(recursive ? models.names(last, 3, new Set()) : models.fields(last)));
  return lines.map((line) => `${line}\n`).join('');
}

function descriptions(texts: readonly string[]): readonly string[] {
  const lines = texts.flatMap((text, index) =>
    text === '' ? [] : [...(index === 0 ? [] : ['']), ...indented(5, text)],
  );
  return texts.some((text) => text !== '') ? lines : indented(5, '<empty>');
}

/** Empty lines stay empty. */
function indented(amount: number, text: string): readonly string[] {
  return wrapped(text, width - amount).map((line) => (line === '' ? '' : ' '.repeat(amount) + line));
}

class Models {
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  of(schema: Schema): Model {
    const [only] = schema.allOf ?? [];
    const pointer = schema.$ref === undefined ? only : schema;
    const to = pointer === undefined ? undefined : target(pointer, this.#document);
    if (to !== undefined) return { kind: 'reference', name: pointer?.$ref ?? '', to };
    if (schema.properties !== undefined) return { kind: 'kind' };
    if (schema.type === 'array') return { kind: 'array', of: schema.items };
    if (schema.type === 'object') return { kind: 'map', of: valuesOf(schema) };
    // Strings or numbers: v2 knows strings only.
    if (schema.type === undefined && 'oneOf' in schema) return { kind: 'primitive', type: 'string' };
    return schema.type === undefined ? { kind: 'arbitrary' } : { kind: 'primitive', type: schema.type };
  }

  /** @throws Failure */
  find(schema: Schema, [first, ...rest]: readonly string[]): Schema {
    if (first === undefined) return schema;
    const model = this.of(schema);
    switch (model.kind) {
      case 'reference':
        return this.find(model.to, [first, ...rest]);
      case 'array':
      case 'map':
        return this.find(model.of ?? {}, [first, ...rest]);
      case 'kind': {
        const property = schema.properties?.[first];
        if (property === undefined) throw new Failure(`field ${JSON.stringify(first)} does not exist`);
        return this.find(property, rest);
      }
      default:
        return schema;
    }
  }

  /** Through lists, maps and references to what they hold; with all descriptions on the way, and the first type. */
  end(schema: Schema): { readonly last: Schema; readonly texts: readonly string[]; readonly type: string } {
    const texts: string[] = [];
    let type = '';
    for (let at = schema; ;) {
      const model = this.of(at);
      texts.push(at.description ?? '');
      if (model.kind !== 'reference' && type === '') type = this.#type(at);
      if (model.kind === 'reference') at = model.to;
      else if (model.kind === 'array' || model.kind === 'map') at = model.of ?? {};
      else return { last: at, texts, type };
    }
  }

  #type(schema: Schema): string {
    const model = this.of(schema);
    switch (model.kind) {
      case 'reference':
        return this.#type(model.to);
      case 'array':
        return `[]${this.#type(model.of ?? {})}`;
      case 'map':
        return `map[string]${this.#type(model.of ?? {})}`;
      case 'kind':
        return 'Object';
      case 'primitive':
        return model.type;
      case 'arbitrary':
        return '';
    }
  }

  fields(schema: Schema): readonly string[] {
    return propertiesOf(schema).flatMap(([name, property]) => [
      `   ${name}\t<${this.#type(property)}>${schema.required?.includes(name) === true ? ' -required-' : ''}`,
      ...indented(5, property.description ?? ''),
      '',
    ]);
  }

  /** Of all depths. @param seen references on the way */
  names(schema: Schema, amount: number, seen: ReadonlySet<string>): readonly string[] {
    const model = this.of(schema);
    switch (model.kind) {
      case 'reference':
        return seen.has(model.name) ? [] : this.names(model.to, amount, new Set([...seen, model.name]));
      case 'array':
      case 'map':
        return this.names(model.of ?? {}, amount, seen);
      case 'kind':
        return propertiesOf(schema).flatMap(([name, property]) => [
          `${' '.repeat(amount)}${name}\t<${this.#type(property)}>`,
          ...this.names(property, amount + 3, seen),
        ]);
      default:
        return [];
    }
  }
}
