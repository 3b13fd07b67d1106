/**
 * Statements made into functions of a packet (net/netfilter/nft_cmp.c, nft_lookup.c, nft_dynset.c, nft_objref.c).
 */
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../../hook.ts';
import { contains, type NftSet } from '../set.ts';
import { booleanType, compare, type Value } from '../datatype.ts';
import { noSuchFile, NotModelled } from '../error.ts';
import type { NftTable } from '../model.ts';
import { spanOf } from '../constant.ts';
import type { Match, SetUpdate, Statement, VerdictStatement } from '../syntax.ts';
import { compileAssignment, resetOption } from './assign.ts';
import { compileExpression, type Read } from './expression.ts';
import { compileLog } from './log.ts';
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
      return compileAssignment(statement, place);
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
      return compileLog(statement, namespace);
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
