/**
 * A request in one served version of a kind whose objects are kept in another: the body and the answer change their
 * apiVersion, and nothing else (the conversion `None` of custom kinds).
 */
import type { KubeObject } from '../objects/meta.ts';
import type { ApiAnswer, ApiRequest } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';

interface Body extends KubeObject {
  readonly items?: readonly KubeObject[];
}

/** @param resource the version that is asked for */
export function inVersion(
  resource: Resource,
  request: ApiRequest,
  answer: (request: ApiRequest) => ApiAnswer,
): ApiAnswer {
  const { storedAs = resource } = resource;
  const given = request.body as Partial<KubeObject> | undefined;
  const isWhole = given?.kind === resource.kind && given.apiVersion === apiVersionOf(resource);
  const asked = isWhole ? { ...request, body: { ...given, apiVersion: apiVersionOf(storedAs) } } : request;
  const told = (object: KubeObject): KubeObject =>
    object.apiVersion === apiVersionOf(storedAs) ? { ...object, apiVersion: apiVersionOf(resource) } : object;
  const result = answer(asked);
  if (result.kind === 'watch') {
    const take = result.take.bind(result);
    return Object.assign(result, {
      take: () => take().map((event) => ({ ...event, object: told(event.object) })),
    });
  }
  const body = result.body as Body | undefined;
  if (body?.apiVersion !== apiVersionOf(storedAs)) return result;
  return {
    ...result,
    body: { ...told(body), ...(body.items === undefined ? {} : { items: body.items.map(told) }) },
  };
}
