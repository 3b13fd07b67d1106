/**
 * `SOURCE as PATTERN`: a value taken apart into variables; a pattern whose keys give several values binds several times.
 */
import type { Evaluator } from './evaluate.ts';
import type { Json } from './json.ts';
import { getKey } from './path.ts';
import { none, type Scope } from './scope.ts';
import type { Pattern } from './syntax.ts';

/** The scopes in which the pattern's variables have their values. */
export function* bind(
  evaluator: Evaluator,
  pattern: Pattern,
  value: Json,
  input: Json,
  scope: Scope,
): Generator<Scope, void> {
  if (pattern.kind === 'variable') {
    yield { parent: scope, variables: new Map([[pattern.name, value]]), functions: none };
    return;
  }
  if (pattern.kind === 'array') {
    yield* bindAll(
      evaluator,
      pattern.items.map((item, index) => ({ pattern: item, read: () => getKey(value, index) })),
      0,
      input,
      scope,
    );
    return;
  }
  yield* bindEntries(evaluator, pattern.entries, 0, value, input, scope);
}

function* bindAll(
  evaluator: Evaluator,
  items: readonly { pattern: Pattern; read: () => Json }[],
  at: number,
  input: Json,
  scope: Scope,
): Generator<Scope, void> {
  const item = items[at];
  if (item === undefined) yield scope;
  else
    for (const bound of bind(evaluator, item.pattern, item.read(), input, scope))
      yield* bindAll(evaluator, items, at + 1, input, bound);
}

function* bindEntries(
  evaluator: Evaluator,
  entries: Extract<Pattern, { kind: 'object' }>['entries'],
  at: number,
  value: Json,
  input: Json,
  scope: Scope,
): Generator<Scope, void> {
  const entry = entries[at];
  if (entry === undefined) {
    yield scope;
    return;
  }
  for (const key of evaluator.values(entry.key, input, scope)) {
    const inner = getKey(value, key);
    const named: Scope =
      entry.variable === undefined
        ? scope
        : { parent: scope, variables: new Map([[entry.variable, inner]]), functions: none };
    if (entry.pattern === undefined) yield* bindEntries(evaluator, entries, at + 1, value, input, named);
    else
      for (const bound of bind(evaluator, entry.pattern, inner, input, named))
        yield* bindEntries(evaluator, entries, at + 1, value, input, bound);
  }
}
