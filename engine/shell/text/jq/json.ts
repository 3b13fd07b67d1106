/**
 * JSON values as jq holds them: objects keep the order of their keys (a Map; JavaScript's own objects reorder numbers),
 * with jq's order of all values, its printing, and a parser of several documents in a row.
 */

export type Json = null | boolean | number | string | readonly Json[] | ReadonlyMap<string, Json>;

export class JqError extends Error {
  readonly value: Json;

  constructor(value: Json) {
    super(typeof value === 'string' ? value : `${print(value)} (not a string)`);
    this.value = value;
  }
}

export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

export function isObject(value: Json): value is ReadonlyMap<string, Json> {
  return value instanceof Map;
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export interface PrintStyle {
  /** Spaces a level, `\t`, or undefined for one line. */
  readonly indent?: string | undefined;
  readonly sorted?: boolean;
  readonly ascii?: boolean;
}

export function print(value: Json, style: PrintStyle = {}, depth = 0): string {
  if (typeof value === 'string') return quote(value, style.ascii === true);
  if (typeof value === 'number') return printNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  const open = style.indent === undefined ? '' : `\n${style.indent.repeat(depth + 1)}`;
  const close = style.indent === undefined ? '' : `\n${style.indent.repeat(depth)}`;
  if (isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${open}${value.map((item) => print(item, style, depth + 1)).join(`,${open}`)}${close}]`;
  }
  if (value.size === 0) return '{}';
  const entries = sortedEntries(value, style);
  const colon = style.indent === undefined ? ':' : ': ';
  return `{${open}${entries.map(([key, item]) => quote(key, style.ascii === true) + colon + print(item, style, depth + 1)).join(`,${open}`)}${close}}`;
}

export function sortedEntries(
  value: ReadonlyMap<string, Json>,
  { sorted }: PrintStyle,
): readonly (readonly [string, Json])[] {
  return sorted === true ? [...value].sort(([a], [b]) => (a < b ? -1 : 1)) : [...value];
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  if (Number.isInteger(value) && Math.abs(value) < 1e17)
    return Object.is(value, -0) ? '-0' : value.toString();
  return value.toString().replace(/e([+-])(\d)$/, 'e$10$2');
}

function quote(text: string, ascii: boolean): string {
  const quoted = JSON.stringify(text).replaceAll('\x7f', '\\u007f');
  if (!ascii) return quoted;
  return quoted.replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const order = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];

function rank(value: Json): number {
  return order.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value));
}

/** jq's order: null, false, true, numbers, strings, arrays, objects. */
export function compare(one: Json, other: Json): number {
  const ranks = rank(one) - rank(other);
  if (ranks !== 0) return ranks;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0;
  if (isArray(one) && isArray(other)) {
    for (let at = 0; at < Math.min(one.length, other.length); at++) {
      const items = compare(one[at] ?? null, other[at] ?? null);
      if (items !== 0) return items;
    }
    return one.length - other.length;
  }
  if (isObject(one) && isObject(other)) {
    const [a, b] = [sortedKeys(one), sortedKeys(other)];
    const keys = compare(a, b);
    if (keys !== 0) return keys;
    for (const key of a) {
      const items = compare(one.get(key) ?? null, other.get(key) ?? null);
      if (items !== 0) return items;
    }
  }
  return 0;
}

export function sortedKeys(value: ReadonlyMap<string, Json>): string[] {
  return [...value.keys()].sort((a, b) => (a < b ? -1 : 1));
}

/** Read documents one after the other. @throws JqError in jq's words */
export class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Newlines read so far: where jq says an error is. */
  get lines(): number {
    let count = 0;
    for (let at = this.#text.indexOf('\n'); at >= 0 && at < this.#at; at = this.#text.indexOf('\n', at + 1))
      count++;
    return count;
  }

  /** @returns undefined at the end */
  next(): Json | undefined {
    this.#space();
    if (this.#at >= this.#text.length) return undefined;
    const value = this.#value();
    // jq has read the newline that ends the document.
    if (this.#text[this.#at] === '\n') this.#at++;
    return value;
  }

  #space(): void {
    while (/[\s\uFEFF]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #fail(message: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n') - 1;
    throw new JqError(`${message} at line ${line}, column ${column}`);
  }

  #value(): Json {
    this.#space();
    const char = this.#text[this.#at];
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    if (char === '"') return this.#string();
    if (char === undefined) {
      this.#fail('Unfinished JSON term');
    }
    const word = /^[-+.\w]+/.exec(this.#text.slice(this.#at, this.#at + 400))?.[0] ?? '';
    const fixed: Readonly<Record<string, Json>> = {
      true: true,
      false: false,
      null: null,
      nan: Number.NaN,
      NaN: Number.NaN,
    };
    const known = fixed[word];
    if (known === undefined && !/^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(word)) {
      this.#at += Math.max(1, word.length);
      if (this.#text[this.#at] === '\n') this.#at++;
      this.#fail(
        word === ''
          ? char === "'"
            ? 'Invalid string literal; expected ", but got \''
            : `Expected JSON value`
          : 'Invalid numeric literal',
      );
    }
    this.#at += word.length;
    return known === undefined ? Number(word) : known;
  }

  #string(): string {
    const match = /^"(?:[^"\\]|\\[^])*"/.exec(this.#text.slice(this.#at));
    if (match === null) {
      this.#at = this.#text.length;
      this.#fail('Unfinished string');
    }
    this.#at += match[0].length;
    try {
      const value: unknown = JSON.parse(
        match[0].replace(/[\n\t\r]/g, (char) => JSON.stringify(char).slice(1, -1)),
      );
      return String(value);
    } catch {
      return this.#fail('Invalid escape');
    }
  }

  #array(): Json {
    const items: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === ']') {
      this.#at++;
      return items;
    }
    for (;;) {
      items.push(this.#value());
      this.#space();
      const char = this.#text[this.#at];
      this.#at++;
      if (char === ']') return items;
      if (char !== ',')
        this.#fail(char === undefined ? 'Unfinished JSON term' : 'Expected separator between values');
    }
  }

  #object(): Json {
    const object = new Map<string, Json>();
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at++;
      return object;
    }
    for (;;) {
      this.#space();
      if (/[\w.+-]/.test(this.#text[this.#at] ?? '')) this.#value();
      if (this.#text[this.#at] !== '"')
        this.#fail(this.#at >= this.#text.length ? 'Unfinished JSON term' : 'Object keys must be strings');
      const key = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ':') this.#fail('Objects must consist of key:value pairs');
      this.#at++;
      object.set(key, this.#value());
      this.#space();
      const char = this.#text[this.#at];
      this.#at++;
      if (char === '}') return object;
      if (char !== ',')
        this.#fail(char === undefined ? 'Unfinished JSON term' : 'Expected separator between values');
    }
  }
}

/** One document. @throws JqError */
export function parseJson(text: string): Json {
  return new JsonReader(text).next() ?? null;
}
