/**
 * The CustomResourceDefinitions that were installed on the recorded cluster: those of the Gateway API.
 */
import type { JsonObject } from '../../../kubernetes/objects/meta.ts';
import { unpacked } from '../../../net/base64/packed-text.ts';
import { gatewayApiLines } from './gateway-api-definitions.ts';

export const gatewayApiDefinitions: readonly JsonObject[] = unpacked(gatewayApiLines)
  .split('\n')
  .map((line) => JSON.parse(line) as JsonObject);
