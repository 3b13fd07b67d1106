/**
 * ConfigMap and Secret at the API server (pkg/registry/core/configmap, secret).
 */
import type { ConfigMap } from '../objects/config.ts';
import type { KubeObject } from '../objects/meta.ts';
import { resource } from '../api/resources.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from '../validation/meta.ts';
import { isConfigMapKey, isDns1123Subdomain } from '../validation/names.ts';
import type { Strategy } from './strategy.ts';

const maxSize = 1_048_576;

type Data = Readonly<Record<string, string>>;

function validateData(
  object: KubeObject & { readonly data?: Data; readonly binaryData?: Data },
): readonly FieldError[] {
  const errors: FieldError[] = [...validateMeta(object, isDns1123Subdomain)];
  let size = 0;
  for (const field of ['data', 'binaryData'] as const)
    for (const [key, value] of Object.entries(object[field] ?? {})) {
      for (const message of isConfigMapKey(key))
        errors.push(fieldError.invalid(`${field}[${key}]`, key, message));
      if (field === 'binaryData' && object.data?.[key] !== undefined)
        errors.push(fieldError.invalid('data', key, 'duplicate of key present in binaryData'));
      size += value.length;
    }
  if (size > maxSize) errors.push(fieldError.tooLong('', maxSize));
  return errors;
}

function immutable(now: ConfigMap, old: ConfigMap): readonly FieldError[] {
  if (old.immutable !== true) return [];
  const errors: FieldError[] = [];
  const forbidden = (field: string): void => {
    errors.push(fieldError.forbidden(field, 'field is immutable when `immutable` is set'));
  };
  if (now.immutable !== true) forbidden('immutable');
  for (const field of ['data', 'binaryData'] as const)
    if (JSON.stringify(now[field] ?? {}) !== JSON.stringify(old[field] ?? {})) forbidden(field);
  return errors;
}

export const configMapStrategy: Strategy<ConfigMap> = {
  resource: resource('configmaps'),
  validate: validateData,
  validateUpdate: (now, old) => [...validateData(now), ...immutable(now, old)],
};

interface Secret extends KubeObject {
  readonly data?: Data;
  readonly stringData?: Data;
  readonly type?: string;
}

export const secretStrategy: Strategy<Secret> = {
  resource: resource('secrets'),
  defaults(secret) {
    (secret as { type?: string }).type ??= 'Opaque';
  },
  validate: validateData,
};
