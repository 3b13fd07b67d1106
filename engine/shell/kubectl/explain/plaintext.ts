/**
 * `kubectl explain`'s text: the kind, the field and what the schema says of it and of its own fields (k8s.io/kubectl
 * pkg/explain/v2/templates/plaintext.tmpl).
 */
import { PlainFailure } from '../failure.ts';
import {
  type Document,
  type Kind,
  propertiesOf,
  resolved,
  type Schema,
  schemaOfKind,
  target,
  valuesOf,
} from './schema.ts';
import { indent, wordWrap } from './word-wrap.ts';

export interface Explained {
  readonly document: Document;
  readonly kind: Kind;
  readonly fields: readonly string[];
  readonly recursive: boolean;
}

/** What stands before anything about fields can fail. */
export function plaintextHead({ group, kind, version }: Kind): string {
  return `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
}

/** @throws PlainFailure for a field that is not there */
export function plaintext({ document, kind, fields, recursive }: Explained): string {
  const schema = schemaOfKind(document, kind);
  if (schema === undefined)
    throw new PlainFailure(
      `error: GVK map[group:${kind.group} kind:${kind.kind} version:${kind.version}] not found in OpenAPI schema`,
    );
  const text = new Plaintext(document, recursive).output(schema, fields, new Set());
  if (text === '') throw new PlainFailure(`error: field "${fields.at(-1) ?? ''}" does not exist`);
  return `${text}\n`;
}

class Plaintext {
  readonly #document: Document;
  readonly #recursive: boolean;

  constructor(document: Document, recursive: boolean) {
    this.#document = document;
    this.#recursive = recursive;
  }

  /** @param seen references on the way since the last field */
  output(schema: Schema, fields: readonly string[], seen: ReadonlySet<string>): string {
    const there = resolved(schema, this.#document);
    const [first] = fields;
    if (first === undefined) return this.#explanation(there);
    if (schema.$ref !== undefined && seen.has(schema.$ref)) return '';
    const next = schema.$ref === undefined ? seen : new Set([...seen, schema.$ref]);
    const property =
      there.properties !== undefined && Object.hasOwn(there.properties, first)
        ? there.properties[first]
        : undefined;
    if (property !== undefined)
      return (
        (fields.length === 1 ? `FIELD: ${first} <${this.#type(property)}>\n${longEnum(property)}\n\n` : '') +
        this.output(property, fields.slice(1), new Set())
      );
    const inner = there.items ?? valuesOf(there);
    if (inner !== undefined) return this.output(inner, fields, next);
    for (const one of there.allOf ?? []) {
      const text = this.output(one, fields, next);
      if (text !== '') return text;
    }
    return '';
  }

  #explanation(schema: Schema): string {
    const description = this.#description(schema) || '<empty>';
    const docs = externalDocs(schema, 0, 4, 76);
    const fields = this.#fieldList(schema, 1, new Set());
    return `DESCRIPTION:\n${indent(4, wordWrap(description, 76))}\n${docs === '' ? '' : `\n${docs}`}${fields === '' ? '' : `FIELDS:\n${fields}`}`;
  }

  #fieldList(schema: Schema, level: number, seen: ReadonlySet<string>): string {
    if (schema.$ref !== undefined && seen.has(schema.$ref)) return '';
    const next = schema.$ref === undefined ? seen : new Set([...seen, schema.$ref]);
    const there = resolved(schema, this.#document);
    let text = '';
    for (const [name, property] of propertiesOf(there)) {
      text += this.#field(name, property, there, level);
      if (this.#recursive) text += this.#fieldList(property, level + 1, next);
    }
    for (const one of [...(there.allOf ?? []), there.items, valuesOf(there)])
      if (one !== undefined) text += this.#fieldList(one, level, next);
    return text;
  }

  #field(name: string, schema: Schema, { required }: Schema, level: number): string {
    const amount = level * 2;
    const line = `${indent(amount, name)}\t<${this.#type(schema)}>${required?.includes(name) === true ? ' -required-' : ''}${shortEnum(schema, amount)}\n`;
    if (this.#recursive) return line;
    const description = wordWrap(schema.description || '<no description>', 78 - amount);
    const docs = externalDocs(schema, amount + 2, amount + 4, 76 - amount);
    return `${line}${indent(amount + 2, description)}\n${docs === '' ? '' : `\n${docs}`}\n`;
  }

  #description(schema: Schema): string {
    const there = resolved(schema, this.#document);
    const own = there.description === undefined || there.description === '' ? '' : `${there.description}\n`;
    const inner = [...(there.allOf ?? []), there.items, valuesOf(there)];
    return own + inner.map((one) => (one === undefined ? '' : this.#description(one))).join('');
  }

  #type(schema: Schema): string {
    if (schema.items !== undefined) return `[]${this.#type(schema.items)}`;
    const values = valuesOf(schema);
    if (values !== undefined) return `map[string]${this.#type(values)}`;
    const [only, ...others] = schema.allOf ?? [];
    if (only !== undefined && others.length === 0 && schema.properties === undefined) return this.#type(only);
    if (schema.$ref !== undefined) {
      const type = target(schema, this.#document)?.type;
      return type === undefined || type === 'object' ? lastName(schema.$ref) : type;
    }
    return schema.type === undefined || schema.type === 'object' ? 'Object' : schema.type;
  }
}

function lastName(reference: string): string {
  return reference.slice(Math.max(reference.lastIndexOf('/'), reference.lastIndexOf('.')) + 1) || 'Object';
}

function longEnum({ enum: values = [] }: Schema): string {
  return values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${enumValue(value)}`).join('')}`;
}

function shortEnum({ enum: values = [] }: Schema, amount: number): string {
  if (values.length === 0) return '';
  const shown = values.slice(0, 4).map(enumValue).join(', ');
  return `\n${' '.repeat(amount)}enum: ${shown}${values.length > 4 ? ', ....' : ''}`;
}

function enumValue(value: unknown): string {
  return value === '' ? '""' : String(value);
}

/** @param head blanks before its title @param text blanks before the rest @param width of its lines */
function externalDocs({ externalDocs: docs }: Schema, head: number, text: number, width: number): string {
  if (docs === undefined) return '';
  const { description = '', url = '' } = docs;
  return [
    indent(head, 'EXTERNAL DOCS:'),
    ...(description === '' ? [] : [indent(text, wordWrap(description, width))]),
    ...(url === '' ? [] : [indent(text, `URL: ${url}`)]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
