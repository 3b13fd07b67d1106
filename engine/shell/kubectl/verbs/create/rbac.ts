/**
 * kubectl create role, clusterrole, rolebinding and clusterrolebinding (k8s.io/kubectl pkg/cmd/create).
 */
import type { JsonObject } from '../../../../kubernetes/objects/meta.ts';
import type { Resource } from '../../../../kubernetes/api/resources.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { mappedType } from '../../resource-names.ts';
import { generate, named, oneName } from './generate.ts';

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

const resourceVerbs =
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(
    ' ',
  );
const pathVerbs = '* get post put delete patch head options'.split(' ');

/** Verbs that only some resources know, as `resource.group`. */
const specialVerbs: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: [`roles.${group}`, `clusterroles.${group}`],
  escalate: [`roles.${group}`, `clusterroles.${group}`],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};

interface Wanted {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
}

function verbsOf(run: Invocation): readonly string[] {
  const verbs = run.values('verb');
  return verbs.includes('*') ? ['*'] : [...new Set(verbs)];
}

function wantedOf(run: Invocation): readonly Wanted[] {
  const all: Wanted[] = [];
  for (const text of run.values('resource')) {
    const slash = text.indexOf('/');
    const before = slash < 0 ? text : text.slice(0, slash);
    const dot = before.indexOf('.');
    const one = {
      resource: dot < 0 ? before : before.slice(0, dot),
      group: dot < 0 ? '' : before.slice(dot + 1),
      subresource: slash < 0 ? '' : text.slice(slash + 1),
    };
    if (text === '*') return [one];
    all.push(one);
  }
  return all;
}

function lookUp({ resource, group: of }: Wanted): Resource | undefined {
  try {
    return mappedType(of === '' ? resource : `${resource}.${of}`);
  } catch {
    return undefined;
  }
}

function checkResources(run: Invocation, verbs: readonly string[], wanted: readonly Wanted[]): void {
  for (const verb of verbs)
    if (!resourceVerbs.includes(verb)) run.complain(`Warning: '${verb}' is not a standard resource verb\n`);
  for (const one of wanted) {
    if (one.resource === '')
      throw new Failure('resource must be specified if apiGroup/subresource specified');
    if (one.resource === '*') return;
    const found = lookUp(one);
    const [name, of] = found === undefined ? [one.resource, one.group] : [found.name, found.group];
    let special = false;
    for (const verb of verbs) {
      const known = specialVerbs[verb];
      if (known === undefined) continue;
      if (!known.includes(`${name}.${of}`))
        throw new Failure(`can not perform '${verb}' on '${name}' in group '${of}'`);
      special = true;
    }
    if (found === undefined && !special)
      throw new Failure(`the server doesn't have a resource type ${JSON.stringify(one.resource)}`);
  }
}

/** A rule for each API group, in the groups' order, then one for paths. */
function rulesOf(
  run: Invocation,
  verbs: readonly string[],
  wanted: readonly Wanted[],
): readonly JsonObject[] {
  const byGroup = new Map<string, string[]>();
  const names = [...new Set(run.values('resource-name'))];
  for (const one of wanted) {
    const found = lookUp(one);
    const of = found?.group ?? one.group;
    const name = `${found?.name ?? one.resource}${one.subresource === '' ? '' : `/${one.subresource}`}`;
    const list = byGroup.get(one.resource === '*' ? one.group : of) ?? [];
    if (!list.includes(name)) list.push(name);
    byGroup.set(one.resource === '*' ? one.group : of, list);
  }
  const rules: JsonObject[] = [...byGroup.keys()].sort().map((of) => ({
    verbs,
    apiGroups: [of],
    resources: byGroup.get(of) ?? [],
    ...(names.length === 0 ? {} : { resourceNames: names }),
  }));
  const urls = [...new Set(run.values('non-resource-url'))];
  if (urls.length > 0) rules.push({ verbs, nonResourceURLs: urls });
  return rules;
}

