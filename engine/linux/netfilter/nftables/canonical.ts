/**
 * A rule as the kernel keeps it and nft lists it again: what follows from something else is left out, what nft adds is
 * put in, masks and intervals have one form (nft's src/evaluate.c: stmt_reduce; src/payload.c:
 * payload_dependency_kill; src/netlink_delinearize.c).
 */
import { canonicalExpression, canonicalSet, canonicalMatch } from './canonical-expression.ts';
import { typeNamed } from './datatype.ts';
import type { Family } from './model.ts';
import { type Base, fieldAt, fieldOf, protocolNamed, transportOf } from './protocol.ts';
import { joinRanges, mergePayloads } from './merge.ts';
import { protocolOf, readBy } from './reads.ts';
import type { Expression, Match, Statement } from './syntax.ts';

export function canonical(statements: readonly Statement[], family: Family): readonly Statement[] {
  const plain = statements.map((statement) => canonicalStatement(statement, family));
  const whole = plain.flatMap((statement, at) => [
    ...needed(statement, plain.slice(0, at), family),
    statement,
  ]);
  const asked = nameRawFields([...neededFirst(plain, family), ...whole], family);
  return joinRanges(mergePayloads(withoutImplied(asked, family)), family);
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

const isProtocolField = (field: string) => field === 'protocol' || field === 'nexthdr';

/** What nft puts before a statement, and shows. */
function needed(statement: Statement, before: readonly Statement[], family: Family): readonly Statement[] {
  for (const part of readBy(statement)) {
    if (part.kind !== 'payload') continue;
    const asked = before.some((each) =>
      readBy(each).some(
        (other) =>
          other.kind === 'payload' &&
          other.protocol === part.protocol &&
          ['type', 'id', 'sequence'].includes(other.field),
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
  return [];
}

const anything = { network: true, transport: true };

/** What a refusal at the end depends on stands before everything else. */
function neededFirst(statements: readonly Statement[], family: Family): readonly Statement[] {
  const last = statements.at(-1);
  if (last?.kind !== 'reject') return [];
  const isFixed = family === 'ip' || family === 'ip6';
  const readsNetwork = statements.some((statement) =>
    readBy(statement).some((part) => protocolOf(part)?.base === 'nh'),
  );
  const knows = (base: Base) =>
    statements.some((statement) => {
      const said = implies(statement, anything);
      // The protocol of a connection is that of the packet only where its family is known.
      if (isAboutConnection(statement) && said !== undefined) return base === 'nh' || isFixed || readsNetwork;
      return (
        (said?.base === base && said.implied.name !== 'any') ||
        readBy(statement).some((part) => {
          const protocol = protocolOf(part);
          return (
            (protocol?.base === base && protocol.name !== 'th') ||
            (part.kind === 'tcpopt' && base === 'th' && statement.kind === 'match')
          );
        })
      );
    });
  const reads = statements.flatMap(readBy);
  if (last.with === 'tcp')
    return knows('th') ? [] : [equals({ kind: 'meta', key: 'l4proto' }, 6, 'inet_proto')];
  if (last.with === 'icmpx' || family === 'ip' || family === 'ip6') return [];
  const implied = reads.some(
    (part) => part.kind === 'payload' && (part.protocol === 'icmp' || part.protocol === 'icmpv6'),
  );
  if (implied || knows('nh')) return [];
  return [equals({ kind: 'meta', key: 'nfproto' }, last.with === 'icmp' ? 2 : 10, 'nf_proto')];
}

/**
 * Raw fields take the names they have in the protocols that are known by then; several at once are several
 * fields. */
function nameRawFields(statements: readonly Statement[], family: Family): readonly Statement[] {
  let network: string | undefined = family === 'ip' || family === 'ip6' ? family : undefined;
  let transport: string | undefined;
  return statements.flatMap((given): readonly Statement[] => {
    const statement = withNames(given, transport);
    const known = network !== undefined || family === 'ip' || family === 'ip6';
    const said = implies(statement, { network: known, transport: known || transport !== undefined });
    if (said?.base === 'th') transport = said.implied.name;
    else if (said?.base === 'nh') network ??= said.implied.name;
    if (statement.kind === 'match') {
      const { left } = statement;
      if (left.kind === 'raw' && left.base === 'th' && transport !== undefined)
        return inFields(statement, transport, left.offset, left.bits);
      if (left.kind === 'raw' && left.base === 'nh' && network !== undefined) {
        const renamed = canonicalMatch(statement, network === 'ip6' ? 'ip6' : 'ip');
        return [{ ...statement, ...renamed }];
      }
    }
    for (const part of readBy(statement)) {
      const protocol = protocolOf(part);
      if (protocol?.base === 'th' && protocol.name !== 'th') transport = protocol.name;
      if (protocol?.base === 'nh') network = protocol.name;
      else if (protocol?.name === 'icmp') network ??= 'ip';
      else if (protocol?.name === 'icmpv6') network ??= 'ip6';
    }
    return [statement];
  });
}

function withNames(statement: Statement, transport: string | undefined): Statement {
  if (transport === undefined) return statement;
  switch (statement.kind) {
    case 'match':
      return { ...statement, left: named(statement.left, transport) };
    case 'vmap':
    case 'update':
      return { ...statement, key: named(statement.key, transport) };
    case 'assign':
      return { ...statement, value: named(statement.value, transport) };
    default:
      return statement;
  }
}

/** `th dport` as the protocol that is known by then calls it. */
function named(expression: Expression, transport: string): Expression {
  switch (expression.kind) {
    case 'payload': {
      if (expression.protocol !== 'th') return expression;
      const place = fieldOf('th', expression.field);
      const field = place === undefined ? undefined : fieldAt(transport, place.offset, place.bits);
      return field === undefined ? expression : { ...expression, protocol: transport, field };
    }
    case 'binary': {
      return { ...expression, left: named(expression.left, transport) };
    }
    case 'map': {
      return { ...expression, key: named(expression.key, transport) };
    }
    case 'concatenation': {
      return { ...expression, parts: expression.parts.map((part) => named(part, transport)) };
    }
    default:
      return expression;
  }
}

/** One comparison of several fields next to each other. */
function inFields(statement: Match, name: string, from: number, bits: number): readonly Statement[] {
  const { right } = statement;
  const fields = [...(protocolNamed(name)?.fields ?? [])];
  const parts: Statement[] = [];
  let rest = right.kind === 'value' ? BigInt(right.value) : 0n;
  let at = from;
  while (at < from + bits) {
    const [field, known] = fields.find(([, { offset }]) => offset === at) ?? [];
    if (field === undefined || known === undefined) return [statement];
    at += known.bits;
    if (at > from + bits) return [statement];
    const behind = BigInt(from + bits - at);
    const value = Number(rest >> behind);
    rest &= (1n << behind) - 1n;
    const type = known.type.bits === known.bits ? known.type : { ...known.type, bits: known.bits };
    const left = { kind: 'payload', protocol: name, field, type } as const;
    parts.push({ kind: 'match', left, relation: statement.relation, right: { kind: 'value', value, type } });
  }
  return parts;
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
function implies(
  statement: Statement,
  known: { readonly network: boolean; readonly transport: boolean },
): { base: 'nh' | 'th'; implied: Implied } | undefined {
  if (statement.kind !== 'match' || (statement.relation !== '==' && statement.relation !== 'in'))
    return undefined;
  const { left, right } = statement;
  if (right.kind !== 'value') return undefined;
  const value = Number(right.value);
  if (left.kind === 'payload' && isProtocolField(left.field) && protocolNamed(left.protocol)?.base === 'nh') {
    const name = transportOf(value)?.name ?? 'any';
    return { base: 'th', implied: { statement, name, isPayload: true } };
  }
  if (left.kind === 'ct' && left.key === 'protocol' && known.transport) {
    const name = transportOf(value)?.name ?? 'any';
    return { base: 'th', implied: { statement, name, isPayload: false } };
  }
  if (left.kind === 'ct' && left.key === 'l3proto' && known.network)
    return { base: 'nh', implied: { statement, name: value === 2 ? 'ip' : 'ip6', isPayload: false } };
  if (left.kind === 'meta' && left.key === 'l4proto') {
    const name = transportOf(value)?.name ?? 'any';
    return { base: 'th', implied: { statement, name, isPayload: false } };
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

function isAboutConnection(statement: Statement): boolean {
  return statement.kind === 'match' && statement.left.kind === 'ct';
}

function isNfproto(statement: Statement): boolean {
  return statement.kind === 'match' && statement.left.kind === 'meta' && statement.left.key === 'nfproto';
}

/** payload_dependency_kill. Anything but a comparison in between makes nft forget what it could leave out. */
function withoutImplied(statements: readonly Statement[], family: Family): readonly Statement[] {
  const fixed = family === 'ip' || family === 'ip6';
  const gone = new Set<Statement>();
  const known = { network: fixed, transport: fixed };
  let network: Implied | undefined;
  let transport: Implied | undefined;
  for (const [at, statement] of statements.entries()) {
    for (const part of readBy(statement)) {
      const protocol = protocolOf(part);
      if (protocol === undefined) continue;
      const { base, name } = protocol;
      const family4 = name === 'icmp' && network?.name === 'ip';
      const family6 = name === 'icmpv6' && network?.name === 'ip6';
      if (!fixed && network !== undefined && (family4 || family6) && isNfproto(network.statement))
        gone.add(network.statement);
      if (base === 'th' && transport !== undefined) {
        const isOther = transport.name !== name && name !== 'th';
        if (fixed ? !(isOther && transport.isPayload) : !isOther && !transport.isPayload)
          gone.add(transport.statement);
        transport = undefined;
      }
      if ((base === 'nh' || base === 'th') && network !== undefined) {
        const said = network.statement;
        const isProtocol = said.kind === 'match' && said.left.kind === 'meta' && said.left.key === 'protocol';
        const isSame = base === 'nh' && (fixed || network.name === name);
        if (isSame && (fixed || !isProtocol)) gone.add(said);
        if (base === 'nh' || fixed) network = undefined;
      }
      if (base === 'nh') known.network = true;
      if (base === 'th' && name !== 'th') known.transport = true;
    }
    if (statement.kind === 'reject') {
      if (statement.with === 'tcp' && fixed && transport?.name === 'tcp') gone.add(transport.statement);
      const wanted = statement.with === 'icmp' ? 'ip' : statement.with === 'icmpv6' ? 'ip6' : undefined;
      if (!fixed && network !== undefined && network.name === wanted) gone.add(network.statement);
    }
    if (statement.kind !== 'match' && statement.kind !== 'vmap') {
      network = undefined;
      transport = undefined;
    }
    const said = implies(statement, known);
    if (said?.base === 'th') transport = said.implied;
    else if (said?.base === 'nh') {
      network = said.implied;
      // That an IP packet is one says nothing, unless it is all a rule says.
      const { left } = statement as Match;
      if (fixed && left.kind === 'meta' && said.implied.name === family && at < statements.length - 1)
        gone.add(statement);
    }
  }
  return statements.filter((statement) => !gone.has(statement));
}
