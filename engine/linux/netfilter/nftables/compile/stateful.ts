/**
 * Statements with a state: counter, quota, limit, ct count (net/netfilter/nft_counter.c, nft_quota.c, nft_limit.c,
 * nft_connlimit.c). Counters and quotas keep their state where it is listed.
 */
import { second } from '../../../../clock/clock.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import { lengthOf } from '../../iptables/evaluate.ts';
import { NotModelled } from '../error.ts';
import type { Limit, Stateful } from '../syntax.ts';

/** Whether the rule goes on. */
export type Meter = (skb: PacketBuffer) => boolean;

const unitSeconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};

/** A bucket of credit that time fills: one packet costs its share of the unit, or of octets as many as it has. */
function limiter(
  { rate, unit, burst, over, isBytes }: Limit,
  { environment: { clock } }: NetworkNamespace,
): Meter {
  const period = (unitSeconds[unit] ?? 1) * second;
  const most = isBytes ? (period / rate) * (rate + burst) : (period / rate) * burst;
  let credit = most;
  let last = clock.now;
  return ({ packet }) => {
    credit = Math.min(most, credit + clock.now - last);
    last = clock.now;
    const cost = (period / rate) * (isBytes ? lengthOf(packet) : 1);
    const allowed = credit >= cost;
    if (allowed) credit -= cost;
    return allowed !== over;
  };
}

export function compileStateful(statement: Stateful, namespace: NetworkNamespace): Meter {
  switch (statement.kind) {
    case 'counter':
      return ({ packet }) => {
        statement.packets++;
        statement.bytes += lengthOf(packet);
        return true;
      };
    case 'quota':
      return ({ packet }) => {
        statement.used += lengthOf(packet);
        return statement.used > statement.bytes === statement.over;
      };
    case 'limit':
      return limiter(statement, namespace);
    case 'connlimit':
      throw new NotModelled('ct count');
  }
}

/** A new one of the same kind, for an element of a set. */
export function fresh(statement: Stateful): Stateful {
  return statement.kind === 'counter' || statement.kind === 'quota' ? { ...statement } : statement;
}

const running = new WeakMap<readonly Stateful[], readonly Meter[]>();

/** What an element of a set counts and limits, whichever rule comes upon it (nft_set_elem_update_expr). */
export function meterElement(
  statements: readonly Stateful[],
  skb: PacketBuffer,
  namespace: NetworkNamespace,
): boolean {
  if (statements.length === 0) return true;
  let meters = running.get(statements);
  if (meters === undefined)
    running.set(statements, (meters = statements.map((each) => compileStateful(each, namespace))));
  return meters.every((meter) => meter(skb));
}
