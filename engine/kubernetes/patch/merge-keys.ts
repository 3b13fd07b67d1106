/**
 * How strategic merge patch treats each list: by which key its elements are merged, or as a set. From the `patchMergeKey`
 * tags of k8s.io/api (printed by scripts/go-types); lists that are not named here are replaced whole.
 */
import { goStruct, type GoType } from '../schema/go-type.ts';
import { goText } from '../schema/go-value.ts';

/** An element that lacks what it would be merged by (mergepatch.ErrNoMergeKey). */
export class NoMergeKey extends Error {
  constructor(item: unknown, key: string) {
    super(`map: ${goText(item)} does not contain declared merge key: ${key}`);
  }
}

/** Struct and JSON field → merge key; `''` for a set of plain values. */
const keys: Readonly<Record<string, string>> = {
  'ObjectMeta.ownerReferences': 'uid',
  'ObjectMeta.finalizers': '',
  'PodSpec.volumes': 'name',
  'PodSpec.initContainers': 'name',
  'Container.ports': 'containerPort',
  'Container.env': 'name',
  'Container.volumeMounts': 'mountPath',
  'Container.volumeDevices': 'devicePath',
  'PodSpec.containers': 'name',
  'PodSpec.ephemeralContainers': 'name',
  'EphemeralContainerCommon.ports': 'containerPort',
  'EphemeralContainerCommon.env': 'name',
  'EphemeralContainerCommon.volumeMounts': 'mountPath',
  'EphemeralContainerCommon.volumeDevices': 'devicePath',
  'PodSpec.imagePullSecrets': 'name',
  'PodSpec.hostAliases': 'ip',
  'PodSpec.topologySpreadConstraints': 'topologyKey',
  'PodSpec.schedulingGates': 'name',
  'PodSpec.resourceClaims': 'name',
  'PodStatus.conditions': 'type',
  'PodStatus.hostIPs': 'ip',
  'PodStatus.podIPs': 'ip',
  'ContainerStatus.volumeMounts': 'mountPath',
  'ContainerStatus.allocatedResourcesStatus': 'name',
  'PodStatus.resourceClaimStatuses': 'name',
  'NodeSpec.podCIDRs': '',
  'NodeStatus.conditions': 'type',
  'NodeStatus.addresses': 'type',
  'NamespaceStatus.conditions': 'type',
  'ServiceSpec.ports': 'port',
  'ServiceStatus.conditions': 'type',
  'ServiceAccount.secrets': 'name',
  'DeploymentStatus.conditions': 'type',
  'ReplicaSetStatus.conditions': 'type',
  'DaemonSetStatus.conditions': 'type',
  'PersistentVolumeClaimStatus.conditions': 'type',
  'StatefulSetStatus.conditions': 'type',
  'ServiceCIDRStatus.conditions': 'type',
  'JobStatus.conditions': 'type',
  'v2.HorizontalPodAutoscalerStatus.conditions': 'type',
  'PodDisruptionBudgetStatus.conditions': 'type',
  'ComponentStatus.conditions': 'type',
  'ReplicationControllerStatus.conditions': 'type',
  'CSINodeSpec.drivers': 'name',
  'FlowSchemaStatus.conditions': 'type',
  'PriorityLevelConfigurationStatus.conditions': 'type',
  'APIServiceStatus.conditions': 'type',
  'ValidatingAdmissionPolicySpec.matchConditions': 'name',
  'ValidatingAdmissionPolicySpec.variables': 'name',
  'MutatingAdmissionPolicySpec.matchConditions': 'name',
  'ValidatingWebhookConfiguration.webhooks': 'name',
  'ValidatingWebhook.matchConditions': 'name',
  'MutatingWebhookConfiguration.webhooks': 'name',
  'MutatingWebhook.matchConditions': 'name',
  'JSONSchemaProps.x-kubernetes-validations': 'rule',
};

/** How one field is patched. */
export interface FieldPatch {
  /** The Go struct of the field, or of a list's or map's elements. */
  readonly struct: string | undefined;
  readonly list: 'merge by key' | 'set' | 'replace' | undefined;
  readonly mergeKey: string;
  /** `retainKeys`: keys that the patch does not name go away (deployment strategy, volumes' sources). */
  readonly retainKeys: boolean;
  /** A map that is sent whole, changed or not. */
  readonly isReplaced: boolean;
}

const retainKeys = new Set(['DeploymentSpec.strategy', 'PodSpec.volumes']);

const replaced = new Set(['PodDisruptionBudgetSpec.selector']);

export function fieldPatch(struct: string | undefined, field: string): FieldPatch {
  const type = struct === undefined ? undefined : goStruct(struct).byJson.get(field)?.type;
  const key = `${struct ?? ''}.${field}`;
  const inner = innerStruct(type);
  const plain: FieldPatch = {
    struct: inner,
    list: undefined,
    mergeKey: '',
    retainKeys: retainKeys.has(key),
    isReplaced: replaced.has(key),
  };
  if (!isList(type)) return plain;
  const mergeKey = keys[key];
  if (mergeKey === undefined) return { ...plain, list: 'replace' };
  return mergeKey === '' ? { ...plain, list: 'set' } : { ...plain, list: 'merge by key', mergeKey };
}

function isList(type: GoType | undefined): boolean {
  return type?.kind === 'slice' || (type?.kind === 'pointer' && type.of.kind === 'slice');
}

function innerStruct(type: GoType | undefined): string | undefined {
  if (type === undefined) return undefined;
  if (type.kind === 'struct') return type.name;
  return type.kind === 'pointer' || type.kind === 'slice' || type.kind === 'map'
    ? innerStruct(type.of)
    : undefined;
}
