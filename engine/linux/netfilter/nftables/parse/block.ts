/**
 * What stands in braces: tables, chains, sets and named objects (nft's parser_bison.y: table_block, chain_block,
 * set_block, map_block, counter_block …).
 */
import { dataType, type DataType, verdictType } from '../datatype.ts';
import { canGoOn, NftError, NotModelled } from '../error.ts';
import type { Base, BaseHook, Family, ObjectBody } from '../model.ts';
import { bitsOf, partsOf, typeOf } from '../selectors.ts';
import type { SetShape } from '../set.ts';
import type { Expression, ObjectType, SetElement, Stateful } from '../syntax.ts';
import type { ChainBody, NftCommand, ParsedRule, SetBody, TableName } from './command.ts';
import type { ParseContext } from './context.ts';
import { parseLeft } from './expression.ts';
import { parseObjectBody } from './object.ts';
import { parseDuration, parseSet } from './right.ts';
import { parseRule } from './statement.ts';
import { parseStateful } from './stateful.ts';
import type { TokenStream } from './stream.ts';

interface TableBlock {
  readonly comment: string | undefined;
  readonly dormant: boolean;
  readonly commands: readonly NftCommand[];
}

function endOfStatement(stream: TokenStream): void {
  if (stream.next.kind !== 'end') throw stream.unexpected('newline or semicolon');
}

/** Chains and sets come before the rules, whatever the order in the text. */
export function parseTableBlock(stream: TokenStream, table: TableName, context: ParseContext): TableBlock {
  stream.expect('{');
  let comment: string | undefined;
  let dormant = false;
  const commands: NftCommand[] = [];
  const rules: NftCommand[] = [];
  const before = context.errors?.length ?? 0;
  stream.skipEnds();
  while (!stream.accept('}')) {
    if (stream.accept('comment')) comment = stream.word('string or quoted string').text;
    else if (stream.accept('flags')) {
      const flag = stream.identifier();
      if (flag.text !== 'dormant') throw new NftError(`unknown table option ${flag.text}`, flag);
      dormant = true;
    } else {
      const from = stream.next;
      try {
        const { command, filled } = parseMember(stream, table, context);
        commands.push(command);
        rules.push(...filled);
      } catch (error) {
        if (!canGoOn(error) || context.errors === undefined) throw error;
        // Sets are looked at before rules.
        context.errors.splice(before, 0, error);
        stream.skipStatement(from);
      }
    }
    stream.skipEnds();
  }
  const order = (command: NftCommand) => (command.object === 'object' ? 0 : command.object === 'set' ? 1 : 2);
  const chains = commands.filter((command) => order(command) === 2);
  const others = commands
    .filter((command) => order(command) < 2)
    .sort((one, other) => order(one) - order(other));
  return { comment, dormant, commands: [...chains, ...others, ...rules] };
}

function parseMember(
  stream: TokenStream,
  table: TableName,
  context: ParseContext,
): { command: NftCommand; filled: readonly NftCommand[] } {
  const kind = stream.next;
  const word = kind.kind === 'word' ? kind.text : '';
  if (word === 'flowtable') throw new NotModelled('flowtable', kind);
  const type = objectType(stream);
  if (type === undefined && word !== 'chain' && word !== 'set' && word !== 'map') throw stream.unexpected();
  if (type === undefined) stream.take();
  const token = stream.identifier();
  const name = {
    verb: 'add',
    ...table,
    name: token.text,
    at: { start: token.start, end: token.end },
  } as const;
  if (type !== undefined) {
    const { body, comment } = parseObjectBlock(stream, type, context.family);
    return { command: { object: 'object', type, ...name, body, comment }, filled: [] };
  }
  if (word !== 'chain') {
    const body = parseSetBlock(stream, word === 'map' ? 'map' : 'set', context);
    return { command: { object: 'set', kind: word === 'map' ? 'map' : 'set', ...name, body }, filled: [] };
  }
  const body = parseChainBlock(stream, context);
  const filled = body.rules.map((rule): NftCommand => ({
    object: 'rule',
    ...name,
    rule,
    handle: undefined,
    index: undefined,
    place: name.at,
  }));
  return {
    command: { object: 'chain', ...name, body: { ...body, rules: [] }, to: undefined, handle: undefined },
    filled,
  };
}

function objectType(stream: TokenStream): ObjectType | undefined {
  const one = stream.acceptAny('counter', 'quota', 'limit', 'synproxy', 'secmark');
  if (one !== undefined) return one;
  if (!stream.accept('ct')) return undefined;
  const kind = stream.acceptAny('helper', 'timeout', 'expectation');
  if (kind === undefined) throw stream.unexpected();
  return `ct ${kind}`;
}

