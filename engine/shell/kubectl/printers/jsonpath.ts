/**
 * JSONPath templates as kubectl knows them (client-go util/jsonpath): text and `{…}`, `range`/`end`, filters, slices,
 * unions, wildcards, recursive descent.
 */
import { textOf } from '../../../kubernetes/schema/text.ts';
import { sortedJson } from '../../../kubernetes/patch/last-applied.ts';
import { Failure } from '../failure.ts';

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
  | { readonly kind: 'range'; readonly steps: readonly Step[]; readonly body: readonly Node[] };

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'root' }
  | {
      readonly kind: 'slice';
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly step: number | undefined;
      readonly single: boolean;
    }
  | { readonly kind: 'union'; readonly members: readonly (readonly Step[])[] }
  | {
      readonly kind: 'filter';
      readonly left: Operand;
      readonly operator: string;
      readonly right: Operand | undefined;
    }
  | { readonly kind: 'literal'; readonly value: unknown };

type Operand = readonly Step[];

export class JsonPath {
  readonly #nodes: readonly Node[];

  /** @throws Failure in the parser's words */
  constructor(template: string) {
    this.#nodes = new Parser(template).parse();
  }

  /** The results of each `{…}`, in order. */
  find(root: unknown): readonly (readonly unknown[])[] {
    const all: (readonly unknown[])[] = [];
    const walk = (nodes: readonly Node[], current: unknown): void => {
      for (const node of nodes) {
        if (node.kind === 'text') continue;
        const found = evaluate(node.steps, [current], root);
        if (node.kind === 'path') all.push(found);
        else for (const item of found) walk(node.body, item);
      }
    };
    walk(this.#nodes, root);
    return all;
  }

  execute(root: unknown): string {
    const write = (nodes: readonly Node[], current: unknown): string =>
      nodes
        .map((node) => {
          if (node.kind === 'text') return node.text;
          const found = evaluate(node.steps, [current], root);
          if (node.kind === 'path') return found.map(printed).join(' ');
          return found.map((item) => write(node.body, item)).join('');
        })
        .join('');
    return write(this.#nodes, root);
  }
}

export function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return '<nil>';
  if (typeof value === 'object') return sortedJson(value);
  return textOf(value);
}

function evaluate(steps: readonly Step[], start: readonly unknown[], root: unknown): readonly unknown[] {
  let current = start;
  for (const step of steps) current = apply(step, current, root);
  return current;
}

function apply(step: Step, values: readonly unknown[], root: unknown): readonly unknown[] {
  switch (step.kind) {
    case 'root':
      return [root];
    case 'literal':
      return [step.value];
    case 'field':
      return values.flatMap((value) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
        const found = (value as Record<string, unknown>)[step.name];
        return found === undefined ? [] : [found];
      });
    case 'wildcard':
      return values.flatMap((value) => children(value));
    case 'recursive':
      return values.flatMap((value) => descend(value));
    case 'slice':
      return values.flatMap((value) => sliced(value, step));
    case 'union':
      return values.flatMap((value) => step.members.flatMap((member) => evaluate(member, [value], root)));
    case 'filter':
      return values.flatMap((value) =>
        (Array.isArray(value) ? (value as unknown[]) : []).filter((item) => passes(step, item, root)),
      );
  }
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value !== 'object' || value === null) return [];
  const map = value as Record<string, unknown>;
  return Object.keys(map)
    .sort()
    .map((key) => map[key]);
}

function descend(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...children(value).flatMap(descend)];
}

function sliced(value: unknown, { from, to, step, single }: Step & { kind: 'slice' }): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  const list = value as unknown[];
  const size = list.length;
  let start = from ?? 0;
  if (start < 0) start += size;
  if (single) {
    if (start < 0 || start >= size)
      throw new Failure(`array index out of bounds: index ${from ?? 0}, length ${size}`);
    return [list[start]];
  }
  let end = to ?? size;
  if (end < 0) end += size;
  const result: unknown[] = [];
  for (let index = Math.max(0, start); index < Math.min(end, size); index += step ?? 1)
    result.push(list[index]);
  return result;
}

function passes({ left, operator, right }: Step & { kind: 'filter' }, item: unknown, root: unknown): boolean {
  const lefts = evaluate(left, [item], root);
  if (operator === 'exists') return lefts.length > 0;
  const rights = right === undefined ? [] : evaluate(right, [item], root);
  if (lefts.length === 0 || rights.length === 0) return false;
  const one = lefts[0] as string | number;
  const other = rights[0] as string | number;
  switch (operator) {
    case '==':
      return one === other;
    case '!=':
      return one !== other;
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    default:
      return one >= other;
  }
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): readonly Node[] {
    const { nodes } = this.#nodes(false);
    return nodes;
  }

  #nodes(inRange: boolean): { readonly nodes: readonly Node[] } {
    const nodes: Node[] = [];
    while (this.#at < this.#text.length) {
      const open = this.#text.indexOf('{', this.#at);
      if (open < 0) {
        nodes.push({ kind: 'text', text: this.#text.slice(this.#at) });
        this.#at = this.#text.length;
        break;
      }
      if (open > this.#at) nodes.push({ kind: 'text', text: this.#text.slice(this.#at, open) });
      const inside = this.#action(open);
      const trimmed = inside.trim();
      if (trimmed === 'end') {
        if (!inRange) throw new Failure(`error parsing jsonpath ${this.#text}, not in range, nothing to end`);
        return { nodes };
      }
      if (/^range\s/.test(trimmed)) {
        const steps = stepsOf(trimmed.slice(5).trim());
        const { nodes: body } = this.#nodes(true);
        nodes.push({ kind: 'range', steps, body });
      } else nodes.push(...partsOf(trimmed));
    }
    if (inRange) throw new Failure(`error parsing jsonpath ${this.#text}, unterminated range`);
    return { nodes };
  }

  /** The text between `{` at `open` and its `}`. */
  #action(open: number): string {
    let quote = '';
    for (let at = open + 1; at < this.#text.length; at++) {
      const character = this.#text[at] ?? '';
      if (quote !== '') {
        if (character === '\\') at++;
        else if (character === quote) quote = '';
      } else if (character === '"' || character === "'") quote = character;
      else if (character === '}') {
        this.#at = at + 1;
        return this.#text.slice(open + 1, at);
      }
    }
    throw new Failure(`error parsing jsonpath ${this.#text}, unclosed action`);
  }
}

