/**
 * Variables and files in files, as words: `define NAME = …`, `$NAME`, `include "PATH"` (nft's src/parser_bison.y:
 * common_block, variable_expr; src/scanner.l: scanner_include_file). The words of a variable stand where it is named and
 * remember where they were written. A variable is known to the end of the block it is defined in.
 *
 * Left out: most of the grammar of a value, which nft minds where it is defined and we where it is used.
 */
import { type Location, NftError } from '../../linux/netfilter/nftables/error.ts';
import { nearest } from '../../linux/netfilter/nftables/misspell.ts';
import { type Token, tokensOf } from '../../linux/netfilter/nftables/parse/lexer.ts';
import { TokenStream } from '../../linux/netfilter/nftables/parse/stream.ts';
import type { Source, Sources } from './sources.ts';

/** What a file's name stands for. */
export interface IncludedFile {
  readonly name: string;
  readonly text: string;
}

/** @returns the files, several for a pattern; undefined where there is none */
export type ReadIncluded = (path: string) => readonly IncludedFile[] | undefined;

interface Scope {
  readonly known: Map<string, readonly Token[]>;
  readonly outer: Scope | undefined;
}

const deepest = 16;

/** No values. */
const verdicts = ['accept', 'drop', 'continue', 'return', 'jump', 'goto'];

/** Two of them need something in between. */
function isOperand({ kind }: Token): boolean {
  return kind === 'word' || kind === 'number' || kind === 'string' || kind === 'asterisk';
}

export class Preprocessor {
  readonly #sources: Sources;
  readonly #read: ReadIncluded;
  #scope: Scope = { known: new Map(), outer: undefined };

  constructor(sources: Sources, read: ReadIncluded) {
    this.#sources = sources;
    this.#read = read;
  }

  /** @returns all words of a text, the end of it last. @throws NftError */
  wordsOf(source: Source): readonly Token[] {
    const out: Token[] = [];
    const tokens = tokensOf(source.text, source.base);
    this.#expand(new TokenStream(tokens), out, 0);
    const end = tokens.at(-1);
    return end === undefined ? out : [...out, end];
  }

  #expand(stream: TokenStream, out: Token[], depth: number): void {
    let begins = true;
    while (!stream.isAtEof()) {
      if (begins && stream.is('include')) this.#include(stream, out, depth);
      else if (begins && stream.is('define', 'redefine', 'undefine')) this.#define(stream);
      else if (stream.is('$')) out.push(...this.#variable(stream, out.at(-1)));
      else {
        const token = stream.take();
        if (token.kind === 'symbol' && token.text === '{')
          this.#scope = { known: new Map(), outer: this.#scope };
        if (token.kind === 'symbol' && token.text === '}') this.#scope = this.#scope.outer ?? this.#scope;
        const isPrefix = token.kind === 'string' && out.at(-1)?.text === 'prefix';
        out.push(isPrefix ? { ...token, text: this.#inText(token) } : token);
      }
      const last = out.at(-1);
      begins =
        last === undefined || last.kind === 'end' || (last.kind === 'symbol' && /^[{}]$/.test(last.text));
    }
  }

  #endOfStatement(stream: TokenStream): void {
    if (stream.next.kind !== 'end' && !stream.isAtEof()) throw stream.unexpected('newline or semicolon');
  }

  #include(stream: TokenStream, out: Token[], depth: number): void {
    const { start } = stream.take();
    if (stream.next.kind !== 'string') throw stream.unexpected('quoted string');
    const path = stream.take().text;
    this.#endOfStatement(stream);
    const at = { start, end: stream.next.end };
    const files = this.#read(path);
    if (files === undefined) throw new NftError(`File not found: ${path}`, at);
    for (const { name, text } of files) {
      if (depth + 1 >= deepest)
        throw new NftError(`Include nested too deeply, max ${String(deepest)} levels`, at);
      const source = this.#sources.add(name, text, at);
      this.#expand(new TokenStream(tokensOf(text, source.base)), out, depth + 1);
      // The end of a file ends its last line.
      const end = source.base + text.length;
      out.push({ kind: 'end', text: '\n', start: end, end });
    }
  }

  #define(stream: TokenStream): void {
    const { text: verb } = stream.take();
    const name = stream.identifier();
    if (verb === 'undefine') {
      this.#scope.known.delete(name.text);
      return;
    }
    if (!stream.is('=')) throw stream.unexpected("'='");
    stream.take();
    if (verb === 'define' && this.#find(name.text) !== undefined)
      throw new NftError(`redefinition of symbol '${name.text}'`, name);
    if (stream.next.kind === 'end') throw stream.unexpected();
    this.#scope.known.set(name.text, this.#value(stream));
    this.#endOfStatement(stream);
  }

  /** A value may go on over lines inside braces. */
  #value(stream: TokenStream): readonly Token[] {
    const words: Token[] = [];
    let depth = 0;
    while (!stream.isAtEof() && (depth > 0 || stream.next.kind !== 'end')) {
      if (stream.is('{')) depth++;
      if (stream.is('}')) depth--;
      if (depth < 0) break;
      const before = stream.last;
      if (words.length === 0 && stream.is(...verdicts)) throw stream.unexpected();
      if (depth === 0 && words.length > 0 && isOperand(before) && isOperand(stream.next))
        throw stream.unexpected('newline or semicolon');
      if (stream.is('$')) words.push(...this.#variable(stream, words.at(-1)));
      else words.push(stream.take());
    }
    return words;
  }

  #find(name: string): readonly Token[] | undefined {
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.outer) {
      const value = scope.known.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #lookUp(name: string, at: Location): readonly Token[] {
    const value = this.#find(name);
    if (value !== undefined) return value;
    const names: string[] = [];
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.outer)
      names.push(...scope.known.keys());
    const meant = nearest(name, names, (each) => each);
    const hint = meant === undefined ? '' : `; did you mean identifier ‘${meant}’?`;
    throw new NftError(`unknown identifier '${name}'${hint}`, { start: at.start, end: at.end });
  }

  /** @param before the word before it: a set among the elements of a set is its elements */
  #variable(stream: TokenStream, before: Token | undefined): readonly Token[] {
    const { start } = stream.take();
    const name = stream.identifier();
    const value = this.#lookUp(name.text, name);
    const isElement = before?.kind === 'symbol' && /^[{,]$/.test(before.text);
    const words = isElement && value[0]?.text === '{' ? value.slice(1, -1) : value;
    return words.map((token) => ({
      ...token,
      start,
      end: name.end,
      origin: token.origin ?? { start: token.start, end: token.end },
    }));
  }

  /** The prefix of a log takes variables inside its quotes. */
  #inText(token: Token): string {
    return token.text.replace(/\$(\w*)/g, (_, name: string) =>
      this.#lookUp(name, token)
        .map(({ text }) => text)
        .join(' '),
    );
  }
}
