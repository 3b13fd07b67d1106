/**
 * Statements made into functions of a packet (net/netfilter/nft_cmp.c, nft_lookup.c, nft_dynset.c, nft_objref.c).
 */
import { withDestination, withHopLimit, withSource } from '../../../../net/flow/rewrite.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../../hook.ts';
import { contains, type NftSet } from '../set.ts';
import { addressOf, booleanType, compare, type Value } from '../datatype.ts';
import { noSuchFile, NotModelled } from '../error.ts';
import type { NftTable } from '../model.ts';
import { spanOf } from '../constant.ts';
import { tcpOptions } from '../protocol.ts';
import { tcpOptionOctets } from '../../../../net/wire/length.ts';
import { tcpOptionNumber } from '../../../../net/wire/tcp-options.ts';
import type { Assignment, Match, SetUpdate, Statement, VerdictStatement } from '../syntax.ts';
import { compileExpression, type Read } from './expression.ts';
import { compileNat, compileReject, readSpans } from './nat.ts';
import { readKey, setOf } from './set.ts';
import { compileStateful, fresh, type Meter, meterElement } from './stateful.ts';

/** `true`: on with the next statement. `false`: the rule ends here. A verdict statement: it decides. */
export type Step = boolean | VerdictStatement | { readonly kind: 'final'; readonly verdict: Verdict };
export type Run = (skb: PacketBuffer, state: HookState) => Step;

export interface CompilePlace {
  readonly namespace: NetworkNamespace;
  readonly table: NftTable;
  readonly chain: string;
}

function match({ left, relation, right }: Match, { namespace, table }: CompilePlace): Run {
  const single = right.kind === 'value' ? right.value : undefined;
  if ((relation === 'in' || relation === '!') && single !== undefined) {
    const read = compileExpression(left, namespace);
    const bits = Number(single);
    const wanted = relation === 'in';
    return (skb, state) => {
      const value = read(skb, state);
      return typeof value === 'number' && ((value & bits) !== 0) === wanted;
    };
  }
  if (relation === '==' || relation === '!=') {
    const not = relation === '!=';
    const span = left.kind === 'concatenation' ? undefined : spanOf(right);
    if (span !== undefined) {
      const read =
        left.kind === 'fib' && right.kind === 'value' && right.type === booleanType
          ? isThere(compileExpression(left, namespace))
          : compileExpression(left, namespace);
      const plain = span.first === span.last && !(typeof span.first === 'string' && span.first.endsWith('*'));
      return (skb, state) => {
        const value = read(skb, state);
        if (value === undefined) return false;
        return (plain ? value === span.first : contains(span, value)) !== not;
      };
    }
    const read = readKey(left, namespace);
    const set = setOf(right, table);
    const { clock } = namespace.environment;
    return (skb, state) => {
      const values = read(skb, state);
      if (values === undefined) return false;
      const element = set.find(values, clock.now);
      if ((element !== undefined) === not) return false;
      return element === undefined || meterElement(element.statements, skb, namespace);
    };
  }
  const read = compileExpression(left, namespace);
  const bound: Value = spanOf(right)?.first ?? 0;
  return (skb, state) => {
    const value = read(skb, state);
    if (value === undefined) return false;
    const order = compare(value, bound);
    switch (relation) {
      case '<':
        return order < 0;
      case '>':
        return order > 0;
      case '<=':
        return order <= 0;
      default:
        return order >= 0;
    }
  };
}

/** A route that leads nowhere has no device. */
function isThere(read: Read): Read {
  return (skb, state) => {
    const value = read(skb, state);
    return value === undefined || value === 0 || value === '' ? 0 : 1;
  };
}

function vmap(
  statement: Extract<Statement, { kind: 'vmap' }>,
  { namespace, table, chain }: CompilePlace,
): Run {
  const read = readKey(statement.key, namespace);
  const set = setOf(statement.map, table);
  const { clock } = namespace.environment;
  const { netfilter } = namespace;
  const draws = statement.key.kind === 'numgen' && statement.key.mode === 'random';
  return (skb, state) => {
    if (draws && netfilter.pick !== undefined) {
      const forced = pickFrom(set, netfilter.pick, chain);
      if (forced !== undefined) return forced;
    }
    const values = read(skb, state);
    const element = values === undefined ? undefined : set.find(values, clock.now);
    if (element?.data === undefined || !('kind' in element.data)) return false;
    return meterElement(element.statements, skb, namespace) && element.data;
  };
}

