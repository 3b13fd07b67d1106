/**
 * How strategic merge patch treats each list: by which key its elements are merged, or as a set. From the `patchMergeKey`
 * tags of k8s.io/api; lists that are not named here are replaced whole.
 */
import { goStruct, type GoType } from '../schema/go-type.ts';

/** Struct and JSON field → merge key; `''` for a set of plain values. */
const keys: Readonly<Record<string, string>> = {
  'ObjectMeta.finalizers': '',
  'ObjectMeta.ownerReferences': 'uid',
  'PodSpec.containers': 'name',
  'PodSpec.initContainers': 'name',
  'PodSpec.ephemeralContainers': 'name',
  'PodSpec.volumes': 'name',
  'PodSpec.imagePullSecrets': 'name',
  'PodSpec.hostAliases': 'ip',
  'PodSpec.topologySpreadConstraints': 'topologyKey',
  'PodSpec.schedulingGates': 'name',
  'PodSpec.resourceClaims': 'name',
  'Container.ports': 'containerPort',
  'Container.env': 'name',
  'Container.volumeMounts': 'mountPath',
  'Container.volumeDevices': 'devicePath',
  'PodStatus.conditions': 'type',
  'PodStatus.podIPs': 'ip',
  'PodStatus.hostIPs': 'ip',
  'ServiceSpec.ports': 'port',
  'ServiceStatus.conditions': 'type',
  'DeploymentStatus.conditions': 'type',
  'ReplicaSetStatus.conditions': 'type',
  'DaemonSetStatus.conditions': 'type',
  'NodeSpec.podCIDRs': '',
  'NodeStatus.addresses': 'type',
  'NodeStatus.conditions': 'type',
  'NamespaceStatus.conditions': 'type',
  'ServiceAccount.secrets': 'name',
};

/** How one field is patched. */
export interface FieldPatch {
  /** The Go struct of the field, or of a list's or map's elements. */
  readonly struct: string | undefined;
  readonly list: 'merge by key' | 'set' | 'replace' | undefined;
  readonly mergeKey: string;
  /** `retainKeys`: keys that the patch does not name go away (deployment strategy, volumes' sources). */
  readonly retainKeys: boolean;
}

const retainKeys = new Set(['DeploymentSpec.strategy', 'PodSpec.volumes']);

export function fieldPatch(struct: string | undefined, field: string): FieldPatch {
  const type = struct === undefined ? undefined : goStruct(struct).byJson.get(field)?.type;
  const key = `${struct ?? ''}.${field}`;
  const inner = innerStruct(type);
  const plain: FieldPatch = { struct: inner, list: undefined, mergeKey: '', retainKeys: retainKeys.has(key) };
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
