/**
 * JSON as iproute2 writes it (lib/json_writer.c): with `-p` objects are indented by four spaces a level, the members of
 * an array of plain values stay on one line.
 */

/** A number that is written with the digits given, as `0.00`, or in a form of its own. */
export class Decimal {
  readonly text: string;

  constructor(value: number, digits: number | ((value: number) => string)) {
    this.text = typeof digits === 'number' ? value.toFixed(digits) : digits(value);
  }
}

export type JsonValue = string | number | boolean | null | Decimal;

export class JsonWriter {
  readonly #pretty: boolean;
  #depth = 0;
  #separator = '';
  text = '';

  constructor(pretty: boolean) {
    this.#pretty = pretty;
  }

  #endOfLine(): void {
    if (this.#pretty) this.text += `\n${'    '.repeat(this.#depth)}`;
  }

  #endOfRecord(): void {
    this.text += this.#separator;
    this.#separator = ',';
  }

  #begin(bracket: string): void {
    this.#endOfRecord();
    this.text += bracket;
    this.#depth++;
    this.#separator = '';
  }

  #end(bracket: string): void {
    this.#depth--;
    if (this.#separator !== '') this.#endOfLine();
    this.text += bracket;
    this.#separator = ',';
  }

  name(name: string): void {
    this.#endOfRecord();
    this.#endOfLine();
    this.#separator = '';
    this.text += `${quote(name)}:${this.#pretty ? ' ' : ''}`;
  }

  startObject(): void {
    this.#begin('{');
  }

  endObject(): void {
    this.#end('}');
  }

  startArray(): void {
    this.#begin('[');
    if (this.#pretty) this.text += ' ';
  }

  endArray(): void {
    if (this.#pretty && this.#separator !== '') this.text += ' ';
    this.#separator = '';
    this.#end(']');
  }

  value(value: JsonValue): void {
    this.#endOfRecord();
    if (value instanceof Decimal) this.text += value.text;
    else this.text += typeof value === 'string' ? quote(value) : String(value);
  }
}

/** jsonw_puts: only these characters are escaped. */
function quote(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\t': '\\t',
    '\n': '\\n',
    '\r': '\\r',
    '\f': '\\f',
    '\b': '\\b',
    '\\': '\\\\',
    '"': '\\"',
    "'": "\\'",
  };
  return `"${text.replace(/[\t\n\r\f\b\\"']/g, (character) => escapes[character] ?? character)}"`;
}
