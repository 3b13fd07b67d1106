/**
 * A rule as the kernel keeps it and nft lists it again: what follows from something else is left out, what nft adds is
 * put in, masks and intervals have one form (nft's src/evaluate.c: stmt_reduce; src/payload.c:
 * payload_dependency_kill; src/netlink_delinearize.c).
 */
import { canonicalExpression, canonicalSet, canonicalMatch } from './canonical-expression.ts';
import { typeNamed } from './datatype.ts';
import type { Family } from './model.ts';
import { fieldOf, protocolNamed, transportOf } from './protocol.ts';
import { partsOf, typeOf } from './selectors.ts';
import type { Expression, Match, Statement } from './syntax.ts';

export function canonical(statements: readonly Statement[], family: Family): readonly Statement[] {
  const plain = statements.map((statement) => canonicalStatement(statement, family));
  const whole = plain.flatMap((statement, at) => [
    ...needed(statement, plain.slice(0, at), family),
    statement,
  ]);
  return joinRanges(mergePayloads(withoutImplied(whole, family)));
}

function canonicalStatement(statement: Statement, family: Family): Statement {
  switch (statement.kind) {
    case 'match':
      return { ...statement, ...canonicalMatch(statement, family) };
    case 'vmap':
      return {
        ...statement,
        key: canonicalExpression(statement.key, family),
        map: statement.map.kind === 'set' ? canonicalSet(statement.map) : statement.map,
      };
    case 'assign': {
      const left = canonicalExpression(statement.left, family);
      if (left.kind === 'value' || left.kind === 'binary') return statement;
      return {
        ...statement,
        left: left as typeof statement.left,
        value: canonicalExpression(statement.value, family),
      };
    }
    case 'nat':
      return {
        ...statement,
        address: statement.address === undefined ? undefined : canonicalExpression(statement.address, family),
        port: statement.port === undefined ? undefined : canonicalExpression(statement.port, family),
      };
    case 'object':
      return typeof statement.name === 'string'
        ? statement
        : { ...statement, name: canonicalExpression(statement.name, family) };
    case 'update':
      return { ...statement, key: canonicalExpression(statement.key, family) };
    default:
      return statement;
  }
}

/** The expressions a statement reads. */
function readBy(statement: Statement): readonly Expression[] {
  const parts = (expression: Expression): readonly Expression[] => {
    switch (expression.kind) {
      case 'binary':
        return parts(expression.left);
      case 'map':
        return parts(expression.key);
      case 'hash':
        return expression.key === undefined ? [] : parts(expression.key);
      case 'concatenation':
        return partsOf(expression).flatMap(parts);
      default:
        return [expression];
    }
  };
  switch (statement.kind) {
    case 'match':
      return parts(statement.left);
    case 'vmap':
    case 'update':
      return parts(statement.key);
    case 'assign':
      return [...parts(statement.left), ...parts(statement.value)];
    case 'nat':
      return [statement.address, statement.port].flatMap((each) => (each === undefined ? [] : parts(each)));
    case 'object':
      return typeof statement.name === 'string' ? [] : parts(statement.name);
    default:
      return [];
  }
}

const isProtocolField = (field: string) => field === 'protocol' || field === 'nexthdr';

/** What nft puts before a statement, and shows. */
function needed(statement: Statement, before: readonly Statement[], family: Family): readonly Statement[] {
  for (const part of readBy(statement)) {
    if (part.kind !== 'payload') continue;
    const asked = before.some((each) =>
      readBy(each).some(
        (other) => other.kind === 'payload' && other.protocol === part.protocol && other.field === 'type',
      ),
    );
    if (part.protocol === 'icmp' && (part.field === 'id' || part.field === 'sequence') && !asked)
      return [echoTypes('icmp', [0, 8])];
    if (part.protocol === 'icmpv6' && (part.field === 'id' || part.field === 'sequence') && !asked)
      return [echoTypes('icmpv6', [128, 129])];
    const knows = before.some((each) =>
      readBy(each).some((other) => other.kind === 'payload' && other.protocol === 'ip'),
    );
    if (part.protocol === 'igmp' && family !== 'ip' && family !== 'ip6' && !asked && !knows)
      return [
        family === 'inet'
          ? equals({ kind: 'meta', key: 'nfproto' }, 2, 'nf_proto')
          : equals(
              { kind: 'payload', protocol: 'ether', field: 'type', type: typeNamed('ether_type') },
              0x800,
              'ether_type',
            ),
      ];
  }
  if (statement.kind === 'reject' && statement.with === 'tcp' && family !== 'ip' && family !== 'ip6') {
    const known = before.some((each) =>
      readBy(each).some(
        (part) =>
          (part.kind === 'payload' && (part.protocol === 'tcp' || isProtocolField(part.field))) ||
          (part.kind === 'meta' && part.key === 'l4proto'),
      ),
    );
    if (!known) return [equals({ kind: 'meta', key: 'l4proto' }, 6, 'inet_proto')];
  }
  return [];
}

