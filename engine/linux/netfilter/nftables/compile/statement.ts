/**
 * Statements made into functions of a packet (net/netfilter/nft_cmp.c, nft_lookup.c, nft_nat.c, nft_masq.c,
 * nft_reject_inet.c, nft_limit.c, nft_dynset.c).
 */
import { second } from '../../../../clock/clock.ts';
import { Address } from '../../../../net/address/address.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../../hook.ts';
import { lengthOf } from '../../iptables/evaluate.ts';
import { sendReset } from '../../iptables/reset.ts';
import { manipulationAt } from '../../nat/manipulation.ts';
import type { NatRange } from '../../nat/range.ts';
import { NftError } from '../error.ts';
import { type NftSet, type NftTable, NftSet as Elements, compare, type Value } from '../model.ts';
import { spansOf } from '../spans.ts';
import type { Expression, Statement, VerdictStatement } from '../syntax.ts';
import { flagTypes, partsOf, typeOf } from '../types.ts';
import { compileExpression, type Read } from './expression.ts';

/** `true`: on with the next statement. `false`: the rule ends here. A verdict statement: it decides. */
export type Step = boolean | VerdictStatement | { readonly kind: 'final'; readonly verdict: Verdict };
export type Run = (skb: PacketBuffer, state: HookState) => Step;

export interface CompilePlace {
  readonly namespace: NetworkNamespace;
  readonly table: NftTable;
  readonly chain: string;
}

type ReadAll = (skb: PacketBuffer, state: HookState) => readonly Value[] | undefined;

function readKey(expression: Expression, namespace: NetworkNamespace): ReadAll {
  const reads = partsOf(expression).map((part) => compileExpression(part, namespace));
  const [only] = reads;
  if (reads.length === 1 && only !== undefined)
    return (skb, state) => {
      const value = only(skb, state);
      return value === undefined ? undefined : [value];
    };
  return (skb, state) => {
    const values: Value[] = [];
    for (const read of reads) {
      const value = read(skb, state);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  };
}

/** The set a right side stands for: a named one, or one of this rule alone. */
function setOf(expression: Expression, table: NftTable): NftSet {
  if (expression.kind === 'reference') {
    const set = table.sets.get(expression.name);
    if (set === undefined) throw new NftError('No such file or directory');
    return set;
  }
  const shape = {
    kind: 'set',
    key: [],
    data: [],
    flags: [],
    timeout: undefined,
    size: undefined,
    comment: undefined,
  } as const;
  const own = new Elements('', shape);
  if (expression.kind === 'set')
    for (const { key, data } of expression.elements)
      own.add({ key: spansOf(key), data: dataOf(data), comment: undefined, expires: undefined });
  else own.add({ key: spansOf(expression), data: undefined, comment: undefined, expires: undefined });
  return own;
}

export function dataOf(
  data: Expression | VerdictStatement | undefined,
): VerdictStatement | readonly Value[] | undefined {
  if (data === undefined || data.kind === 'verdict') return data;
  return spansOf(data).map(({ first }) => first);
}

function match(statement: Extract<Statement, { kind: 'match' }>, { namespace, table }: CompilePlace): Run {
  const { left, relation, right } = statement;
  const not = relation === '!=';
  if (relation === '==' || not) {
    // Flags without a relation ask for any of them, with one for all and no others.
    if (
      right.kind === 'flags' &&
      flagTypes.has(typeOf(left)) &&
      !statement.explicit &&
      left.kind !== 'binary'
    ) {
      const read = compileExpression(left, namespace);
      const { bits } = right;
      return (skb, state) => {
        const value = read(skb, state);
        return typeof value === 'number' && ((value & bits) !== 0) !== not;
      };
    }
    const read = readKey(left, namespace);
    const single = right.kind === 'value' || right.kind === 'flags' ? spansOf(right)[0]?.first : undefined;
    if (single !== undefined)
      return (skb, state) => {
        const values = read(skb, state);
        return values !== undefined && (values[0] === single) !== not;
      };
    const set = setOf(right, table);
    const { clock } = namespace.environment;
    return (skb, state) => {
      const values = read(skb, state);
      return values !== undefined && (set.find(values, clock.now) !== undefined) !== not;
    };
  }
  const read = compileExpression(left, namespace);
  const bound = spansOf(right)[0]?.first ?? 0;
  return (skb, state) => {
    const value = read(skb, state);
    if (value === undefined) return false;
    const order = compare(value, bound);
    return relation === '<'
      ? order < 0
      : relation === '>'
        ? order > 0
        : relation === '<='
          ? order <= 0
          : order >= 0;
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
    const data = values === undefined ? undefined : set.find(values, clock.now)?.data;
    return data !== undefined && 'kind' in data && data.kind === 'verdict' ? data : true;
  };
}

/** A forced draw: see EndpointPick. */
function pickFrom(
  set: NftSet,
  pick: (chain: string, candidates: readonly string[]) => string | undefined,
  chain: string,
): VerdictStatement | undefined {
  const verdicts = set.elements.flatMap(({ data }) =>
    data !== undefined && 'kind' in data && data.kind === 'verdict' ? [data] : [],
  );
  const wanted = pick(
    chain,
    verdicts.flatMap(({ chain: candidate }) => (candidate === undefined ? [] : [candidate])),
  );
  return wanted === undefined ? undefined : verdicts.find((verdict) => verdict.chain === wanted);
}

const drop = { kind: 'final', verdict: 'drop' } as const;
const codes: Readonly<Record<string, number>> = {
  'net-unreachable': 0,
  'host-unreachable': 1,
  'prot-unreachable': 2,
  'port-unreachable': 3,
  'no-route': 0,
  'net-prohibited': 9,
  'host-prohibited': 10,
  'admin-prohibited': 13,
};

function reject(reason: string | undefined, namespace: NetworkNamespace): Run {
  if (reason === 'tcp reset')
    return (skb) => {
      sendReset(namespace, skb);
      return drop;
    };
  const code = codes[reason?.split(' ')[1] ?? 'port-unreachable'] ?? 3;
  return (skb) => {
    if (skb.packet.kind === 'ipv4') namespace.ipv4.sendError(skb, 'destinationUnreachable', code);
    return drop;
  };
}

function nat(statement: Extract<Statement, { kind: 'nat' }>, place: CompilePlace): Run {
  const { namespace } = place;
  const { type, flags } = statement;
  const address = statement.address === undefined ? undefined : readData(statement.address, place);
  const port = statement.port === undefined ? undefined : spansOf(statement.port)[0];
  const ports = port === undefined ? {} : { ports: { first: Number(port.first), last: Number(port.last) } };
  const range: NatRange = {
    ...ports,
    random: flags.includes('random'),
    randomFully: flags.includes('fully-random'),
    persistent: flags.includes('persistent'),
  };
  return (skb, state) => {
    const entry = skb.conntrack?.entry;
    if (entry === undefined || skb.packet.kind !== 'ipv4') return false;
    let first: Address | undefined;
    let last: Address | undefined;
    if (type === 'masquerade') {
      if (state.out === undefined) return drop;
      first = namespace.ipv4.selectSource(state.out, skb.route?.gateway ?? skb.packet.destination);
      if (first === undefined) return drop;
      entry.masqueradeIndex = state.out.index;
    } else if (type === 'redirect') {
      const own = state.in?.addresses.find(({ prefix, secondary }) => prefix.family === 4 && !secondary);
      first = state.hook === 'output' ? Address.v4(0x7f00_0001) : own?.prefix.address;
      if (first === undefined) return drop;
    } else if (address !== undefined) {
      const found = address(skb, state);
      if (found === undefined) return false;
      first = Address.v4(Number(found[0]));
      last = Address.v4(Number(found.at(-1)));
    }
    const addresses = first === undefined ? {} : { addresses: { first, last: last ?? first } };
    const verdict = namespace.netfilter.nat.setUp(
      entry,
      { ...range, ...addresses },
      manipulationAt(state.hook),
    );
    return { kind: 'final', verdict };
  };
}

/** Both ends of the addresses to choose from: given, or found in a map. */
function readData(expression: Expression, { namespace, table }: CompilePlace): ReadAll {
  if (expression.kind !== 'map') {
    const span = spansOf(expression)[0];
    return () => (span === undefined ? undefined : [span.first, span.last]);
  }
  const read = readKey(expression.key, namespace);
  const set = setOf(expression.map, table);
  const { clock } = namespace.environment;
  return (skb, state) => {
    const values = read(skb, state);
    const data = values === undefined ? undefined : set.find(values, clock.now)?.data;
    return data !== undefined && !('kind' in data) ? data : undefined;
  };
}

function assign(object: 'meta' | 'ct', key: string, value: Read): Run {
  if (object === 'meta' && key === 'nftrace') return () => true;
  if (key !== 'mark') throw new NftError(`not simulated: ${object} ${key} set`);
  return (skb, state) => {
    const mark = value(skb, state);
    if (typeof mark !== 'number') return false;
    if (object === 'meta') skb.mark = mark;
    else if (skb.conntrack?.entry !== undefined) skb.conntrack.entry.mark = mark;
    return true;
  };
}

const unitSeconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};

