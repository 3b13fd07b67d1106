/**
 * The shape of an object, as far as ownership of its fields goes (schema of sigs.k8s.io/structured-merge-diff): what is
 * taken apart and what is owned as a whole.
 */
import { goStruct, type GoType } from '../schema/go-type.ts';
import { isWhole, listType } from './list-types.ts';

export type Shape =
  /** A plain value, or anything that is owned as a whole. */
  | { readonly kind: 'leaf' }
  | { readonly kind: 'struct'; field(name: string): Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  /** Elements are known by some of their fields. */
  | { readonly kind: 'keyed'; readonly of: Shape; readonly keys: readonly string[] }
  /** Elements are known by their value. */
  | { readonly kind: 'set' };

const leaf: Shape = { kind: 'leaf' };
const set: Shape = { kind: 'set' };
const structs = new Map<string, Shape>();

/** @param name of a Go struct, as `Deployment` */
export function shapeOf(name: string): Shape {
  let shape = structs.get(name);
  if (shape === undefined) structs.set(name, (shape = shapeOfStruct(name)));
  return shape;
}

/** Objects without a schema: maps are taken apart, lists are not. */
export const untyped: Shape = { kind: 'struct', field: () => untyped };

function shapeOfStruct(name: string): Shape {
  if (isWhole(name)) return leaf;
  const fields = new Map<string, Shape>();
  return {
    kind: 'struct',
    field: (json) => {
      let shape = fields.get(json);
      if (shape === undefined) {
        const field = goStruct(name).byJson.get(json);
        fields.set(json, (shape = field === undefined ? leaf : shapeOfType(field.type, name, json)));
      }
      return shape;
    },
  };
}

function shapeOfType(type: GoType, owner: string, field: string): Shape {
  switch (type.kind) {
    case 'pointer':
      return shapeOfType(type.of, owner, field);
    case 'struct':
      return isWhole(`${owner}.${field}`) ? leaf : shapeOf(type.name);
    case 'map':
      return isWhole(`${owner}.${field}`) ? leaf : { kind: 'map', of: shapeOfType(type.of, owner, field) };
    case 'slice': {
      const known = listType(owner, field);
      if (known === undefined) return leaf;
      return known === 'set' ? set : { kind: 'keyed', of: shapeOfType(type.of, owner, field), keys: known };
    }
    default:
      return leaf;
  }
}
