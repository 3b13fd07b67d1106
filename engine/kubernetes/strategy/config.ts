/**
 * ConfigMap and Secret at the API server (pkg/registry/core/configmap, secret).
 */
import type { ConfigMap } from '../objects/config.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import { toBase64 } from '../../net/base64/base64.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { Data, Secret } from '../validation/config.ts';
import type { Strategy } from './strategy.ts';

export const configMapStrategy: Strategy<ConfigMap> = {
  resource: resource('configmaps'),
  validate: later(({ validateConfigMap }) => validateConfigMap),
  validateUpdate: later(({ validateConfigMapUpdate }) => validateConfigMapUpdate),
};

/** What was written as text is kept as data (SetDefaults and the conversion of v1.Secret). */
function withStringData(secret: Secret): void {
  const writable = secret as { data?: Data; stringData?: Data; type?: string };
  writable.type ??= 'Opaque';
  const { stringData } = writable;
  if (stringData === undefined) return;
  const given = Object.entries(stringData).map(([key, text]) => [key, toBase64(Uint8Array.from(utf8(text)))]);
  writable.data = { ...writable.data, ...(Object.fromEntries(given) as Data) };
  delete writable.stringData;
}

export const secretStrategy: Strategy<Secret> = {
  resource: resource('secrets'),
  defaults: withStringData,
  validate: later(({ validateSecret }) => validateSecret),
  validateUpdate: later(({ validateSecretUpdate }) => validateSecretUpdate),
};
