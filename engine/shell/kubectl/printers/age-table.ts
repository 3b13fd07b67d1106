/**
 * A table of what came as objects: its name and its age are all that kubectl knows of a kind by itself (cli-runtime
 * printers/tableprinter.go, printTableForObject).
 */
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { columns } from '../../../kubernetes/table/columns.ts';
import { since } from '../../../kubernetes/table/duration.ts';
import type { Table } from '../../../kubernetes/table/render.ts';

/** @param now milliseconds since 1970 */
export function ageTable(body: KubeObject | KubeList, now: number): Table {
  const objects = 'items' in body ? body.items : [body];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: '' },
    columnDefinitions: columns('Name', 'Age'),
    rows: objects.map((object) => ({
      cells: [
        (object.metadata as { readonly name?: string }).name ?? '',
        since(object.metadata.creationTimestamp, now),
      ],
      object,
    })),
  };
}