/** A forced draw: see EndpointPick. */
function pickFrom(
  set: NftSet,
  pick: (chain: string, candidates: readonly string[]) => string | undefined,
  chain: string,
): VerdictStatement | undefined {
  const verdicts = set.elements.flatMap(({ data }) => (data !== undefined && 'kind' in data ? [data] : []));
  const wanted = pick(
    chain,
    verdicts.flatMap(({ chain: candidate }) => (candidate === undefined ? [] : [candidate])),
  );
  return wanted === undefined ? undefined : verdicts.find((verdict) => verdict.chain === wanted);
}

function assign({ left, value }: Assignment, { namespace, table }: CompilePlace): Run {
  const read =
    value.kind === 'map'
      ? (
          (spans) =>
          (skb: PacketBuffer, state: HookState): Value | undefined =>
            spans(skb, state)?.[0]?.first
        )(readSpans(value, namespace, table))
      : compileExpression(value, namespace);
  const put = setter(left);
  return (skb, state) => {
    const found = read(skb, state);
    if (found === undefined) return false;
    put(skb, found);
    return true;
  };
}

function setter(left: Assignment['left']): (skb: PacketBuffer, value: Value) => void {
  const key = 'key' in left && typeof left.key === 'string' ? `${left.kind} ${left.key}` : '';
  switch (left.kind === 'payload' ? `${left.protocol} ${left.field}` : key) {
    case 'meta mark':
      return (skb, value) => (skb.mark = Number(value));
    case 'meta priority':
      return (skb, value) => (skb.priority = Number(value));
    case 'meta nftrace':
      return (skb, value) => (skb.traced = value !== 0);
    case 'ct mark':
      return ({ conntrack }, value) => {
        if (conntrack?.entry !== undefined) conntrack.entry.mark = Number(value);
      };
    case 'ct zone':
      return (skb, value) => {
        if (skb.conntrack === undefined)
          skb.conntrack = { entry: undefined, direction: 'original', state: 'template', zone: Number(value) };
      };
    case 'ip ttl':
    case 'ip6 hoplimit':
      return (skb, value) => {
        if (skb.packet.kind !== 'arp') skb.packet = withHopLimit(skb.packet, Number(value));
      };
    case 'ip saddr':
    case 'ip6 saddr':
      return (skb, value) => {
        if (skb.packet.kind !== 'arp') skb.packet = withSource(skb.packet, addressOf(value));
      };
    case 'ip daddr':
    case 'ip6 daddr':
      return (skb, value) => {
        if (skb.packet.kind !== 'arp') skb.packet = withDestination(skb.packet, addressOf(value));
      };
    case 'ip dscp':
      return (skb, value) => {
        if (skb.packet.kind === 'ipv4')
          skb.packet = { ...skb.packet, tos: (skb.packet.tos & 3) | (Number(value) << 2) };
      };
    case 'ip ecn':
      return (skb, value) => {
        if (skb.packet.kind === 'ipv4')
          skb.packet = { ...skb.packet, tos: (skb.packet.tos & 0xfc) | Number(value) };
      };
    case 'tcp sport':
    case 'udp sport':
      return (skb, value) => {
        if (skb.packet.kind !== 'arp') skb.packet = withSource(skb.packet, skb.packet.source, Number(value));
      };
    case 'tcp dport':
    case 'udp dport':
      return (skb, value) => {
        if (skb.packet.kind !== 'arp')
          skb.packet = withDestination(skb.packet, skb.packet.destination, Number(value));
      };
    case '':
      if (left.kind === 'tcpopt' && left.header === 'maxseg' && left.field === 'size') return clampSegments;
  }
  throw new NotModelled(
    `${left.kind === 'payload' ? `${left.protocol} ${left.field}` : key || left.kind} set`,
  );
}

/** The option is only ever made smaller. */
function clampSegments(skb: PacketBuffer, value: Value): void {
  const { packet } = skb;
  if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return;
  const tcp = packet.payload;
  const options = tcp.options.map((option) =>
    option.kind === 'mss' && option.value > Number(value) ? { ...option, value: Number(value) } : option,
  );
  skb.packet = { ...packet, payload: { ...tcp, options } };
}

/** The option becomes NOPs (nft_exthdr_tcp_strip_eval). */
function resetOption(name: string): Run {
  const number = tcpOptions[name]?.[0] ?? -1;
  return (skb) => {
    const { packet } = skb;
    if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return false;
    const tcp = packet.payload;
    const options = tcp.options.flatMap((option) =>
      tcpOptionNumber(option) === number
        ? Array.from({ length: tcpOptionOctets(option) }, () => ({ kind: 'nop' }) as const)
        : [option],
    );
    skb.packet = { ...packet, payload: { ...tcp, options } };
    return true;
  };
}

