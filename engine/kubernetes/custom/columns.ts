/**
 * The columns of a custom kind's table: name, what the definition says, or name and age (apiextensions-apiserver
 * pkg/registry/customresource/tableconvertor). Paths are JSONPath's simple ones: fields, indexes, `[*]` and filters by
 * equality.
 */
import type { KubeObject } from '../objects/meta.ts';
import { isObject } from '../patch/merge.ts';
import { textOf } from '../schema/text.ts';
import type { Cell, Column, TableKind } from '../table/columns.ts';
import { since } from '../table/duration.ts';
import type { PrinterColumn } from './definition.ts';

const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export function customTable(given: readonly PrinterColumn[] | undefined): TableKind {
  const columns = given ?? [ageColumn];
  return {
    columns: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      ...columns.map(({ name, type, priority = 0 }): Column => ({
        name,
        type: type === 'integer' || type === 'boolean' ? type : 'string',
        priority: priority > 0 ? 1 : 0,
      })),
    ],
    cells: (object, now) => [object.metadata.name, ...columns.map((column) => cell(column, object, now))],
  };
}

function cell({ jsonPath, type }: PrinterColumn, object: KubeObject, now: number): Cell {
  const found = valuesAt(object, jsonPath);
  if (found.length === 0) return type === 'date' ? '<unknown>' : '';
  if (type === 'date') return since(textOf(found[0]), now);
  const [first] = found;
  if ((type === 'integer' || type === 'number') && typeof first === 'number') return first;
  if (type === 'boolean' && typeof first === 'boolean') return first;
  return found.map(printed).join(',');
}

function printed(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value);
}

const step =
  /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[(\*)\]|\[\?\(@\.([A-Za-z0-9_.-]+)\s*==\s*["']([^"']*)["']\)\]|\[['"]([^'"]+)['"]\]/gy;

function valuesAt(object: unknown, path: string): readonly unknown[] {
  let found: readonly unknown[] = [object];
  for (const [, field, index, all, key, wanted, quoted] of path.replaceAll('\\.', '\u0000').matchAll(step)) {
    const name = (field ?? quoted)?.replaceAll('\u0000', '.');
    found = found.flatMap((value): readonly unknown[] => {
      if (name !== undefined) return isObject(value) ? [(value as Record<string, unknown>)[name]] : [];
      if (!Array.isArray(value)) return [];
      const list = value as readonly unknown[];
      if (index !== undefined) return [list[Number(index)]];
      if (all !== undefined) return list;
      return list.filter((one) => valuesAt(one, `.${key ?? ''}`).some((is) => textOf(is) === wanted));
    });
    found = found.filter((value) => value !== undefined && value !== null);
  }
  return found;
}