export function parseObjectBlock(
  stream: TokenStream,
  type: ObjectType,
  family: Family,
): { readonly body: ObjectBody; readonly comment: string | undefined } {
  if (type === 'secmark') throw new NotModelled('secmark', stream.next);
  if (!stream.accept('{')) {
    const body = stream.isAtEnd() && type !== 'counter' ? undefined : parseObjectBody(stream, type, family);
    if (body === undefined) throw stream.unexpected();
    return { body, comment: undefined };
  }
  stream.skipEnds();
  let comment: string | undefined;
  const takeComment = () => {
    while (stream.accept('comment')) {
      comment = stream.word('string or quoted string').text;
      stream.skipEnds();
    }
  };
  takeComment();
  const body = parseObjectBody(stream, type, family);
  stream.skipEnds();
  takeComment();
  stream.expect('}');
  return { body, comment };
}

const hooks: readonly BaseHook[] = [
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'ingress',
  'egress',
];

export const priorities = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
} as const;

export const bridgePriorities = { dstnat: -300, filter: -200, out: 100, srcnat: 300 } as const;

/** The priority a name stands for on a hook of a family. */
export function namedPriority(name: string, family: Family, hook: string): number | undefined {
  if (family === 'bridge') {
    const value = Object.hasOwn(bridgePriorities, name)
      ? bridgePriorities[name as keyof typeof bridgePriorities]
      : undefined;
    if (name === 'dstnat' && hook !== 'prerouting') return undefined;
    if (name === 'srcnat' && hook !== 'postrouting') return undefined;
    return name === 'out' && hook !== 'output' ? undefined : value;
  }
  if ((family === 'arp' || family === 'netdev') && name !== 'filter') return undefined;
  if (name === 'dstnat' && hook !== 'prerouting' && hook !== 'output') return undefined;
  if (name === 'srcnat' && hook !== 'postrouting') return undefined;
  return Object.hasOwn(priorities, name) ? priorities[name as keyof typeof priorities] : undefined;
}

export function parseChainBlock(stream: TokenStream, context: ParseContext): ChainBody {
  stream.expect('{');
  const rules: ParsedRule[] = [];
  let base: Base | undefined;
  let policy: 'accept' | 'drop' | undefined;
  let comment: string | undefined;
  stream.skipEnds();
  while (!stream.accept('}')) {
    const from = stream.next;
    if (stream.is('type') && base === undefined) base = parseBase(stream, context.family);
    else if (stream.is('policy')) {
      const start = stream.take();
      const word = stream.acceptAny('accept', 'drop');
      if (word === undefined) throw stream.unexpected("accept or drop or '$'");
      if (policy !== undefined)
        throw new NftError('you cannot set chain policy twice', { start: start.start, end: stream.last.end });
      policy = word;
    } else if (stream.is('comment') && rules.length === 0) {
      stream.take();
      comment = stream.word('string or quoted string').text;
    } else if (stream.is('devices')) throw new NotModelled('devices', from);
    else {
      if (stream.isAtEnd()) throw stream.unexpected();
      try {
        const body = parseRule(stream, context);
        rules.push({ body, at: { start: from.start, end: stream.last.end } });
      } catch (error) {
        if (!canGoOn(error) || context.errors === undefined) throw error;
        context.errors.push(error);
        stream.skipStatement(from);
      }
    }
    endOfStatement(stream);
    stream.skipEnds();
  }
  return { base, policy, comment, rules };
}

function parseBase(stream: TokenStream, family: Family): Base {
  stream.take();
  const type = stream.word();
  if (type.text !== 'filter' && type.text !== 'nat' && type.text !== 'route')
    throw new NftError(`unknown chain type`, type);
  stream.expect('hook');
  const hookToken = stream.word();
  const hook = hooks.find((each) => each === hookToken.text);
  if (hook === undefined) throw new NftError('unknown chain hook', hookToken);
  const devices: string[] = [];
  if (stream.accept('device')) devices.push(stream.word().text);
  stream.expect('priority');
  const priority = parsePriority(stream, family, hook);
  return { type: type.text, hook, priority, devices };
}

function parsePriority(stream: TokenStream, family: Family, hook: string): number {
  if (stream.accept('-')) return -stream.numberOrVariable();
  if (stream.next.kind === 'number') return stream.numberOrVariable();
  const token = stream.word();
  const base = namedPriority(token.text, family, hook);
  if (base === undefined)
    throw new NftError('invalid priority expression value in this context.', {
      start: stream.peek(-2).start,
      end: token.end,
    });
  if (token.origin !== undefined) return base;
  if (stream.accept('+')) return base + stream.number();
  if (stream.accept('-')) return base - stream.number();
  return base;
}

