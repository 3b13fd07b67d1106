/**
 * The parts of a value by the names that managedFields give them (`f:…`, `k:…`, `v:…`).
 */
import { isObject } from '../patch/merge.ts';
import type { Shape } from './shape.ts';

/** Where a key of a list's element is left out, it has its default: what the schema says, or what Go writes for nothing. */
const defaults: Readonly<Record<string, unknown>> = {
  protocol: 'TCP',
  containerPort: 0,
  port: 0,
  name: '',
  ip: '',
  type: '',
  uid: '',
  mountPath: '',
  devicePath: '',
  topologyKey: '',
  whenUnsatisfiable: '',
};

export interface Parts {
  /** In the order they stand. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly shapeOf: (element: string) => Shape;
}

const leaf: Shape = { kind: 'leaf' };
const nothing: ReadonlyMap<string, unknown> = new Map();

/** @returns undefined for what has no parts: plain values and what is owned as a whole */
export function partsOf(shape: Shape, value: unknown): Parts | undefined {
  switch (shape.kind) {
    case 'leaf':
      return undefined;
    case 'struct':
    case 'map': {
      if (value !== null && value !== undefined && !isObject(value)) return undefined;
      const values = isObject(value)
        ? new Map(Object.entries(value).map(([name, part]) => [`f:${name}`, part]))
        : nothing;
      return {
        values,
        shapeOf: (element) => (shape.kind === 'map' ? shape.of : shape.field(element.slice(2))),
      };
    }
    case 'keyed':
      return { values: byName(value, (item) => keyOf(item, shape.keys)), shapeOf: () => shape.of };
    case 'set':
      return { values: byName(value, (item) => `v:${JSON.stringify(item)}`), shapeOf: () => leaf };
  }
}

function byName(value: unknown, name: (item: unknown) => string): ReadonlyMap<string, unknown> {
  return Array.isArray(value) ? new Map(value.map((item: unknown) => [name(item), item])) : nothing;
}

export function keyOf(item: unknown, keys: readonly string[]): string {
  const fields = isObject(item) ? item : {};
  const key: Record<string, unknown> = {};
  for (const name of [...keys].sort()) {
    const value = (fields as Readonly<Record<string, unknown>>)[name] ?? defaults[name];
    if (value !== undefined) key[name] = value;
  }
  return `k:${JSON.stringify(key)}`;
}

/** The value again, of its parts. */
export function ofParts(shape: Shape, parts: ReadonlyMap<string, unknown>): unknown {
  if (shape.kind === 'keyed' || shape.kind === 'set') return [...parts.values()];
  return Object.fromEntries([...parts].map(([element, part]) => [element.slice(2), part]));
}
