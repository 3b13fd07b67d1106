/**
 * A call by name: the function of the nearest scope that has it, its parameters bound; or else one of jq's own.
 */
import { callBuiltin } from './builtins.ts';
import type { Evaluator } from './evaluate.ts';
import type { Item, Outputs } from './item.ts';
import { type Closure, none, type Scope } from './scope.ts';
import type { Filter } from './syntax.ts';

export function* call(
  evaluator: Evaluator,
  name: string,
  words: readonly Filter[],
  input: Item,
  scope: Scope,
): Outputs {
  const signature = `${name}/${words.length}`;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const closure = at.functions.get(signature);
    if (closure !== undefined) {
      yield* apply(evaluator, closure, words, 0, input, scope, {
        parent: closure.scope,
        variables: none,
        functions: none,
      });
      return;
    }
  }
  yield* callBuiltin(evaluator, name, words, input, scope);
}

/** Bind a function's parameters: filters as closures, `$x` as every value of its filter. */
function* apply(
  evaluator: Evaluator,
  closure: Closure,
  words: readonly Filter[],
  at: number,
  input: Item,
  caller: Scope,
  scope: Scope,
): Outputs {
  const parameter = closure.parameters[at];
  const word = words[at];
  if (parameter === undefined || word === undefined) {
    yield* evaluator.run(closure.body, input, scope);
    return;
  }
  const bare = parameter.replace('$', '');
  if (!parameter.startsWith('$')) {
    const functions = new Map([[`${bare}/0`, { parameters: [], body: word, scope: caller }]]);
    yield* apply(evaluator, closure, words, at + 1, input, caller, {
      parent: scope,
      variables: none,
      functions,
    });
    return;
  }
  for (const value of evaluator.values(word, input.value, caller)) {
    const functions = new Map([
      [`${bare}/0`, { parameters: [], body: { kind: 'literal', value } as const, scope: undefined }],
    ]);
    yield* apply(evaluator, closure, words, at + 1, input, caller, {
      parent: scope,
      variables: new Map([[parameter, value]]),
      functions,
    });
  }
}
