/**
 * Kinds that the API server only keeps: metadata rules, generations, a status of their own, and no more checks than
 * those of every object's metadata (k8s.io/apiserver pkg/registry/rest, and the strategies below pkg/registry that do
 * nothing else). A kind with defaults and validation of its own has a strategy of its own.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { Resource } from '../api/resources.ts';
import { later } from '../api/later-code.ts';
import { same } from '../api/same.ts';
import { firstStatus, plainDefaults } from '../defaults/plain.ts';
import type { Strategy } from './strategy.ts';

/** Kinds whose spec counts generations. */
const counted = new Set(
  `StatefulSet ReplicationController PodTemplate Job CronJob PodDisruptionBudget Ingress IngressClass NetworkPolicy
  PriorityClass FlowSchema PriorityLevelConfiguration CSIDriver MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
  MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
  ValidatingWebhookConfiguration CustomResourceDefinition`.split(/\s+/),
);

/** Kinds with a status that only `/status` changes. */
const withStatus = new Set(
  `StatefulSet ReplicationController Job CronJob PodDisruptionBudget Ingress HorizontalPodAutoscaler ResourceQuota
  PersistentVolume PersistentVolumeClaim ServiceCIDR FlowSchema PriorityLevelConfiguration VolumeAttachment APIService
  CertificateSigningRequest CustomResourceDefinition ValidatingAdmissionPolicy`.split(/\s+/),
);

interface WithStatus extends KubeObject {
  readonly status?: unknown;
}

/** What every strategy of a kind with these traits begins with. */
export function plainStrategy(resource: Resource): Strategy<WithStatus> {
  const { kind } = resource;
  const hasStatus = withStatus.has(kind);
  const kept: Pick<Strategy<WithStatus>, 'prepareForUpdate' | 'prepareForCreate'> = hasStatus
    ? {
        prepareForCreate: (object) => ({ ...object, status: firstStatus[kind] ?? {} }),
        prepareForUpdate: (object, old) =>
          same(object.status, old.status) ? object : withStatusOf(object, old.status),
      }
    : {};
  return {
    resource,
    ...kept,
    ...(plainDefaults[kind] === undefined ? {} : { defaults: plainDefaults[kind] }),
    ...(counted.has(kind) ? { counted: true } : {}),
    ...(hasStatus ? { hasStatus } : {}),
    validate: later(({ validatePlain }) => validatePlain),
  };
}

function withStatusOf(object: WithStatus, status: unknown): WithStatus {
  const { status: _given, ...rest } = object;
  return status === undefined ? rest : { ...rest, status };
}

/** Strategies for the resources that have none among `own`. */
export function plainStrategies(
  resources: readonly Resource[],
  own: readonly Strategy[],
): readonly Strategy[] {
  const known = new Set(own.map(({ resource }) => resource));
  return resources.filter((one) => one.struct !== undefined && !known.has(one)).map(plainStrategy);
}
