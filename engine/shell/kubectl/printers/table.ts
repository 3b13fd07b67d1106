/**
 * A server's Table as text (cli-runtime printers/tableprinter.go): header, wide columns, namespaces, labels.
 */
import type { Table, TableRow } from '../../../kubernetes/table/render.ts';
import type { Resource } from '../../../kubernetes/api/resources.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { TabWriter } from './tab-writer.ts';

export interface TableOptions {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly withNamespace: boolean;
  /** In front of names. */
  readonly kind: Resource | undefined;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

export class TablePrinter {
  readonly #writer = new TabWriter();
  readonly #options: TableOptions;
  #headersDone = false;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  print(table: Table, before: readonly string[] = []): string {
    const { wide, headers, withNamespace, showLabels, labelColumns } = this.#options;
    const shown = table.columnDefinitions
      .map((column, index) => ({ column, index }))
      .filter(({ column }) => wide || column.priority === 0);
    const lines: string[][] = [];
    if (headers && !this.#headersDone) {
      this.#headersDone = true;
      lines.push([
        ...before.map(() => 'EVENT'),
        ...(withNamespace ? ['NAMESPACE'] : []),
        ...shown.map(({ column }) => column.name.toUpperCase()),
        ...labelColumns.map((label) => (label.split('/').at(-1) ?? label).toUpperCase()),
        ...(showLabels ? ['LABELS'] : []),
      ]);
    }
    for (const row of table.rows) {
      lines.push([
        ...before,
        ...(withNamespace ? [row.object?.metadata.namespace ?? ''] : []),
        ...shown.map(({ column, index }) =>
          this.#cell(row, column.format === 'name', row.cells[index] ?? ''),
        ),
        ...labelColumns.map((label) => row.object?.metadata.labels?.[label] ?? ''),
        ...(showLabels ? [labelsOf(row)] : []),
      ]);
    }
    return this.#writer.format(lines);
  }

  #cell(_row: TableRow, isName: boolean, value: string | number | boolean): string {
    const text = oneLine(String(value));
    const { kind } = this.#options;
    return isName && kind !== undefined ? `${qualifiedSingular(kind)}/${text}` : text;
  }
}

/** Cut at the first line break, as the table printer does. */
function oneLine(text: string): string {
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

function labelsOf(row: TableRow): string {
  const labels = row.object?.metadata.labels ?? {};
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`);
  return pairs.length === 0 ? '<none>' : pairs.join(',');
}
