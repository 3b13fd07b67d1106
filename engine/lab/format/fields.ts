/**
 * Reading JSON that somebody else wrote: recordings, oracle cases, scenario files. Every field is asked for by name and
 * type, what is left over is refused, and a complaint says where it stands (`file:line: .topo.ns.w1.addr[0]: …`).
 *
 * `attempt` turns complaints into values: nothing throws past a parser of this folder's users.
 */

/** A complaint about a file's form. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string };

/** Run a parser; its FormatError becomes a value. */
export function attempt<Value>(parse: () => Value): Parsed<Value> {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof FormatError) return { ok: false, error: error.message };
    throw error;
  }
}

export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${where}: not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** One JSON object a line. @returns each with its place, `file:line` */
export function parseJsonLines(
  text: string,
  file: string,
): { readonly value: unknown; readonly where: string }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, where: `${file}:${index + 1}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, where }) => ({ value: parseJson(line, where), where }));
}

type Reader<Value> = (value: unknown, where: string) => Value;

export const string: Reader<string> = (value, where) => {
  if (typeof value !== 'string')
    throw new FormatError(`${where}: a string is wanted, not ${describe(value)}`);
  return value;
};

export const number: Reader<number> = (value, where) => {
  if (typeof value !== 'number')
    throw new FormatError(`${where}: a number is wanted, not ${describe(value)}`);
  return value;
};

export const boolean: Reader<boolean> = (value, where) => {
  if (typeof value !== 'boolean')
    throw new FormatError(`${where}: true or false is wanted, not ${describe(value)}`);
  return value;
};

/** 0 and 1 count as false and true: several files write switches of the kernel that way. */
export const flag: Reader<boolean> = (value, where) =>
  value === 0 || value === 1 ? value === 1 : boolean(value, where);

export function oneOf<Choice extends string>(...choices: readonly Choice[]): Reader<Choice> {
  return (value, where) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined)
      throw new FormatError(`${where}: one of ${choices.join(', ')} is wanted, not ${describe(value)}`);
    return found;
  };
}

export function list<Item>(item: Reader<Item>): Reader<Item[]> {
  return (value, where) => {
    if (!Array.isArray(value)) throw new FormatError(`${where}: a list is wanted, not ${describe(value)}`);
    return value.map((one: unknown, index) => item(one, `${where}[${index}]`));
  };
}

export function dictionary<Item>(item: Reader<Item>): Reader<Map<string, Item>> {
  return (value, where) =>
    new Map(
      Object.entries(asObject(value, where)).map(([name, one]) => [name, item(one, `${where}.${name}`)]),
    );
}

/** The fields of one object, taken by name. */
export class Fields {
  readonly where: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #taken = new Set<string>();

  constructor(value: unknown, where: string) {
    this.where = where;
    this.#values = asObject(value, where);
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  take<Value>(name: string, reader: Reader<Value>): Value {
    this.#taken.add(name);
    if (!this.has(name)) throw new FormatError(`${this.where}: the field "${name}" is missing`);
    return reader(this.#values[name], `${this.where}.${name}`);
  }

  /** An object with the field, or an empty one: to be spread, so that an absent field stays absent. */
  optional<Name extends string, Value>(
    name: Name,
    reader: Reader<Value>,
  ): { readonly [key in Name]?: Value } {
    this.#taken.add(name);
    if (!this.has(name)) return {};
    const found: { [key in Name]?: Value } = {};
    found[name] = reader(this.#values[name], `${this.where}.${name}`);
    return found;
  }

  takeOr<Value>(name: string, reader: Reader<Value>, otherwise: Value): Value {
    this.#taken.add(name);
    return this.has(name) ? reader(this.#values[name], `${this.where}.${name}`) : otherwise;
  }

  /** Refuse what nobody asked for. */
  end(): void {
    const unknown = Object.keys(this.#values).filter((name) => !this.#taken.has(name));
    if (unknown.length > 0)
      throw new FormatError(
        `${this.where}: unknown field${unknown.length > 1 ? 's' : ''} ${unknown.map((name) => `"${name}"`).join(', ')}`,
      );
  }
}

function asObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FormatError(`${where}: an object is wanted, not ${describe(value)}`);
  return Object.fromEntries(Object.entries(value));
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
