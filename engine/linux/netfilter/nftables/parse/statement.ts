/**
 * A rule: statements from left to right (nft's parser_bison.y: stmt).
 */
import { NftError } from '../error.ts';
import type { Expression, Relation, Statement } from '../syntax.ts';
import {
  beginsExpression,
  parseDuration,
  parseLeft,
  parseRight,
  parseRightValue,
  parseSet,
  parseVerdict,
} from './expression.ts';
import { typeOf } from '../types.ts';
import type { TokenStream } from './stream.ts';

const relations: readonly Relation[] = ['==', '!=', '<=', '>=', '<', '>'];

export interface ParsedRule {
  readonly statements: readonly Statement[];
  readonly comment: string | undefined;
}

/** What a reset depends on, when the rule does not say it itself. */
const isTcp: Statement = {
  kind: 'match',
  left: { kind: 'meta', key: 'l4proto' },
  relation: '==',
  right: { kind: 'value', value: 6, type: 'inet_proto' },
  explicit: false,
};

function asksForTcp(statement: Statement): boolean {
  if (statement.kind !== 'match') return false;
  const left = statement.left.kind === 'binary' ? statement.left.left : statement.left;
  return (
    (left.kind === 'payload' && left.protocol === 'tcp') || (left.kind === 'meta' && left.key === 'l4proto')
  );
}

export function parseRule(stream: TokenStream): ParsedRule {
  const statements: Statement[] = [];
  let comment: string | undefined;
  while (!stream.isAtEnd) {
    if (stream.accept('comment')) comment = stream.word().text;
    else {
      const statement = parseStatement(stream);
      if (statement.kind === 'reject' && statement.with === 'tcp reset' && !statements.some(asksForTcp))
        statements.push(isTcp);
      statements.push(statement);
    }
  }
  return { statements, comment };
}

function parseStatement(stream: TokenStream): Statement {
  const verdict = parseVerdict(stream);
  if (verdict !== undefined) return verdict;
  if ((stream.is('meta') || stream.is('ct')) && stream.peek(2).text === 'set') return parseAssignment(stream);
  if (beginsExpression(stream)) return parseMatch(stream);
  const token = stream.word('statement');
  switch (token.text) {
    case 'counter': {
      const packets = stream.accept('packets') ? stream.number() : 0;
      const bytes = stream.accept('bytes') ? stream.number() : 0;
      return { kind: 'counter', packets, bytes };
    }
    case 'reject':
      return { kind: 'reject', with: stream.accept('with') ? parseReason(stream) : undefined };
    case 'masquerade':
    case 'redirect':
    case 'dnat':
    case 'snat':
      return parseNat(stream, token.text);
    case 'limit':
      return parseLimit(stream);
    case 'log':
      return parseLog(stream);
    case 'notrack':
      return { kind: 'notrack' };
    case 'add':
    case 'update':
    case 'delete':
      return parseUpdate(stream, token.text);
    default:
      throw new NftError(`syntax error, unexpected ${token.text}`, token);
  }
}

function parseAssignment(stream: TokenStream): Statement {
  const object = stream.take().text === 'ct' ? 'ct' : 'meta';
  const key = stream.take().text;
  stream.expect('set');
  const type = key === 'mark' ? 'mark' : 'integer';
  const value = beginsExpression(stream) ? parseLeft(stream) : parseRightValue(stream, type);
  return { kind: 'assign', object, key, value };
}

function parseMatch(stream: TokenStream): Statement {
  const left = parseLeft(stream);
  if (stream.accept('vmap')) {
    const map: Expression = stream.accept('@')
      ? { kind: 'reference', name: stream.word().text }
      : parseSet(stream, left);
    return { kind: 'vmap', key: left, map };
  }
  const relation = relations.find((each) => stream.is(each));
  if (relation !== undefined) stream.take();
  const right = parseRight(stream, left);
  if (stream.accept('/')) {
    const mask = parseRightValue(stream, typeOf(left));
    const masked: Expression = { kind: 'binary', operator: '&', left, right: mask };
    return { kind: 'match', left: masked, relation: relation ?? '==', right, explicit: false };
  }
  return { kind: 'match', left, relation: relation ?? '==', right, explicit: relation === '==' };
}

function parseReason(stream: TokenStream): string {
  const words = [stream.word().text];
  if (words[0] === 'tcp') return `tcp ${stream.word().text}`;
  if (stream.is('type')) words.push(stream.take().text);
  words.push(stream.word().text);
  return words.filter((word) => word !== 'type').join(' ');
}

function parseNat(stream: TokenStream, type: 'masquerade' | 'redirect' | 'dnat' | 'snat'): Statement {
  let address: Expression | undefined;
  let port: Expression | undefined;
  if (stream.is('ip') || stream.is('ip6')) stream.take();
  if (stream.accept('to')) {
    if (!stream.is(':'))
      address = beginsExpression(stream) ? parseMap(stream) : parseRightValue(stream, 'ipv4_addr');
    if (stream.accept(':')) port = parseRightValue(stream, 'inet_service');
  }
  const flags: string[] = [];
  while (['random', 'fully-random', 'persistent'].includes(stream.next.text)) {
    flags.push(stream.take().text);
    stream.accept(',');
  }
  return { kind: 'nat', type, address, port, flags };
}

function parseMap(stream: TokenStream): Expression {
  const key = parseLeft(stream);
  stream.expect('map');
  const map: Expression = stream.accept('@')
    ? { kind: 'reference', name: stream.word().text }
    : parseSet(stream, key, ['ipv4_addr']);
  return { kind: 'map', key, map };
}

function parseLimit(stream: TokenStream): Statement {
  stream.expect('rate');
  const over = stream.accept('over');
  const [count = '', joined] = stream.word().text.split('/');
  const unit = joined ?? stream.word().text.replace('/', '');
  const burst = stream.accept('burst') ? stream.number() : 5;
  stream.accept('packets');
  return { kind: 'limit', rate: Number(count), unit, burst, over };
}

function parseLog(stream: TokenStream): Statement {
  const words: string[] = [];
  while (['prefix', 'level', 'group', 'flags', 'snaplen'].includes(stream.next.text)) {
    const option = stream.take().text;
    const value = stream.word();
    words.push(option, value.kind === 'string' ? `"${value.text}"` : value.text);
  }
  return { kind: 'log', text: words.join(' ') };
}

function parseUpdate(stream: TokenStream, operation: 'add' | 'update' | 'delete'): Statement {
  stream.expect('@');
  const set = stream.word().text;
  stream.expect('{');
  const key = parseLeft(stream);
  const timeout = stream.accept('timeout') ? parseDuration(stream) : undefined;
  stream.expect('}');
  return { kind: 'update', operation, set, key, timeout };
}
