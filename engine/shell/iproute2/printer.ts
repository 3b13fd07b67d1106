/**
 * One description of a line, two forms of it: the text and the JSON of iproute2 (lib/json_print.c). Every value is given
 * once, with its name, its text and its JSON value, and whether it has a colour.
 */
import { type Color, paint } from './color.ts';
import { type JsonValue, JsonWriter } from './json-writer.ts';

export interface PrinterOptions {
  readonly json: boolean;
  readonly pretty: boolean;
  readonly color: boolean;
  readonly darkBackground: boolean;
  readonly oneline: boolean;
}

export class Printer {
  readonly options: PrinterOptions;
  readonly #json: JsonWriter | undefined;
  #text = '';

  constructor(options: PrinterOptions) {
    this.options = options;
    this.#json = options.json ? new JsonWriter(options.pretty) : undefined;
  }

  get isJson(): boolean {
    return this.#json !== undefined;
  }

  /** A named value in both forms. */
  any(name: string, text: string, value: JsonValue, color?: Color): void {
    if (this.#json === undefined) this.text(text, color);
    else this.member(name, value);
  }

  /** Only in the text. */
  text(text: string, color?: Color): void {
    if (this.#json !== undefined) return;
    this.#text += paint(text, this.options.color ? color : undefined, this.options.darkBackground);
  }

  /** Only in the JSON. */
  member(name: string, value: JsonValue): void {
    if (this.#json === undefined) return;
    this.#json.name(name);
    this.#json.value(value);
  }

  /** A flag: its word in the text, `null` or `true` in the JSON. */
  flag(name: string, text: string, value: null | true = null): void {
    this.any(name, text, value);
  }

  /** A value without a name, in an array. */
  element(text: string, value: JsonValue): void {
    if (this.#json === undefined) this.text(text);
    else this.#json.value(value);
  }

  openObject(name?: string): void {
    if (this.#json === undefined) return;
    if (name !== undefined) this.#json.name(name);
    this.#json.startObject();
  }

  closeObject(): void {
    this.#json?.endObject();
  }

  openArray(name?: string): void {
    if (this.#json === undefined) return;
    if (name !== undefined) this.#json.name(name);
    this.#json.startArray();
  }

  closeArray(): void {
    this.#json?.endArray();
  }

  /** A new line; with `-o` a backslash, so that a record stays on one. */
  line(): void {
    this.text(this.options.oneline ? '\\' : '\n');
  }

  /** What has been written since the last call. */
  take(): string {
    const all = this.#json === undefined ? this.#text : this.#json.text;
    this.#text = '';
    if (this.#json !== undefined) this.#json.text = '';
    return all;
  }
}
