/**
 * `PATHS = VALUE` and its kin: `|=`, `+=`, `//=` …: the input with what stands at the paths replaced.
 */
import { binary } from './arithmetic.ts';
import type { Evaluator } from './evaluate.ts';
import { isTrue, type Item, type Outputs } from './item.ts';
import { deletePaths, getPath, type Path, setPath } from './path.ts';
import type { Scope } from './scope.ts';
import type { Filter } from './syntax.ts';

export function* assign(
  evaluator: Evaluator,
  filter: Extract<Filter, { kind: 'assign' }>,
  input: Item,
  scope: Scope,
): Outputs {
  const { operator } = filter;
  if (operator === '|') {
    let value = input.value;
    const removed: Path[] = [];
    for (const path of evaluator.paths(filter.left, input.value, scope)) {
      const first = evaluator.values(filter.right, getPath(value, path), scope).next();
      const next = first.done === true ? undefined : first.value;
      if (next === undefined) removed.push(path);
      else value = setPath(value, path, () => next);
    }
    yield { value: removed.length === 0 ? value : deletePaths(value, removed), path: undefined };
    return;
  }
  for (const right of evaluator.values(filter.right, input.value, scope)) {
    let value = input.value;
    for (const path of evaluator.paths(filter.left, input.value, scope))
      value = setPath(value, path, (old) =>
        operator === ''
          ? right
          : operator === '//'
            ? isTrue(old)
              ? old
              : right
            : binary(operator, old, right),
      );
    yield { value, path: undefined };
  }
}
