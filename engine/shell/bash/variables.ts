/**
 * Shell variables: strings, indexed and associative arrays, with attributes and dynamic scope (bash's `local`).
 *
 * Left out: namerefs (declare -n).
 */
import { ExpansionError } from './jump.ts';

export interface Variable {
  value: string | undefined;
  indexed: Map<number, string> | undefined;
  associative: Map<string, string> | undefined;
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  fold: 'lower' | 'upper' | undefined;
}

export function newVariable(): Variable {
  return {
    value: undefined,
    indexed: undefined,
    associative: undefined,
    exported: false,
    readonly: false,
    integer: false,
    fold: undefined,
  };
}

/** A variable whose value is made when it is read. */
export interface Dynamic {
  read(): string;
  write?(value: string): void;
}

export class Variables {
  /** What the shell was started with under names that are none of its own: its children have it too. */
  readonly passedOn = new Map<string, string>();
  readonly #scopes: Map<string, Variable>[] = [new Map<string, Variable>()];
  readonly dynamic = new Map<string, Dynamic>();

  copy(): Variables {
    const copy = new Variables();
    for (const [name, value] of this.passedOn) copy.passedOn.set(name, value);
    copy.#scopes.length = 0;
    for (const scope of this.#scopes) {
      const cloned = new Map<string, Variable>();
      for (const [name, variable] of scope)
        cloned.set(name, {
          ...variable,
          indexed: variable.indexed === undefined ? undefined : new Map(variable.indexed),
          associative: variable.associative === undefined ? undefined : new Map(variable.associative),
        });
      copy.#scopes.push(cloned);
    }
    return copy;
  }

  enterFunction(): void {
    this.#scopes.push(new Map());
  }

  leaveFunction(): void {
    this.#scopes.pop();
  }

  get inFunction(): boolean {
    return this.#scopes.length > 1;
  }

  find(name: string): Variable | undefined {
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const variable = this.#scopes[at]?.get(name);
      if (variable !== undefined) return variable;
    }
    return undefined;
  }

  /** The variable by that name, made in the outermost scope when there is none. */
  obtain(name: string): Variable {
    let variable = this.find(name);
    if (variable === undefined) {
      variable = newVariable();
      this.#scopes[0]?.set(name, variable);
    }
    return variable;
  }

  /** A variable of the running function. */
  declareLocal(name: string): Variable {
    const scope = this.#scopes.at(-1);
    let variable = scope?.get(name);
    if (variable === undefined) {
      variable = newVariable();
      scope?.set(name, variable);
    }
    return variable;
  }

  unset(name: string): boolean {
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const variable = this.#scopes[at]?.get(name);
      if (variable === undefined) continue;
      if (variable.readonly) return false;
      this.#scopes[at]?.delete(name);
      return true;
    }
    return true;
  }

  get(name: string): string | undefined {
    const dynamic = this.dynamic.get(name);
    if (dynamic !== undefined) return dynamic.read();
    const variable = this.find(name);
    if (variable === undefined) return undefined;
    if (variable.indexed !== undefined) return variable.indexed.get(0);
    if (variable.associative !== undefined) return variable.associative.get('0');
    return variable.value;
  }

  /** @throws ExpansionError when it is read-only */
  set(name: string, value: string): void {
    const dynamic = this.dynamic.get(name);
    if (dynamic !== undefined) {
      dynamic.write?.(value);
      return;
    }
    store(name, this.obtain(name), value);
  }

  /** Names in sorted order, the innermost of each. */
  names(): readonly string[] {
    const all = new Set<string>();
    for (const scope of this.#scopes) for (const name of scope.keys()) all.add(name);
    return [...all].sort();
  }

  /** What a child process inherits. */
  environment(): Map<string, string> {
    const environment = new Map(this.passedOn);
    for (const scope of this.#scopes)
      for (const [name, variable] of scope)
        if (variable.exported && variable.value !== undefined) environment.set(name, variable.value);
        else if (!variable.exported) environment.delete(name);
    return environment;
  }
}

/** @throws ExpansionError when the variable is read-only */
export function store(name: string, variable: Variable, value: string): void {
  if (variable.readonly) throw new ExpansionError(`${name}: readonly variable`);
  const folded = fold(variable, value);
  if (variable.indexed !== undefined) variable.indexed.set(0, folded);
  else if (variable.associative !== undefined) variable.associative.set('0', folded);
  else variable.value = folded;
}

export function fold(variable: Variable, value: string): string {
  if (variable.fold === 'lower') return value.toLowerCase();
  if (variable.fold === 'upper') return value.toUpperCase();
  return value;
}

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
