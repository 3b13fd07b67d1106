/**
 * Evaluates jq filters: each input gives any number of outputs (generators of values, not of engine waits). Values
 * carry the path they were reached by while one is asked for, so that assignment and `path()` need no second machine.
 */
import { binary } from './arithmetic.ts';
import { assign } from './assignment.ts';
import { call } from './call.ts';
import { bind } from './destructuring.ts';
import { formatText } from './functions/formats.ts';
import { isTrue, type Item, iterate, type Outputs, step } from './item.ts';
import { isArray, isObject, type Json, JqError, typeOf } from './json.ts';
import { type Path, shown } from './path.ts';
import { type Closure, none, type Scope } from './scope.ts';
import type { Filter, Pattern } from './syntax.ts';

/** The inputs still to come and the world outside. */
export interface JqHost {
  nextInput(): Json | undefined;
  readonly environment: ReadonlyMap<string, string>;
  /** Seconds since 1970. */
  readonly now: number;
  debug(text: string): void;
}

class Break extends Error {
  readonly label: object;

  constructor(label: object) {
    super();
    this.label = label;
  }
}

export class Evaluator {
  readonly host: JqHost;
  readonly #labels = new Map<Scope, { name: string; label: object }>();
  #depth = 0;

  constructor(host: JqHost) {
    this.host = host;
  }

  /** Values only. */
  *values(filter: Filter, value: Json, scope: Scope): Generator<Json, void> {
    for (const item of this.run(filter, { value, path: undefined }, scope)) yield item.value;
  }

