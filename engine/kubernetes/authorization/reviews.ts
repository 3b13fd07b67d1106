/**
 * Objects that ask: may this user do that, what may I do, who am I (pkg/registry/authorization and authentication of
 * k8s.io/kubernetes). They are answered, not stored.
 */
import type { Resource } from '../api/resources.ts';
import type { User } from '../api/request.ts';
import { badRequest } from '../api/status.ts';
import type { Store } from '../api/store.ts';
import type { KubeObject } from '../objects/meta.ts';
import { allowsPath, allowsResource, rulesFor } from './rbac.ts';

interface AccessSpec {
  readonly resourceAttributes?: {
    readonly verb?: string;
    readonly group?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly name?: string;
    readonly namespace?: string;
  };
  readonly nonResourceAttributes?: { readonly verb?: string; readonly path?: string };
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly namespace?: string;
}

/**
 * @param user who asks
 * @returns undefined for what is no review that is answered here
 * @throws ApiError for a review that asks nothing
 */
export function reviewed(
  store: Store,
  resource: Resource,
  review: KubeObject,
  user: User,
): KubeObject | undefined {
  const { spec = {} } = review as KubeObject & { readonly spec?: AccessSpec };
  switch (resource.kind) {
    case 'SelfSubjectAccessReview':
      return answered(review, { allowed: mayDo(store, user, spec) });
    case 'SubjectAccessReview':
    case 'LocalSubjectAccessReview':
      return answered(review, {
        allowed: mayDo(store, { name: spec.user ?? '', groups: spec.groups ?? [] }, spec),
      });
    case 'SelfSubjectRulesReview':
      return answered(review, rulesStatus(store, user, spec.namespace ?? ''));
    case 'SelfSubjectReview':
      return answered(review, { userInfo: { username: user.name, groups: user.groups } });
    default:
      return undefined;
  }
}

function answered(review: KubeObject, status: object): KubeObject {
  const { metadata } = review as Partial<KubeObject>;
  return { ...review, metadata: metadata ?? {}, status } as KubeObject;
}

function mayDo(store: Store, user: User, { resourceAttributes, nonResourceAttributes }: AccessSpec): boolean {
  if (resourceAttributes !== undefined) {
    const {
      verb = '',
      group = '',
      resource = '',
      subresource = '',
      name = '',
      namespace = '',
    } = resourceAttributes;
    return allowsResource(store, user, {
      verb,
      group,
      resource: subresource === '' ? resource : `${resource}/${subresource}`,
      name,
      namespace,
    });
  }
  if (nonResourceAttributes === undefined)
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
  const { verb = '', path = '' } = nonResourceAttributes;
  return allowsPath(store, user, { verb, path });
}

function rulesStatus(store: Store, user: User, namespace: string): object {
  const resourceRules: object[] = [];
  const nonResourceRules: object[] = [];
  for (const { verbs: said, apiGroups, resources, resourceNames, nonResourceURLs } of rulesFor(
    store,
    user,
    namespace,
  )) {
    const verbs = said ?? [];
    if ((resources ?? []).length > 0)
      resourceRules.push({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames === undefined ? {} : { resourceNames }),
      });
    if ((nonResourceURLs ?? []).length > 0) nonResourceRules.push({ verbs, nonResourceURLs });
  }
  return { resourceRules, nonResourceRules, incomplete: false };
}
