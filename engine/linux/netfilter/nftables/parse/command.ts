/**
 * nft's commands: a file of them, or one from the command line (nft's parser_bison.y: line, base_cmd).
 */
import { canGoOn, type Location, type NftError, NotModelled, throwAll } from '../error.ts';
import type { Base, Family, ObjectBody } from '../model.ts';
import type { SetShape } from '../set.ts';
import type { ObjectType, RuleBody, SetElement } from '../syntax.ts';
import { parseChainBlock, parseObjectBlock, parseSetBlock, parseTableBlock } from './block.ts';
import type { ParseContext } from './context.ts';
import { type Token, tokensOf } from './lexer.ts';
import { parseRule } from './statement.ts';
import { TokenStream } from './stream.ts';
import type { ValueContext } from './value.ts';

export type Verb =
  'add' | 'create' | 'insert' | 'replace' | 'delete' | 'flush' | 'list' | 'reset' | 'get' | 'rename';

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

export interface ParsedRule {
  readonly body: RuleBody;
  readonly at: Location;
}

export interface SetBody {
  readonly shape: SetShape;
  readonly elements: readonly SetElement[];
}

interface Named extends TableName {
  readonly verb: Verb;
  readonly name: string;
  readonly at: Location;
}

export type NftCommand =
  | ({
      readonly object: 'table';
      readonly verb: Verb;
      readonly comment: string | undefined;
      readonly dormant: boolean;
      /** By its handle, as `delete table handle 5` has it. */
      readonly handle: number | undefined;
    } & TableName)
  | (Named & {
      readonly object: 'chain';
      readonly body: ChainBody | undefined;
      readonly to: string | undefined;
      readonly handle: number | undefined;
      /** Of the command from its beginning on. */
      readonly whole?: Location;
    })
  | (Named & {
      readonly object: 'set';
      readonly kind: 'set' | 'map' | 'meter';
      readonly body: SetBody | undefined;
    })
  | (Named & { readonly object: 'element'; readonly words: TokenStream; readonly context: ParseContext })
  | (Named & {
      readonly object: 'object';
      readonly type: ObjectType;
      readonly body: ObjectBody | undefined;
      readonly comment: string | undefined;
    })
  | (Named & {
      readonly object: 'rule';
      readonly rule: ParsedRule | undefined;
      readonly handle: number | undefined;
      /** Counted from 0, of the rule it comes before or after. */
      readonly index: number | undefined;
      readonly place: Location;
    })
  | { readonly object: 'ruleset'; readonly verb: Verb; readonly family: Family | undefined }
  | {
      readonly object: 'tables' | 'chains' | 'sets' | 'maps' | 'meters' | 'flowtables' | 'hooks';
      readonly verb: Verb;
      readonly family: Family | undefined;
      readonly table: string | undefined;
      /** Of the table's name. */
      readonly location: Location;
    }
  | {
      readonly object: 'objects';
      readonly verb: Verb;
      readonly type: ObjectType;
      readonly family: Family | undefined;
      readonly table: string | undefined;
      /** Of the table's name. */
      readonly location: Location;
    };

/** What a verb may be followed by, and what bison says it hoped for; a rule where nothing is said. */
const verbs: Readonly<
  Record<Exclude<Verb, 'insert' | 'replace'>, readonly [objects: string, hoped?: string]>
> = {
  add: ['table chain rule set map flowtable element counter quota limit secmark synproxy ct'],
  create: ['table chain set map flowtable element counter quota limit secmark synproxy ct'],
  delete: ['table chain rule set map flowtable element counter quota limit secmark synproxy ct'],
  flush: ['table chain set map meter ruleset'],
  list: [
    'table tables chain chains set sets map maps meter meters flowtable flowtables ruleset counter counters quota quotas limit limits secmark secmarks synproxy synproxys ct hooks',
  ],
  reset: ['counters counter quotas quota', 'counter or counters or quotas or quota'],
  get: ['element', 'element'],
  rename: ['chain', 'chain'],
};

const families: readonly Family[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];
const objectTypes: Readonly<Record<string, ObjectType>> = {
  counter: 'counter',
  quota: 'quota',
  limit: 'limit',
  synproxy: 'synproxy',
  secmark: 'secmark',
};

/** @throws NftError */
export function parseCommands(text: string, context: ValueContext): readonly NftCommand[] {
  return parseWords(tokensOf(text), context);
}

