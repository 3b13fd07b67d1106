/**
 * The rows of Node and Namespace.
 */
import type { Namespace, Node } from '../objects/node.ts';
import { columns, type TableKind } from './columns.ts';
import { since } from './duration.ts';

const rolePrefix = 'node-role.kubernetes.io/';

export function nodeRoles(node: Node): readonly string[] {
  const labels = node.metadata.labels ?? {};
  return Object.keys(labels)
    .flatMap((key) => {
      if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) return [key.slice(rolePrefix.length)];
      return key === 'kubernetes.io/role' ? [labels[key] ?? ''] : [];
    })
    .sort();
}

const node: TableKind<Node> = {
  columns: columns(
    'Name',
    'Status',
    'Roles',
    'Age',
    'Version',
    '+Internal-IP',
    '+External-IP',
    '+OS-Image',
    '+Kernel-Version',
    '+Container-Runtime',
  ),
  cells(object, now) {
    const ready = object.status.conditions?.find(({ type }) => type === 'Ready');
    const status = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
    if (object.spec.unschedulable === true) status.push('SchedulingDisabled');
    const info = object.status.nodeInfo as Readonly<Record<string, string>> | undefined;
    const address = (type: string): string =>
      object.status.addresses?.find((one) => one.type === type)?.address ?? '<none>';
    return [
      object.metadata.name,
      status.join(','),
      nodeRoles(object).join(',') || '<none>',
      since(object.metadata.creationTimestamp, now),
      info?.['kubeletVersion'] ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      info?.['osImage'] ?? '<unknown>',
      `${info?.['kernelVersion'] ?? '<unknown>'}${info?.['architecture'] === undefined ? '' : ` (${info['architecture']})`}`,
      info?.['containerRuntimeVersion'] ?? '<unknown>',
    ];
  },
};

const namespace: TableKind<Namespace> = {
  columns: columns('Name', 'Status', 'Age'),
  cells: ({ metadata, status }, now) => [
    metadata.name,
    status.phase ?? '',
    since(metadata.creationTimestamp, now),
  ],
};

export const nodeColumns = { Node: node, Namespace: namespace };
