/**
 * What statements read of a packet: the expressions in them, and the protocols of those.
 */
import { type Protocol, protocolNamed } from './protocol.ts';
import { partsOf } from './selectors.ts';
import type { Expression, Statement } from './syntax.ts';

/** The expressions a statement reads. */
export function readBy(statement: Statement): readonly Expression[] {
  const parts = (expression: Expression): readonly Expression[] => {
    switch (expression.kind) {
      case 'binary':
        return parts(expression.left);
      case 'map':
        return parts(expression.key);
      case 'hash':
        return expression.key === undefined ? [] : parts(expression.key);
      case 'concatenation':
        return partsOf(expression).flatMap(parts);
      default:
        return [expression];
    }
  };
  switch (statement.kind) {
    case 'match':
      return parts(statement.left);
    case 'vmap':
    case 'update':
      return parts(statement.key);
    case 'assign':
      return [...parts(statement.left), ...parts(statement.value)];
    case 'nat':
      return [statement.address, statement.port].flatMap((each) => (each === undefined ? [] : parts(each)));
    case 'object':
      return typeof statement.name === 'string' ? [] : parts(statement.name);
    default:
      return [];
  }
}

/** The protocol whose header a part reads. */
export function protocolOf(part: Expression): Protocol | undefined {
  if (part.kind === 'payload') return protocolNamed(part.protocol);
  // An address of a connection is one of that family.
  return part.kind === 'ct' && part.family !== undefined ? protocolNamed(part.family) : undefined;
}
