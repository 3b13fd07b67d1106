/**
 * nft's commands: a file of them, or one from the command line (nft's parser_bison.y: line, base_cmd).
 */
import type { Hook } from '../../hook.ts';
import { NftError, type Location } from '../error.ts';
import type { Base, Family, SetShape } from '../model.ts';
import type { Expression, SetElement } from '../syntax.ts';
import { parseDuration, parseSet } from './expression.ts';
import { type Token, tokensOf } from './lexer.ts';
import { type ParsedRule, parseRule } from './statement.ts';
import { TokenStream } from './stream.ts';

export type Verb =
  'add' | 'create' | 'insert' | 'replace' | 'delete' | 'destroy' | 'flush' | 'list' | 'reset';

export interface TableName {
  readonly family: Family;
  readonly table: string;
  readonly location: Location;
}

export interface ChainBody {
  readonly base: Base | undefined;
  readonly policy: 'accept' | 'drop' | undefined;
  readonly comment: string | undefined;
  readonly rules: readonly ParsedRule[];
}

export interface SetBody {
  readonly shape: SetShape;
  readonly elements: readonly SetElement[];
}

export type NftCommand =
  | ({ readonly object: 'table'; readonly verb: Verb; readonly comment: string | undefined } & TableName)
  | ({
      readonly object: 'chain';
      readonly verb: Verb;
      readonly name: string;
      readonly at: Location;
      readonly body: ChainBody | undefined;
    } & TableName)
  | ({
      readonly object: 'set';
      readonly verb: Verb;
      readonly name: string;
      readonly at: Location;
      readonly body: SetBody | undefined;
    } & TableName)
  | ({
      readonly object: 'element';
      readonly verb: Verb;
      readonly name: string;
      readonly at: Location;
      readonly words: TokenStream;
    } & TableName)
  | ({
      readonly object: 'rule';
      readonly verb: Verb;
      readonly name: string;
      readonly at: Location;
      readonly handle: number | undefined;
      readonly rule: ParsedRule;
    } & TableName)
  | {
      readonly object: 'ruleset' | 'tables' | 'chains' | 'sets' | 'maps';
      readonly verb: Verb;
      readonly family: Family | undefined;
    };

const families: readonly string[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];
const verbs: readonly string[] = [
  'add',
  'create',
  'insert',
  'replace',
  'delete',
  'destroy',
  'flush',
  'list',
  'reset',
];

const hooks: readonly string[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'];

/** Names of priorities, where they stand for IPv4 (NF_IP_PRI_*). */
export const priorities: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};

/** @throws NftError */
export function parseCommands(text: string): NftCommand[] {
  const stream = new TokenStream(tokensOf(text));
  const commands: NftCommand[] = [];
  for (;;) {
    stream.skipEnds();
    if (stream.next.kind === 'eof') return commands;
    parseCommand(stream, commands);
    if (!stream.isAtEnd) throw stream.unexpected();
  }
}

function parseCommand(stream: TokenStream, commands: NftCommand[]): void {
  const verb = verbs.includes(stream.next.text) ? (stream.take().text as Verb) : 'add';
  const word = stream.word();
  const { text } = word;
  switch (text) {
    case 'table': {
      const name = tableName(stream);
      const head = { object: 'table', verb, ...name } as const;
      if (!stream.is('{')) {
        commands.push({ ...head, comment: undefined });
        return;
      }
      const at = commands.length;
      commands.push({ ...head, comment: undefined });
      const comment = parseTable(stream, name, commands);
      commands[at] = { ...head, comment };
      return;
    }
    case 'chain': {
      const name = tableName(stream);
      const chain = stream.word();
      const body = stream.is('{') ? parseChain(stream) : undefined;
      commands.push({ object: 'chain', verb, ...name, name: chain.text, at: chain, body });
      return;
    }
    case 'set':
    case 'map': {
      const name = tableName(stream);
      const set = stream.word();
      const body = stream.is('{') ? parseSetBody(stream, text) : undefined;
      commands.push({ object: 'set', verb, ...name, name: set.text, at: set, body });
      return;
    }
    case 'element': {
      const name = tableName(stream);
      const set = stream.word();
      commands.push({
        object: 'element',
        verb,
        ...name,
        name: set.text,
        at: set,
        words: bracesAhead(stream),
      });
      return;
    }
    case 'rule': {
      const name = tableName(stream);
      const chain = stream.word();
      const handle = stream.accept('handle') ? stream.number() : undefined;
      const rule = parseRule(stream);
      commands.push({ object: 'rule', verb, ...name, name: chain.text, at: chain, handle, rule });
      return;
    }
    case 'ruleset':
    case 'tables':
    case 'chains':
    case 'sets':
    case 'maps': {
      const family = families.includes(stream.next.text) ? familyOf(stream) : undefined;
      commands.push({ object: text, verb, family });
      return;
    }
  }
  // A name alone is taken for the beginning of something longer.
  if (verbs.includes(text) || !stream.isAtEnd) throw new NftError(`syntax error, unexpected ${text}`, word);
  throw stream.unexpected('string');
}

/** The tokens of `{ … }`, to be read when the set they belong to is known. */
function bracesAhead(stream: TokenStream): TokenStream {
  const tokens: Token[] = [];
  let depth = 0;
  do {
    const token = stream.take();
    if (token.kind === 'eof') throw stream.unexpected("'}'");
    if (token.kind === 'symbol' && token.text === '{') depth++;
    if (token.kind === 'symbol' && token.text === '}') depth--;
    tokens.push(token);
  } while (depth > 0);
  tokens.push({ kind: 'eof', text: '', start: stream.next.start, end: stream.next.start });
  return new TokenStream(tokens);
}

