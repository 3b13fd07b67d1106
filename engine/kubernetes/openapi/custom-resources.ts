/**
 * OpenAPI v3 documents of custom resources: a definition's schema with what every kind has, its list, and the paths it is
 * served at (k8s.io/apiextensions-apiserver pkg/controller/openapi/builder, merged by group version).
 *
 * Left out: definitions whose schema is not structural, which are published without their schema.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { Documents } from './documents.ts';
import type { OpenApiObject } from './openapi-object.ts';
import { customResourcePaths, type CustomResource } from './custom-resource-paths.ts';

export interface Definition {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly listKind?: string };
    readonly versions: readonly Version[];
  };
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly schema?: { readonly openAPIV3Schema?: OpenApiObject };
  readonly subresources?: { readonly status?: unknown; readonly scale?: unknown };
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

const home = '#/components/schemas/';
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const embeddedTexts = {
  apiVersion: `apiVersion defines the versioned schema of this representation of an object. More info: ${conventions}#resources`,
  kind: `kind is a string value representing the type of this object. In CamelCase. More info: ${conventions}#types-kinds`,
};

/** By a document's name (`apis/example.com/v1`), the definitions served there. */
export function servedGroupVersions(
  customResources: readonly KubeObject[],
): ReadonlyMap<string, readonly Definition[]> {
  const served = new Map<string, Definition[]>();
  for (const one of customResources as unknown as readonly Definition[])
    for (const { name, served: isServed } of one.spec.versions) {
      if (!isServed) continue;
      const document = `apis/${one.spec.group}/${name}`;
      served.set(document, [...(served.get(document) ?? []), one]);
    }
  return served;
}

/** @param name `apis/example.com/v1` @returns undefined when nothing is served there */
export function customResourceDocument(
  name: string,
  customResources: readonly KubeObject[],
  own: Documents,
): OpenApiObject | undefined {
  const definitions = servedGroupVersions(customResources).get(name);
  if (definitions === undefined) return undefined;
  const [, group = '', version = ''] = name.split('/');
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, unknown> = {};
  for (const definition of definitions) {
    const found = definition.spec.versions.find((one) => one.name === version);
    if (found === undefined) continue;
    const resource = resourceOf(definition, found);
    schemas[resource.model] = kindSchema(resource, found, own);
    schemas[resource.listModel] = listSchema(resource, found, own);
    Object.assign(paths, customResourcePaths(resource, own));
  }
  return {
    components: { schemas: { ...own.reached([schemas, paths], group, version), ...schemas } },
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    openapi: '3.0.0',
    paths,
  };
}

function resourceOf({ spec }: Definition, { name, subresources }: Version): CustomResource {
  const folder = `${spec.group.split('.').reverse().join('.')}.${name}`;
  const listKind = spec.names.listKind ?? `${spec.names.kind}List`;
  return {
    group: spec.group,
    version: name,
    kind: spec.names.kind,
    listKind,
    plural: spec.names.plural,
    namespaced: spec.scope === 'Namespaced',
    status: subresources?.status !== undefined,
    scale: subresources?.scale !== undefined,
    model: `${folder}.${spec.names.kind}`,
    listModel: `${folder}.${listKind}`,
  };
}

function kindSchema(resource: CustomResource, version: Version, own: Documents): OpenApiObject {
  const given = version.schema?.openAPIV3Schema;
  return {
    ...(given === undefined
      ? { type: 'object' }
      : {
          ...embedded(given, own),
          properties: {
            ...(embedded(given, own)['properties'] as OpenApiObject | undefined),
            ...typeMeta(own),
            metadata: reference(
              `${meta}.ObjectMeta`,
              `Standard object's metadata. More info: ${conventions}#metadata`,
            ),
          },
        }),
    ...extensions(resource, resource.kind, version),
  };
}

function listSchema(resource: CustomResource, version: Version, own: Documents): OpenApiObject {
  return {
    description: `${resource.listKind} is a list of ${resource.kind}`,
    properties: {
      ...typeMeta(own),
      items: {
        description: `List of ${resource.plural}. More info: ${conventions}`,
        items: { $ref: `${home}${resource.model}` },
        type: 'array',
      },
      metadata: reference(
        `${meta}.ListMeta`,
        `Standard list metadata. More info: ${conventions}#types-kinds`,
      ),
    },
    required: ['items'],
    type: 'object',
    ...extensions(resource, resource.listKind, version),
  };
}

function extensions({ group, version }: CustomResource, kind: string, of: Version): OpenApiObject {
  const selectable = of.selectableFields ?? [];
  return {
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
    ...(selectable.length === 0
      ? {}
      : {
          'x-kubernetes-selectable-fields': selectable.map(({ jsonPath }) => ({
            fieldPath: jsonPath.replace(/^\./, ''),
          })),
        }),
  };
}

function reference(name: string, description: string): OpenApiObject {
  return { allOf: [{ $ref: `${home}${name}` }], description };
}

/** `apiVersion` and `kind`, as every kind of Kubernetes' own has them. */
function typeMeta(own: Documents): OpenApiObject {
  const { apiVersion, kind } = (own.definition(`${meta}.Status`)?.['properties'] ?? {}) as OpenApiObject;
  return { apiVersion, kind };
}

/** A schema in which objects that are kinds themselves have what every kind has. */
function embedded(schema: OpenApiObject, own: Documents): OpenApiObject {
  const inner = (value: unknown): OpenApiObject => embedded(value as OpenApiObject, own);
  const { properties, items, additionalProperties } = schema;
  const next: Record<string, unknown> = {
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties as OpenApiObject).map(([key, value]) => [key, inner(value)]),
          ),
        }),
    ...(items === undefined ? {} : { items: inner(items) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: inner(additionalProperties) }
      : {}),
  };
  if (schema['x-kubernetes-embedded-resource'] !== true) return next;
  const { apiVersion, kind } = typeMeta(own);
  const required = (schema['required'] as readonly string[] | undefined) ?? [];
  return {
    ...next,
    properties: {
      ...(next['properties'] as OpenApiObject | undefined),
      apiVersion: { ...(apiVersion as OpenApiObject), description: embeddedTexts.apiVersion },
      kind: { ...(kind as OpenApiObject), description: embeddedTexts.kind },
      metadata: reference(
        `${meta}.ObjectMeta`,
        `Standard object's metadata. More info: ${conventions}#metadata`,
      ),
    },
    required: [...required, ...['kind', 'apiVersion'].filter((name) => !required.includes(name))],
  };
}
