/**
 * Counters, limits and quotas in JSON (nft's src/json.c: counter_stmt_json, limit_stmt_json, quota_stmt_json).
 */
import { bytesText, usedOf } from '../../../linux/netfilter/nftables/print/stateful.ts';
import type { PrintStyle } from '../../../linux/netfilter/nftables/print/value.ts';
import type { Stateful } from '../../../linux/netfilter/nftables/syntax.ts';
import type { Json } from './expression.ts';

function sized(bytes: number): readonly [number, string] {
  const [count = '0', unit = 'bytes'] = bytesText(bytes).split(' ');
  return [Number(count), unit];
}

export function statefulJson(statement: Stateful, { stateless }: PrintStyle): Readonly<Record<string, Json>> {
  switch (statement.kind) {
    case 'counter':
      return { counter: stateless ? null : { packets: statement.packets, bytes: statement.bytes } };
    case 'quota': {
      const [val, unit] = sized(statement.bytes);
      const [used, usedUnit] = sized(usedOf(statement));
      return {
        quota: {
          val,
          val_unit: unit,
          ...(statement.over ? { inv: true } : {}),
          ...(used === 0 || stateless ? {} : { used, used_unit: usedUnit }),
        },
      };
    }
    case 'limit': {
      const { unit: per, over, isBytes } = statement;
      const [rate, rateUnit] = isBytes ? sized(statement.rate) : [statement.rate, ''];
      const [burst, burstUnit] = isBytes ? sized(statement.burst) : [statement.burst, ''];
      return {
        limit: {
          rate,
          burst,
          per,
          ...(over ? { inv: true } : {}),
          ...(isBytes ? { rate_unit: rateUnit, burst_unit: burstUnit } : {}),
        },
      };
    }
    case 'connlimit':
      return { 'ct count': { val: statement.count, ...(statement.over ? { inv: true } : {}) } };
  }
}
