/**
 * What every control plane has before anybody asks for anything: RBAC's default roles and bindings, the two system
 * priority classes, priority levels and flow schemas, an APIService for each group's version, the component statuses.
 * Made when somebody first looks at the kind, so a world that nobody asks about them does not pay for them.
 *
 * Upstream these come from the API server's post-start hooks (pkg/registry/rbac/rest, scheduling/rest, flowcontrol/rest,
 * controlplane/apiserver) within the first second. Left out: reconciling them when they are deleted.
 */
import type { PolicyRule, Role, RoleBinding } from '../objects/cluster.ts';
import { apiVersionOf, type Resource, resources } from '../api/resources.ts';
import type { Seed } from '../api/first-objects.ts';
import { systemPriorities } from '../admission/priority.ts';
import { bootstrapBindings } from './bootstrap-bindings.ts';
import { bootstrapFairness } from './bootstrap-fairness.ts';
import { bootstrapRoles } from './bootstrap-roles.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/** @returns the first objects of a kind */
export function bootstrapObjects(resource: Resource, now: string): readonly Seed[] {
  switch (resource.kind) {
    case 'Role':
    case 'ClusterRole':
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return rbacObjects(resource.kind);
    case 'PriorityClass':
      return Object.entries(systemPriorities).map(([name, value]) => ({
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name, generation: 1 },
        value,
        description:
          name === 'system-node-critical'
            ? 'Used for system critical pods that must not be moved from their current node.'
            : 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
        preemptionPolicy: 'PreemptLowerPriority',
      }));
    case 'PriorityLevelConfiguration':
      return fairness('L', resource);
    case 'FlowSchema':
      return fairness('S', resource).map((schema) => ({ ...schema, status: notDangling(schema, now) }));
    case 'APIService':
      return apiServices(now);
    case 'ComponentStatus':
      return ['controller-manager', 'scheduler', 'etcd-0'].map((name) => ({
        apiVersion: 'v1',
        kind: 'ComponentStatus',
        metadata: { name },
        conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
      }));
    default:
      return [];
  }
}

function words(text: string | undefined): readonly string[] | undefined {
  return text === undefined || text === '' ? undefined : text.split(',');
}

function pairsOf(text: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((words(text) ?? []).map((pair) => pair.split('=') as [string, string]));
}

interface RoleText {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly lines: string[];
}

let read: readonly RoleText[] | undefined;

function roleTexts(): readonly RoleText[] {
  if (read !== undefined) return read;
  const all: RoleText[] = [];
  for (const line of (bootstrapRoles.trim() + bootstrapBindings).trimEnd().split('\n'))
    if (line.startsWith(' ')) all.at(-1)?.lines.push(line.slice(1));
    else {
      const [kind = '', name = '', namespace = '', labels] = line.split('|');
      all.push({ kind, name, namespace, labels: pairsOf(labels), lines: [] });
    }
  return (read = all);
}

function rulesOf({ lines }: RoleText): readonly PolicyRule[] {
  return lines
    .filter((line) => !line.startsWith('+'))
    .map((line) => {
      const [verbs, groups = '', resourceNames, names, paths] = line.split('|');
      const kinds = words(resourceNames);
      return {
        ...(kinds === undefined ? {} : { apiGroups: groups.split(',') }),
        ...(paths === undefined ? {} : { nonResourceURLs: paths.split(',') }),
        ...(names === undefined || names === '' ? {} : { resourceNames: names.split(',') }),
        ...(kinds === undefined ? {} : { resources: kinds }),
        verbs: words(verbs) ?? [],
      };
    });
}

/** The rules of all roles with the label, each once: what the aggregation controller writes. */
function aggregated(label: string, among: readonly RoleText[]): readonly PolicyRule[] {
  const [key = '', value] = label.split('=');
  const rules = new Map<string, PolicyRule>();
  for (const one of among)
    if (one.kind === 'ClusterRole' && one.labels[key] === value)
      for (const rule of allRules(one, among)) rules.set(JSON.stringify(rule), rule);
  return [...rules.values()];
}

function allRules(one: RoleText, among: readonly RoleText[]): readonly PolicyRule[] {
  const selector = one.lines.find((line) => line.startsWith('+'))?.slice(1);
  return selector === undefined ? rulesOf(one) : aggregated(selector, among);
}