function familyOf(stream: TokenStream): Family {
  const token = stream.take();
  const { text } = token;
  if (text === 'ip' || text === 'ip6' || text === 'inet') return text;
  throw new NftError('Could not process rule: Operation not supported', token);
}

function tableName(stream: TokenStream): TableName {
  const family =
    families.includes(stream.next.text) && stream.peek(1).kind === 'word' ? familyOf(stream) : 'ip';
  const token = stream.word();
  return { family, table: token.text, location: token };
}

/** @returns the table's comment */
function parseTable(stream: TokenStream, name: TableName, commands: NftCommand[]): string | undefined {
  let comment: string | undefined;
  stream.expect('{');
  for (;;) {
    stream.skipEnds();
    if (stream.accept('}')) return comment;
    const word = stream.word();
    if (word.text === 'comment') {
      comment = stream.word().text;
      continue;
    }
    if (word.text === 'flags') {
      stream.word();
      continue;
    }
    const own = stream.word();
    const head = { verb: 'add', ...name, name: own.text, at: own } as const;
    if (word.text === 'chain') commands.push({ object: 'chain', ...head, body: parseChain(stream) });
    else if (word.text === 'set' || word.text === 'map')
      commands.push({ object: 'set', ...head, body: parseSetBody(stream, word.text) });
    else throw new NftError(`syntax error, unexpected ${word.text}`, word);
  }
}

function parseChain(stream: TokenStream): ChainBody {
  let base: Base | undefined;
  let policy: 'accept' | 'drop' | undefined;
  let comment: string | undefined;
  const rules: ParsedRule[] = [];
  stream.expect('{');
  for (;;) {
    stream.skipEnds();
    if (stream.accept('}')) return { base, policy, comment, rules };
    if (stream.is('type') && hooksAhead(stream)) base = parseBase(stream);
    else if (stream.accept('policy')) policy = stream.word().text === 'drop' ? 'drop' : 'accept';
    else if (stream.is('comment') && stream.peek(1).kind === 'string') {
      stream.take();
      comment = stream.take().text;
    } else rules.push(parseRule(stream));
  }
}

function hooksAhead(stream: TokenStream): boolean {
  return stream.peek(2).text === 'hook';
}

function parseBase(stream: TokenStream): Base {
  stream.expect('type');
  const type = stream.word();
  if (type.text !== 'filter' && type.text !== 'nat' && type.text !== 'route')
    throw new NftError('unknown chain type', type);
  stream.expect('hook');
  const hook = stream.word();
  if (!hooks.includes(hook.text)) throw new NftError('unknown chain hook', hook);
  stream.expect('priority');
  let sign = stream.accept('-') ? -1 : 1;
  const word = stream.word();
  let priority = priorities[word.text];
  priority ??= /^\d+$/.test(word.text) ? sign * Number(word.text) : undefined;
  if (priority === undefined) throw new NftError(`'${word.text}' is invalid priority in this context.`, word);
  while (stream.is('-') || stream.is('+')) {
    sign = stream.take().text === '-' ? -1 : 1;
    priority += sign * stream.number();
  }
  return { type: type.text, hook: hook.text as Hook, priority };
}

function parseSetBody(stream: TokenStream, kind: 'set' | 'map'): SetBody {
  let key: readonly string[] = [];
  let data: readonly string[] = [];
  let flags: readonly string[] = [];
  let timeout: number | undefined;
  let size: number | undefined;
  let comment: string | undefined;
  let elements: readonly SetElement[] = [];
  stream.expect('{');
  for (;;) {
    stream.skipEnds();
    if (stream.accept('}')) break;
    const word = stream.word();
    switch (word.text) {
      case 'type':
        key = parseTypes(stream);
        if (stream.accept(':')) data = parseTypes(stream);
        break;
      case 'flags':
        flags = parseWords(stream);
        break;
      case 'timeout':
        timeout = parseDuration(stream);
        break;
      case 'gc-interval':
        parseDuration(stream);
        break;
      case 'size':
        size = stream.number();
        break;
      case 'policy':
        stream.word();
        break;
      case 'auto-merge':
        break;
      case 'comment':
        comment = stream.word().text;
        break;
      case 'elements': {
        stream.expect('=');
        const set = parseSet(stream, keyExpression(key), data);
        elements = set.kind === 'set' ? set.elements : [];
        break;
      }
      default:
        throw new NftError(`syntax error, unexpected ${word.text}`, word);
    }
  }
  // A set that packets fill has a limit.
  if (flags.includes('dynamic')) size ??= 65_535;
  return { shape: { kind, key, data, flags, timeout, size, comment }, elements };
}

/** A left side whose parts have these types, to read values by. */
export function keyExpression(types: readonly string[]): Expression {
  const parts = types.map((type): Expression => ({ kind: 'value', value: 0, type }));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'concatenation', parts };
}

function parseTypes(stream: TokenStream): readonly string[] {
  const types = [stream.word().text];
  while (stream.accept('.')) types.push(stream.word().text);
  return types;
}

function parseWords(stream: TokenStream): readonly string[] {
  const words = [stream.word().text];
  while (stream.accept(',')) words.push(stream.word().text);
  return words;
}
