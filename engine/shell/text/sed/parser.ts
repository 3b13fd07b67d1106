/**
 * sed scripts (POSIX sed with GNU's extensions) as a flat list of commands; braces become jumps over what they hold.
 */
import { BadExpression, basicToJavaScript, extendedToJavaScript } from '../regular-expression.ts';

export class SedError extends Error {}

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly expression: RegExp | undefined }
  | { readonly kind: 'plus'; readonly count: number }
  | { readonly kind: 'multiple'; readonly count: number };

export interface Substitution {
  /** Undefined: the last expression used. */
  readonly expression: RegExp | undefined;
  readonly replacement: readonly ReplacementPart[];
  readonly global: boolean;
  readonly nth: number;
  readonly print: boolean;
  readonly file: string | undefined;
}

/** A text, a group (0: the whole match), or a change of case for what follows. */
export type ReplacementPart =
  string | { readonly group: number } | { readonly fold: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface SedCommand {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly negated: boolean;
  readonly name: string;
  /** Text of a, i, c; file of r, w; label of b, t, T, `:`. */
  readonly text: string;
  readonly number: number | undefined;
  readonly substitution: Substitution | undefined;
  readonly map: ReadonlyMap<string, string> | undefined;
  /** For `{`: the index after its `}`. */
  end: number;
}

/** @throws SedError with GNU's words */
export function parseSed(script: string, extended: boolean): SedCommand[] {
  return new Parser(script, extended).commands();
}

class Parser {
  readonly #text: string;
  readonly #extended: boolean;
  #at = 0;

  constructor(text: string, extended: boolean) {
    this.#text = text;
    this.#extended = extended;
  }

  #fail(message: string): never {
    throw new SedError(`-e expression #1, char ${this.#at}: ${message}`);
  }

  /** A method, so that it is read anew each time. */
  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  commands(): SedCommand[] {
    const commands: SedCommand[] = [];
    const open: SedCommand[] = [];
    for (;;) {
      this.#skip(/[\s;]/);
      if (this.#at >= this.#text.length) break;
      if (this.#peek() === '#') {
        this.#until(/\n/);
        continue;
      }
      const command = this.#command();
      commands.push(command);
      if (command.name === '{') open.push(command);
      if (command.name === '}') {
        const start = open.pop();
        if (start === undefined) this.#fail("unexpected `}'");
        start.end = commands.length;
      }
    }
    if (open.length > 0) {
      this.#at = 0;
      this.#fail("unmatched `{'");
    }
    const labels = new Set(commands.filter(({ name }) => name === ':').map(({ text }) => text));
    for (const { name, text } of commands)
      if ('btT'.includes(name) && text !== '' && !labels.has(text))
        throw new SedError(
          `-e expression #1, char ${this.#text.length}: can't find label for jump to \`${text}'`.replace(
            /^.*: can't/,
            "can't",
          ),
        );
    return commands;
  }

  #skip(pattern: RegExp): void {
    while (this.#at < this.#text.length && pattern.test(this.#peek())) this.#at++;
  }

  #command(): SedCommand {
    const from = this.#address();
    let to: Address | undefined;
    this.#skip(/[ \t]/);
    if (from !== undefined && this.#peek() === ',') {
      this.#at++;
      this.#skip(/[ \t]/);
      to = this.#second();
      if (to === undefined) this.#fail("unexpected `,'");
    }
    this.#skip(/[ \t]/);
    let negated = false;
    while (this.#peek() === '!') {
      negated = true;
      this.#at++;
      this.#skip(/[ \t]/);
    }
    const name = this.#peek();
    this.#at++;
    if (name === '') this.#fail('missing command');
    const base = {
      from,
      to,
      negated,
      name,
      text: '',
      number: undefined,
      substitution: undefined,
      map: undefined,
      end: 0,
    };
    if (name === ':') {
      if (from !== undefined) this.#fail(": doesn't want any addresses");
      const text = this.#until(/[\n;]/).trim();
      if (text === '') this.#fail('":" lacks a label');
      return { ...base, text };
    }
    if (name === '}' && from !== undefined) this.#fail("unexpected `}'");
    if (name === '{') return base;
    if ('aic'.includes(name)) return { ...base, text: this.#textArgument() };
    if ('btT'.includes(name)) return { ...base, text: this.#until(/[\n;}]/).trim() };
    if ('rRwW'.includes(name)) {
      const text = this.#until(/\n/).trim();
      if (text === '') this.#fail('missing filename in r/R/w/W commands');
      return { ...base, text };
    }
    if (name === 's') return this.#end({ ...base, substitution: this.#substitution() });
    if (name === 'y') return this.#end({ ...base, map: this.#transliteration() });
    if ('qQlL'.includes(name)) {
      this.#skip(/[ \t]/);
      const digits = this.#while(/\d/);
      return this.#end({ ...base, number: digits === '' ? undefined : Number(digits) });
    }
    if ('=dDgGhHnNpPxz}F'.includes(name)) return this.#end(base);
    if ('ev'.includes(name)) this.#fail(`not simulated: ${name}`);
    return this.#fail(`unknown command: \`${name}'`);
  }

  #end(command: SedCommand): SedCommand {
    this.#skip(/[ \t]/);
    if (this.#at < this.#text.length && !/[\n;}#]/.test(this.#peek())) {
      this.#at++;
      this.#fail(command.name === 's' ? "unknown option to `s'" : 'extra characters after command');
    }
    return command;
  }

  #until(stop: RegExp): string {
    return this.#while({ test: (char: string) => !stop.test(char) });
  }

  #while(pattern: { test(char: string): boolean }): string {
    const start = this.#at;
    while (this.#at < this.#text.length && pattern.test(this.#peek())) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #address(): Address | undefined {
    const char = this.#peek();
    if (/\d/.test(char)) {
      const line = Number(this.#while(/\d/));
      if (this.#peek() !== '~') return { kind: 'line', line };
      this.#at++;
      return { kind: 'step', first: line, step: Number(this.#while(/\d/)) };
    }
    if (char === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (char !== '/' && char !== '\\') return undefined;
    if (char === '\\') this.#at++;
    const delimiter = this.#peek();
    this.#at++;
    const source = this.#delimited(delimiter, 'unterminated address regex');
    const flags = this.#while(/[IM]/);
    return { kind: 'match', expression: source === '' ? undefined : this.#compile(source, flags) };
  }

  #second(): Address | undefined {
    if (this.#peek() === '+' || this.#peek() === '~') {
      const kind = this.#peek() === '+' ? 'plus' : 'multiple';
      this.#at++;
      return { kind, count: Number(this.#while(/\d/)) };
    }
    return this.#address();
  }

  /** Up to the delimiter, which a backslash makes ordinary. */
  #delimited(delimiter: string, complaint: string, brackets = true): string {
    let text = '';
    let inBracket = false;
    for (;;) {
      const char = this.#peek();
      if (char === '') this.#fail(complaint);
      this.#at++;
      if (char === '\\') {
        const next = this.#peek();
        this.#at++;
        text +=
          next === delimiter && !/[.*[\]^$+?(){}|\\&]/.test(delimiter)
            ? next
            : next === delimiter && delimiter !== '&'
              ? `\\${next}`
              : `\\${next}`;
        continue;
      }
      if (brackets && char === '[' && !inBracket) inBracket = true;
      else if (inBracket && char === ']' && !/\[\^?$/.test(text)) inBracket = false;
      if (char === delimiter && !inBracket) return text;
      text += char;
    }
  }

  #compile(source: string, flags: string): RegExp {
    try {
      const text = this.#extended ? extendedToJavaScript(source) : basicToJavaScript(source);
      // The pattern space may hold several lines; a dot matches between them.
      const javascript = text.replaceAll('[^\\n]', '[^]');
      const all = `g${/i/i.test(flags) ? 'i' : ''}${/m/i.test(flags) ? 'm' : ''}`;
      try {
        return new RegExp(javascript, `${all}u`);
      } catch {
        return new RegExp(javascript, all);
      }
    } catch (error) {
      if (error instanceof BadExpression)
        this.#fail(error.message.replace('Unmatched ( or \\(', 'Unmatched ( or \\('));
      if (error instanceof SyntaxError) this.#fail('Invalid preceding regular expression');
      throw error;
    }
  }

  #substitution(): Substitution {
    const delimiter = this.#peek();
    if (delimiter === '' || delimiter === '\n' || delimiter === '\\') this.#fail("unterminated `s' command");
    this.#at++;
    const source = this.#delimited(delimiter, "unterminated `s' command");
    const replacement = this.#delimited(delimiter, "unterminated `s' command", false);
    let nth = 0;
    let flags = '';
    for (;;) {
      const digits = this.#while(/\d/);
      if (digits !== '') {
        nth = Number(digits);
        if (nth === 0) this.#fail("number option to `s' command may not be zero");
      } else if (/[gpiImMe]/.test(this.#peek())) {
        flags += this.#peek();
        this.#at++;
      } else break;
    }
    if (flags.includes('e')) this.#fail('not simulated: s///e');
    let file: string | undefined;
    if (this.#peek() === 'w') {
      this.#at++;
      file = this.#until(/\n/).trim();
    }
    const expression = source === '' ? undefined : this.#compile(source, flags);
    const parts = replacementParts(replacement);
    const groups =
      expression === undefined ? 9 : (new RegExp(`${expression.source}|`).exec('')?.length ?? 1) - 1;
    for (const part of parts)
      if (typeof part === 'object' && 'group' in part && part.group > groups)
        this.#fail(`invalid reference \\${part.group} on \`s' command's RHS`);
    return {
      expression,
      replacement: parts,
      global: flags.includes('g'),
      nth,
      print: flags.includes('p'),
      file,
    };
  }

  #transliteration(): ReadonlyMap<string, string> {
    const delimiter = this.#peek();
    this.#at++;
    const plain = (text: string): string[] => [
      ...text.replace(/\\(.)/gs, (_whole, char: string) =>
        char === 'n' ? '\n' : char === 't' ? '\t' : char,
      ),
    ];
    const from = plain(this.#delimited(delimiter, "unterminated `y' command", false));
    const to = plain(this.#delimited(delimiter, "unterminated `y' command", false));
    if (from.length !== to.length) this.#fail("strings for `y' command are different lengths");
    return new Map(from.map((char, index) => [char, to[index] ?? '']));
  }

  /** `a text`, or `a\` and lines that end with a backslash but for the last. */
  #textArgument(): string {
    this.#skip(/[ \t]/);
    if (this.#peek() === '\\') {
      this.#at++;
      this.#skip(/[ \t]/);
      if (this.#peek() === '\n') this.#at++;
    }
    if (this.#at >= this.#text.length) this.#fail("expected \\ after `a', `c' or `i'");
    let text = '';
    while (this.#at < this.#text.length && this.#peek() !== '\n') {
      if (this.#peek() === '\\') {
        this.#at++;
        if (this.#at >= this.#text.length) break;
        text += this.#peek() === 't' ? '\t' : this.#peek();
      } else text += this.#peek();
      this.#at++;
    }
    return `${text}\n`;
  }
}

function replacementParts(text: string): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  for (const match of text.matchAll(/\\(\d|[ULulE]|\n|[^])|&|[^\\&]+/g)) {
    const escape = match[1];
    if (match[0] === '&') parts.push({ group: 0 });
    else if (escape === undefined) parts.push(match[0]);
    else if (/\d/.test(escape)) parts.push({ group: Number(escape) });
    else if (/[ULulE]/.test(escape)) parts.push({ fold: escape as 'U' });
    else parts.push({ n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }[escape] ?? escape);
  }
  return parts;
}
