/**
 * Objects as the API server's Table (meta.k8s.io/v1): columns and rows per kind, in the words and order of
 * pkg/printers/internalversion. Cells of priority 1 show with `-o wide`.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { Resource } from '../api/resources.ts';
import { batchColumns } from './batch.ts';
import { clusterColumns } from './cluster.ts';
import { configColumns } from './config.ts';
import { networkColumns } from './network.ts';
import { networkingColumns } from './networking.ts';
import { nodeColumns } from './node.ts';
import { podColumns } from './pod.ts';
import { type Cell, type Column, columns, type TableKind } from './columns.ts';
import { since } from './duration.ts';
import { workloadColumns } from './workload.ts';

export interface TableRow {
  readonly cells: readonly Cell[];
  readonly object: KubeObject | undefined;
}

/** metav1.ListMeta */
export interface ListMeta {
  readonly resourceVersion: string;
  /** Where the next piece begins. */
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly Column[];
  readonly rows: readonly TableRow[];
}

const kinds: Readonly<Record<string, TableKind>> = {
  ...podColumns,
  ...workloadColumns,
  ...networkColumns,
  ...batchColumns,
  ...clusterColumns,
  ...networkingColumns,
  ...nodeColumns,
  ...configColumns,
};

/** Kinds without columns of their own. */
const plain: TableKind = {
  columns: columns('Name', 'Created At'),
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

/** Columns of kinds that hold no objects here, for their empty lists. */
const aged: TableKind = {
  columns: columns('Name', 'Age'),
  cells: ({ metadata }, now) => [metadata.name, since(metadata.creationTimestamp, now)],
};

export interface RenderOptions {
  readonly now: number;
  readonly include: 'Object' | 'Metadata' | 'None';
  /** Of a list; an object's own resourceVersion where it is left out. */
  readonly metadata?: ListMeta;
}

export function renderTable(
  resource: Resource,
  objects: readonly KubeObject[],
  options: RenderOptions,
): Table {
  const kind = resource.table ?? kinds[resource.kind] ?? (resource.struct === undefined ? aged : plain);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata ?? { resourceVersion: objects[0]?.metadata.resourceVersion ?? '' },
    columnDefinitions: kind.columns,
    rows: objects.map((object) => ({
      cells: kind.cells(object, options.now),
      object:
        options.include === 'None'
          ? undefined
          : options.include === 'Object'
            ? object
            : { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}
