/**
 * A Go template on an object (text/template exec.go), with kubectl's functions; what goes wrong is told as `template:
 * output:1:2: executing "output" at <.x>: …`, behind what was written until then.
 *
 * Left out: methods, channels and functions as values, which no object has.
 */
import { utf8 } from '../../../../net/wire/utf8.ts';
import { Failure } from '../../failure.ts';
import { type ArgumentType, CallFailure, type TemplateFunction, functions } from './functions.ts';
import {
  type Branch,
  type Command,
  type Node,
  nodeText,
  type Operand,
  type Pipe,
  type Shown,
} from './nodes.ts';
import { parseTemplate, type Templates } from './parse.ts';
import { isTrue, type Maybe, member, plain, sortOf, staticType, unwrapped, valueText } from './value.ts';

const functionNames = new Set(Object.keys(functions));
const maximumDepth = 100_000;

export interface Executed {
  readonly text: string;
  readonly error: string | undefined;
}

export class GoTemplate {
  readonly #input: string;
  readonly #templates: Templates;
  readonly #missingAllowed: boolean;

  /** @throws Failure in the parser's words */
  constructor(input: string, missingAllowed = true) {
    this.#input = input;
    this.#templates = parseTemplate('output', input, functionNames);
    this.#missingAllowed = missingAllowed;
  }

  execute(data: unknown): Executed {
    const execution = new Execution(this.#input, this.#templates, this.#missingAllowed);
    try {
      execution.run(plain(data));
      return { text: execution.text, error: undefined };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { text: execution.text, error: error.message };
    }
  }
}

interface Variable {
  readonly name: string;
  value: Maybe;
}

type Jump = 'break' | 'continue' | undefined;
const noFinal = Symbol('no final argument');
type Final = Maybe | typeof noFinal;

class Execution {
  text = '';
  readonly #input: string;
  readonly #templates: Templates;
  readonly #missingAllowed: boolean;
  #name = 'output';
  /** Where errors are. */
  #node: Shown = { kind: 'text', text: '', at: 0 };
  #variables: Variable[] = [];
  #depth = 0;

  constructor(input: string, templates: Templates, missingAllowed: boolean) {
    this.#input = input;
    this.#templates = templates;
    this.#missingAllowed = missingAllowed;
  }

  run(data: Maybe): void {
    this.#variables = [{ name: '$', value: data }];
    this.#list(data, this.#templates.main);
  }

  #failure(message: string): Failure {
    const before = this.#input.slice(0, this.#node.at);
    const lines = before.split('\n');
    const column = utf8(lines.at(-1) ?? '').length;
    return new Failure(
      `template: output:${String(lines.length)}:${String(column)}: executing ${JSON.stringify(this.#name)} at <${nodeText(this.#node)}>: ${message}`,
    );
  }

