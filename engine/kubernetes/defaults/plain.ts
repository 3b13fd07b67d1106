/**
 * Defaults of kinds that the API server only keeps, and the status they begin with (SetDefaults_* of pkg/apis/…/v1, strategies
 * below pkg/registry). Objects are decoded copies: filled in place.
 */
import type { KubeObject } from '../objects/meta.ts';

type Fields = Record<string, unknown>;
type Fill = (object: KubeObject & { spec?: Fields; [field: string]: unknown }) => void;

const rbac = 'rbac.authorization.k8s.io';

/** pkg/apis/rbac/v1: users and groups are of the API group of roles. */
const binding: Fill = (object) => {
  const { roleRef, subjects } = object as { roleRef?: Fields; subjects?: readonly Fields[] };
  for (const one of [...(roleRef === undefined ? [] : [roleRef]), ...(subjects ?? [])])
    if ((one['apiGroup'] ?? '') === '' && one['kind'] !== 'ServiceAccount') one['apiGroup'] = rbac;
};

export function defaultClaim({ spec = {} }: { readonly spec?: Fields }): void {
  spec['volumeMode'] ??= 'Filesystem';
}

export const plainDefaults: Readonly<Partial<Record<string, Fill>>> = {
  PriorityClass: (object) => {
    object['preemptionPolicy'] ??= 'PreemptLowerPriority';
  },
  StorageClass: (object) => {
    object['reclaimPolicy'] ??= 'Delete';
    object['volumeBindingMode'] ??= 'Immediate';
  },
  PersistentVolume: ({ spec = {} }) => {
    spec['persistentVolumeReclaimPolicy'] ??= 'Retain';
    spec['volumeMode'] ??= 'Filesystem';
    const hostPath = spec['hostPath'] as Fields | undefined;
    if (hostPath !== undefined) hostPath['type'] ??= '';
  },
  PersistentVolumeClaim: defaultClaim,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
};

/** What Go writes of a status in which nothing is set, where that is something. */
export const firstStatus: Readonly<Partial<Record<string, object>>> = {
  HorizontalPodAutoscaler: { currentMetrics: null, desiredReplicas: 0 },
  PodDisruptionBudget: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  PersistentVolume: { phase: 'Pending' },
  PersistentVolumeClaim: { phase: 'Pending' },
};
