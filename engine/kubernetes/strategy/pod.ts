/**
 * Pods at the API server: defaults, the ServiceAccount, DefaultTolerationSeconds and Priority admission plugins,
 * quality of service, warnings (pkg/registry/core/pod, plugin/pkg/admission).
 */
import type { Container, Pod, PodSpec, Toleration } from '../objects/pod.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import { forbidden } from '../api/status.ts';
import { withDefaultLimits } from '../admission/limits.ts';
import { admittedPriority, keptPriority } from '../admission/priority.ts';
import { randomSuffix } from '../allocation/names.ts';
import { defaultPod, defaultPodSpec } from '../defaults/pod.ts';
import { quantityValue } from '../schema/quantity.ts';
import type { Strategy, StrategyContext } from './strategy.ts';

const pods = resource('pods');
const serviceAccounts = resource('serviceaccounts');

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

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
    if (pod.spec === old.spec) return { ...pod, status: old.status };
    // Both plugins look at updates, too.
    const spec = keptPriority(pod.spec, old.spec);
    const tolerations = tolerationsOf(spec.tolerations ?? []);
    return { ...pod, spec: { ...spec, tolerations }, status: old.status };
  },
  validate: later(({ validatePodCreate }) => validatePodCreate),
  validateUpdate: later(({ validatePodUpdate }) => validatePodUpdate),
  warnings,
};

function admit(given: Pod, context: StrategyContext): Pod {
  // Limits that the pod names are its requests too; those of the namespace come after.
  const pod = withDefaultLimits({ ...given, spec: withRequests(given.spec) }, context.store);
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
    ...pod.spec,
    serviceAccountName: name,
    serviceAccount: name,
  };
  if (spec.automountServiceAccountToken !== false) spec = withToken(spec, context);
  spec = { ...spec, tolerations: tolerationsOf(spec.tolerations ?? []) };
  const admitted = { ...spec, ...admittedPriority(podName, spec, context.store) };
  return { ...pod, spec: admitted, status: { ...pod.status, qosClass: qualityOfService(admitted) } };
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
  // A copy of a pod has the volume of its original.
  const there = spec.volumes?.find(({ name }) => name.startsWith('kube-api-access-'))?.name;
  const volumeName = there ?? `kube-api-access-${randomSuffix(context.random)}`;
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
    volumes: [
      ...(spec.volumes ?? []),
      ...(there === undefined ? [{ name: volumeName, projected: tokenSources }] : []),
    ],
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
  const texts = ['topologySpreadConstraints', 'resourceClaims', 'runtimeClassName', 'os']
    .filter((field) => given[field] !== undefined)
    .map((field) => `not simulated: ${path}.${field}`);
  const simulated = ['name', 'configMap', 'secret', 'emptyDir', 'hostPath', 'projected', 'downwardAPI'];
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
