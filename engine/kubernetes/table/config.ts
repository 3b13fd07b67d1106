/**
 * The rows of ConfigMap, Secret, ServiceAccount and Event.
 */
import type { ConfigMap, Event } from '../objects/config.ts';
import type { KubeObject } from '../objects/meta.ts';
import { columns, type TableKind } from './columns.ts';
import { since } from './duration.ts';

const configMap: TableKind<ConfigMap> = {
  columns: columns('Name', '*Data', 'Age'),
  cells: ({ metadata, data = {}, binaryData = {} }, now) => [
    metadata.name,
    Object.keys(data).length + Object.keys(binaryData).length,
    since(metadata.creationTimestamp, now),
  ],
};

const secret: TableKind<KubeObject & { readonly type?: string; readonly data?: object }> = {
  columns: columns('Name', 'Type', '*Data', 'Age'),
  cells: ({ metadata, type = '', data = {} }, now) => [
    metadata.name,
    type,
    Object.keys(data).length,
    since(metadata.creationTimestamp, now),
  ],
};

const serviceAccount: TableKind = {
  columns: columns('Name', 'Age'),
  cells: ({ metadata }, now) => [metadata.name, since(metadata.creationTimestamp, now)],
};

const event: TableKind<Event> = {
  columns: columns(
    'Last Seen',
    'Type',
    'Reason',
    'Object',
    '+Subobject',
    '+Source',
    'Message',
    '+First Seen',
    '+Count',
    '+Name',
  ),
  cells(object, now) {
    const first = since(object.firstTimestamp ?? object.eventTime, now);
    const last = object.lastTimestamp === null ? first : since(object.lastTimestamp, now);
    const target = object.involvedObject;
    const component = object.source.component ?? object.reportingComponent;
    const host = object.source.host ?? object.reportingInstance;
    return [
      last,
      object.type,
      object.reason,
      `${(target.kind ?? '').toLowerCase()}${target.name === undefined ? '' : `/${target.name}`}`,
      target.fieldPath ?? '',
      host === '' ? component : `${component}, ${host}`,
      ((object.message as string | undefined) ?? '').trim(),
      first,
      String(object.count ?? 1),
      object.metadata.name,
    ];
  },
};

export const configColumns = {
  ConfigMap: configMap,
  Secret: secret,
  ServiceAccount: serviceAccount,
  Event: event,
};
