/**
 * `/status`, `/scale`, `/binding`, `/finalize` and what else hangs below an object's path.
 */
import type { Condition, KubeObject } from '../objects/meta.ts';
import type { PodDisruptionBudget } from '../objects/cluster.ts';
import type { Namespace } from '../objects/node.ts';
import type { Pod } from '../objects/pod.ts';
import type { Deployment } from '../objects/workload.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { applyMergePatch } from '../patch/merge.ts';
import { decodeBody } from './decode-body.ts';
import { laterApi } from './later-code.ts';
import { patched } from './patch-request.ts';
import type { Target } from './path.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { findResource } from './resources.ts';
import { formatRequirements, matches, selectorRequirements } from './selector.ts';
import type { ApiServer } from './server.ts';
import {
  ApiError,
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
      const warnings: string[] = [];
      const given = decodeBody({ ...request, body }, resource, strategy, warnings);
      return { ...answer(server.update(resource, given, old, request, 'status')), warnings };
    }
    case 'scale':
      if (!scalable.has(resource.name)) throw noSuchPath();
      return answer(scale(server, request, target, old as Deployment));
    case 'binding':
      if (resource.name !== 'pods' || request.method !== 'POST') throw methodNotAllowed();
      return { ...answer(bind(server, request, target, old as Pod)), status: 201 };
    case 'eviction':
      if (resource.name !== 'pods' || request.method !== 'POST') throw methodNotAllowed();
      evict(server, request, target, old as Pod);
      return {
        ...answer({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }),
        status: 201,
      };
    case 'finalize': {
      if (resource.name !== 'namespaces') throw noSuchPath();
      const { spec } = decodeBody(request, resource, strategy, []) as Namespace;
      if ((spec.finalizers ?? []).length === 0 && (old.metadata.finalizers ?? []).length === 0)
        server.remove(resource, old);
      return answer(old);
    }
    case 'ephemeralcontainers':
      if (resource.name !== 'pods') throw noSuchPath();
      return laterApi().ephemeralContainersAnswer(server, request, target, strategy, old as Pod);
    case 'exec':
    case 'attach':
    case 'portforward':
    case 'log':
      throw notSimulated(`${subresource} through the API's path; commands reach it by the shell`);
    default:
      throw noSuchPath();
  }
}

/** What is posted below an object's path and no resource of its own. */
const scaleKind = { kind: 'Scale', struct: 'Scale', group: 'autoscaling', version: 'v1' };
const evictionKind = { kind: 'Eviction', struct: 'Eviction', group: 'policy', version: 'v1' };
const bindingKind = { kind: 'Binding', struct: 'Binding', group: '', version: 'v1' };

const scalable = new Set(['deployments', 'replicasets', 'statefulsets']);

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
  const given = request.method === 'PATCH' ? applyMergePatch(now, request.body) : request.body;
  const body = decodeBody({ ...request, body: given }, scaleKind, {}, []) as Scale;
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

/** A pod that its disruption budgets can do without is deleted (registry/core/pod/storage/eviction.go). */
function evict(server: ApiServer, request: ApiRequest, { resource }: Target, pod: Pod): void {
  const { deleteOptions } = decodeBody(request, evictionKind, {}, []) as { readonly deleteOptions?: unknown };
  const dry = (deleteOptions as { readonly dryRun?: readonly string[] } | undefined)?.dryRun;
  const isOver = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (!isOver && pod.metadata.deletionTimestamp === undefined) checkBudgets(server, pod);
  server.deleteObject(resource, pod, {
    ...request,
    method: 'DELETE',
    body: deleteOptions ?? {},
    ...(dry === undefined ? {} : { query: { dryRun: 'All' } }),
  });
}

function checkBudgets(server: ApiServer, pod: Pod): void {
  const of = findResource('policy', 'v1', 'poddisruptionbudgets');
  if (of === undefined) return;
  const budgets = server.store.list(of, pod.metadata.namespace) as readonly PodDisruptionBudget[];
  const matching = budgets.filter(({ spec }) =>
    matches(selectorRequirements(spec.selector), pod.metadata.labels),
  );
  const [budget] = matching;
  if (matching.length > 1)
    throw new ApiError(
      500,
      'InternalError',
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  if (budget === undefined || (budget.status?.disruptionsAllowed ?? 0) > 0) return;
  const { name } = budget.metadata;
  throw new ApiError(
    429,
    'TooManyRequests',
    "Cannot evict pod as it would violate the pod's disruption budget.",
    {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${name} needs ${budget.status?.desiredHealthy ?? 0} healthy pods and has ${budget.status?.currentHealthy ?? 0} currently`,
        },
      ],
    },
  );
}

function bind(server: ApiServer, request: ApiRequest, target: Target, pod: Pod): unknown {
  const node = (decodeBody(request, bindingKind, {}, []) as { target?: { name?: string } }).target?.name;
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
  server.store.put(target.resource, bound(server, pod, node));
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}

/** The scheduler's decision: node and PodScheduled condition in one write, which is nobody's. */
function bound(server: ApiServer, pod: Pod, node: string): Pod {
  const scheduled: Condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: server.now,
    observedGeneration: pod.metadata.generation ?? 1,
  };
  const conditions = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const next: Pod = {
    ...pod,
    metadata: { ...pod.metadata, resourceVersion: server.store.nextRevision() },
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: [...conditions, scheduled] },
  };
  server.ownership.passOn(pod, next);
  return next;
}