/** What kubeadm adds: those whose certificate is of this group may do all. */
const administrators: Seed & Omit<RoleBinding, 'metadata'> = {
  apiVersion: `${rbacGroup}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name: 'kubeadm:cluster-admins' },
  roleRef: { apiGroup: rbacGroup, kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: rbacGroup, kind: 'Group', name: 'kubeadm:cluster-admins' }],
};

function rbacObjects(kind: string): readonly Seed[] {
  const defaults = defaultRbacObjects(kind);
  return kind === 'ClusterRoleBinding' ? [...defaults, administrators] : defaults;
}

function defaultRbacObjects(kind: string): readonly Seed[] {
  const all = roleTexts();
  return all
    .filter((one) => one.kind === kind)
    .map((one) => {
      const object = {
        apiVersion: `${rbacGroup}/v1`,
        kind,
        metadata: {
          name: one.name,
          ...(one.namespace === '' ? {} : { namespace: one.namespace }),
          labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...one.labels },
          annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
        },
      };
      if (kind.endsWith('Binding')) return { ...object, ...bindingOf(one) };
      const selector = one.lines.find((line) => line.startsWith('+'))?.slice(1);
      return {
        ...(selector === undefined
          ? {}
          : { aggregationRule: { clusterRoleSelectors: [{ matchLabels: pairsOf(selector) }] } }),
        ...object,
        rules: allRules(one, all),
      } satisfies Omit<Role, 'metadata'>;
    });
}

function bindingOf({ lines }: RoleText): Pick<RoleBinding, 'roleRef' | 'subjects'> {
  const [kind = '', name = ''] = (lines.find((line) => line.startsWith('=')) ?? '=').slice(1).split('|');
  const subjects = lines
    .filter((line) => !line.startsWith('='))
    .map((line) => {
      const [subject = '', subjectName = '', namespace] = line.split('|');
      return subject === 'ServiceAccount'
        ? { kind: subject, name: subjectName, namespace: namespace ?? '' }
        : { apiGroup: rbacGroup, kind: subject, name: subjectName };
    });
  return { roleRef: { apiGroup: rbacGroup, kind, name }, ...(subjects.length === 0 ? {} : { subjects }) };
}

function fairness(letter: 'L' | 'S', resource: Resource): readonly Seed[] {
  return bootstrapFairness
    .trim()
    .split('\n')
    .filter((line) => line.startsWith(letter))
    .map((line) => {
      const [, name = '', spec = ''] = line.split('|');
      return {
        apiVersion: apiVersionOf(resource),
        kind: resource.kind,
        metadata: { name, generation: 1, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } },
        spec: JSON.parse(spec) as unknown,
        status: {},
      };
    });
}

function notDangling(schema: Seed, now: string): unknown {
  const { spec } = schema as Seed & { spec: { priorityLevelConfiguration: { name: string } } };
  return {
    conditions: [
      {
        type: 'Dangling',
        status: 'False',
        lastTransitionTime: now,
        reason: 'Found',
        message: `This FlowSchema references the PriorityLevelConfiguration object named "${spec.priorityLevelConfiguration.name}" and it exists`,
      },
    ],
  };
}

/** Group priorities by name (kube-aggregator's order in discovery). */
const priorities: Readonly<Record<string, number>> = {
  '': 18000,
  apps: 17800,
  'events.k8s.io': 17750,
  'authentication.k8s.io': 17700,
  'authorization.k8s.io': 17600,
  autoscaling: 17500,
  batch: 17400,
  'certificates.k8s.io': 17300,
  'networking.k8s.io': 17200,
  policy: 17100,
  'rbac.authorization.k8s.io': 17000,
  'storage.k8s.io': 16800,
  'apiextensions.k8s.io': 16700,
  'admissionregistration.k8s.io': 16700,
  'scheduling.k8s.io': 16600,
  'coordination.k8s.io': 16500,
  'node.k8s.io': 16300,
  'discovery.k8s.io': 16200,
  'flowcontrol.apiserver.k8s.io': 16100,
  'resource.k8s.io': 15900,
};

function apiServices(now: string): readonly Seed[] {
  const versions = new Map<string, Pick<Resource, 'group' | 'version'>>();
  for (const { group, version } of resources) {
    if (group !== 'apiregistration.k8s.io') versions.set(`${version}.${group}`, { group, version });
  }
  return [...versions.values()].map(({ group, version }) => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: {
      name: `${version}.${group}`,
      labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' },
    },
    spec: {
      ...(group === '' ? {} : { group }),
      groupPriorityMinimum: priorities[group] ?? 1000,
      version,
      versionPriority: version === 'v2' ? 30 : group === '' ? 1 : 15,
    },
    status: {
      conditions: [
        {
          lastTransitionTime: now,
          message: 'Local APIServices are always available',
          reason: 'Local',
          status: 'True',
          type: 'Available',
        },
      ],
    },
  }));
}
