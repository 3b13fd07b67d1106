/**
 * Pods at the API server: defaults, the ServiceAccount, DefaultTolerationSeconds and Priority admission plugins,
 * quality of service, warnings (pkg/registry/core/pod, plugin/pkg/admission).
 */
import type { Container, Pod, PodSpec, Toleration } from '../objects/pod.ts';
import { resource } from '../api/resources.ts';
import { forbidden, type FieldError } from '../api/status.ts';
import { randomSuffix } from '../allocation/names.ts';
import { defaultPod, defaultPodSpec } from '../defaults/pod.ts';
import { quantityValue } from '../schema/quantity.ts';
import { validatePod, validatePodUpdate } from '../validation/pod.ts';
import type { Strategy, StrategyContext } from './strategy.ts';

const pods = resource('pods');
const serviceAccounts = resource('serviceaccounts');

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

export const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

export const podStrategy: Strategy<Pod> = {
  resource: pods,
  hasStatus: true,
  counted: true,
  defaults(pod) {
    defaultPodSpec(pod.spec);
    defaultPod(pod.spec);
  },
  admit,
  prepareForCreate(pod) {
    return { ...pod, status: { phase: 'Pending', qosClass: qualityOfService(pod.spec) } };
  },
  prepareForUpdate(pod, old) {
    return { ...pod, status: old.status };
  },
  validate: validatePod,
  validateUpdate: (pod, old): readonly FieldError[] => validatePodUpdate(pod, old),
  warnings,
};

function admit(pod: Pod, context: StrategyContext): Pod {
  const namespace = pod.metadata.namespace ?? '';
  const name = pod.spec.serviceAccountName ?? 'default';
  const account = context.store.get(serviceAccounts, namespace, name);
  const podName = pod.metadata.name;
  // The default account of a namespace that was just made comes in a moment: the plugin waits for it.
  if (account === undefined && name !== 'default')
    throw forbidden(
      pods,
      podName,
      `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    );
  let spec: PodSpec & { readonly serviceAccount?: string } = {
    ...withRequests(pod.spec),
    serviceAccountName: name,
    serviceAccount: name,
  };
  if (spec.automountServiceAccountToken !== false) spec = withToken(spec, context);
  spec = { ...spec, tolerations: tolerationsOf(spec.tolerations ?? []) };
  const { priorityClassName } = spec;
  let priority = 0;
  if (priorityClassName !== undefined) {
    const known = systemPriorities[priorityClassName];
    if (known === undefined)
      throw forbidden(pods, podName, `no PriorityClass with name ${priorityClassName} was found`);
    priority = known;
  }
  return { ...pod, spec: { ...spec, priority, preemptionPolicy: 'PreemptLowerPriority' } };
}

/** A container that names a limit and no request asks for the limit. */
function withRequests(spec: PodSpec): PodSpec {
  const lacks = ({ resources }: Container): boolean =>
    Object.keys(resources?.limits ?? {}).some((name) => resources?.requests?.[name] === undefined);
  if (!spec.containers.some(lacks)) return spec;
  return {
    ...spec,
    containers: spec.containers.map((container) =>
      lacks(container)
        ? {
            ...container,
            resources: {
              ...container.resources,
              requests: { ...container.resources?.limits, ...container.resources?.requests },
            },
          }
        : container,
    ),
  };
}

/** The projected volume with token, CA and namespace, and its mount in each container. */
function withToken(spec: PodSpec, context: StrategyContext): PodSpec {
  const volumeName = `kube-api-access-${randomSuffix(context.random)}`;
  const mount = { name: volumeName, readOnly: true, mountPath: tokenPath };
  const mounted = (container: Container): Container =>
    container.volumeMounts?.some(({ mountPath }) => mountPath === tokenPath) === true
      ? container
      : { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] };
  if (spec.containers.every((container) => mounted(container) === container)) return spec;
  return {
    ...spec,
    containers: spec.containers.map(mounted),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(mounted) }),
    volumes: [...(spec.volumes ?? []), { name: volumeName, projected: tokenSources }],
  };
}

const tokenSources = {
  defaultMode: 420,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
    {
      downwardAPI: {
        items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
      },
    },
  ],
};

const nodeTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

function tolerationsOf(given: readonly Toleration[]): readonly Toleration[] {
  const missing = nodeTaints.filter(
    (key) =>
      !given.some(
        (one) =>
          (one.key === key || (one.key === undefined && one.operator === 'Exists')) &&
          (one.effect === 'NoExecute' || one.effect === undefined),
      ),
  );
  return missing.length === 0
    ? given
    : [
        ...given,
        ...missing.map((key) => ({
          effect: 'NoExecute',
          key,
          operator: 'Exists' as const,
          tolerationSeconds: 300,
        })),
      ];
}

/** Guaranteed, Burstable or BestEffort (pkg/apis/core/v1/helper/qos). */
export function qualityOfService(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  let some = false;
  let guaranteed = true;
  for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])])
    for (const name of ['cpu', 'memory']) {
      const request = quantityValue(resources?.requests?.[name]) ?? 0;
      const limit = quantityValue(resources?.limits?.[name]) ?? 0;
      if (request > 0 || limit > 0) some = true;
      if (limit === 0 || (request !== 0 && request !== limit)) guaranteed = false;
    }
  if (!some) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function warnings(pod: Pod): readonly string[] {
  return podSpecWarnings(pod.spec, 'spec');
}

/** Fields that the engine keeps but does not act on: the reader is told. */
function notSimulated(spec: PodSpec, path: string): readonly string[] {
  const given = spec as unknown as Readonly<Record<string, unknown>>;
  const texts = [
    'topologySpreadConstraints',
    'resourceClaims',
    'runtimeClassName',
    'ephemeralContainers',
    'os',
  ]
    .filter((field) => given[field] !== undefined)
    .map((field) => `not simulated: ${path}.${field}`);
  for (const [index, container] of ((spec.containers as PodSpec['containers'] | null) ?? []).entries())
    if ((container as { lifecycle?: unknown }).lifecycle !== undefined)
      texts.push(`not simulated: ${path}.containers[${index}].lifecycle`);
  const simulated = ['name', 'configMap', 'emptyDir', 'hostPath', 'projected', 'downwardAPI'];
  for (const [index, volume] of (spec.volumes ?? []).entries())
    for (const source of Object.keys(volume))
      if (!simulated.includes(source)) texts.push(`not simulated: ${path}.volumes[${index}].${source}`);
  return texts;
}

/** Ports that two containers, or one twice, define (pkg/api/pod/warnings.go). */
export function podSpecWarnings(spec: PodSpec, path: string): readonly string[] {
  const texts: string[] = [];
  const seen = new Map<string, string>();
  texts.push(...notSimulated(spec, path));
  for (const [index, container] of ((spec.containers as PodSpec['containers'] | null) ?? []).entries())
    for (const [number, port] of (container.ports ?? []).entries()) {
      const key = `${port.containerPort}/${port.protocol ?? 'TCP'}`;
      const at = `${path}.containers[${index}].ports[${number}]`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, at);
      else texts.push(`${at}: duplicate port definition with ${first}`);
    }
  return texts;
}
