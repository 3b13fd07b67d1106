/**
 * A request's body as an object of the kind its path names: decoded, unknown fields told as `fieldValidation` asks,
 * defaults filled in. What the cluster's own components send is taken as it is.
 */
import type { KubeObject } from '../objects/meta.ts';
import { decode } from '../schema/decode.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { type ApiRequest, isComponent } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { type ApiError, badRequest } from './status.ts';

/** @throws ApiError */
export function decodeBody(
  request: ApiRequest,
  resource: Resource,
  strategy: Strategy,
  warnings: string[],
): KubeObject {
  if (isComponent(request)) return request.body as KubeObject;
  const body = request.body as { kind?: unknown; apiVersion?: unknown } | undefined;
  const kind = typeof body?.kind === 'string' ? body.kind : '';
  const version = resource.version;
  const cannot = (why: string): ApiError =>
    badRequest(
      `${kind || resource.kind} in version "${version}" cannot be handled as a ${resource.kind}: ${why}`,
    );
  if (kind !== '' && kind !== resource.kind)
    throw cannot(
      `no kind "${kind}" is registered for version "${apiVersionOf(resource)}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  const decoded = decode(resource.struct ?? '', body);
  if (decoded.kind === 'failed') throw cannot(decoded.message);
  const mode = request.query?.['fieldValidation'] ?? 'Warn';
  const unknown = decoded.unknownFields.map((field) => `unknown field "${field}"`);
  if (mode === 'Strict' && unknown.length > 0) throw cannot(`strict decoding error: ${unknown.join(', ')}`);
  if (mode === 'Warn') warnings.push(...unknown);
  const object = {
    ...decoded.object,
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
  } as unknown as KubeObject;
  strategy.defaults?.(object);
  return object;
}
