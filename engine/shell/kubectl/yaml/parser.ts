/**
 * The first document of a text as nodes (parserc.go of go.yaml.in/yaml v2). What stands after it is not looked at, but for
 * the one token that shows its end. Left out: what directives say.
 */
import { type Mark, parserFault, YamlFault } from './fault.ts';
import { Scanner, type Token, type TokenKind } from './scanner.ts';

interface Tagged {
  /** `!!str`; undefined where there is none. */
  readonly tag: string | undefined;
}

export type Node =
  | (Tagged & { readonly kind: 'scalar'; readonly text: string; readonly isPlain: boolean })
  | (Tagged & { readonly kind: 'sequence'; readonly items: readonly Node[] })
  | (Tagged & { readonly kind: 'mapping'; readonly pairs: readonly (readonly [key: Node, value: Node])[] })
  | { readonly kind: 'alias'; readonly name: string; readonly target: Anchored };

/** What an anchor names; not there yet while it is read: so an alias can stand in what it means. */
export interface Anchored {
  node: Node | undefined;
}

const empty: Node = { kind: 'scalar', text: '', isPlain: true, tag: undefined };

/**
 * @returns undefined for an empty text
 * @throws YamlFault
 */
export function parseYaml(text: string): Node | undefined {
  return new Parser(text).document();
}

class Parser {
  readonly #scanner: Scanner;
  /** By name, the last one. */
  readonly #anchors = new Map<string, Anchored>();

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): Node | undefined {
    const hasDirectives = this.#is('directive');
    while (this.#is('directive')) this.#scanner.take();
    if (hasDirectives && !this.#is('document start'))
      throw parserFault('did not find expected <document start>', this.#scanner.peek().start);
    if (this.#is('stream end')) return undefined;
    if (this.#is('document start')) this.#scanner.take();
    const node = this.#is('directive', 'document start', 'document end', 'stream end')
      ? empty
      : this.#node(true, false);
    // Whether it ends here is seen by the next token, which may be a fault.
    this.#scanner.peek();
    return node;
  }

  #is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }

  #node(isBlock: boolean, mayBeIndentless: boolean): Node {
    const scanner = this.#scanner;
    if (this.#is('alias')) {
      const name = scanner.take().text;
      const target = this.#anchors.get(name);
      if (target === undefined) throw new YamlFault(`unknown anchor '${name}' referenced`);
      return { kind: 'alias', name, target };
    }
    const { start } = scanner.peek();
    let anchor: string | undefined;
    let tag: string | undefined;
    while ((anchor === undefined && this.#is('anchor')) || (tag === undefined && this.#is('tag'))) {
      const { kind, text } = scanner.take();
      if (kind === 'anchor') anchor = text;
      else tag = text;
    }
    if (anchor === undefined) return this.#content(tag, start, isBlock, mayBeIndentless);
    const anchored: Anchored = { node: undefined };
    this.#anchors.set(anchor, anchored);
    anchored.node = this.#content(tag ?? '', start, isBlock, mayBeIndentless);
    return anchored.node;
  }

  /** @param tag empty: none, but an anchor, which may name nothing */
  #content(tag: string | undefined, start: Mark, isBlock: boolean, mayBeIndentless: boolean): Node {
    const scanner = this.#scanner;
    const named = { tag: tag === '' ? undefined : tag };
    const token = scanner.peek();
    if (mayBeIndentless && token.kind === '-')
      return { kind: 'sequence', items: this.#indentlessItems(), ...named };
    if (token.kind === 'scalar') {
      scanner.take();
      return { kind: 'scalar', text: token.text, isPlain: token.isPlain, ...named };
    }
    if (token.kind === '[') return { kind: 'sequence', items: this.#flowItems(), ...named };
    if (token.kind === '{') return { kind: 'mapping', pairs: this.#flowPairs(), ...named };
    if (isBlock && token.kind === 'block sequence start')
      return { kind: 'sequence', items: this.#blockItems(), ...named };
    if (isBlock && token.kind === 'block mapping start')
      return { kind: 'mapping', pairs: this.#blockPairs(), ...named };
    if (tag !== undefined) return { ...empty, ...named };
    throw parserFault('did not find expected node content', token.start, start);
  }

  #blockItems(): readonly Node[] {
    const { start } = this.#scanner.take();
    const items: Node[] = [];
    while (this.#is('-')) {
      this.#scanner.take();
      items.push(this.#is('-', 'block end') ? empty : this.#node(true, false));
    }
    this.#close('block end', "did not find expected '-' indicator", start);
    return items;
  }

  #indentlessItems(): readonly Node[] {
    const items: Node[] = [];
    while (this.#is('-')) {
      this.#scanner.take();
      items.push(this.#is('-', 'key', 'value', 'block end') ? empty : this.#node(true, false));
    }
    return items;
  }

  #blockPairs(): readonly (readonly [Node, Node])[] {
    const { start } = this.#scanner.take();
    const pairs: (readonly [Node, Node])[] = [];
    while (this.#is('key')) {
      this.#scanner.take();
      const key = this.#is('key', 'value', 'block end') ? empty : this.#node(true, true);
      pairs.push([key, this.#blockValue()]);
    }
    this.#close('block end', 'did not find expected key', start);
    return pairs;
  }

  #blockValue(): Node {
    if (!this.#is('value')) return empty;
    this.#scanner.take();
    return this.#is('key', 'value', 'block end') ? empty : this.#node(true, true);
  }

  #close(kind: TokenKind, problem: string, context: Mark): void {
    const token: Token = this.#scanner.peek();
    if (token.kind !== kind) throw parserFault(problem, token.start, context);
    this.#scanner.take();
  }

  #flowItems(): readonly Node[] {
    const { start } = this.#scanner.take();
    const items: Node[] = [];
    while (!this.#is(']')) {
      if (items.length > 0) {
        this.#close(',', "did not find expected ',' or ']'", start);
        if (this.#is(']')) break;
      }
      if (this.#is('key')) {
        this.#scanner.take();
        const key = this.#is('value', ',', ']') ? empty : this.#node(false, false);
        items.push({ kind: 'mapping', pairs: [[key, this.#flowValue(']')]], tag: undefined });
      } else items.push(this.#node(false, false));
    }
    this.#scanner.take();
    return items;
  }

  #flowPairs(): readonly (readonly [Node, Node])[] {
    const { start } = this.#scanner.take();
    const pairs: (readonly [Node, Node])[] = [];
    while (!this.#is('}')) {
      if (pairs.length > 0) {
        this.#close(',', "did not find expected ',' or '}'", start);
        if (this.#is('}')) break;
      }
      if (this.#is('key')) {
        this.#scanner.take();
        const key = this.#is('value', ',', '}') ? empty : this.#node(false, false);
        pairs.push([key, this.#flowValue('}')]);
      } else pairs.push([this.#node(false, false), empty]);
    }
    this.#scanner.take();
    return pairs;
  }

  #flowValue(end: ']' | '}'): Node {
    if (!this.#is('value')) return empty;
    this.#scanner.take();
    return this.#is(',', end) ? empty : this.#node(false, false);
  }
}
