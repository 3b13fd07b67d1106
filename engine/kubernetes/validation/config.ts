/**
 * Validation of ConfigMap and Secret (pkg/apis/core/validation ValidateConfigMap, ValidateSecret).
 */
import type { ConfigMap } from '../objects/config.ts';
import type { KubeObject } from '../objects/meta.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from './meta.ts';
import { isConfigMapKey, isDns1123Subdomain } from './names.ts';

const maxSize = 1_048_576;

export type Data = Readonly<Record<string, string>>;

type Configuration = Pick<ConfigMap, 'data' | 'binaryData' | 'immutable'>;

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

function immutable(now: Configuration, old: Configuration): readonly FieldError[] {
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

export function validateConfigMap(map: ConfigMap): readonly FieldError[] {
  return validateData(map);
}

export function validateConfigMapUpdate(now: ConfigMap, old: ConfigMap): readonly FieldError[] {
  return [...validateData(now), ...immutable(now, old)];
}

export interface Secret extends KubeObject {
  readonly data?: Data;
  readonly stringData?: Data;
  readonly type?: string;
  readonly immutable?: boolean;
}

/** Keys that a type must have. */
const keysOfType: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

export function validateSecret(secret: Secret): readonly FieldError[] {
  const errors: FieldError[] = [...validateData(secret)];
  const { type = '', data = {} } = secret;
  for (const key of keysOfType[type] ?? [])
    if (data[key] === undefined) errors.push(fieldError.required(`data[${key}]`));
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined)
    errors.push(fieldError.required('data[username]'), fieldError.required('data[password]'));
  if (
    type === 'kubernetes.io/service-account-token' &&
    (secret.metadata.annotations?.['kubernetes.io/service-account.name'] ?? '') === ''
  )
    errors.push(fieldError.required('metadata.annotations[kubernetes.io/service-account.name]'));
  return errors;
}

export function validateSecretUpdate(now: Secret, old: Secret): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (now.type !== old.type) errors.push(fieldError.invalid('type', now.type, 'field is immutable'));
  return [...errors, ...immutable(now, old), ...validateSecret(now)];
}