function equals(left: Expression, value: number, type: string): Statement {
  return { kind: 'match', left, relation: '==', right: { kind: 'value', value, type: typeNamed(type) } };
}

function echoTypes(protocol: 'icmp' | 'icmpv6', values: readonly number[]): Statement {
  const type = typeNamed(`${protocol}_type`);
  const elements = values.map((value) => ({
    key: { kind: 'value', value, type } as const,
    data: undefined,
    comment: undefined,
    timeout: undefined,
    expires: undefined,
    statements: [],
  }));
  return {
    kind: 'match',
    left: { kind: 'payload', protocol, field: 'type', type },
    relation: '==',
    right: { kind: 'set', elements },
  };
}

interface Implied {
  readonly statement: Statement;
  readonly name: string;
  /** It reads a header itself (`ip protocol`), not what the kernel found out (`meta l4proto`). */
  readonly isPayload: boolean;
}

/** What a statement says about the protocol that follows. */
function implies(statement: Statement): { base: 'nh' | 'th'; implied: Implied } | undefined {
  if (statement.kind !== 'match' || (statement.relation !== '==' && statement.relation !== 'in'))
    return undefined;
  const { left, right } = statement;
  if (right.kind !== 'value') return undefined;
  const value = Number(right.value);
  if (left.kind === 'payload' && isProtocolField(left.field) && protocolNamed(left.protocol)?.base === 'nh') {
    const name = transportOf(value)?.name;
    return name === undefined ? undefined : { base: 'th', implied: { statement, name, isPayload: true } };
  }
  if (left.kind === 'meta' && left.key === 'l4proto') {
    const name = transportOf(value)?.name;
    return name === undefined ? undefined : { base: 'th', implied: { statement, name, isPayload: false } };
  }
  const isEther = left.kind === 'payload' && left.protocol === 'ether' && left.field === 'type';
  if (isEther || (left.kind === 'meta' && left.key === 'protocol')) {
    const name = { 2048: 'ip', 34525: 'ip6', 2054: 'arp' }[String(value)];
    return name === undefined ? undefined : { base: 'nh', implied: { statement, name, isPayload: isEther } };
  }
  if (left.kind === 'meta' && left.key === 'nfproto')
    return { base: 'nh', implied: { statement, name: value === 2 ? 'ip' : 'ip6', isPayload: false } };
  return undefined;
}

/** payload_dependency_kill. */
function withoutImplied(statements: readonly Statement[], family: Family): readonly Statement[] {
  const fixed = family === 'ip' || family === 'ip6';
  const gone = new Set<Statement>();
  let network: Implied | undefined;
  let transport: Implied | undefined;
  for (const statement of statements) {
    for (const part of readBy(statement)) {
      if (part.kind !== 'payload') continue;
      const base = protocolNamed(part.protocol)?.base;
      if (base === 'th' && transport !== undefined) {
        if (transport.name === part.protocol && (fixed || !transport.isPayload))
          gone.add(transport.statement);
        transport = undefined;
      }
      if ((base === 'nh' || base === 'th') && network !== undefined) {
        const name = base === 'nh' ? part.protocol : fixed ? family : undefined;
        if (network.name === name) gone.add(network.statement);
        if (base === 'nh' || fixed) network = undefined;
      }
    }
    if (statement.kind === 'reject' && statement.with === 'tcp' && fixed && transport?.name === 'tcp')
      gone.add(transport.statement);
    const said = implies(statement);
    if (said?.base === 'th') transport = said.implied;
    else if (said?.base === 'nh') network = said.implied;
  }
  return statements.filter((statement) => !gone.has(statement));
}