/** @throws NftError */
export function parseWords(words: readonly Token[], context: ValueContext): readonly NftCommand[] {
  const stream = new TokenStream(words);
  const commands: NftCommand[] = [];
  const errors: NftError[] = [];
  const values = { ...context, errors };
  stream.skipEnds();
  while (!stream.isAtEof()) {
    const from = stream.next;
    try {
      commands.push(...parseCommand(stream, values));
    } catch (error) {
      if (!canGoOn(error)) throw error;
      errors.push(error);
      stream.skipStatement(from);
    }
    if (stream.next.kind !== 'end' && !stream.isAtEof())
      throw stream.unexpected('end of file or newline or semicolon');
    stream.skipEnds();
  }
  throwAll(errors);
  return commands;
}

function parseCommand(stream: TokenStream, values: ValueContext): readonly NftCommand[] {
  const begin = stream.next.start;
  const verb = stream.acceptAny(...(Object.keys(verbs) as Verb[]), 'insert', 'replace') ?? 'add';
  const start = stream.next;
  if (stream.is('describe', 'monitor', 'export', 'import')) throw new NotModelled(`nft ${start.text}`, start);
  const word = start.text;
  const [objects, hoped] = verb === 'insert' || verb === 'replace' ? ['rule', 'rule'] : verbs[verb];
  const isOne = start.kind === 'word' && objects.split(' ').includes(word);
  if (!isOne && verb !== 'add') throw stream.unexpected(hoped);
  switch (isOne ? word : '') {
    case 'table':
      stream.take();
      return tableCommand(stream, verb, values);
    case 'chain':
      stream.take();
      return [chainCommand(stream, verb, values, begin)];
    case 'set':
    case 'map':
    case 'meter':
      stream.take();
      return [setCommand(stream, verb, word === 'map' ? 'map' : word === 'meter' ? 'meter' : 'set', values)];
    case 'element':
      stream.take();
      return [elementCommand(stream, verb, values)];
    case 'rule':
      stream.take();
      return [ruleCommand(stream, verb, values, begin)];
    case 'ruleset':
      stream.take();
      return [{ object: 'ruleset', verb, family: stream.acceptAny(...families) }];
    case 'tables':
    case 'chains':
    case 'sets':
    case 'maps':
    case 'meters':
    case 'flowtables':
    case 'hooks':
      stream.take();
      return [{ object: word as 'tables', verb, ...listOf(stream, word === 'sets') }];
    case 'flowtable':
      throw new NotModelled('flowtable', start);
    case 'counters':
    case 'quotas':
    case 'limits':
    case 'synproxys':
    case 'secmarks': {
      stream.take();
      const type = objectTypes[word.slice(0, -1)] ?? 'counter';
      return [{ object: 'objects', verb, type, ...listOf(stream, true) }];
    }
    case 'ct': {
      stream.take();
      const isList = verb === 'list';
      const type = stream.acceptAny(
        'helper',
        'timeout',
        'expectation',
        ...(isList ? (['helpers'] as const) : []),
      );
      if (type === undefined)
        throw stream.unexpected(`timeout or expectation or helper${isList ? ' or helpers' : ''}`);
      const kind = `ct ${type.replace(/s$/, '')}` as ObjectType;
      if (type === 'helpers' && !stream.is('table')) throw stream.unexpected('table');
      if (isList && stream.is('table'))
        return [{ object: 'objects', verb, type: kind, ...listOf(stream, true) }];
      return [objectCommand(stream, verb, `ct ${type}` as ObjectType)];
    }
    case 'counter':
    case 'quota':
    case 'limit':
    case 'synproxy':
    case 'secmark': {
      stream.take();
      return [objectCommand(stream, verb, objectTypes[word] ?? 'counter')];
    }
  }
  return [ruleCommand(stream, verb, values, begin)];
}

function nameOf(token: Token, family: Family): TableName {
  return { family, table: token.text, location: { start: token.start, end: token.end } };
}

function tableName(stream: TokenStream): TableName {
  const family = stream.acceptAny(...families) ?? 'ip';
  return nameOf(stream.identifier(), family);
}

function named(stream: TokenStream, verb: Verb): Named {
  const table = tableName(stream);
  const name = stream.identifier();
  return { verb, ...table, name: name.text, at: { start: name.start, end: name.end } };
}

function tableCommand(stream: TokenStream, verb: Verb, values: ValueContext): readonly NftCommand[] {
  const family = stream.acceptAny(...families) ?? 'ip';
  if (verb === 'delete' && stream.is('handle')) {
    stream.take();
    const handle = stream.number();
    const at = { start: stream.last.start, end: stream.last.end };
    return [
      { object: 'table', verb, comment: undefined, dormant: false, handle, family, table: '', location: at },
    ];
  }
  const name = nameOf(stream.identifier(), family);
  const none = { comment: undefined, dormant: false, handle: undefined };
  if (!stream.is('{')) return [{ object: 'table', verb, ...none, ...name }];
  if (verb !== 'add' && verb !== 'create') throw stream.unexpected();
  const block = parseTableBlock(stream, name, { family, ...values });
  return [
    { object: 'table', verb, comment: block.comment, dormant: block.dormant, handle: undefined, ...name },
    ...block.commands,
  ];
}

