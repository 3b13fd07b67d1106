/**
 * The RBAC authorizer: bindings name subjects and a role, roles have rules, a rule allows (plugin/pkg/auth/authorizer/rbac
 * and pkg/registry/rbac/validation of k8s.io/kubernetes). Nothing forbids: what no rule allows is refused.
 */
import { resource } from '../api/resources.ts';
import { matches, selectorRequirements } from '../api/selector.ts';
import type { Store } from '../api/store.ts';
import type { User } from '../api/request.ts';
import type { PolicyRule, Role, RoleBinding } from '../objects/cluster.ts';
import type { PathAttributes, ResourceAttributes } from './attributes.ts';

const rbac = 'rbac.authorization.k8s.io';

/** Asks no authorizer at all (k8s.io/apiserver pkg/authorization/authorizerfactory, privileged groups). */
const masters = 'system:masters';

export function allowsResource(store: Store, user: User, asked: ResourceAttributes): boolean {
  if (user.groups.includes(masters)) return true;
  return some(rulesFor(store, user, asked.namespace), (rule) => ruleAllows(rule, asked));
}

export function allowsPath(store: Store, user: User, { verb, path }: PathAttributes): boolean {
  if (user.groups.includes(masters)) return true;
  return some(
    rulesFor(store, user, ''),
    ({ verbs, nonResourceURLs = [] }) =>
      has(verbs ?? [], verb) &&
      nonResourceURLs.some((url) => url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)))),
  );
}

/** Every rule that holds for a user: the cluster's, then those of one namespace. */
export function* rulesFor(store: Store, user: User, namespace: string): Generator<PolicyRule> {
  for (const binding of store.list(resource('clusterrolebindings', rbac), '') as readonly RoleBinding[])
    if (isBound(binding, user, '')) yield* roleRules(store, binding, '');
  if (namespace === '') return;
  for (const binding of store.list(resource('rolebindings', rbac), namespace) as readonly RoleBinding[])
    if (isBound(binding, user, namespace)) yield* roleRules(store, binding, namespace);
}

function isBound({ subjects = [] }: RoleBinding, user: User, own: string): boolean {
  return subjects.some(({ kind, name, namespace = own }) => {
    if (kind === 'User') return name === user.name;
    if (kind === 'Group') return user.groups.includes(name);
    return kind === 'ServiceAccount' && user.name === `system:serviceaccount:${namespace}:${name}`;
  });
}

function roleRules(store: Store, { roleRef }: RoleBinding, namespace: string): readonly PolicyRule[] {
  const role =
    roleRef.kind === 'Role'
      ? store.get(resource('roles', rbac), namespace, roleRef.name)
      : store.get(resource('clusterroles', rbac), '', roleRef.name);
  return role === undefined ? [] : rulesOf(store, role as Role);
}

/** With the rules of the roles that are aggregated into it. */
function rulesOf(store: Store, { rules, aggregationRule, metadata }: Role): readonly PolicyRule[] {
  const selectors = aggregationRule?.clusterRoleSelectors ?? [];
  if (selectors.length === 0) return rules ?? [];
  const requirements = selectors.map(selectorRequirements);
  return (store.list(resource('clusterroles', rbac), '') as readonly Role[])
    .filter((role) => role.metadata.name !== metadata.name)
    .filter((role) => requirements.some((one) => matches(one, role.metadata.labels)))
    .flatMap((role) => rulesOf(store, role));
}

function ruleAllows(rule: PolicyRule, { verb, group, resource: wanted, name }: ResourceAttributes): boolean {
  const { verbs, apiGroups = [], resources = [], resourceNames = [] } = rule;
  if (!has(verbs ?? [], verb) || !has(apiGroups, group)) return false;
  const [, subresource] = wanted.split('/');
  const named =
    has(resources, wanted) || (subresource !== undefined && resources.includes(`*/${subresource}`));
  return named && (resourceNames.length === 0 || resourceNames.includes(name));
}

function has(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function some(rules: Iterable<PolicyRule>, test: (rule: PolicyRule) => boolean): boolean {
  for (const rule of rules) if (test(rule)) return true;
  return false;
}
