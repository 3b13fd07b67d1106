/**
 * Sets that come with a rule: those of its own, which take a handle each, and the set of a `meter`.
 */
import { partsOf, typeOf } from './selectors.ts';
import type { SetShape } from './set.ts';
import type { Expression, SetUpdate, Statement } from './syntax.ts';

/** The set of a `meter`, made with the rule. */
export function meterShape({ key, timeout, meter }: SetUpdate): SetShape {
  return {
    kind: 'meter',
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

/** Those of its own. */
export function ownSets(statement: Statement): readonly Expression[] {
  const ofMap = (value: Expression | undefined) => (value?.kind === 'map' ? [value.map] : []);
  const all =
    statement.kind === 'match'
      ? [statement.right]
      : statement.kind === 'vmap'
        ? [statement.map]
        : statement.kind === 'assign'
          ? ofMap(statement.value)
          : statement.kind === 'nat'
            ? [...ofMap(statement.address), ...ofMap(statement.port)]
            : statement.kind === 'object' && typeof statement.name !== 'string'
              ? ofMap(statement.name)
              : [];
  return all.filter(({ kind }) => kind === 'set');
}
