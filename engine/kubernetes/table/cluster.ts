/**
 * The rows of ResourceQuota, PodDisruptionBudget, bindings of roles, Lease, PriorityClass, volumes, StorageClass, API
 * priority and fairness, APIService, CertificateSigningRequest, admission configuration.
 *
 * Role, ClusterRole, LimitRange and CustomResourceDefinition have no columns of their own upstream either.
 */
import type {
  ApiService,
  CertificateSigningRequest,
  ComponentStatus,
  CsiNode,
  FlowSchema,
  Lease,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  PriorityClass,
  PriorityLevelConfiguration,
  RbacSubject,
  ResourceQuota,
  RoleBinding,
  StorageClass,
} from '../objects/cluster.ts';
import type { KubeObject } from '../objects/meta.ts';
import { columns, type Cell, type TableKind } from './columns.ts';
import { humanDuration, since } from './duration.ts';

const age = ({ metadata }: KubeObject, now: number): string => since(metadata.creationTimestamp, now);

const resourceQuota: TableKind<ResourceQuota> = {
  columns: columns('Name', 'Request', 'Limit', 'Age'),
  cells(object, now) {
    const { hard = {}, used = {} } = object.status ?? {};
    const list = (limits: boolean): string =>
      Object.keys(hard)
        .sort()
        .filter((name) => name.startsWith('limits.') === limits)
        .map((name) => `${name}: ${used[name] ?? 0}/${hard[name] ?? 0}`)
        .join(', ');
    return [object.metadata.name, list(false), list(true), age(object, now)];
  },
};

const podDisruptionBudget: TableKind<PodDisruptionBudget> = {
  columns: columns('Name', 'Min Available', 'Max Unavailable', '*Allowed Disruptions', 'Age'),
  cells: (object, now) => [
    object.metadata.name,
    String(object.spec.minAvailable ?? 'N/A'),
    String(object.spec.maxUnavailable ?? 'N/A'),
    object.status?.disruptionsAllowed ?? 0,
    age(object, now),
  ],
};

function subjectNames(subjects: readonly RbacSubject[] | undefined, kind: string): string {
  return (subjects ?? [])
    .filter((one) => one.kind === kind)
    .map(({ name, namespace = '' }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name))
    .join(', ');
}

const roleBinding: TableKind<RoleBinding> = {
  columns: columns('Name', 'Role', 'Age', '+Users', '+Groups', '+ServiceAccounts'),
  cells: (object, now) => [
    object.metadata.name,
    `${object.roleRef.kind}/${object.roleRef.name}`,
    age(object, now),
    ...['User', 'Group', 'ServiceAccount'].map((kind) => subjectNames(object.subjects, kind)),
  ],
};

const lease: TableKind<Lease> = {
  columns: columns('Name', 'Holder', 'Age'),
  cells: (object, now) => [object.metadata.name, object.spec.holderIdentity ?? '', age(object, now)],
};

const priorityClass: TableKind<PriorityClass> = {
  columns: columns('Name', '*Value', '?Global-Default', 'Age', 'PreemptionPolicy'),
  cells: (object, now) => [
    object.metadata.name,
    object.value,
    object.globalDefault ?? false,
    age(object, now),
    object.preemptionPolicy ?? '',
  ],
};

const componentStatus: TableKind<ComponentStatus> = {
  columns: columns('Name', 'Status', 'Message', 'Error'),
  cells({ metadata, conditions }) {
    const healthy = conditions?.find(({ type }) => type === 'Healthy');
    const status = healthy === undefined ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
    return [metadata.name, status, healthy?.message ?? '', healthy?.error ?? ''];
  },
};

const modeLetters = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

export function accessModes(modes: readonly string[] | undefined): string {
  return modeLetters
    .filter(([mode]) => modes?.includes(mode) === true)
    .map(([, letters]) => letters)
    .join(',');
}

const phaseOf = (object: KubeObject & { readonly status?: { readonly phase?: string } }): string =>
  object.metadata.deletionTimestamp === undefined ? (object.status?.phase ?? '') : 'Terminating';

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

const persistentVolume: TableKind<PersistentVolume> = {
  columns: columns(
    'Name',
    'Capacity',
    'Access Modes',
    'Reclaim Policy',
    'Status',
    'Claim',
    'StorageClass',
    'VolumeAttributesClass',
    'Reason',
    'Age',
    '+VolumeMode',
  ),
  cells: (object, now) => [
    object.metadata.name,
    String(object.spec.capacity?.['storage'] ?? 0),
    accessModes(object.spec.accessModes),
    object.spec.persistentVolumeReclaimPolicy ?? '',
    phaseOf(object),
    object.spec.claimRef === undefined
      ? ''
      : `${object.spec.claimRef.namespace ?? ''}/${object.spec.claimRef.name ?? ''}`,
    object.metadata.annotations?.[classAnnotation] ?? object.spec.storageClassName ?? '',
    object.spec.volumeAttributesClassName ?? '<unset>',
    object.status?.reason ?? '',
    age(object, now),
    object.spec.volumeMode ?? '<unset>',
  ],
};

