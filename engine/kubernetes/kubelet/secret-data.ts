/**
 * A Secret's values as a container sees them: decoded (k8s.io/api/core/v1 Secret.data is base64 in JSON).
 */
import { fromBase64 } from '../../net/base64/base64.ts';
import { fromUtf8 } from '../../net/wire/utf8.ts';
import type { Secret } from '../objects/config.ts';

export function secretData(secret: Secret | undefined): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(secret?.data ?? {}).map(([key, value]) => [
      key,
      fromUtf8(fromBase64(value) ?? new Uint8Array()),
    ]),
  );
}