/** One action may hold several: `{.a "text"}`. */
function partsOf(text: string): readonly Node[] {
  const quoted = /^"((?:[^"\\]|\\.)*)"$|^'((?:[^'\\]|\\.)*)'$/.exec(text);
  if (quoted !== null) return [{ kind: 'text', text: unquote(quoted[1] ?? quoted[2] ?? '') }];
  return [{ kind: 'path', steps: stepsOf(text) }];
}

function unquote(text: string): string {
  return text.replace(
    /\\(.)/g,
    (_whole, character: string) => ({ n: '\n', t: '\t', r: '\r' })[character] ?? character,
  );
}

function stepsOf(text: string): readonly Step[] {
  const steps: Step[] = [];
  let at = 0;
  if (text.startsWith('@')) at = 1;
  else if (text.startsWith('$')) {
    steps.push({ kind: 'root' });
    at = 1;
  } else if (text !== '' && !text.startsWith('.') && !text.startsWith('[')) {
    if (/^[A-Za-z_]\w*$/.test(text)) throw new Failure(`unrecognized identifier ${text}`);
    return [{ kind: 'literal', value: literalOf(text) }];
  }
  while (at < text.length) {
    if (text[at] === '[') {
      const close = closing(text, at);
      steps.push(bracket(text.slice(at + 1, close)));
      at = close + 1;
      continue;
    }
    if (text.startsWith('..', at)) {
      steps.push({ kind: 'recursive' });
      at += 2;
      if (text[at] === '[') continue;
    } else if (text[at] === '.') at++;
    else throw new Failure(`invalid path: ${text}`);
    const match = /^(?:\\.|[^.[\]\\\s])+/.exec(text.slice(at));
    if (match === null) continue;
    at += match[0].length;
    const name = match[0].replace(/\\(.)/g, '$1');
    steps.push(name === '*' ? { kind: 'wildcard' } : { kind: 'field', name });
  }
  return steps;
}

function closing(text: string, open: number): number {
  let depth = 0;
  let quote = '';
  for (let at = open; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return at;
  }
  throw new Failure('unterminated array');
}

function bracket(inside: string): Step {
  const filter = /^\?\((.*)\)$/s.exec(inside.trim());
  if (filter !== null) return filterOf(filter[1] ?? '');
  if (inside.trim() === '*') return { kind: 'wildcard' };
  const members = splitOutside(inside, ',');
  if (members.length > 1) return { kind: 'union', members: members.map((one) => [bracket(one)]) };
  const name = /^\s*(?:'([^']*)'|"([^"]*)")\s*$/.exec(inside);
  if (name !== null) return { kind: 'field', name: name[1] ?? name[2] ?? '' };
  const slice = /^\s*(-?\d*)\s*(?::\s*(-?\d*)\s*)?(?::\s*(-?\d*)\s*)?$/.exec(inside);
  if (slice === null) {
    if (/^[\w-]+$/.test(inside)) throw new Failure(`invalid array index ${inside}`);
    return { kind: 'union', members: [stepsOf(inside.trim())] };
  }
  const number = (part: string | undefined): number | undefined =>
    part === undefined || part === '' ? undefined : Number(part);
  return {
    kind: 'slice',
    from: number(slice[1]),
    to: number(slice[2]),
    step: number(slice[3]),
    single: !inside.includes(':'),
  };
}

function filterOf(text: string): Step {
  const operators = ['==', '!=', '<=', '>=', '<', '>'];
  for (const operator of operators) {
    const parts = splitOutside(text, operator);
    if (parts.length === 2) {
      const [left = '', right = ''] = parts;
      return { kind: 'filter', left: operand(left), operator, right: operand(right) };
    }
  }
  return { kind: 'filter', left: operand(text), operator: 'exists', right: undefined };
}

function operand(text: string): Operand {
  const trimmed = text.trim();
  if (trimmed.startsWith('@') || trimmed.startsWith('$') || trimmed.startsWith('.')) return stepsOf(trimmed);
  return [{ kind: 'literal', value: literalOf(trimmed) }];
}

function literalOf(text: string): unknown {
  const quoted = /^"((?:[^"\\]|\\.)*)"$|^'((?:[^'\\]|\\.)*)'$/.exec(text);
  if (quoted !== null) return unquote(quoted[1] ?? quoted[2] ?? '');
  if (/^-?[0-9.]+$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let quote = '';
  let last = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (text.startsWith(separator, at)) {
      parts.push(text.slice(last, at));
      at += separator.length - 1;
      last = at + 1;
    }
  }
  parts.push(text.slice(last));
  return parts;
}

/** `.a.b`, `a.b`, `{.a.b}` → `{.a.b}` (RelaxedJSONPathExpression). */
export function relaxed(expression: string): string {
  if (expression === '') return expression;
  const match = /^\{?\.?([^{}]+)\}?$/.exec(expression);
  if (match === null)
    throw new Failure(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  const path = match[1] ?? '';
  return `{${path.startsWith('[') || path.startsWith('.') ? '' : '.'}${path}}`;
}