const persistentVolumeClaim: TableKind<PersistentVolumeClaim> = {
  columns: columns(
    'Name',
    'Status',
    'Volume',
    'Capacity',
    'Access Modes',
    'StorageClass',
    'VolumeAttributesClass',
    'Age',
    '+VolumeMode',
  ),
  cells(object, now) {
    const { spec, status } = object;
    const bound = (spec.volumeName ?? '') !== '';
    return [
      object.metadata.name,
      phaseOf(object),
      spec.volumeName ?? '',
      bound ? String(status?.capacity?.['storage'] ?? 0) : '',
      bound ? accessModes(status?.accessModes) : '',
      object.metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      age(object, now),
      spec.volumeMode ?? '<unset>',
    ];
  },
};

const defaultClass = 'storageclass.kubernetes.io/is-default-class';

const storageClass: TableKind<StorageClass> = {
  columns: columns(
    'Name',
    'Provisioner',
    'ReclaimPolicy',
    'VolumeBindingMode',
    'AllowVolumeExpansion',
    'Age',
  ),
  cells: (object, now) => [
    object.metadata.annotations?.[defaultClass] === 'true'
      ? `${object.metadata.name} (default)`
      : object.metadata.name,
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    age(object, now),
  ],
};

const flowSchema: TableKind<FlowSchema> = {
  columns: columns('Name', 'PriorityLevel', '*MatchingPrecedence', 'DistinguisherMethod', 'Age', 'MissingPL'),
  cells: (object, now) => [
    object.metadata.name,
    object.spec.priorityLevelConfiguration.name,
    object.spec.matchingPrecedence,
    object.spec.distinguisherMethod?.type ?? '<none>',
    age(object, now),
    object.status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ],
};

const priorityLevel: TableKind<PriorityLevelConfiguration> = {
  columns: columns(
    'Name',
    'Type',
    'NominalConcurrencyShares',
    'Queues',
    'HandSize',
    'QueueLengthLimit',
    'Age',
  ),
  cells(object, now) {
    const { type, limited } = object.spec;
    const queuing = limited?.limitResponse?.queuing;
    const or = (value: number | undefined): Cell => value ?? '<none>';
    return [
      object.metadata.name,
      type,
      or(limited?.nominalConcurrencyShares),
      or(queuing?.queues),
      or(queuing?.handSize),
      or(queuing?.queueLengthLimit),
      age(object, now),
    ];
  },
};

const apiService: TableKind<ApiService> = {
  columns: columns('Name', 'Service', 'Available', 'Age'),
  cells(object, now) {
    const { service } = object.spec;
    const available = object.status?.conditions?.find(({ type }) => type === 'Available');
    const status =
      available === undefined
        ? 'Unknown'
        : available.status === 'True'
          ? 'True'
          : `${available.status} (${available.reason ?? ''})`;
    return [
      object.metadata.name,
      service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
      status,
      age(object, now),
    ];
  },
};

const signingRequest: TableKind<CertificateSigningRequest> = {
  columns: columns('Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'),
  cells(object, now) {
    const { spec, status } = object;
    const has = (type: string): boolean => status?.conditions?.some((one) => one.type === type) === true;
    const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
    return [
      object.metadata.name,
      age(object, now),
      spec.signerName ?? '<none>',
      spec.username ?? '',
      spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
      `${decision}${has('Failed') ? ',Failed' : ''}${(status?.certificate ?? '') === '' ? '' : ',Issued'}`,
    ];
  },
};

const csiNode: TableKind<CsiNode> = {
  columns: columns('Name', '*Drivers', 'Age'),
  cells: (object, now) => [object.metadata.name, (object.spec.drivers ?? []).length, age(object, now)],
};

const runtimeClass: TableKind<KubeObject & { readonly handler: string }> = {
  columns: columns('Name', 'Handler', 'Age'),
  cells: (object, now) => [object.metadata.name, object.handler, age(object, now)],
};

const webhooks: TableKind<KubeObject & { readonly webhooks?: readonly unknown[] }> = {
  columns: columns('Name', '*Webhooks', 'Age'),
  cells: (object, now) => [object.metadata.name, (object.webhooks ?? []).length, age(object, now)],
};

interface Policy extends KubeObject {
  readonly spec: {
    readonly validations?: readonly unknown[];
    readonly mutations?: readonly unknown[];
    readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  };
}

function policy(what: 'Validations' | 'Mutations'): TableKind<Policy> {
  return {
    columns: columns('Name', `*${what}`, 'ParamKind', 'Age'),
    cells: (object, now) => [
      object.metadata.name,
      (object.spec[what === 'Validations' ? 'validations' : 'mutations'] ?? []).length,
      object.spec.paramKind === undefined
        ? '<unset>'
        : `${object.spec.paramKind.apiVersion ?? ''}/${object.spec.paramKind.kind ?? ''}`,
      age(object, now),
    ],
  };
}

export const clusterColumns = {
  ResourceQuota: resourceQuota,
  PodDisruptionBudget: podDisruptionBudget,
  RoleBinding: roleBinding,
  ClusterRoleBinding: roleBinding,
  Lease: lease,
  PriorityClass: priorityClass,
  ComponentStatus: componentStatus,
  PersistentVolume: persistentVolume,
  PersistentVolumeClaim: persistentVolumeClaim,
  StorageClass: storageClass,
  FlowSchema: flowSchema,
  PriorityLevelConfiguration: priorityLevel,
  APIService: apiService,
  CertificateSigningRequest: signingRequest,
  CSINode: csiNode,
  RuntimeClass: runtimeClass,
  MutatingWebhookConfiguration: webhooks,
  ValidatingWebhookConfiguration: webhooks,
  ValidatingAdmissionPolicy: policy('Validations'),
  MutatingAdmissionPolicy: policy('Mutations'),
};
