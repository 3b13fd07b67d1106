/**
 * JSONPath templates as kubectl knows them (client-go util/jsonpath jsonpath.go): what each step finds, ranges, and how
 * it is printed; errors in its words.
 *
 * A map's members come by key; in the real one they come in any order.
 */
import { utf8 } from '../../../net/wire/utf8.ts';
import { textOf } from '../../../kubernetes/schema/text.ts';
import { sortedJson } from '../../../kubernetes/patch/last-applied.ts';
import { Failure } from '../failure.ts';
import { goNumber, goSyntax, goText, goType, sortedEntries } from '../../../kubernetes/schema/go-value.ts';
import { parseJsonPath, type Part, type Slice, type Step } from './jsonpath-parser.ts';

export class JsonPath {
  readonly #template: string;
  readonly #parts: readonly Part[];
  readonly #missingAllowed: boolean;

  /**
   * @param missingAllowed a field that nothing has is no error
   * @throws Failure in the parser's words
   */
  constructor(template: string, missingAllowed = true) {
    this.#template = template;
    this.#parts = parseJsonPath(template);
    this.#missingAllowed = missingAllowed;
  }

  /** The results of each part, in order. @throws Failure */
  find(root: unknown): readonly (readonly unknown[])[] {
    return new Evaluation(this.#parts, this.#missingAllowed).results(root);
  }

  /** @throws Failure that shows the object, as the printer's does */
  execute(root: unknown): string {
    return this.#printing(root, (found) => found.map(printed).join(' '));
  }

  /** Each part's results as a list of JSON. @throws Failure */
  executeAsJson(root: unknown, written: (found: readonly unknown[]) => string): string {
    return this.#printing(root, (found) => `${written(found)}\n`);
  }

  #printing(root: unknown, text: (found: readonly unknown[]) => string): string {
    try {
      return this.find(root).map(text).join('');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(
        `error executing jsonpath ${JSON.stringify(this.#template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${this.#template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(root)}\n\n\n`,
      );
    }
  }
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') return sortedJson(value);
  return typeof value === 'number' ? goNumber(value) : textOf(value);
}

/** One run over the parts; `range` and `end` are steps like others, and remembered until their part is done. */
class Evaluation {
  readonly #parts: readonly Part[];
  readonly #missingAllowed: boolean;
  #begun = 0;
  #depth = 0;
  #ending = 0;
  /** The part with the last `end`. */
  #ended = -1;

  constructor(parts: readonly Part[], missingAllowed: boolean) {
    this.#parts = parts;
    this.#missingAllowed = missingAllowed;
  }

