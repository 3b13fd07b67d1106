/**
 * From words to a template's nodes (text/template/parse parse.go), with its errors: `template: output:1: …`.
 *
 * Left out: complex numbers.
 */
import { Failure } from '../../failure.ts';
import { unquoted } from '../jsonpath-parser.ts';
import { type Branch, type Command, type Node, nodeText, type Operand, type Pipe } from './nodes.ts';
import { type Token, type TokenKind, tokensOf, tokenText } from './tokens.ts';

export interface Templates {
  readonly main: readonly Node[];
  readonly named: ReadonlyMap<string, readonly Node[]>;
}

/**
 * @param name of the template, for errors
 * @throws Failure in the parser's words
 */
export function parseTemplate(name: string, input: string, functions: ReadonlySet<string>): Templates {
  return new Parser(name, input, functions).templates();
}

const operandKinds: readonly TokenKind[] =
  'bool character dot field identifier number nil string variable open'.split(' ') as TokenKind[];

interface Ending {
  readonly kind: 'end' | 'else';
  readonly at: number;
}

class Parser {
  readonly #name: string;
  readonly #functions: ReadonlySet<string>;
  readonly #tokens: readonly Token[];
  readonly #named = new Map<string, readonly Node[]>();
  #next = 0;
  /** How far was looked: errors are in that line. */
  #seen = 0;
  #variables: string[] = ['$'];
  #ranges = 0;
  #actionLine = 0;

  constructor(name: string, input: string, functions: ReadonlySet<string>) {
    this.#name = name;
    this.#functions = functions;
    this.#tokens = tokensOf(input);
  }

  templates(): Templates {
    const main: Node[] = [];
    while (this.#peek().kind !== 'end') {
      const start = this.#next;
      if (this.#peek().kind === 'left') {
        this.#take();
        const token = this.#takeWord();
        if (token.kind === 'keyword' && token.text === 'define') {
          this.#define();
          continue;
        }
        this.#next = start;
      }
      const node = this.#textOrAction();
      if (isEnding(node)) throw this.#failure(`unexpected {{${node.kind}}}`);
      main.push(node);
    }
    return { main, named: this.#named };
  }

  #peek(): Token {
    this.#seen = Math.max(this.#seen, Math.min(this.#next, this.#tokens.length - 1));
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #takeWord(): Token {
    let token = this.#take();
    while (token.kind === 'space') token = this.#take();
    return token;
  }

  #peekWord(): Token {
    while (this.#peek().kind === 'space') this.#next++;
    return this.#peek();
  }

