/**
 * `kubectl describe` of volumes, claims and what they are made by (k8s.io/kubectl pkg/describe).
 */
import type {
  CsiNode,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../../kubernetes/objects/cluster.ts';
import type { KubeObject, ObjectMeta } from '../../../kubernetes/objects/meta.ts';
import type { NodeSelectorTerm } from '../../../kubernetes/objects/node.ts';
import { accessModes } from '../../../kubernetes/table/cluster.ts';
import { formatLabels } from '../../../kubernetes/table/format.ts';
import { type Describe, head } from './describer.ts';
import { ago, type DescribeText, rfc1123 } from './text.ts';
import { describeSource } from './volume-sources.ts';

const betaClass = 'volume.beta.kubernetes.io/storage-class';

interface Claimed {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: { readonly storageClassName?: string };
}

export function claimClass({ metadata, spec }: Claimed): string {
  return metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? '';
}

function finalizersText({ finalizers = [] }: Partial<ObjectMeta>): string {
  return `[${finalizers.join(' ')}]`;
}

function phaseText(out: DescribeText, object: KubeObject & { readonly status?: { phase?: string } }): string {
  const { deletionTimestamp } = object.metadata;
  return deletionTimestamp === undefined
    ? (object.status?.phase ?? '')
    : `Terminating (lasts ${ago(deletionTimestamp, out.now)})`;
}

/** The template of a claim inside a pod: its rows stand below the volume, where every piece is indented like a line. */
export function nestedClaim(out: DescribeText, claim: Partial<PersistentVolumeClaim>): void {
  const indent = '    ';
  const pairs = (title: string, given: readonly string[]): void => {
    out.line(2, `${title}:\t${given[0] === undefined ? '<none>' : indent + given[0]}`);
    for (const pair of given.slice(1)) out.line(2, `${indent}\t${indent}${pair}`);
  };
  const { labels = {}, annotations = {} } = claim.metadata ?? {};
  out.line(2, `StorageClass:\t${claimClass(claim)}`);
  out.line(2, `Volume:\t${claim.spec?.volumeName ?? ''}`);
  pairs(
    'Labels',
    Object.entries(labels)
      .sort()
      .map(([key, value]) => `${key}=${value}`),
  );
  pairs(
    'Annotations',
    Object.entries(annotations)
      .sort()
      .map(([key, value]) => `${key}: ${value}`),
  );
  claimEnd(out, 2, claim);
}

function claimEnd(out: DescribeText, level: 0 | 2, { spec, status }: Partial<PersistentVolumeClaim>): void {
  const isBound = (spec?.volumeName ?? '') !== '';
  out.line(level, `Capacity:\t${isBound ? (status?.capacity?.['storage'] ?? '0') : ''}`);
  out.line(level, `Access Modes:\t${isBound ? accessModes(status?.accessModes) : ''}`);
  if (spec?.volumeMode !== undefined) out.line(level, `VolumeMode:\t${spec.volumeMode}`);
  if (spec?.dataSource === undefined) return;
  const { apiGroup, kind, name } = spec.dataSource;
  out.line(level, 'DataSource:');
  if (apiGroup !== undefined) out.line(level + 1, `APIGroup:\t${apiGroup}`);
  out.line(level + 1, `Kind:\t${kind}`);
  out.line(level + 1, `Name:\t${name}`);
}

const persistentVolumeClaim: Describe<PersistentVolumeClaim> = (object, out, { events, pods }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.line(0, `StorageClass:\t${claimClass(object)}`);
  out.line(0, `Status:\t${phaseText(out, object)}`);
  out.line(0, `Volume:\t${spec.volumeName ?? ''}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Finalizers:\t${finalizersText(metadata)}`);
  claimEnd(out, 0, object);
  const owners = new Set((metadata.ownerReferences ?? []).map(({ uid }) => uid));
  const users = pods
    .filter(
      (pod) =>
        owners.has(pod.metadata.uid) ||
        (pod.spec.volumes ?? []).some(
          (volume) =>
            (volume as { persistentVolumeClaim?: { claimName?: string } }).persistentVolumeClaim
              ?.claimName === metadata.name,
        ),
    )
    .map((pod) => pod.metadata.name)
    .sort();
  out.line(0, `Used By:\t${users[0] ?? '<none>'}`);
  for (const name of users.slice(1)) out.line(0, `\t${name}`);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    out.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const {
      type,
      status: is,
      lastProbeTime,
      lastTransitionTime,
      reason = '',
      message = '',
    } of conditions)
      out.line(
        1,
        `${type} \t${is} \t${rfc1123(lastProbeTime ?? undefined)} \t${rfc1123(lastTransitionTime)} \t${reason} \t${message}`,
      );
  }
  out.events(events);
};

