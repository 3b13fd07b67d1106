/**
 * The record ($0) and its fields, each made from the other when it is asked for: fields by splitting the record, the
 * record by joining the fields.
 */
import type { Awk } from './interpreter.ts';
import { AwkError } from './lexer.ts';
import { Outside, type Value } from './value.ts';

export class CurrentRecord {
  readonly #awk: Awk;
  #text = '';
  #fields: Value[] = [];
  #split = true;
  #joined = true;

  constructor(awk: Awk) {
    this.#awk = awk;
  }

  /** NF. */
  get count(): number {
    this.#separate();
    return this.#fields.length;
  }

  set(text: string): void {
    this.#text = text;
    this.#split = false;
    this.#joined = true;
  }

  #separate(): void {
    if (this.#split) return;
    this.#fields = this.#awk
      .splitText(this.#text, this.#awk.text(this.#awk.global('FS')))
      .map((part) => new Outside(part));
    this.#split = true;
  }

  field(index: number): Value {
    if (index < 0) throw new AwkError(`attempt to access field ${index}`);
    if (index === 0) {
      if (!this.#joined) {
        const separator = this.#awk.text(this.#awk.global('OFS'));
        this.#text = this.#fields.map((value) => this.#awk.text(value)).join(separator);
        this.#joined = true;
      }
      return new Outside(this.#text);
    }
    this.#separate();
    return this.#fields[index - 1];
  }

  setField(index: number, value: Value): void {
    if (index < 0) throw new AwkError(`attempt to access field ${index}`);
    if (index === 0) {
      this.set(this.#awk.text(value));
      return;
    }
    this.#separate();
    while (this.#fields.length < index) this.#fields.push('');
    this.#fields[index - 1] = value;
    this.#joined = false;
  }

  setCount(count: number): void {
    this.#separate();
    while (this.#fields.length < count) this.#fields.push('');
    this.#fields.length = count;
    this.#joined = false;
  }
}
