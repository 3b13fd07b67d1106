/**
 * A pod's spec, or a container of it, as the API server has it inside (k8s.io/kubernetes pkg/apis/core), written as JSON: its types have no JSON
 * names, so each field bears its name in Go and none is left out. They are those of v1 (go-types.ts) but for the order in
 * three structs and the host's namespaces, which stand in the security context.
 */
import type { JsonObject } from '../objects/meta.ts';
import type { PodTemplateSpec } from '../objects/pod.ts';
import { goJson } from './go-json.ts';
import { inGoOrder } from './go-order.ts';
import { type GoField, goStruct, type GoType } from './go-type.ts';

const hostFields = ['HostNetwork', 'HostPID', 'HostIPC', 'ShareProcessNamespace', 'HostUsers'];

/** Fields in the order of the internal struct, where it is another. */
const orders = new Map(
  `PodSpec Volumes InitContainers Containers EphemeralContainers RestartPolicy TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy NodeSelector ServiceAccountName AutomountServiceAccountToken NodeName SecurityContext ImagePullSecrets Hostname Subdomain SetHostnameAsFQDN Affinity SchedulerName Tolerations HostAliases PriorityClassName Priority PreemptionPolicy DNSConfig ReadinessGates RuntimeClassName Overhead EnableServiceLinks TopologySpreadConstraints OS SchedulingGates ResourceClaims Resources HostnameOverride SchedulingGroup
PodSecurityContext SELinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup FSGroupChangePolicy Sysctls SeccompProfile AppArmorProfile SELinuxChangePolicy
Volume Name HostPath EmptyDir GCEPersistentDisk AWSElasticBlockStore GitRepo Secret NFS ISCSI Glusterfs PersistentVolumeClaim RBD Quobyte FlexVolume Cinder CephFS Flocker DownwardAPI FC AzureFile ConfigMap VsphereVolume AzureDisk PhotonPersistentDisk Projected PortworxVolume ScaleIO StorageOS CSI Ephemeral Image`
    .split('\n')
    .map((row) => {
      const [name = '', ...fields] = row.split(' ');
      return [name, fields] as const;
    }),
);

/** Types of meta/v1 have JSON names inside, too. */
const named = new Set(['LabelSelector', 'ObjectMeta']);

/** @param spec as v1 has it */
export function internalPodSpec(spec: object): string {
  return written('PodSpec', spec);
}

export function internalEphemeralContainer(container: object): string {
  return written('EphemeralContainer', container);
}

/** As a value of an error that shows it. */
export function internalStruct(name: string, value: object): object {
  return structOf(name, value as JsonObject);
}

/** Its metadata has no name of its own inside. */
export function internalPodTemplate({ metadata, spec }: PodTemplateSpec): object {
  return {
    ...(inGoOrder('ObjectMeta', metadata ?? {}) as object),
    Spec: structOf('PodSpec', spec as unknown as JsonObject),
  };
}

function written(name: string, value: object): string {
  return goJson(structOf(name, value as JsonObject), 1);
}

function structOf(name: string, value: JsonObject): JsonObject {
  const members: Record<string, unknown> = {};
  for (const field of fieldsOf(name)) {
    const given = value[field.json];
    members[field.goName] =
      name === 'PodSpec' && field.goName === 'SecurityContext'
        ? securityContext(value)
        : valueOf(field.type, given);
  }
  return members as JsonObject;
}

function fieldsOf(name: string): readonly GoField[] {
  const { fields } = goStruct(name);
  return orders.get(name)?.flatMap((goName) => fields.find((one) => one.goName === goName) ?? []) ?? fields;
}

function securityContext(spec: JsonObject): JsonObject {
  const host = goStruct('PodSpec').fields.filter(({ goName }) => hostFields.includes(goName));
  const own = hostFields.map((name) => {
    const field = host.find(({ goName }) => goName === name);
    return [name, field === undefined ? null : valueOf(field.type, spec[field.json])] as const;
  });
  const given = (spec['securityContext'] ?? {}) as JsonObject;
  return { ...Object.fromEntries(own), ...structOf('PodSecurityContext', given) } as JsonObject;
}

function valueOf(type: GoType, value: unknown): unknown {
  const isThere = value !== undefined && value !== null;
  switch (type.kind) {
    case 'pointer':
      return isThere ? valueOf(type.of, value) : null;
    case 'slice':
      return isThere ? (value as unknown[]).map((item) => valueOf(type.of, item)) : null;
    case 'map': {
      if (!isThere) return null;
      const entries = Object.entries(value as JsonObject).sort(([one], [other]) => (one < other ? -1 : 1));
      return Object.fromEntries(entries.map(([key, item]) => [key, valueOf(type.of, item)]));
    }
    case 'struct':
      return named.has(type.name) ? (value ?? {}) : structOf(type.name, (value ?? {}) as JsonObject);
    case 'named string':
      return value ?? '';
    case 'scalar':
      if (isThere) return value;
      return type.name === 'bool' ? false : type.name === 'string' ? '' : type.name === '[]uint8' ? null : 0;
    case 'special':
      return value ?? (type.name === 'resource.Quantity' ? '0' : null);
  }
}