const persistentVolume: Describe<PersistentVolume> = (object, out, { events }) => {
  const { spec, status, metadata } = object;
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Finalizers:\t${finalizersText(metadata)}`);
  out.line(0, `StorageClass:\t${claimClass(object)}`);
  out.line(0, `Status:\t${phaseText(out, object)}`);
  const claim = spec.claimRef;
  out.line(0, `Claim:\t${claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`}`);
  out.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
  out.line(0, `Access Modes:\t${accessModes(spec.accessModes)}`);
  if (spec.volumeMode !== undefined) out.line(0, `VolumeMode:\t${spec.volumeMode}`);
  out.line(0, `Capacity:\t${spec.capacity?.['storage'] ?? '0'}`);
  affinityRows(out, spec.nodeAffinity?.required?.nodeSelectorTerms);
  out.line(0, `Message:\t${status?.message ?? ''}`);
  out.line(0, 'Source:');
  if (!describeSource(out, spec, true)) out.line(1, '<unknown>');
  out.events(events);
};

function affinityRows(out: DescribeText, terms: readonly NodeSelectorTerm[] | undefined): void {
  out.line(0, `Node Affinity:\t${terms === undefined ? '<none>' : ''}`);
  if (terms === undefined) return;
  out.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  for (const [index, { matchExpressions = [] }] of terms.entries())
    termRows(
      out,
      2,
      `Term ${index}`,
      matchExpressions.map(({ key, operator, values }) => ({ key, operator, values: values ?? [] })),
    );
}

function termRows(
  out: DescribeText,
  level: 1 | 2,
  title: string,
  requirements: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[],
): void {
  const texts = requirements.map(({ key, operator, values }) => {
    const list = values.length === 0 ? '' : ` [${values.join(', ')}]`;
    return `${key} ${operator.toLowerCase()}${list}`;
  });
  out.line(level, `${title}:\t${texts[0] ?? '<none>'}`);
  for (const text of texts.slice(1)) out.line(level, `\t${text}`);
}

const storageClass: Describe<StorageClass> = (object, out, { events }) => {
  const annotations = object.metadata.annotations ?? {};
  const isDefault = ['storageclass.kubernetes.io', 'storageclass.beta.kubernetes.io'].some(
    (domain) => annotations[`${domain}/is-default-class`] === 'true',
  );
  out.line(0, `Name:\t${object.metadata.name}`);
  out.line(0, `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}`);
  out.line(0, `Annotations:\t${formatLabels(annotations)}`);
  out.line(0, `Provisioner:\t${object.provisioner}`);
  out.line(0, `Parameters:\t${formatLabels(object.parameters)}`);
  const expands = object.allowVolumeExpansion;
  out.line(0, `AllowVolumeExpansion:\t${expands === undefined ? '<unset>' : expands ? 'True' : 'False'}`);
  const options = object.mountOptions ?? [];
  out.line(0, options.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
  for (const option of options) out.line(1, option);
  if (object.reclaimPolicy !== undefined) out.line(0, `ReclaimPolicy:\t${object.reclaimPolicy}`);
  if (object.volumeBindingMode !== undefined) out.line(0, `VolumeBindingMode:\t${object.volumeBindingMode}`);
  const topologies = object.allowedTopologies;
  if (topologies !== undefined) {
    out.line(0, `AllowedTopologies:\t${topologies.length === 0 ? '<none>' : ''}`);
    for (const [index, { matchLabelExpressions = [] }] of topologies.entries())
      termRows(
        out,
        1,
        `Term ${index}`,
        matchLabelExpressions.map((one) => ({ ...one, operator: 'in' })),
      );
  }
  out.events(events);
};

const volumeAttributesClass: Describe<
  KubeObject & { readonly driverName: string; readonly parameters?: Readonly<Record<string, string>> }
> = ({ metadata, driverName, parameters }, out, { events }) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
  out.line(0, `DriverName:\t${driverName}`);
  out.line(0, `Parameters:\t${formatLabels(parameters)}`);
  out.events(events);
};

const csiNode: Describe<CsiNode> = ({ metadata, spec }, out, { events }) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  out.line(0, 'Spec:');
  if (spec.drivers !== null) out.line(1, 'Drivers:');
  for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers ?? []) {
    out.line(2, `${name}:`);
    out.line(3, `Node ID:\t${nodeID}`);
    if (allocatable?.count !== undefined) {
      out.line(3, 'Allocatables:');
      out.line(4, `Count:\t${allocatable.count}`);
    }
    if (topologyKeys !== undefined && topologyKeys !== null)
      out.line(3, `Topology Keys:\t[${topologyKeys.join(' ')}]`);
  }
  out.events(events);
};

export const storageDescribers = {
  PersistentVolume: persistentVolume,
  PersistentVolumeClaim: persistentVolumeClaim,
  StorageClass: storageClass,
  VolumeAttributesClass: volumeAttributesClass,
  CSINode: csiNode,
};