  results(root: unknown, from = 0): readonly (readonly unknown[])[] {
    const all: (readonly unknown[])[] = [];
    for (let at = from; at < this.#parts.length; at++) {
      const part = this.#parts[at];
      if (part === undefined) break;
      const found = part.kind === 'text' ? [part.text] : this.#list(part.steps, [root]);
      if (this.#ending > 0 && this.#ending <= this.#depth) {
        this.#ending--;
        this.#ended = at;
        break;
      }
      if (this.#begun === 0) {
        all.push(found);
        continue;
      }
      this.#begun--;
      this.#depth++;
      // Without results it is gone through all the same, to where it ends.
      if (found.length === 0) this.results(undefined, at + 1);
      for (const value of found) all.push(...this.results(value, at + 1));
      this.#depth--;
      if (this.#ended > at) at = this.#ended;
    }
    return all;
  }

  #list(steps: readonly Step[], values: readonly unknown[]): readonly unknown[] {
    return steps.reduce<readonly unknown[]>((found, step) => this.#step(step, found), values);
  }

  #step(step: Step, values: readonly unknown[]): readonly unknown[] {
    switch (step.kind) {
      case 'text':
        return [step.text];
      case 'value':
        return values.map(() => step.value);
      case 'identifier':
        return this.#identifier(step.name, values);
      case 'field':
        return this.#field(step.name, values);
      case 'wildcard':
        return values.flatMap(children);
      case 'recursive':
        return values.flatMap(descend);
      case 'slice':
        return values.flatMap((value) => sliced(value, step));
      case 'union':
        return step.members.flatMap((member) => this.#list(member, values));
      case 'filter':
        return values.flatMap((value) => this.#filter(step, value));
    }
  }

  #identifier(name: string, values: readonly unknown[]): readonly unknown[] {
    if (name === 'range') {
      this.#begun++;
      return values;
    }
    if (name !== 'end') throw new Failure(`unrecognized identifier ${name}`);
    if (this.#depth === 0) throw new Failure('not in range, nothing to end');
    this.#ending++;
    return [];
  }

  #field(name: string, values: readonly unknown[]): readonly unknown[] {
    const found = values.flatMap((value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
      return Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : [];
    });
    if (found.length === 0 && values.length > 0 && !this.#missingAllowed)
      throw new Failure(`${name} is not found`);
    return found.filter((value) => value !== undefined);
  }

  #filter(step: Step & { kind: 'filter' }, value: unknown): readonly unknown[] {
    if (!Array.isArray(value))
      throw new Failure(`${goText(value)} is not array or slice and cannot be filtered`);
    return (value as unknown[]).filter((item) => {
      if (step.operator === 'exists') return this.#exists(step.left, item);
      const lefts = this.#list(step.left, [item]);
      if (lefts.length === 0) return false;
      if (lefts.length > 1) throw new Failure('can only compare one element at a time');
      const rights = this.#list(step.right, [item]);
      if (rights.length === 0) return false;
      if (rights.length > 1) throw new Failure('can only compare one element at a time');
      return compared(step.operator, lefts[0], rights[0]);
    });
  }

  #exists(steps: readonly Step[], item: unknown): boolean {
    try {
      return this.#list(steps, [item]).length > 0;
    } catch (error) {
      // What cannot be followed does not exist.
      if (error instanceof Failure) return false;
      throw error;
    }
  }
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value === 'string') return [...utf8(value)];
  if (typeof value !== 'object' || value === null) return [];
  return sortedEntries(value).map(([, one]) => one);
}

function descend(value: unknown): readonly unknown[] {
  const below = children(value);
  return below.length === 0 ? [] : [value, ...below.flatMap(descend)];
}

function sliced(value: unknown, { from, to, by, isIndex }: Slice): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new Failure(`${goType(value)} is not array or slice`);
  const { length } = value;
  const start = (from ?? 0) < 0 ? (from ?? 0) + length : (from ?? 0);
  const wanted = isIndex ? (from ?? 0) + 1 : (to ?? length);
  const end = wanted < 0 || (wanted === 0 && isIndex) ? wanted + length : wanted;
  if (end === start) return [];
  if (start >= length || start < 0) throw outOfBounds(start, length);
  if (end > length || end < 0) throw outOfBounds(end - 1, length);
  if (start > end)
    throw new Failure(`starting index ${String(start)} is greater than ending index ${String(end)}`);
  if (by !== undefined && by <= 0) throw new Failure('step must be > 0');
  return (value as unknown[]).slice(start, end).filter((_one, index) => index % (by ?? 1) === 0);
}

function outOfBounds(index: number, length: number): Failure {
  return new Failure(`array index out of bounds: index ${String(index)}, length ${String(length)}`);
}

function compared(operator: string, one: unknown, other: unknown): boolean {
  const ordered = (): number => {
    if (typeof one === 'boolean') throw new Failure('invalid type for comparison');
    return (one as string | number) < (other as string | number) ? -1 : one === other ? 0 : 1;
  };
  const holds: Readonly<Record<string, () => boolean>> = {
    '==': () => one === other,
    '!=': () => one !== other,
    '<': () => ordered() < 0,
    '<=': () => ordered() <= 0,
    '>': () => ordered() > 0,
    '>=': () => ordered() >= 0,
  };
  const test = holds[operator];
  if (test === undefined) throw new Failure(`unrecognized filter operator ${operator}`);
  for (const value of [one, other])
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new Failure('invalid type for comparison');
  if (typeof one !== typeof other) throw new Failure('incompatible types for comparison');
  return test();
}

/** `.a.b`, `a.b`, `{.a.b}` → `{.a.b}` (RelaxedJSONPathExpression). @throws Failure */
export function relaxed(expression: string): string {
  if (expression === '') return expression;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (match === null)
    throw new Failure(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  return `{.${match[1] ?? match[2] ?? ''}}`;
}
