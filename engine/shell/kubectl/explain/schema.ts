/**
 * What `kubectl explain` reads of an OpenAPI v3 document.
 */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly externalDocs?: { readonly description?: string; readonly url?: string };
  readonly 'x-kubernetes-group-version-kind'?: readonly Kind[];
}

export interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}

export interface Operation {
  readonly 'x-kubernetes-group-version-kind'?: Kind;
}

export interface Document {
  readonly components: { readonly schemas?: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The schema a reference names, otherwise the schema itself. */
export function resolved(schema: Schema, document: Document): Schema {
  return target(schema, document) ?? schema;
}

export function target({ $ref }: Schema, { components }: Document): Schema | undefined {
  return $ref === undefined ? undefined : components.schemas?.[$ref.slice($ref.lastIndexOf('/') + 1)];
}

/** What a map holds, where a schema says. */
export function valuesOf({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
    ? additionalProperties
    : undefined;
}

/** By name, in the order of their octets. */
export function propertiesOf({ properties = {} }: Schema): readonly (readonly [string, Schema])[] {
  return Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The first schema that says it is of that kind. */
export function schemaOfKind(document: Document, { group, kind, version }: Kind): Schema | undefined {
  const schemas = Object.entries(document.components.schemas ?? {}).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return schemas.find(([, schema]) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (one) => one.group === group && one.kind === kind && one.version === version,
    ),
  )?.[1];
}
