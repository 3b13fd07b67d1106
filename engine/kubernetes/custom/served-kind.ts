/**
 * A version of a CustomResourceDefinition as a kind of the server: its resource, and what is done around storing its objects
 * (k8s.io/apiextensions-apiserver pkg/registry/customresource strategy.go).
 */
import type { Resource } from '../api/resources.ts';
import type { JsonObject, KubeObject } from '../objects/meta.ts';
import { decode } from '../schema/decode.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { validateMeta } from '../validation/meta.ts';
import { isDns1123Subdomain } from '../validation/names.ts';
import { customTable } from './columns.ts';
import type { Definition, DefinitionVersion } from './definition.ts';
import { prune, withDefaults } from './structural.ts';
import { validateAgainst, withRulesSkipped } from './validate.ts';

export function resourceOf({ spec }: Definition, version: DefinitionVersion): Resource {
  const { plural, singular = '', shortNames = [], kind, categories = [] } = spec.names;
  return {
    name: plural,
    singular: singular === '' ? kind.toLowerCase() : singular,
    shortNames,
    kind,
    group: spec.group,
    version: version.name,
    namespaced: spec.scope === 'Namespaced',
    categories,
    struct: undefined,
    listed: true,
    table: customTable(version.additionalPrinterColumns),
    subresources: Object.keys(version.subresources ?? {}),
  };
}

interface Custom extends KubeObject {
  readonly status?: unknown;
}

export function strategyOf(resource: Resource, version: DefinitionVersion): Strategy<Custom> {
  const schema = version.schema?.openAPIV3Schema ?? {};
  const hasStatus = version.subresources?.status !== undefined;
  const filled = (object: Custom): Custom => withDefaults(schema, object) as Custom;
  const withoutStatus = ({ status: _status, ...rest }: Custom): Custom => rest;
  const validate = (object: Custom): ReturnType<Strategy['validate']> => {
    const { metadata: _metadata, ...rest } = object;
    return [
      ...validateMeta(object, isDns1123Subdomain),
      ...withRulesSkipped(validateAgainst(schema, rest, ''), schema),
    ];
  };
  return {
    resource,
    counted: true,
    hasStatus,
    decode(body) {
      const { value, unknownFields } = prune(schema, body as JsonObject);
      const metadata = decode('ObjectMeta', (value as KubeObject).metadata);
      if (metadata.kind === 'failed') return metadata;
      return {
        kind: 'decoded',
        object: { ...(withDefaults(schema, value) as JsonObject), metadata: metadata.object },
        unknownFields: [...metadata.unknownFields.map((field) => `metadata.${field}`), ...unknownFields],
      };
    },
    read: filled,
    prepareForCreate: (object) => (hasStatus ? filled(withoutStatus(object)) : object),
    prepareForUpdate: (object, old) =>
      hasStatus
        ? { ...withoutStatus(object), ...(old.status === undefined ? {} : { status: old.status }) }
        : object,
    validate,
  };
}
