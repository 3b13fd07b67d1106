/**
 * Long texts as the engine carries them in its modules: UTF-8, deflated (RFC 1951), in base64. Scripts write them.
 */
import { inflateSync, strFromU8 } from 'fflate';
import { fromBase64 } from './base64.ts';

export function unpacked(text: string): string {
  return strFromU8(inflateSync(fromBase64(text) ?? new Uint8Array()));
}
