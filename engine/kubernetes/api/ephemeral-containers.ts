/**
 * `/ephemeralcontainers` of a pod: containers are added there and nowhere else, and nothing else of the pod is changed
 * (pkg/registry/core/pod podEphemeralContainersStrategy).
 *
 * Left out: server-side apply there.
 */
import type { Pod } from '../objects/pod.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { decodeBody } from './decode-body.ts';
import { checkName } from './metadata.ts';
import { patched } from './patch-request.ts';
import type { Target } from './path.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { same } from './same.ts';
import type { ApiServer } from './server.ts';
import { validateEphemeralContainersUpdate } from '../validation/ephemeral-containers-update.ts';
import { conflict, invalid, methodNotAllowed } from './status.ts';

export function ephemeralContainersAnswer(
  server: ApiServer,
  request: ApiRequest,
  target: Target,
  strategy: Strategy,
  old: Pod,
): ApiResponse {
  const warnings: string[] = [];
  const answer = (body: Pod): ApiResponse => ({ kind: 'response', status: 200, body, warnings });
  if (request.method === 'GET') return answer(old);
  if (request.method !== 'PATCH' && request.method !== 'PUT') throw methodNotAllowed();
  const { resource } = target;
  const { name } = old.metadata;
  const body = request.method === 'PATCH' ? patched(request, resource, old) : request.body;
  const given = decodeBody({ ...request, body }, resource, strategy, warnings) as Pod;
  checkName(given, target, name);
  const version = given.metadata.resourceVersion as string | undefined;
  if (version !== undefined && version !== '' && version !== old.metadata.resourceVersion)
    throw conflict(
      resource,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  const { ephemeralContainers: _before, ...spec } = old.spec;
  const { ephemeralContainers } = given.spec;
  const asked: Pod = {
    ...old,
    spec: ephemeralContainers === undefined ? spec : { ...spec, ephemeralContainers },
  };
  const errors = validateEphemeralContainersUpdate(asked, old);
  if (errors.length > 0) throw invalid(resource.kind, resource.group, name, errors);
  if (same(asked, old)) return answer(old);
  if (request.query?.['dryRun'] === 'All') return answer(asked);
  const next: Pod = {
    ...asked,
    metadata: {
      ...old.metadata,
      generation: (old.metadata.generation ?? 1) + 1,
      resourceVersion: server.store.nextRevision(),
    },
  };
  server.ownership.updated(next, old, request, resource, {
    subresource: 'ephemeralcontainers',
    now: server.now,
    given,
  });
  server.store.put(resource, next);
  return answer(next);
}
