/**
 * `/status`, `/scale`, `/binding`, `/finalize` and what else hangs below an object's path.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import type { Deployment } from '../objects/workload.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { applyMergePatch } from '../patch/merge.ts';
import { patched } from './patch-request.ts';
import type { Target } from './path.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { formatRequirements, selectorRequirements } from './selector.ts';
import type { ApiServer } from './server.ts';
import {
  badRequest,
  conflict,
  fieldError,
  invalid,
  methodNotAllowed,
  noSuchPath,
  notSimulated,
} from './status.ts';

export function subresourceAnswer(
  server: ApiServer,
  request: ApiRequest,
  target: Target,
  strategy: Strategy,
): ApiResponse {
  const { resource, namespace, name = '', subresource } = target;
  const old = server.get(resource, namespace, name);
  const answer = (body: unknown): ApiResponse => ({ kind: 'response', status: 200, body, warnings: [] });
  switch (subresource) {
    case 'status': {
      if (strategy.hasStatus !== true) throw noSuchPath();
      if (request.method === 'GET') return answer(old);
      const body = request.method === 'PATCH' ? patched(request, resource, old) : request.body;
      return answer(server.update(resource, body as KubeObject, old, request, 'status'));
    }
    case 'scale':
      if (resource.name !== 'deployments' && resource.name !== 'replicasets') throw noSuchPath();
      return answer(scale(server, request, target, old as Deployment));
    case 'binding':
      if (resource.name !== 'pods' || request.method !== 'POST') throw methodNotAllowed();
      return { ...answer(bind(server, request, target, old as Pod)), status: 201 };
    case 'finalize': {
      if (resource.name !== 'namespaces') throw noSuchPath();
      const { finalizers } = (request.body as { spec: { finalizers?: readonly string[] } }).spec;
      if ((finalizers ?? []).length === 0 && (old.metadata.finalizers ?? []).length === 0)
        server.remove(resource, old);
      return answer(old);
    }
    case 'exec':
    case 'attach':
    case 'portforward':
    case 'log':
      throw notSimulated(`${subresource} through the API's path; commands reach it by the shell`);
    default:
      throw noSuchPath();
  }
}

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

function scale(server: ApiServer, request: ApiRequest, target: Target, old: Deployment): Scale {
  const scaleOf = (object: Deployment): Scale & { readonly status: object } => ({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: object.metadata.name,
      namespace: object.metadata.namespace ?? '',
      uid: object.metadata.uid,
      resourceVersion: object.metadata.resourceVersion,
      creationTimestamp: object.metadata.creationTimestamp,
    },
    spec: {
      ...(object.spec.replicas === undefined || object.spec.replicas === 0
        ? {}
        : { replicas: object.spec.replicas }),
    },
    status: {
      replicas: object.status.replicas ?? 0,
      selector: formatRequirements(selectorRequirements(object.spec.selector)),
    },
  });
  if (request.method === 'GET') return scaleOf(old);
  const now = scaleOf(old);
  const body = (request.method === 'PATCH' ? applyMergePatch(now, request.body) : request.body) as Scale;
  const replicas = body.spec.replicas ?? 0;
  if (replicas < 0)
    throw invalid('Scale', 'autoscaling', old.metadata.name, [
      fieldError.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  const next: Deployment = { ...old, spec: { ...old.spec, replicas } };
  const version = (body as Partial<Scale>).metadata?.resourceVersion;
  if (version !== undefined && version !== old.metadata.resourceVersion)
    throw conflict(
      target.resource,
      old.metadata.name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  return scaleOf(server.update(target.resource, next, old, request, 'spec') as Deployment);
}

function bind(server: ApiServer, request: ApiRequest, target: Target, pod: Pod): unknown {
  const node = (request.body as { target?: { name?: string } }).target?.name;
  if (node === undefined || node === '') throw badRequest('target.name: Required value');
  if (pod.spec.nodeName !== undefined)
    throw conflict(
      target.resource,
      pod.metadata.name,
      `pod ${pod.metadata.name} is already assigned to node "${pod.spec.nodeName}"`,
    );
  if (pod.metadata.deletionTimestamp !== undefined)
    throw conflict(
      target.resource,
      pod.metadata.name,
      `pod ${pod.metadata.name} is being deleted, cannot be assigned to a host`,
    );
  server.bindPod(target.resource, pod, node);
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}