export function* createRole(run: Invocation): Running<number> {
  const name = oneName(run, 'role');
  const verbs = verbsOf(run);
  const wanted = wantedOf(run);
  if (verbs.length === 0) throw new Failure('at least one verb must be specified');
  if (wanted.length === 0) {
    checkResources(run, verbs, []);
    throw new Failure('at least one resource must be specified');
  }
  checkResources(run, verbs, wanted);
  const object = { ...named(apiVersion, 'Role', name), rules: rulesOf(run, verbs, wanted) };
  return generate(run, { name: 'roles', group }, object, undefined);
}

export function* createClusterRole(run: Invocation): Running<number> {
  const name = oneName(run, 'clusterrole');
  const verbs = verbsOf(run);
  const wanted = wantedOf(run);
  const urls = run.values('non-resource-url');
  const aggregated = run.values('aggregation-rule').flatMap((text) => text.split(','));
  const isRule = [verbs, wanted, urls, run.values('resource-name')].some((list) => list.length > 0);
  if (aggregated.length > 0) {
    if (isRule)
      throw new Failure(
        'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
      );
    const matchLabels = Object.fromEntries(
      aggregated.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''] as const),
    );
    const object = {
      ...named(apiVersion, 'ClusterRole', name),
      rules: null,
      aggregationRule: { clusterRoleSelectors: [{ matchLabels }] },
    };
    return generate(run, { name: 'clusterroles', group }, object, undefined);
  }
  if (verbs.length === 0) throw new Failure('at least one verb must be specified');
  if (wanted.length === 0 && urls.length === 0)
    throw new Failure('one of resource or nonResourceURL must be specified');
  if (wanted.length > 0) checkResources(run, verbs, wanted);
  if (urls.length > 0) {
    for (const verb of verbs)
      if (!pathVerbs.includes(verb)) throw new Failure(`invalid verb: '${verb}' for nonResourceURL`);
    for (const url of urls) {
      if (url === '*') continue;
      if (!url.startsWith('/')) throw new Failure('nonResourceURL should start with /');
      if (url.slice(0, -1).includes('*'))
        throw new Failure("nonResourceURL only supports wildcard matches when '*' is at the end");
    }
  }
  const object = { ...named(apiVersion, 'ClusterRole', name), rules: rulesOf(run, verbs, wanted) };
  return generate(run, { name: 'clusterroles', group }, object, undefined);
}

function subjectsOf(run: Invocation): readonly JsonObject[] {
  const of = (flag: string, kind: string): readonly JsonObject[] =>
    run.values(flag).map((name) => ({ kind, apiGroup: group, name }));
  const accounts = run.values('serviceaccount').map((text) => {
    const [namespace = '', name = '', more] = text.split(':');
    if (namespace === '' || name === '' || more !== undefined)
      throw new Failure('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace };
  });
  return [...of('user', 'User'), ...of('group', 'Group'), ...accounts];
}

export function* createRoleBinding(run: Invocation): Running<number> {
  const name = oneName(run, 'rolebinding');
  const [role, clusterRole] = [run.text('role'), run.text('clusterrole')];
  if ((role === '') === (clusterRole === ''))
    throw new Failure('exactly one of clusterrole or role must be specified');
  return bind(
    run,
    'RoleBinding',
    name,
    role === '' ? 'ClusterRole' : 'Role',
    role === '' ? clusterRole : role,
  );
}

export function* createClusterRoleBinding(run: Invocation): Running<number> {
  const name = oneName(run, 'clusterrolebinding');
  return bind(run, 'ClusterRoleBinding', name, 'ClusterRole', run.text('clusterrole'));
}

function bind(run: Invocation, kind: string, name: string, roleKind: string, role: string): number {
  const subjects = subjectsOf(run);
  const object: JsonObject = {
    ...named(apiVersion, kind, name),
    ...(subjects.length === 0 ? {} : { subjects }),
    roleRef: { apiGroup: group, kind: roleKind, name: role },
  };
  return generate(run, { name: `${kind.toLowerCase()}s`, group }, object, `${kind.toLowerCase()}:`);
}
