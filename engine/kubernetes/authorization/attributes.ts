/**
 * What a request asks to be allowed (k8s.io/apiserver pkg/endpoints/request requestinfo.go, pkg/authorization/authorizer).
 */
import type { Target } from '../api/path.ts';
import type { ApiRequest, User } from '../api/request.ts';
import { qualified } from '../api/status.ts';

export interface ResourceAttributes {
  readonly verb: string;
  readonly group: string;
  /** Plural; with a subresource as `pods/log`. */
  readonly resource: string;
  readonly name: string;
  /** Empty: the cluster's scope, or all namespaces. */
  readonly namespace: string;
}

export interface PathAttributes {
  readonly verb: string;
  readonly path: string;
}

const authenticated = 'system:authenticated';

/** The user that somebody is taken for who names nothing but a name (Impersonate-User; serviceaccount.MakeGroupNames). */
export function impersonated(name: string, groups: readonly string[] = []): User {
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name) ?? [];
  if (groups.length > 0) return { name, groups: [...groups, authenticated] };
  if (namespace !== undefined)
    return { name, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, authenticated] };
  return { name, groups: [name === 'system:anonymous' ? 'system:unauthenticated' : authenticated] };
}

/** kubeadm's administrator (admin.conf). */
export const administrator: User = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', authenticated],
};

export function resourceAttributes(request: ApiRequest, target: Target): ResourceAttributes {
  const { resource, subresource, namespace = '', name = '' } = target;
  return {
    verb: verbOf(request, target),
    group: resource.group,
    resource: subresource === undefined ? resource.name : `${resource.name}/${subresource}`,
    name,
    namespace: resource.name === 'namespaces' ? name : resource.namespaced ? namespace : '',
  };
}

function verbOf({ method, query }: ApiRequest, { name }: Target): string {
  switch (method) {
    case 'GET':
      if (query?.['watch'] === 'true' || query?.['watch'] === '1') return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
  }
}

/** The API server's words for what is refused (k8s.io/apiserver pkg/endpoints/handlers/responsewriters errors.go). */
export function refusal(user: User, { verb, group, resource, namespace, name }: ResourceAttributes): string {
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = qualified({ group, name: resource.split('/')[0] ?? '' });
  const head = name === '' ? what : `${what} "${name}"`;
  return `${head} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
}

export function pathRefusal(user: User, { verb, path }: PathAttributes): string {
  return `forbidden: User "${user.name}" cannot ${verb} path "${path}"`;
}
