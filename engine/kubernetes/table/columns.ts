/**
 * The columns of a Table and what fills them.
 */
import type { KubeObject } from '../objects/meta.ts';

export type Cell = string | number | boolean;

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly format?: 'name';
  readonly priority: 0 | 1;
}

export interface TableKind<Kind extends KubeObject = KubeObject> {
  readonly columns: readonly Column[];
  /** @param now milliseconds since 1970 */
  cells(object: Kind, now: number): readonly Cell[];
}

/** `Name`, `*Integer` for numbers, `?Flag` for booleans, `+Wide` for priority 1. */
export function columns(...names: readonly string[]): readonly Column[] {
  return names.map((text) => {
    const name = text.replace(/^[*?+]+/, '');
    const flags = text.slice(0, text.length - name.length);
    return {
      name,
      type: flags.includes('*') ? 'integer' : flags.includes('?') ? 'boolean' : 'string',
      ...(name === 'Name' ? { format: 'name' as const } : {}),
      priority: flags.includes('+') ? (1 as const) : (0 as const),
    };
  });
}