  *run(filter: Filter, input: Item, scope: Scope): Outputs {
    if (++this.#depth > 1500) throw new JqError('not simulated: recursion this deep');
    try {
      yield* this.#run(filter, input, scope);
    } finally {
      this.#depth--;
    }
  }

  *#run(filter: Filter, input: Item, scope: Scope): Outputs {
    const made = (value: Json): Item => ({ value, path: undefined });
    switch (filter.kind) {
      case 'identity':
        yield input;
        return;
      case 'recurse':
        yield* this.#recurse(input);
        return;
      case 'literal':
        yield made(filter.value);
        return;
      case 'string':
        yield* this.#string(filter.parts, filter.format, 0, '', input, scope);
        return;
      case 'format':
        yield made(formatText(filter.name, input.value));
        return;
      case 'field':
        for (const target of this.run(filter.target, input, scope))
          for (const key of this.values(filter.key, input.value, scope)) yield step(target, key);
        return;
      case 'slice':
        for (const target of this.run(filter.target, input, scope))
          for (const to of filter.to === undefined ? [null] : this.values(filter.to, input.value, scope))
            for (const from of filter.from === undefined
              ? [null]
              : this.values(filter.from, input.value, scope))
              yield step(
                target,
                new Map<string, Json>([
                  ['start', from],
                  ['end', to],
                ]),
              );
        return;
      case 'iterate':
        for (const target of this.run(filter.target, input, scope)) yield* iterate(target);
        return;
      case 'array':
        yield made(filter.body === undefined ? [] : [...this.values(filter.body, input.value, scope)]);
        return;
      case 'object':
        yield* this.#object(filter.entries, 0, new Map(), input, scope);
        return;
      case 'pipe':
        for (const item of this.run(filter.left, input, scope)) yield* this.run(filter.right, item, scope);
        return;
      case 'comma':
        yield* this.run(filter.left, input, scope);
        yield* this.run(filter.right, input, scope);
        return;
      case 'alternative':
        yield* this.#alternative(filter.left, filter.right, input, scope);
        return;
      case 'and':
      case 'or':
        for (const left of this.values(filter.left, input.value, scope)) {
          if (isTrue(left) === (filter.kind === 'or')) yield made(filter.kind === 'or');
          else for (const right of this.values(filter.right, input.value, scope)) yield made(isTrue(right));
        }
        return;
      case 'binary':
        for (const right of this.values(filter.right, input.value, scope))
          for (const left of this.values(filter.left, input.value, scope))
            yield made(binary(filter.operator, left, right));
        return;
      case 'negate':
        for (const value of this.values(filter.operand, input.value, scope)) {
          if (typeof value !== 'number')
            throw new JqError(`${typeOf(value)} (${shown(value)}) cannot be negated`);
          yield made(-value);
        }
        return;
      case 'assign':
        yield* assign(this, filter, input, scope);
        return;
      case 'try':
        yield* this.#try(filter.body, filter.handler, input, scope);
        return;
      case 'if':
        for (const test of this.values(filter.test, input.value, scope)) {
          if (isTrue(test)) yield* this.run(filter.yes, input, scope);
          else if (filter.no === undefined) yield input;
          else yield* this.run(filter.no, input, scope);
        }
        return;
      case 'bind':
        for (const value of this.values(filter.source, input.value, scope))
          yield* this.#bindAny(filter.patterns, filter.body, value, input, scope);
        return;
      case 'reduce':
        for (const start of this.values(filter.start, input.value, scope)) {
          let state = start;
          for (const value of this.values(filter.source, input.value, scope))
            for (const bound of bind(this, filter.pattern, value, input.value, scope)) {
              let last: Json = null;
              for (const next of this.values(filter.update, state, bound)) last = next;
              state = last;
            }
          yield made(state);
        }
        return;
      case 'foreach':
        for (const start of this.values(filter.start, input.value, scope)) {
          let state = start;
          for (const value of this.values(filter.source, input.value, scope))
            for (const bound of bind(this, filter.pattern, value, input.value, scope))
              for (const next of this.values(filter.update, state, bound)) {
                state = next;
                if (filter.extract === undefined) yield made(state);
                else yield* this.run(filter.extract, made(state), bound);
              }
        }
        return;
      case 'define': {
        const closure: Closure = { parameters: filter.parameters, body: filter.body, scope: undefined };
        const inner: Scope = {
          parent: scope,
          variables: none,
          functions: new Map([[`${filter.name}/${filter.parameters.length}`, closure]]),
        };
        closure.scope = inner;
        yield* this.run(filter.rest, input, inner);
        return;
      }
      case 'call':
        yield* call(this, filter.name, filter.words, input, scope);
        return;
      case 'variable':
        yield made(this.variable(filter.name, scope));
        return;
      case 'label': {
        const label = {};
        const inner: Scope = { parent: scope, variables: none, functions: none };
        this.#labels.set(inner, { name: filter.name, label });
        try {
          yield* this.run(filter.body, input, inner);
        } catch (error) {
          if (!(error instanceof Break) || error.label !== label) throw error;
        }
        return;
      }
      case 'break':
        for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
          const known = this.#labels.get(at);
          if (known?.name === filter.name) throw new Break(known.label);
        }
        throw new JqError(`$*label-${filter.name.slice(1)} is not defined`);
    }
  }

  variable(name: string, scope: Scope): Json {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const value = at.variables.get(name);
      if (value !== undefined) return value;
    }
    if (name === '$ENV') return new Map(this.host.environment);
    if (name === '$__loc__')
      return new Map<string, Json>([
        ['file', '<top-level>'],
        ['line', 1],
      ]);
    throw new JqError(`${name} is not defined`);
  }

  *#recurse(item: Item): Outputs {
    yield item;
    if (isArray(item.value) || isObject(item.value))
      for (const child of iterate(item)) yield* this.#recurse(child);
  }

  *#string(
    parts: readonly (string | Filter)[],
    format: string | undefined,
    at: number,
    text: string,
    input: Item,
    scope: Scope,
  ): Outputs {
    const part = parts[at];
    if (part === undefined) yield { value: text, path: undefined };
    else if (typeof part === 'string') yield* this.#string(parts, format, at + 1, text + part, input, scope);
    else
      for (const value of this.values(part, input.value, scope))
        yield* this.#string(parts, format, at + 1, text + formatText(format ?? '@text', value), input, scope);
  }

  *#object(
    entries: readonly { key: Filter; value: Filter }[],
    at: number,
    object: ReadonlyMap<string, Json>,
    input: Item,
    scope: Scope,
  ): Outputs {
    const entry = entries[at];
    if (entry === undefined) {
      yield { value: object, path: undefined };
      return;
    }
    for (const key of this.values(entry.key, input.value, scope)) {
      if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
      for (const value of this.values(entry.value, input.value, scope))
        yield* this.#object(entries, at + 1, new Map([...object, [key, value]]), input, scope);
    }
  }

  *#alternative(left: Filter, right: Filter, input: Item, scope: Scope): Outputs {
    let any = false;
    try {
      for (const item of this.run(left, input, scope))
        if (isTrue(item.value)) {
          any = true;
          yield item;
        }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!any) yield* this.run(right, input, scope);
  }

  *#try(body: Filter, handler: Filter | undefined, input: Item, scope: Scope): Outputs {
    const outputs = this.run(body, input, scope);
    for (;;) {
      let next;
      try {
        next = outputs.next();
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (error.message === 'break') return;
        if (handler !== undefined) yield* this.run(handler, { value: error.value, path: undefined }, scope);
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  }

  *#bindAny(patterns: readonly Pattern[], body: Filter, value: Json, input: Item, scope: Scope): Outputs {
    for (const [index, pattern] of patterns.entries()) {
      try {
        for (const bound of bind(this, pattern, value, input.value, scope))
          yield* this.run(body, input, bound);
        return;
      } catch (error) {
        if (!(error instanceof JqError) || index === patterns.length - 1) throw error;
      }
    }
  }

  paths(filter: Filter, value: Json, scope: Scope): Path[] {
    return [...this.run(filter, { value, path: [] }, scope)].map((item) => {
      if (item.path === undefined)
        throw new JqError(`Invalid path expression with result ${shown(item.value)}`);
      return item.path;
    });
  }
}