  #list(dot: Maybe, nodes: readonly Node[]): Jump {
    for (const node of nodes) {
      const jump = this.#walk(dot, node);
      if (jump !== undefined) return jump;
    }
    return undefined;
  }

  #walk(dot: Maybe, node: Node): Jump {
    this.#node = node;
    switch (node.kind) {
      case 'text':
        this.text += node.text;
        return undefined;
      case 'action': {
        const value = this.#pipe(dot, node.pipe);
        this.#node = node;
        if (node.pipe.variables.length === 0)
          this.text += value === undefined ? '<no value>' : valueText(value);
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.kind;
      case 'template':
        this.#template(dot, node);
        return undefined;
      case 'range': {
        const known = this.#variables.length;
        const jump = this.#range(dot, node);
        this.#variables.length = known;
        return jump;
      }
      default: {
        const known = this.#variables.length;
        const value = this.#pipe(dot, node.pipe);
        const inside = node.kind === 'with' ? value : dot;
        const jump = isTrue(value) ? this.#list(inside, node.list) : this.#list(dot, node.otherwise ?? []);
        this.#variables.length = known;
        return jump;
      }
    }
  }

  #range(dot: Maybe, node: Branch): Jump {
    const value = this.#pipe(dot, node.pipe);
    const elements = this.#elements(value, node.pipe.variables.length);
    const known = this.#variables.length;
    for (const { key, element } of elements) {
      this.#bind(node.pipe, key, element);
      const jump = this.#list(element, node.list);
      this.#variables.length = known;
      if (jump === 'break') break;
    }
    return elements.length === 0 ? this.#list(dot, node.otherwise ?? []) : undefined;
  }

  #bind({ variables, isAssignment }: Pipe, key: Maybe, element: Maybe): void {
    const [first = '', second] = variables;
    if (variables.length === 0) return;
    if (isAssignment) {
      this.#assign(first, second === undefined ? element : key);
      if (second !== undefined) this.#assign(second, element);
      return;
    }
    const top = this.#variables.at(-1);
    const below = this.#variables.at(-2);
    if (top !== undefined) top.value = element;
    if (second !== undefined && below !== undefined) below.value = key;
  }

  #elements(given: Maybe, variables: number): readonly { readonly key: Maybe; readonly element: Maybe }[] {
    const { value } = unwrapped(given) ?? { value: undefined };
    if (value === undefined) return [];
    if (Array.isArray(value))
      return (value as unknown[]).map((one, index) => ({ key: plain(index, 'int'), element: member(one) }));
    if (sortOf(given) === 'int') {
      if (variables > 1)
        throw this.#failure(`can't use ${valueText(given)} to iterate over more than one variable`);
      return Array.from({ length: Math.max(0, value as number) }, (_unused, index) => ({
        key: undefined,
        element: plain(index, given?.type),
      }));
    }
    if (typeof value !== 'object' || value === null)
      throw this.#failure(`range can't iterate over ${valueText(given)}`);
    const map = value as Record<string, unknown>;
    return Object.keys(map)
      .sort()
      .map((key) => ({ key: plain(key), element: member(map[key]) }));
  }

  #template(dot: Maybe, node: Node & { readonly kind: 'template' }): void {
    const nodes = node.name === 'output' ? this.#templates.main : this.#templates.named.get(node.name);
    if (nodes === undefined) throw this.#failure(`template ${JSON.stringify(node.name)} not defined`);
    if (this.#depth >= maximumDepth)
      throw this.#failure(`exceeded maximum template depth (${String(maximumDepth)})`);
    const data = node.pipe === undefined ? undefined : this.#pipe(dot, node.pipe);
    const [name, variables] = [this.#name, this.#variables];
    this.#name = node.name;
    this.#variables = [{ name: '$', value: data }];
    this.#depth++;
    this.#list(data, nodes);
    this.#depth--;
    this.#name = name;
    this.#variables = variables;
  }

  #assign(name: string, value: Maybe): void {
    const variable = this.#variables.findLast((one) => one.name === name);
    if (variable === undefined) throw this.#failure(`undefined variable: ${name}`);
    variable.value = value;
  }

  #pipe(dot: Maybe, pipe: Pipe): Maybe {
    this.#node = pipe;
    let value: Final = noFinal;
    for (const command of pipe.commands) value = unwrapped(this.#command(dot, command, value));
    const found = value === noFinal ? undefined : value;
    for (const name of pipe.variables)
      if (pipe.isAssignment) this.#assign(name, found);
      else this.#variables.push({ name, value: found });
    return found;
  }

  #command(dot: Maybe, command: Command, final: Final): Maybe {
    const [first, ...rest] = command.operands;
    if (first === undefined) return undefined;
    const hasArguments = rest.length > 0 || final !== noFinal;
    if (first.kind === 'identifier') return this.#function(dot, first, command, rest, final);
    if (first.kind === 'field' || first.kind === 'chain') return this.#operand(dot, first, hasArguments);
    if (first.kind === 'variable' && first.names.length > 1) return this.#operand(dot, first, hasArguments);
    if (first.kind !== 'pipe') this.#node = first;
    if (hasArguments) throw this.#failure(`can't give argument to non-function ${nodeText(first)}`);
    if (first.kind === 'nil') throw this.#failure('nil is not a command');
    return this.#operand(dot, first, false);
  }

  #operand(dot: Maybe, operand: Operand, hasArguments: boolean): Maybe {
    this.#node = operand;
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return undefined;
      case 'bool':
        return plain(operand.value);
      case 'string':
        return plain(operand.value);
      case 'number':
        return plain(
          operand.value,
          operand.isFloat ? 'float64' : operand.text.startsWith("'") ? 'int32' : 'int',
        );
      case 'field':
        return this.#fields(dot, operand.names, hasArguments);
      case 'variable': {
        const [name = '', ...names] = operand.names;
        const variable = this.#variables.findLast((one) => one.name === name);
        if (variable === undefined) throw this.#failure(`undefined variable: ${name}`);
        return names.length === 0 ? variable.value : this.#fields(variable.value, names, hasArguments);
      }
      case 'chain': {
        if (operand.of.kind === 'nil')
          throw this.#failure(`indirection through explicit nil in ${nodeText(operand)}`);
        return this.#fields(this.#operand(dot, operand.of, false), operand.names, hasArguments);
      }
      case 'pipe':
        return this.#pipe(dot, operand);
      case 'identifier':
        return this.#function(dot, operand, operand, [], noFinal);
    }
  }

  #fields(start: Maybe, names: readonly string[], hasArguments: boolean): Maybe {
    return names.reduce<Maybe>(
      (receiver, name, index) => this.#field(receiver, name, hasArguments && index === names.length - 1),
      start,
    );
  }

  #field(receiver: Maybe, name: string, hasArguments: boolean): Maybe {
    if (receiver === undefined) {
      if (!this.#missingAllowed) throw this.#failure(`nil data; no entry for key ${JSON.stringify(name)}`);
      return undefined;
    }
    const { value } = receiver;
    if (receiver.inInterface && value === null)
      throw this.#failure(`nil pointer evaluating interface {}.${name}`);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.#failure(`can't evaluate field ${name} in type ${staticType(receiver)}`);
    if (hasArguments) throw this.#failure(`${name} is not a method but has arguments`);
    const map = value as Record<string, unknown>;
    if (Object.hasOwn(map, name) && map[name] !== undefined) return member(map[name]);
    if (!this.#missingAllowed) throw this.#failure(`map has no entry for key ${JSON.stringify(name)}`);
    return undefined;
  }

  #function(
    dot: Maybe,
    { name, at }: Operand & { readonly kind: 'identifier' },
    node: Shown,
    operands: readonly Operand[],
    final: Final,
  ): Maybe {
    this.#node = { kind: 'identifier', name, at };
    const called = functions[name];
    if (called === undefined) throw this.#failure(`${JSON.stringify(name)} is not a defined function`);
    this.#checkCount(name, called, operands.length, final);
    if (name === 'and' || name === 'or') return this.#lazily(dot, name === 'or', operands, final);
    const { takes, rest = 'any' } = called;
    const given = operands.map((operand, index) => this.#argument(dot, operand, takes[index] ?? rest));
    if (final !== noFinal) given.push(this.#checked(final, takes[operands.length] ?? rest));
    try {
      return called.call(given);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      this.#node = node;
      throw this.#failure(`error calling ${name}: ${error.message}`);
    }
  }

  #checkCount(name: string, { takes, rest }: TemplateFunction, given: number, final: Final): void {
    const count = given + (final === noFinal ? 0 : 1);
    if (rest !== undefined ? count >= takes.length : count === takes.length) return;
    const wanted = String(takes.length);
    throw this.#failure(
      rest === undefined
        ? `wrong number of args for ${name}: want ${wanted} got ${String(count)}`
        : `wrong number of args for ${name}: want at least ${wanted} got ${String(given)}`,
    );
  }

  /** `and` and `or` stop where they are decided. */
  #lazily(dot: Maybe, stopsAt: boolean, operands: readonly Operand[], final: Final): Maybe {
    let value: Maybe;
    for (const operand of operands) {
      value = this.#argument(dot, operand, 'value');
      if (isTrue(value) === stopsAt) return value;
    }
    return final === noFinal ? value : final;
  }

  #argument(dot: Maybe, operand: Operand, type: ArgumentType): Maybe {
    this.#node = operand;
    if (operand.kind === 'nil') {
      if (type === 'string') throw this.#failure('cannot assign nil to string');
      return undefined;
    }
    if (type === 'string' && (operand.kind === 'bool' || operand.kind === 'number'))
      throw this.#failure(`expected string; found ${nodeText(operand)}`);
    return this.#checked(this.#operand(dot, operand, false), type);
  }

  #checked(value: Maybe, type: ArgumentType): Maybe {
    if (type !== 'string') return value;
    if (value === undefined) throw this.#failure('invalid value; expected string');
    if (value.type === 'string') return value;
    const isEmpty = value.value === null;
    throw this.#failure(
      `wrong type for value; expected string; got ${isEmpty ? 'interface {}' : value.type}`,
    );
  }
}
