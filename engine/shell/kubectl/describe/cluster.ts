/**
 * Roles and their bindings, quotas, limits, disruption budgets and priority classes in `kubectl describe`.
 */
import type {
  LimitRange,
  PodDisruptionBudget,
  PolicyRule,
  PriorityClass,
  ResourceQuota,
  Role,
  RoleBinding,
} from '../../../kubernetes/objects/cluster.ts';
import { formatLabels, formatSelector } from '../../../kubernetes/table/format.ts';
import type { Describe } from './describer.ts';
import type { DescribeText } from './text.ts';

/** One rule for each verb, resource, group and name. */
function brokenDown(rule: PolicyRule): readonly PolicyRule[] {
  const verbs = rule.verbs ?? [];
  const names = rule.resourceNames ?? [];
  const ofResources = (rule.apiGroups ?? []).flatMap((group) =>
    (rule.resources ?? []).flatMap((one) =>
      verbs.flatMap((verb) => {
        const single = { verbs: [verb], apiGroups: [group], resources: [one] };
        return names.length === 0 ? [single] : names.map((name) => ({ ...single, resourceNames: [name] }));
      }),
    ),
  );
  const ofPaths = (rule.nonResourceURLs ?? []).flatMap((path) =>
    verbs.map((verb) => ({ verbs: [verb], nonResourceURLs: [path] })),
  );
  return [...ofResources, ...ofPaths];
}

/** Rules about the same thing become one with all their verbs (kubectl pkg/util/rbac CompactRules). */
function compacted(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const paths: PolicyRule[] = [];
  const byThing = new Map<string, PolicyRule>();
  for (const rule of rules.flatMap(brokenDown)) {
    if (rule.nonResourceURLs !== undefined) {
      paths.push(rule);
      continue;
    }
    const { verbs, ...thing } = rule;
    const key = JSON.stringify(thing);
    const known = byThing.get(key)?.verbs ?? [];
    byThing.set(key, { ...rule, verbs: [...known, ...(verbs ?? []).filter((one) => !known.includes(one))] });
  }
  return [...paths, ...byThing.values()].sort((one, other) => (sortText(one) < sortText(other) ? -1 : 1));
}

function list(words: readonly string[] | null | undefined): string {
  return `[${(words ?? []).join(' ')}]`;
}

/** As the rule's String method writes it, by which kubectl sorts. */
function sortText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  return `${list(verbs)},APIGroups:${list(apiGroups)},Resources:${list(resources)},ResourceNames:${list(resourceNames)},NonResourceURLs:${list(nonResourceURLs)}`;
}

function resourceText({ resources = [], apiGroups = [] }: PolicyRule): string {
  const [first] = resources;
  if (first === undefined) return '';
  const [name = '', ...rest] = first.split('/');
  const group = apiGroups[0] ?? '';
  return `${name}${group === '' ? '' : `.${group}`}${rest.length === 0 ? '' : `/${rest.join('/')}`}`;
}

const role: Describe<Role> = ({ metadata, rules }, out) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, 'PolicyRule:');
  out.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  out.line(1, '---------\t-----------------\t--------------\t-----');
  for (const rule of compacted(rules ?? []))
    out.line(
      1,
      `${resourceText(rule)}\t${list(rule.nonResourceURLs)}\t${list(rule.resourceNames)}\t${list(rule.verbs)}`,
    );
};

const roleBinding: Describe<RoleBinding> = ({ metadata, roleRef, subjects = [] }, out) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, 'Role:');
  out.line(1, `Kind:\t${roleRef.kind}`);
  out.line(1, `Name:\t${roleRef.name}`);
  out.line(0, 'Subjects:');
  out.line(1, 'Kind\tName\tNamespace');
  out.line(1, '----\t----\t---------');
  for (const { kind, name, namespace = '' } of subjects) out.line(1, `${kind}\t${name}\t${namespace}`);
};

const scopeWords: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