function chainCommand(stream: TokenStream, verb: Verb, values: ValueContext, begin: number): NftCommand {
  const nothing = { to: undefined, handle: undefined };
  const family = stream.acceptAny(...families) ?? 'ip';
  const table = nameOf(stream.identifier(), family);
  if (verb === 'delete' && stream.accept('handle')) {
    const handle = stream.number();
    const at = { start: stream.last.start, end: stream.last.end };
    return { object: 'chain', verb, ...table, name: '', at, body: undefined, to: undefined, handle };
  }
  const token = stream.identifier();
  const name = { verb, ...table, name: token.text, at: { start: token.start, end: token.end } };
  if (verb === 'rename') {
    const to = stream.identifier();
    const whole = { start: begin, end: to.end + 1 };
    return { object: 'chain', ...name, body: undefined, to: to.text, handle: undefined, whole };
  }
  if (!stream.is('{')) return { object: 'chain', ...name, body: undefined, ...nothing };
  return {
    object: 'chain',
    ...name,
    body: parseChainBlock(stream, { family: name.family, ...values }),
    ...nothing,
  };
}

function setCommand(
  stream: TokenStream,
  verb: Verb,
  kind: 'set' | 'map' | 'meter',
  values: ValueContext,
): NftCommand {
  const name = named(stream, verb);
  if (verb !== 'add' && verb !== 'create') return { object: 'set', kind, ...name, body: undefined };
  if (!stream.is('{')) throw stream.unexpected("'{'");
  const body = parseSetBlock(stream, kind === 'map' ? 'map' : 'set', { family: name.family, ...values });
  return { object: 'set', kind, ...name, body };
}

function objectCommand(stream: TokenStream, verb: Verb, type: ObjectType): NftCommand {
  const name = named(stream, verb);
  if (verb !== 'add' && verb !== 'create')
    return { object: 'object', type, ...name, body: undefined, comment: undefined };
  const { body, comment } = parseObjectBlock(stream, type, name.family);
  return { object: 'object', type, ...name, body, comment };
}

/** Elements are read when the set is known. */
function elementCommand(stream: TokenStream, verb: Verb, values: ValueContext): NftCommand {
  const name = named(stream, verb);
  if (!stream.is('{')) throw stream.unexpected("'{'");
  const words: Token[] = [];
  let depth = 0;
  do {
    if (stream.next.kind === 'eof') throw stream.unexpected("comma or '}'");
    if (stream.is('{')) depth++;
    if (stream.is('}')) depth--;
    words.push(stream.take());
  } while (depth > 0);
  const end = words.at(-1)?.end ?? 0;
  words.push({ kind: 'eof', text: '', start: end, end });
  return {
    object: 'element',
    ...name,
    words: new TokenStream(words),
    context: { family: name.family, ...values },
  };
}

function ruleCommand(stream: TokenStream, verb: Verb, values: ValueContext, begin: number): NftCommand {
  const name = named(stream, verb);
  let handle: number | undefined;
  let index: number | undefined;
  let place: Location = name.at;
  if (
    verb === 'delete' || verb === 'replace' ? stream.is('handle') : stream.is('handle', 'position', 'index')
  ) {
    const kind = stream.take();
    if (kind.text === 'index') index = stream.number();
    else handle = stream.number();
    place = { start: (kind.text === 'handle' ? stream.last : kind).start, end: stream.last.end };
  } else if (verb === 'delete' || verb === 'replace') throw stream.unexpected('handle');
  if (verb === 'delete') return { object: 'rule', ...name, handle, index, rule: undefined, place };
  if (stream.isAtEnd()) throw stream.unexpected();
  const body = parseRule(stream, { family: name.family, ...values });
  if (body.statements.length === 0) throw stream.unexpected();
  const rule = { body, at: { start: begin, end: stream.last.end + 1 } };
  return { object: 'rule', ...name, handle, index, rule, place };
}

/** @param takesTable may `table NAME` follow? */
function listOf(stream: TokenStream, takesTable: boolean) {
  const withTable = takesTable && stream.accept('table');
  const family = stream.acceptAny(...families);
  const token = withTable ? stream.identifier() : undefined;
  const location = { start: token?.start ?? 0, end: token?.end ?? 0 };
  return { family: withTable ? (family ?? 'ip') : family, table: token?.text, location };
}
