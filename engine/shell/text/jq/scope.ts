/**
 * What names mean where a filter stands: variables and functions, each scope inside its parent.
 */
import type { Json } from './json.ts';
import type { Filter } from './syntax.ts';

export interface Closure {
  readonly parameters: readonly string[];
  readonly body: Filter;
  /** Where it was defined; filled in after it is, so that it can call itself. */
  scope: Scope | undefined;
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly variables: ReadonlyMap<string, Json>;
  readonly functions: ReadonlyMap<string, Closure>;
}

/** No variables, or no functions. */
export const none: ReadonlyMap<string, never> = new Map<string, never>();

/** The functions a program defines before it says anything, in one scope. */
export function rootScope(definitions: Filter, variables: ReadonlyMap<string, Json>): Scope {
  const functions = new Map<string, Closure>();
  const root: Scope = { parent: undefined, variables, functions };
  for (let at = definitions; at.kind === 'define'; at = at.rest)
    functions.set(`${at.name}/${at.parameters.length}`, {
      parameters: at.parameters,
      body: at.body,
      scope: root,
    });
  return root;
}
