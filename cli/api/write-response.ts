/**
 * An answer of the API's door as HTTP carries it, and a failure as a Status object.
 */
import type { ServerResponse } from 'node:http';
import type { ApiResponse } from '../../engine/kubernetes/api/request.ts';
import { wireForm } from '../../engine/kubernetes/api/wire-form.ts';
import { BadRequest } from './read-request.ts';
import { warningHeaders } from './warning-headers.ts';

export function failure(error: unknown): ApiResponse {
  const bad =
    error instanceof BadRequest
      ? error
      : new BadRequest(500, 'InternalError', error instanceof Error ? error.message : String(error));
  return {
    kind: 'response',
    status: bad.status,
    warnings: [],
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: bad.message,
      reason: bad.reason,
      code: bad.status,
    },
  };
}

export function writeResponse(response: ServerResponse, { status, body, warnings }: ApiResponse): void {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': isText ? 'text/plain; charset=utf-8' : jsonType(body),
    ...warningHeaders(warnings),
  });
  response.end(isText ? body : jsonText(body));
}

/** Only the version is written to be read (k8s.io/apiserver pkg/server/routes version.go). */
function jsonText(body: unknown): string {
  const isVersion = typeof (body as { readonly gitVersion?: unknown } | undefined)?.gitVersion === 'string';
  return isVersion ? JSON.stringify(body, undefined, 2) : `${JSON.stringify(wireForm(body))}\n`;
}

/** Clients know aggregated discovery by its media type. */
function jsonType(body: unknown): string {
  const isAggregated = (body as { readonly kind?: unknown } | undefined)?.kind === 'APIGroupDiscoveryList';
  return `application/json${isAggregated ? ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' : ''}`;
}
