/**
 * JSONPath templates, read as client-go does (util/jsonpath parser.go): text, and between braces a list of steps, each of
 * which is applied to what the one before it found.
 *
 * A character that is not understood stops it with the parser's own words; what a template means is jsonpath.ts's.
 */
import { Failure } from '../failure.ts';

export type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: number | boolean }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | Slice
  | { readonly kind: 'union'; readonly members: readonly (readonly Step[])[] }
  | {
      readonly kind: 'filter';
      readonly left: readonly Step[];
      readonly operator: string;
      readonly right: readonly Step[];
    };

/** `[from:to:by]`; `[from]` is the slice that ends behind it. */
export interface Slice {
  readonly kind: 'slice';
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly by: number | undefined;
  readonly isIndex: boolean;
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly steps: readonly Step[] };

/** @throws Failure in the parser's words */
export function parseJsonPath(template: string): readonly Part[] {
  return new Parser(template).parts();
}

const wordCharacter = /^[\p{L}\p{Nd}_]$/u;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parts(): readonly Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) {
      const open = this.#text.indexOf('{', this.#at);
      const end = open < 0 ? this.#text.length : open;
      if (end > this.#at) parts.push({ kind: 'text', text: this.#text.slice(this.#at, end) });
      this.#at = end + 1;
      if (open >= 0) parts.push({ kind: 'action', steps: this.#steps() });
    }
    return parts;
  }

  /** Up to the closing brace and past it. */
  #steps(): readonly Step[] {
    const steps: Step[] = [];
    for (;;) {
      const rest = this.#text.slice(this.#at);
      if (rest.startsWith('}')) {
        this.#at++;
        return steps;
      }
      if (rest.startsWith('[?(')) {
        steps.push(this.#filter());
        continue;
      }
      if (rest.startsWith('..')) {
        if (steps.at(-1)?.kind === 'recursive') throw new Failure('invalid multiple recursive descent');
        this.#at += 2;
        steps.push({ kind: 'recursive' });
        const next = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
        if (wordCharacter.test(next)) steps.push(this.#field(true));
        continue;
      }
      const point = this.#text.codePointAt(this.#at);
      if (point === undefined || point === 0x0a || point === 0x0d) throw new Failure('unclosed action');
      const character = String.fromCodePoint(point);
      if (/[ @$]/.test(character)) this.#at++;
      else if (character === '[') steps.push(...this.#bracket());
      else if (character === '"' || character === "'") steps.push(this.#quoted(character));
      else if (character === '.') {
        this.#at++;
        steps.push(this.#field(false));
      } else if (/[-+]|\p{Nd}/u.test(character)) steps.push(this.#number());
      else if (wordCharacter.test(character)) steps.push(this.#word());
      else throw new Failure(`unrecognized character in action: ${named(character)}`);
    }
  }

  #word(): Step {
    const start = this.#at;
    while (!isTerminator(this.#text[this.#at])) this.#at++;
    const name = this.#text.slice(start, this.#at);
    return name === 'true' || name === 'false'
      ? { kind: 'value', value: name === 'true' }
      : { kind: 'identifier', name };
  }

  #number(): Step {
    const [digits = ''] = /^[-+]?[\d.]*/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += digits.length;
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(digits)) throw new Failure(`cannot parse number ${digits}`);
    return { kind: 'value', value: Number(digits) };
  }

  /** @param behindDots the name's first letter has not been consumed as the dot of a field has */
  #field(behindDots: boolean): Step {
    const start = this.#at;
    if (behindDots) this.#at++;
    while (!isTerminator(this.#text[this.#at])) this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at = Math.min(this.#at, this.#text.length);
    const name = this.#text.slice(start, this.#at);
    return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') };
  }

  #quoted(quote: string): Step {
    const start = this.#at;
    for (this.#at++; ; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined || character === '\n') throw new Failure('unterminated quoted string');
      if (character === quote && this.#text[this.#at - 1] !== '\\') break;
    }
    const value = this.#text.slice(start, ++this.#at);
    const text = unquoted(value.slice(1, -1), quote);
    if (text === undefined) throw new Failure(`unquote string ${value} error invalid syntax`);
    return { kind: 'text', text };
  }

  #bracket(): readonly Step[] {
    const end = /[\]\n]/.exec(this.#text.slice(this.#at));
    if (end === null || end[0] === '\n') throw new Failure('unterminated array');
    const inside = this.#text.slice(this.#at + 1, this.#at + end.index);
    this.#at += end.index + 1;
    if (inside === '*')
      return [{ kind: 'slice', from: undefined, to: undefined, by: undefined, isIndex: false }];
    const members = inside.split(',');
    if (members.length > 1)
      return [{ kind: 'union', members: members.map((one) => action(`[${one.replace(/^ +| +$/g, '')}]`)) }];
    const key = /^'([^']*)'$/.exec(inside);
    if (key !== null) return action(`.${key[1] ?? ''}`);
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(inside);
    if (slice === null) throw new Failure(`invalid array index ${inside}`);
    const number = (part: string | undefined): number | undefined => {
      const digits = (part ?? '').replace(/^:/, '');
      if (digits === '-') throw new Failure('array index - is not a number');
      return digits === '' ? undefined : Number(digits);
    };
    const [, from, to, by] = slice;
    return [{ kind: 'slice', from: number(from), to: number(to), by: number(by), isIndex: to === undefined }];
  }

  #filter(): Step {
    this.#at += '[?('.length;
    const start = this.#at;
    let quote: string | undefined;
    let closed = false;
    for (; ; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined || character === '\n') throw new Failure('unterminated filter');
      if (character === '"' || character === "'") {
        if (quote === undefined) quote = character;
        else if (character === quote && this.#text[this.#at - 1] !== '\\') closed = true;
      } else if (character === ')' && (quote !== undefined) === closed) break;
    }
    const text = this.#text.slice(start, this.#at);
    this.#at++;
    if (this.#text[this.#at++] !== ']') throw new Failure('unclosed array expect ]');
    const compared = /^([^!<>=]+)([!<>=]+)(.+?)$/s.exec(text);
    if (compared === null) return { kind: 'filter', left: action(text), operator: 'exists', right: [] };
    const [, left = '', operator = '', right = ''] = compared;
    return { kind: 'filter', left: action(left), operator, right: action(right) };
  }
}

/** What stands between braces, parsed by itself. */
function action(text: string): readonly Step[] {
  const [first] = parseJsonPath(`{${text}}`);
  return first?.kind === 'action' ? first.steps : [];
}

function isTerminator(character: string | undefined): boolean {
  return character === undefined || /[ \t\r\n.,[\]$@{}]/.test(character);
}

/** Go's %#U. */
function named(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/**
 * The text inside a Go literal.
 *
 * @returns undefined for escapes that Go does not know
 */
export function unquoted(inside: string, quote: string): string | undefined {
  let text = '';
  for (let at = 0; at < inside.length; at++) {
    const character = inside[at] ?? '';
    if (character !== '\\') {
      text += character;
      continue;
    }
    const next = inside[++at] ?? '';
    const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3}))/.exec(inside.slice(at));
    if (next === quote) text += next;
    else if (escapes[next] !== undefined) text += escapes[next];
    else if (code !== null) {
      const [all, short, four, eight, octal] = code;
      const point = octal === undefined ? parseInt(short ?? four ?? eight ?? '', 16) : parseInt(octal, 8);
      if (point > 0x10ffff) return undefined;
      text += String.fromCodePoint(point);
      at += all.length - 1;
    } else return undefined;
  }
  return text;
}