function limit(statement: Extract<Statement, { kind: 'limit' }>, { namespace }: CompilePlace): Run {
  const { clock } = namespace.environment;
  const cost = ((unitSeconds[statement.unit] ?? 1) * second) / statement.rate;
  const most = cost * statement.burst;
  let credit = most;
  let last = clock.now;
  return () => {
    credit = Math.min(most, credit + clock.now - last);
    last = clock.now;
    const allowed = credit >= cost;
    if (allowed) credit -= cost;
    return allowed !== statement.over;
  };
}

function update(statement: Extract<Statement, { kind: 'update' }>, { namespace, table }: CompilePlace): Run {
  const set = table.sets.get(statement.set);
  if (set === undefined) throw new NftError('No such file or directory');
  const read = readKey(statement.key, namespace);
  const { clock } = namespace.environment;
  const timeout = statement.timeout ?? set.shape.timeout;
  return (skb, state) => {
    const values = read(skb, state);
    if (values === undefined) return false;
    const key = values.map((value) => ({ first: value, last: value }));
    if (statement.operation === 'delete') set.delete(key);
    else if (statement.operation === 'update' || set.find(values, clock.now) === undefined)
      set.add({
        key,
        data: undefined,
        comment: undefined,
        expires: timeout === undefined ? undefined : clock.now + timeout,
      });
    return true;
  };
}

/** @throws NftError for what is not modelled */
export function compileStatement(statement: Statement, place: CompilePlace): Run {
  switch (statement.kind) {
    case 'match':
      return match(statement, place);
    case 'vmap':
      return vmap(statement, place);
    case 'verdict':
      return () => statement;
    case 'counter':
      return ({ packet }) => {
        statement.packets++;
        statement.bytes += lengthOf(packet);
        return true;
      };
    case 'reject':
      return reject(statement.with, place.namespace);
    case 'nat':
      return nat(statement, place);
    case 'assign':
      return assign(statement.object, statement.key, compileExpression(statement.value, place.namespace));
    case 'limit':
      return limit(statement, place);
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
  }
}

/** Does it need connection tracking? */
export function usesConntrack(statement: Statement): boolean {
  return (
    statement.kind === 'nat' ||
    statement.kind === 'notrack' ||
    JSON.stringify(statement).includes('"kind":"ct"')
  );
}
