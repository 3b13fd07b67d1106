/**
 * Validation of metadata, common to all kinds (k8s.io/apimachinery pkg/api/validation).
 */
import type { KubeObject, LabelSelector } from '../objects/meta.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { isDns1123Label, isLabelValue, isQualifiedName } from './names.ts';

export type NameCheck = (name: string) => readonly string[];

export function validateMeta(object: KubeObject, checkName: NameCheck): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { metadata } = object;
  if (metadata.generateName !== undefined)
    for (const message of checkName(`${metadata.generateName.replace(/-$/, '')}x`))
      errors.push(fieldError.invalid('metadata.generateName', metadata.generateName, message));
  if (metadata.name === '')
    errors.push(fieldError.required('metadata.name', 'name or generateName is required'));
  else
    for (const message of checkName(metadata.name))
      errors.push(fieldError.invalid('metadata.name', metadata.name, message));
  if (metadata.namespace !== undefined)
    for (const message of isDns1123Label(metadata.namespace))
      errors.push(fieldError.invalid('metadata.namespace', metadata.namespace, message));
  errors.push(...validateLabels(metadata.labels, 'metadata.labels'));
  errors.push(...validateAnnotations(metadata.annotations, 'metadata.annotations'));
  return errors;
}

export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const message of isQualifiedName(key)) errors.push(fieldError.invalid(path, key, message));
    for (const message of isLabelValue(value)) errors.push(fieldError.invalid(path, value, message));
  }
  return errors;
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  let total = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    for (const message of isQualifiedName(key.toLowerCase()))
      errors.push(fieldError.invalid(path, key, message));
    total += key.length + value.length;
  }
  if (total > 262_144) errors.push(fieldError.tooLong(path, 262_144));
  return errors;
}

export function validateLabelSelector(
  selector: LabelSelector | undefined,
  path: string,
): readonly FieldError[] {
  if (selector === undefined) return [];
  const errors: FieldError[] = [...validateLabels(selector.matchLabels, `${path}.matchLabels`)];
  for (const [index, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${index}]`;
    const takesValues = operator === 'In' || operator === 'NotIn';
    if (takesValues && values.length === 0)
      errors.push(
        fieldError.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"),
      );
    else if (!takesValues && !['Exists', 'DoesNotExist'].includes(operator))
      errors.push(fieldError.invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    else if (!takesValues && values.length > 0)
      errors.push(
        fieldError.forbidden(
          `${at}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      );
    for (const message of isQualifiedName(key)) errors.push(fieldError.invalid(`${at}.key`, key, message));
    for (const [number, value] of values.entries())
      for (const message of isLabelValue(value))
        errors.push(fieldError.invalid(`${at}.values[${number}]`, value, message));
  }
  return errors;
}
