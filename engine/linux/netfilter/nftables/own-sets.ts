/**
 * Sets that come with a rule: those of its own, which take a handle each, and the set of a `meter`.
 */
import { partsOf, typeOf } from './selectors.ts';
import type { SetShape } from './set.ts';
import type { SetUpdate, Statement } from './syntax.ts';

/** The set of a `meter`, made with the rule. */
export function meterShape({ key, timeout, meter }: SetUpdate): SetShape {
  return {
    kind: 'set',
    key: partsOf(key).map(typeOf),
    data: undefined,
    typeOf: undefined,
    dataInterval: false,
    flags: timeout === undefined ? ['dynamic'] : ['dynamic', 'timeout'],
    timeout: undefined,
    interval: undefined,
    size: meter,
    policy: 'performance',
    comment: undefined,
    merges: false,
    statements: [],
  };
}

/** How many. */
export function ownSets(statement: Statement): number {
  switch (statement.kind) {
    case 'match':
      return statement.right.kind === 'set' ? 1 : 0;
    case 'vmap':
      return statement.map.kind === 'set' ? 1 : 0;
    case 'assign':
      return statement.value.kind === 'map' && statement.value.map.kind === 'set' ? 1 : 0;
    case 'nat':
      return [statement.address, statement.port].filter(
        (each) => each?.kind === 'map' && each.map.kind === 'set',
      ).length;
    default:
      return 0;
  }
}