function update(statement: SetUpdate, { namespace, table }: CompilePlace): Run {
  const set = table.sets.get(statement.set);
  if (set === undefined) throw noSuchFile();
  const read = readKey(statement.key, namespace);
  const data = statement.data === undefined ? undefined : compileExpression(statement.data, namespace);
  const { clock } = namespace.environment;
  const timeout = statement.timeout ?? set.shape.timeout;
  const most = set.shape.size ?? Infinity;
  // What cannot be done is refused now, not when the first packet comes.
  for (const each of statement.statements) compileStateful(fresh(each), namespace);
  return (skb, state) => {
    const values = read(skb, state);
    if (values === undefined) return false;
    const key = values.map((value) => ({ first: value, last: value }));
    if (statement.operation === 'delete') {
      // Whether it was there makes no difference to the rule.
      set.kill(key, clock.now);
      return true;
    }
    let element = set.find(values, clock.now);
    if (element === undefined && set.taken(clock.now) >= most) return false;
    if (element === undefined || (statement.operation === 'update' && timeout !== undefined)) {
      const given = data?.(skb, state);
      element = {
        key,
        data: given === undefined ? undefined : [{ first: given, last: given }],
        comment: undefined,
        timeout: statement.timeout,
        expires: timeout === undefined ? undefined : clock.now + timeout,
        statements:
          element?.statements ??
          (statement.statements.length > 0 ? statement.statements : set.shape.statements).map(fresh),
      };
      set.add(element);
    }
    return meterElement(element.statements, skb, namespace);
  };
}

const shared = new WeakMap<object, Meter>();

function objectReference(
  { type, name }: Extract<Statement, { kind: 'object' }>,
  { namespace, table }: CompilePlace,
): Run {
  const meterOf = (wanted: string): Meter => {
    const object = table.objects.get(`${type} ${wanted}`);
    if (object === undefined) throw noSuchFile();
    const { body } = object;
    if (body.kind === 'counter' || body.kind === 'quota' || body.kind === 'limit') {
      // All rules that name it draw on the same state.
      let meter = shared.get(body);
      if (meter === undefined) shared.set(body, (meter = compileStateful(body, namespace)));
      return meter;
    }
    throw new NotModelled(`${type} in a rule`);
  };
  if (typeof name === 'string') return meterOf(name);
  if (name.kind !== 'map') throw noSuchFile();
  const spans = readSpans(name, namespace, table);
  const meters = new Map<string, Meter>();
  return (skb, state) => {
    const wanted = spans(skb, state)?.[0]?.first;
    if (typeof wanted !== 'string') return false;
    let meter = meters.get(wanted);
    if (meter === undefined) {
      meter = meterOf(wanted);
      meters.set(wanted, meter);
    }
    return meter(skb);
  };
}

/** @throws NftError, NotModelled */
export function compileStatement(statement: Statement, place: CompilePlace): Run {
  const { namespace, table } = place;
  switch (statement.kind) {
    case 'match':
      return match(statement, place);
    case 'vmap':
      return vmap(statement, place);
    case 'verdict':
      return () => statement;
    case 'counter':
    case 'quota':
    case 'limit':
    case 'connlimit':
      return compileStateful(statement, namespace);
    case 'object':
      return objectReference(statement, place);
    case 'reject':
      return compileReject(statement, namespace);
    case 'nat':
      return compileNat(statement, namespace, table);
    case 'assign':
      return assign(statement, place);
    case 'update':
      return update(statement, place);
    case 'notrack': {
      const link = { entry: undefined, direction: 'original', state: 'untracked', zone: 0 } as const;
      return (skb) => {
        skb.conntrack ??= link;
        return true;
      };
    }
    case 'log':
      return () => true;
    case 'queue': {
      // No program listens to a queue of this world: the packet is lost, or goes on if that was asked for.
      const verdict = statement.flags.includes('bypass') ? 'accept' : 'drop';
      return () => ({ kind: 'final', verdict });
    }
    case 'resetOption':
      return resetOption(statement.option);
    case 'synproxy':
      throw new NotModelled('synproxy');
  }
}

/** Does it need connection tracking? */
export function usesConntrack(statement: Statement): boolean {
  switch (statement.kind) {
    case 'nat':
    case 'notrack':
      return true;
    case 'match':
      return asks(statement.left);
    case 'vmap':
    case 'update':
      return asks(statement.key);
    case 'assign':
      return asks(statement.left) || asks(statement.value);
    default:
      return false;
  }
}

function asks(expression: Match['left']): boolean {
  switch (expression.kind) {
    case 'ct':
      return true;
    case 'binary':
      return asks(expression.left);
    case 'concatenation':
      return expression.parts.some(asks);
    case 'map':
      return asks(expression.key);
    default:
      return false;
  }
}