export function parseSetBlock(stream: TokenStream, kind: 'set' | 'map', context: ParseContext): SetBody {
  const open = stream.expect('{');
  let key: readonly DataType[] | undefined;
  let data: SetShape['data'];
  let dataInterval = false;
  let typeOfText: SetShape['typeOf'];
  const flags = new Set<string>();
  let timeout: number | undefined;
  let interval: number | undefined;
  let size: number | undefined;
  let policy: SetShape['policy'] = 'performance';
  let comment: string | undefined;
  let merges = false;
  const statements: Stateful[] = [];
  let elements: readonly SetElement[] = [];
  stream.skipEnds();
  while (!stream.accept('}')) {
    if (stream.accept('type')) {
      key = typeList(stream);
      if (stream.accept(':')) {
        dataInterval = stream.accept('interval');
        data = dataTypes(stream);
      }
    } else if (stream.accept('typeof')) {
      const expression = parseLeft(stream, context);
      key = partsOf(expression).map(sizedType);
      let value: Expression | undefined;
      if (stream.accept(':')) {
        dataInterval = stream.accept('interval');
        if (stream.accept('verdict')) data = 'verdict';
        else {
          value = parseLeft(stream, context);
          data = partsOf(value).map(sizedType);
        }
      }
      typeOfText = { key: expression, data: value };
    } else if (stream.accept('flags'))
      do {
        const flag = stream.acceptAny('constant', 'interval', 'timeout', 'dynamic');
        if (flag === undefined) throw stream.unexpected();
        flags.add(flag);
      } while (stream.accept(','));
    else if (stream.accept('timeout')) {
      timeout = parseDuration(stream);
      flags.add('timeout');
    } else if (stream.accept('gc-interval')) interval = parseDuration(stream);
    else if (stream.accept('size')) size = stream.number();
    else if (stream.accept('policy'))
      policy = stream.accept('memory') ? 'memory' : (stream.expect('performance'), 'performance');
    else if (stream.accept('auto-merge')) merges = true;
    else if (stream.accept('comment')) comment = stream.word('string or quoted string').text;
    else if (stream.accept('elements')) {
      stream.expect('=');
      if (key === undefined) throw new NftError('set definition does not specify key', open);
      const shape = { key, data };
      elements = parseSet(stream, keyExpression(shape.key), context, dataOf(shape.data)).elements;
    } else {
      const statement = parseStateful(stream);
      if (statement === undefined) throw stream.unexpected();
      statements.push(statement);
    }
    // Elements and auto-merge need no end.
    if (!stream.is('}') || !['}', 'auto-merge'].includes(stream.last.text)) endOfStatement(stream);
    stream.skipEnds();
  }
  if (key === undefined) throw new NftError('set definition does not specify key', open);
  if (kind === 'map' && data === undefined)
    throw new NftError('map definition does not specify mapping data type', open);
  const shape: SetShape = {
    kind,
    key,
    data,
    typeOf: typeOfText,
    dataInterval,
    flags: ['constant', 'dynamic', 'interval', 'timeout'].filter((flag) => flags.has(flag)),
    timeout,
    interval,
    size: size ?? (flags.has('dynamic') ? 65_535 : undefined),
    policy,
    comment,
    merges,
    statements,
  };
  return { shape, elements };
}

function sizedType(expression: Expression): DataType {
  const type = typeOf(expression);
  const bits = bitsOf(expression);
  return type.bits === bits || type.bits > 0 ? type : { ...type, bits };
}

function typeList(stream: TokenStream): readonly DataType[] {
  const types: DataType[] = [];
  do {
    const token = stream.word();
    const type = dataType(token.text);
    if (type === undefined) throw new NftError(`unknown datatype ${token.text}`, token);
    types.push(type);
  } while (stream.accept('.'));
  return types;
}

function dataTypes(stream: TokenStream): SetShape['data'] {
  const object = stream.acceptAny('counter', 'quota', 'limit', 'synproxy');
  if (object !== undefined) return object;
  const types = typeList(stream);
  return types[0] === verdictType ? 'verdict' : types;
}

/** Something of the set's key types, for reading elements. */
export function keyExpression(types: readonly DataType[]): Expression {
  const parts = types.map((type): Expression => ({ kind: 'value', value: 0, type }));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'concatenation', parts };
}

export function dataOf(data: SetShape['data']): readonly DataType[] | undefined {
  if (data === undefined || data === 'verdict') return undefined;
  if (typeof data === 'string') {
    const text = dataType('string');
    return text === undefined ? undefined : [text];
  }
  return data;
}
