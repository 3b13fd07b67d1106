/**
 * A request's body as an object of the kind its path names: decoded, unknown fields told as `fieldValidation` asks,
 * defaults filled in. What the cluster's own components send is taken as it is.
 */
import { utf8 } from '../../net/wire/utf8.ts';
import type { KubeObject } from '../objects/meta.ts';
import { decode, type Mismatch } from '../schema/decode.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { type ApiRequest, isComponent } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { type ApiError, badRequest } from './status.ts';

/**
 * @param refuse how it is said that the body is no such object; undefined: as of a body that was sent
 * @throws ApiError
 */
export function decodeBody(
  request: ApiRequest,
  resource: Pick<Resource, 'kind' | 'struct' | 'group' | 'version'>,
  strategy: Pick<Strategy, 'decode' | 'defaults'>,
  warnings: string[],
  refuse?: (why: string, mismatch?: Mismatch) => ApiError,
): KubeObject {
  if (isComponent(request)) return request.body as KubeObject;
  if (request.body !== null && (typeof request.body !== 'object' || Array.isArray(request.body)))
    throw unrecognized(resource.kind, request.body);
  const body = request.body as { kind?: unknown; apiVersion?: unknown } | null;
  const kind = typeof body?.kind === 'string' ? body.kind : '';
  const version = resource.version;
  const cannot = (why: string, mismatch?: Mismatch): ApiError =>
    refuse?.(why, mismatch) ??
    badRequest(
      `${kind || resource.kind} in version "${version}" cannot be handled as a ${resource.kind}: ${why}`,
    );
  if (kind !== '' && kind !== resource.kind)
    throw cannot(
      `no kind "${kind}" is registered for version "${apiVersionOf(resource)}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  const decoded = strategy.decode?.(body) ?? decode(resource.struct ?? '', body);
  if (decoded.kind === 'failed') throw cannot(decoded.message, decoded.mismatch);
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

/** What is no object has neither version nor kind (transformDecodeError, summarizeData). */
function unrecognized(kind: string, body: unknown): ApiError {
  const why =
    body === undefined
      ? 'unexpected end of JSON input'
      : `json: cannot unmarshal ${jsonTypeOf(body)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${summaryOf(body)})`,
  );
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The octets of a body that are shown. */
const summarized = 30;

function summaryOf(body: unknown): string {
  if (body === undefined) return '<empty>';
  const octets = [...utf8(JSON.stringify(body))];
  const shown = octets.slice(0, summarized).map((octet) => octet.toString(16).padStart(2, '0'));
  return `${shown.join('')}${octets.length > summarized ? ' ...' : ''}`;
}