  #failure(message: string): Failure {
    const line = this.#tokens[this.#seen]?.line ?? 1;
    return new Failure(`template: ${this.#name}:${String(line)}: ${message}`);
  }

  #unexpected(token: Token, context: string): Failure {
    if (token.kind !== 'error') return this.#failure(`unexpected ${tokenText(token)} in ${context}`);
    const began = ` started at ${this.#name}:${String(this.#actionLine)}`;
    const isLater = this.#actionLine !== 0 && this.#actionLine !== token.line;
    const where = token.text.endsWith(' action') ? began : ` in action${began}`;
    return this.#failure(`${token.text}${isLater ? where : ''}`);
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#takeWord();
    if (token.kind !== kind) throw this.#unexpected(token, context);
    return token;
  }

  #define(): void {
    const context = 'define clause';
    const name = this.#literal(this.#expect('string', context).text);
    this.#expect('right', context);
    this.#body(name, context);
  }

  /** A template of its own, which sees no variables of this one. */
  #body(name: string, context: string): void {
    const outside = this.#variables;
    this.#variables = ['$'];
    const { list, ending } = this.#list();
    if (ending.kind !== 'end') throw this.#failure(`unexpected {{${ending.kind}}} in ${context}`);
    this.#variables = outside;
    const before = this.#named.get(name);
    if (before !== undefined && !isEmpty(before)) {
      if (!isEmpty(list))
        throw this.#failure(`template: multiple definition of template ${JSON.stringify(name)}`);
    } else this.#named.set(name, list);
  }

  #list(): { readonly list: readonly Node[]; readonly ending: Ending } {
    const list: Node[] = [];
    while (this.#peekWord().kind !== 'end') {
      const node = this.#textOrAction();
      if (isEnding(node)) return { list, ending: node };
      list.push(node);
    }
    throw this.#failure('unexpected EOF');
  }

  #textOrAction(): Node | Ending {
    const token = this.#takeWord();
    if (token.kind === 'text') return { kind: 'text', text: token.text, at: token.at };
    if (token.kind !== 'left') throw this.#unexpected(token, 'input');
    this.#actionLine = token.line;
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): Node | Ending {
    const token = this.#peekWord();
    if (token.kind === 'keyword') {
      this.#take();
      switch (token.text) {
        case 'break':
        case 'continue':
          return this.#jump(token.text, token.at);
        case 'else': {
          const next = this.#peekWord();
          if (!isKeyword(next, 'if') && !isKeyword(next, 'with')) this.#expect('right', 'else');
          return { kind: 'else', at: next.at };
        }
        case 'end':
          return { kind: 'end', at: this.#expect('right', 'end').at };
        case 'if':
        case 'with':
        case 'range':
          return this.#branch(token.text);
        case 'template':
        case 'block':
          return this.#template(token.text);
      }
      this.#next--;
    }
    return { kind: 'action', at: token.at, pipe: this.#pipe('command', 'right') };
  }

  #jump(kind: 'break' | 'continue', at: number): Node {
    const next = this.#takeWord();
    if (next.kind !== 'right') throw this.#unexpected(next, `{{${kind}}}`);
    if (this.#ranges === 0) throw this.#failure(`{{${kind}}} outside {{range}}`);
    return { kind, at };
  }

  #branch(kind: Branch['kind']): Branch {
    const known = this.#variables.length;
    const pipe = this.#pipe(kind, 'right');
    if (kind === 'range') this.#ranges++;
    const { list, ending } = this.#list();
    if (kind === 'range') this.#ranges--;
    let otherwise: readonly Node[] | undefined;
    if (ending.kind === 'else') {
      const next = this.#peek();
      if (kind !== 'range' && isKeyword(next, kind)) {
        this.#take();
        otherwise = [this.#branch(kind)];
      } else {
        const rest = this.#list();
        if (rest.ending.kind !== 'end') throw this.#failure(`expected end; found {{${rest.ending.kind}}}`);
        otherwise = rest.list;
      }
    }
    this.#variables.length = known;
    return { kind, at: pipe.at, pipe, list, otherwise };
  }

  #template(kind: 'template' | 'block'): Node {
    const context = `${kind} clause`;
    const token = this.#takeWord();
    if (token.kind !== 'string') throw this.#unexpected(token, context);
    const name = this.#literal(token.text);
    if (kind === 'template' && this.#peekWord().kind === 'right') {
      this.#take();
      return { kind: 'template', at: token.at, name, pipe: undefined };
    }
    const pipe = this.#pipe(context, 'right');
    if (kind === 'block') this.#body(name, context);
    return { kind: 'template', at: token.at, name, pipe };
  }

  #pipe(context: string, end: 'right' | 'close'): Pipe {
    const { at } = this.#peekWord();
    const { variables, isAssignment } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#peekWord();
      if (token.kind === end) break;
      if (!operandKinds.includes(token.kind)) throw this.#unexpected(this.#take(), context);
      commands.push(this.#command());
    }
    this.#take();
    if (commands.length === 0) throw this.#failure(`missing value for ${context}`);
    for (const [index, { operands }] of commands.entries())
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(operands[0]?.kind ?? ''))
        throw this.#failure(`non executable command in pipeline stage ${String(index + 1)}`);
    return { kind: 'pipe', at, variables, isAssignment, commands };
  }

  #declarations(context: string): { readonly variables: readonly string[]; readonly isAssignment: boolean } {
    const variables: string[] = [];
    for (;;) {
      const variable = this.#peekWord();
      if (variable.kind !== 'variable') return { variables, isAssignment: false };
      const start = this.#next;
      this.#take();
      const next = this.#peekWord();
      const isComma = next.kind === 'sign' && next.text === ',';
      if (next.kind !== 'assign' && next.kind !== 'declare' && !isComma) {
        this.#next = start;
        return { variables, isAssignment: false };
      }
      this.#take();
      variables.push(variable.text);
      this.#variables.push(variable.text);
      if (!isComma) return { variables, isAssignment: next.kind === 'assign' };
      if (context !== 'range' || variables.length > 1)
        throw this.#failure(`too many declarations in ${context}`);
      if (!['variable', 'right', 'close'].includes(this.#peekWord().kind))
        throw this.#failure('range can only initialize variables');
    }
  }

  #command(): Command {
    const { at } = this.#peekWord();
    const operands: Operand[] = [];
    for (;;) {
      this.#peekWord();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#peek();
      if (token.kind === 'right' || token.kind === 'close') break;
      this.#take();
      if (token.kind === 'space') continue;
      if (token.kind !== 'pipe') throw this.#unexpected(token, 'operand');
      break;
    }
    if (operands.length === 0) throw this.#failure('empty command');
    return { kind: 'command', at, operands };
  }

  #operand(): Operand | undefined {
    const term = this.#term();
    if (term === undefined || this.#peek().kind !== 'field') return term;
    const { at } = this.#peek();
    const names: string[] = [];
    while (this.#peek().kind === 'field') names.push(this.#take().text.slice(1));
    switch (term.kind) {
      case 'field':
      case 'variable':
        return { ...term, at, names: [...term.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        throw this.#failure(`unexpected . after term ${JSON.stringify(nodeText(term))}`);
      default:
        return { kind: 'chain', at, of: term, names };
    }
  }

  #term(): Operand | undefined {
    const { kind, text, at } = this.#peekWord();
    if (!operandKinds.includes(kind)) return undefined;
    this.#take();
    switch (kind) {
      case 'identifier':
        if (!this.#functions.has(text)) throw this.#failure(`function ${JSON.stringify(text)} not defined`);
        return { kind, name: text, at };
      case 'dot':
      case 'nil':
        return { kind, at };
      case 'variable':
        if (!this.#variables.includes(text))
          throw this.#failure(`undefined variable ${JSON.stringify(text)}`);
        return { kind, names: [text], at };
      case 'field':
        return { kind, names: [text.slice(1)], at };
      case 'bool':
        return { kind, value: text === 'true', at };
      case 'open':
        return this.#pipe('parenthesized pipeline', 'close');
      case 'string':
        return { kind, text, value: this.#literal(text), at };
      default:
        return this.#number(text, at);
    }
  }

  #number(text: string, at: number): Operand {
    if (text.startsWith("'")) {
      const character = unquoted(text.slice(1, -1), "'") ?? '';
      if ([...character].length !== 1) throw this.#failure(`malformed character constant: ${text}`);
      return { kind: 'number', text, value: character.codePointAt(0) ?? 0, isFloat: false, at };
    }
    const digits = text.replaceAll('_', '');
    const [, sign = '', plain = ''] = /^([-+]?)(.*)$/.exec(digits) ?? [];
    const isOctal = /^0[0-7]+$/.test(plain);
    const value = (sign === '-' ? -1 : 1) * Number(isOctal ? `0o${plain.slice(1)}` : plain);
    if (plain === '' || plain === '.' || Number.isNaN(value))
      throw this.#failure(`bad number syntax: ${JSON.stringify(text)}`);
    const isHexadecimal = /^0[xX]/.test(plain);
    return { kind: 'number', text, value, isFloat: !isHexadecimal && /[.eE]/.test(plain), at };
  }

  /** strconv.Unquote */
  #literal(text: string): string {
    const value = text.startsWith('`')
      ? text.slice(1, -1).replaceAll('\r', '')
      : unquoted(text.slice(1, -1), '"');
    if (value === undefined) throw this.#failure('invalid syntax');
    return value;
  }
}

function isEnding(node: Node | Ending): node is Ending {
  return node.kind === 'end' || node.kind === 'else';
}

function isKeyword({ kind, text }: Token, wanted: string): boolean {
  return kind === 'keyword' && text === wanted;
}

function isEmpty(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}
