/**
 * The API's descriptions of itself are large and rarely read: whoever reads them first has them fetched (`openApiCode` is
 * what a process waits for, as for a program whose code comes later). Once there they serve every world.
 *
 * Left out: OpenAPI v2 as protocol buffers, which is all that kubectl takes of it.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { OpenApiObject } from './openapi-object.ts';

/** What answers below `/openapi`. */
export type OpenApi = (
  path: string,
  /** The CustomResourceDefinitions there are. */
  customResources: readonly KubeObject[],
) => OpenApiObject | undefined;

/** As whoever brings it calls it. */
export const openApiCode = 'openapi';

let there: OpenApi | undefined;

export function bringOpenApi(openApi: OpenApi): void {
  there = openApi;
}

export function openApiIsThere(): boolean {
  return there !== undefined;
}

/** @returns undefined for what is no path of OpenAPI, and before anything was brought */
export function openApiAnswer(
  path: string,
  customResources: () => readonly KubeObject[],
): OpenApiObject | undefined {
  return path.startsWith('/openapi/') ? there?.(path, customResources()) : undefined;
}