interface Placed {
  readonly statement: Match;
  readonly base: string;
  readonly offset: number;
  readonly bits: number;
}

function placeOf(statement: Statement): Placed | undefined {
  if (statement.kind !== 'match' || statement.left.kind !== 'payload' || statement.right.kind !== 'value')
    return undefined;
  if (statement.relation !== '==') return undefined;
  const { protocol, field } = statement.left;
  const known = fieldOf(protocol, field);
  if (known === undefined || known.offset % 8 !== 0 || known.bits % 8 !== 0) return undefined;
  return { statement, base: protocol, offset: known.offset, bits: known.bits };
}

/** Neighbouring fields compared with constants become one comparison, and come back in the header's order. */
function mergePayloads(statements: readonly Statement[]): readonly Statement[] {
  const result: Statement[] = [];
  let run: Placed[] = [];
  const flush = () => {
    const sorted = [...run].sort((one, other) => one.offset - other.offset);
    for (let at = 0; at < sorted.length;) {
      const group = sorted.slice(at, at + 1);
      for (;;) {
        const last = group.at(-1);
        const next = sorted[at + group.length];
        const bits = group.reduce((sum, each) => sum + each.bits, 0);
        if (last === undefined || next === undefined || next.base !== last.base) break;
        if (next.offset !== last.offset + last.bits || bits + next.bits > 128) break;
        group.push(next);
      }
      const [first, ...rest] = group;
      if (first !== undefined && rest.length > 0 && first.base === 'th') {
        // No protocol has a name for both together.
        for (const { statement } of rest) result.splice(result.indexOf(statement), 1);
        result[result.indexOf(first.statement)] = joined(group);
      } else if (first !== undefined && rest.length > 0) {
        for (const { statement } of rest) result.splice(result.indexOf(statement), 1);
        result.splice(result.indexOf(first.statement) + 1, 0, ...rest.map(({ statement }) => statement));
      }
      at += group.length;
    }
    run = [];
  };
  for (const statement of statements) {
    const place = placeOf(statement);
    if (place === undefined && !(statement.kind === 'match' && statement.left.kind === 'meta')) flush();
    result.push(statement);
    if (place !== undefined) run.push(place);
  }
  flush();
  return result;
}

function joined(group: readonly Placed[]): Match {
  let value = 0n;
  for (const { statement, bits } of group)
    if (statement.right.kind === 'value') value = (value << BigInt(bits)) | BigInt(statement.right.value);
  const bits = group.reduce((sum, each) => sum + each.bits, 0);
  const left = { kind: 'raw', base: 'th', offset: group[0]?.offset ?? 0, bits } as const;
  return {
    kind: 'match',
    left,
    relation: '==',
    right: { kind: 'value', value: bits > 48 ? value : Number(value), type: typeOf(left) },
  };
}

/** `>= 3` and right after it `<= 9` of the same is a range to the kernel. */
function joinRanges(statements: readonly Statement[]): readonly Statement[] {
  const result: Statement[] = [];
  for (const statement of statements) {
    const before = result.at(-1);
    if (
      before?.kind === 'match' &&
      statement.kind === 'match' &&
      before.relation === '>=' &&
      statement.relation === '<=' &&
      before.right.kind === 'value' &&
      statement.right.kind === 'value' &&
      sameText(before.left, statement.left)
    ) {
      const { value: first, type } = before.right;
      result[result.length - 1] = {
        ...before,
        relation: '==',
        right: { kind: 'range', first, last: statement.right.value, type },
      };
    } else result.push(statement);
  }
  return result;
}

function sameText(one: Expression, other: Expression): boolean {
  return JSON.stringify({ ...one, at: 0 }) === JSON.stringify({ ...other, at: 0 });
}
