/**
 * Validation of CustomResourceDefinition (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation).
 *
 * Left out: whether the schemas are structural and their defaults valid, rules in CEL, conversion webhooks, selectable
 * fields, whether a protected group was approved.
 */
import type { Definition, DefinitionNames } from '../custom/definition.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from './meta.ts';
import { isDns1035Label, isDns1123Subdomain } from './names.ts';

export function validateDefinition(definition: Definition): readonly FieldError[] {
  const { spec } = definition;
  const { group, scope, names } = spec;
  const versions = spec.versions ?? [];
  const errors: FieldError[] = [
    ...validateMeta(definition, (name) => [
      ...isDns1123Subdomain(name),
      ...(name === `${names.plural}.${group}` ? [] : ['must be spec.names.plural+"."+spec.group']),
    ]),
  ];
  if (group === '') errors.push(fieldError.required('spec.group'));
  else {
    const faults = isDns1123Subdomain(group);
    if (faults.length > 0) errors.push(fieldError.invalid('spec.group', group, faults.join(',')));
    else if (!group.includes('.'))
      errors.push(fieldError.invalid('spec.group', group, 'should be a domain with at least one dot'));
  }
  if (scope === '') errors.push(fieldError.required('spec.scope'));
  else if (!['Cluster', 'Namespaced'].includes(scope))
    errors.push(fieldError.notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  for (const [index, { schema }] of versions.entries())
    if (schema?.openAPIV3Schema === undefined)
      errors.push(fieldError.required(`spec.versions[${index}].schema.openAPIV3Schema`));
  for (const [index, { name }] of versions.entries()) {
    const faults = isDns1035Label(name);
    if (faults.length > 0)
      errors.push(fieldError.invalid(`spec.versions[${index}].name`, name, faults.join(',')));
  }
  if (new Set(versions.map(({ name }) => name)).size !== versions.length)
    errors.push(fieldError.invalid('spec.versions', versions, 'must contain unique version names'));
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(
      fieldError.invalid(
        'spec.versions',
        spec.versions,
        'must have exactly one version marked as storage version',
      ),
    );
  return [...errors, ...validateNames(names)];
}

function validateNames(names: DefinitionNames): readonly FieldError[] {
  const { plural, singular = '', kind, listKind = '', shortNames = [], categories = [] } = names;
  const errors: FieldError[] = [];
  const at = 'spec.names';
  for (const [field, value] of Object.entries({ plural, singular, kind, listKind }))
    if (value === '') errors.push(fieldError.required(`${at}.${field}`));
  const mixed = 'may have mixed case, but should otherwise match: ';
  const check = (field: string, value: string, label: string, before = ''): void => {
    const faults = isDns1035Label(label);
    if (value !== '' && faults.length > 0)
      errors.push(fieldError.invalid(`${at}.${field}`, value, before + faults.join(',')));
  };
  check('plural', plural, plural);
  check('singular', singular, singular);
  check('kind', kind, kind.toLowerCase(), mixed);
  check('listKind', listKind, listKind.toLowerCase(), mixed);
  for (const [index, one] of shortNames.entries()) check(`shortNames[${index}]`, one, one);
  if (kind !== '' && kind === listKind)
    errors.push(fieldError.invalid(`${at}.listKind`, listKind, 'kind and listKind may not be the same'));
  for (const [index, one] of categories.entries()) check(`categories[${index}]`, one, one);
  return errors;
}

export function validateDefinitionUpdate(now: Definition, old: Definition): readonly FieldError[] {
  const errors: FieldError[] = [...validateDefinition(now)];
  const kept = (field: string, given: string, before: string): void => {
    if (given !== before) errors.push(fieldError.invalid(field, given, 'field is immutable'));
  };
  kept('spec.scope', now.spec.scope, old.spec.scope);
  kept('spec.names.kind', now.spec.names.kind, old.spec.names.kind);
  kept('spec.group', now.spec.group, old.spec.group);
  kept('spec.names.plural', now.spec.names.plural, old.spec.names.plural);
  return errors;
}