/** @param level 0 for the quota itself, 1 below a namespace, where a rule is a dash shorter */
function quotaRows(out: DescribeText, { spec, status }: ResourceQuota, level: 0 | 1): void {
  const scopes = [...(spec.scopes ?? [])].sort();
  if (scopes.length > 0) out.line(level, `Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes)
    if (scopeWords[scope] !== undefined) out.line(level, `${level === 0 ? ' ' : ''}* ${scopeWords[scope]}`);
  const dashes = level === 0 ? '----' : '---';
  out.line(level, 'Resource\tUsed\tHard');
  out.line(level, `--------\t${dashes}\t${dashes}`);
  const { hard = {}, used = {} } = status ?? {};
  for (const name of Object.keys(hard).sort())
    out.line(level, `${name}\t${used[name] ?? 0}\t${hard[name] ?? 0}`);
}

const resourceQuota: Describe<ResourceQuota> = (object, out) => {
  out.line(0, `Name:\t${object.metadata.name}`);
  out.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
  quotaRows(out, object, 0);
};

function limitRows(out: DescribeText, { spec }: LimitRange, indent: string): void {
  for (const item of spec.limits ?? []) {
    const fields = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    const names = new Set(fields.flatMap((one) => Object.keys(one ?? {})));
    for (const name of [...names].sort())
      out.line(0, `${indent}${item.type}\t${name}\t${fields.map((one) => one?.[name] ?? '-').join('\t')}`);
  }
}

const limitTitles = 'Resource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const limitDashes = '--------\t---\t---\t---------------\t-------------\t-----------------------';

const limitRange: Describe<LimitRange> = (object, out) => {
  out.line(0, `Name:\t${object.metadata.name}`);
  out.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
  out.line(0, `Type\t${limitTitles}`);
  out.line(0, `----\t${limitDashes}`);
  limitRows(out, object, '');
};

/** The end of a namespace's description. */
export function namespaceLimits(
  out: DescribeText,
  quotas: readonly ResourceQuota[],
  ranges: readonly LimitRange[],
): void {
  out.line(0, quotas.length === 0 ? '\nNo resource quota.' : '\nResource Quotas');
  for (const quota of quotas) {
    out.line(1, `Name:\t${quota.metadata.name}`);
    quotaRows(out, quota, 1);
  }
  if (ranges.length === 0) {
    out.line(0, '\nNo LimitRange resource.');
    return;
  }
  out.line(0, `\nResource Limits\n Type\t${limitTitles}`);
  out.line(0, ` ----\t${limitDashes}`);
  for (const range of ranges) limitRows(out, range, ' ');
}

const podDisruptionBudget: Describe<PodDisruptionBudget> = ({ metadata, spec, status }, out, { events }) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  if (spec.minAvailable !== undefined) out.line(0, `Min available:\t${spec.minAvailable}`);
  else if (spec.maxUnavailable !== undefined) out.line(0, `Max unavailable:\t${spec.maxUnavailable}`);
  out.line(0, `Selector:\t${spec.selector === undefined ? '<unset>' : formatSelector(spec.selector)}`);
  out.line(0, 'Status:');
  out.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`);
  out.line(2, `Current:\t${status?.currentHealthy ?? 0}`);
  out.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`);
  out.line(2, `Total:\t${status?.expectedPods ?? 0}`);
  out.events(events);
};

const priorityClass: Describe<PriorityClass> = (object, out, { events }) => {
  out.line(0, `Name:\t${object.metadata.name}`);
  out.line(0, `Value:\t${object.value}`);
  out.line(0, `GlobalDefault:\t${object.globalDefault ?? false}`);
  out.line(0, `PreemptionPolicy:\t${object.preemptionPolicy ?? ''}`);
  out.line(0, `Description:\t${object.description ?? ''}`);
  out.line(0, `Annotations:\t${formatLabels(object.metadata.annotations)}`);
  out.events(events);
};

export const clusterDescribers = {
  Role: role,
  ClusterRole: role,
  RoleBinding: roleBinding,
  ClusterRoleBinding: roleBinding,
  ResourceQuota: resourceQuota,
  LimitRange: limitRange,
  PodDisruptionBudget: podDisruptionBudget,
  PriorityClass: priorityClass,
};
