/**
 * CustomResourceDefinition at the API server: defaults, and the finalizer that has its objects deleted with it
 * (k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition).
 */
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import type { Definition, DefinitionNames } from '../custom/definition.ts';
import type { Strategy } from './strategy.ts';

export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

export const definitionStrategy: Strategy<Definition> = {
  resource: resource('customresourcedefinitions', 'apiextensions.k8s.io'),
  counted: true,
  hasStatus: true,
  defaults({ spec }) {
    const names = spec.names as Writable<DefinitionNames>;
    if ((names.singular ?? '') === '') names.singular = names.kind.toLowerCase();
    if ((names.listKind ?? '') === '' && names.kind !== '') names.listKind = `${names.kind}List`;
    (spec as Writable<Definition['spec']>).conversion ??= { strategy: 'None' };
  },
  prepareForCreate: (definition) => ({
    ...definition,
    metadata: {
      ...definition.metadata,
      finalizers: [...(definition.metadata.finalizers ?? []), cleanupFinalizer],
    },
    status: {
      acceptedNames: { kind: '', plural: '' },
      conditions: null,
      storedVersions: (definition.spec.versions ?? [])
        .filter(({ storage }) => storage)
        .map(({ name }) => name),
    },
  }),
  prepareForUpdate: (definition, old) => ({
    ...definition,
    ...(old.status === undefined ? {} : { status: old.status }),
  }),
  validate: later(({ validateDefinition }) => validateDefinition),
  validateUpdate: later(({ validateDefinitionUpdate }) => validateDefinitionUpdate),
};
