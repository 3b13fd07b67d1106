/**
 * Counters, limits, quotas in nft's words (nft's src/statement.c: counter_stmt_print, limit_stmt_print,
 * quota_stmt_print).
 */
import type { Quota, Stateful } from '../syntax.ts';
import type { PrintStyle } from './value.ts';

export function statefulText(statement: Stateful, { stateless }: PrintStyle): string {
  switch (statement.kind) {
    case 'counter':
      return stateless
        ? 'counter'
        : `counter packets ${String(statement.packets)} bytes ${String(statement.bytes)}`;
    case 'quota': {
      const over = statement.over ? 'over ' : '';
      const used = stateless || statement.used === 0 ? '' : ` used ${bytesText(usedOf(statement))}`;
      return `quota ${over}${bytesText(statement.bytes)}${used}`;
    }
    case 'limit': {
      const { rate, unit, over, burst, isBytes } = statement;
      const inverted = over ? 'over ' : '';
      if (isBytes) {
        const shown = burst > 0 ? ` burst ${bytesText(burst)}` : '';
        return `limit rate ${inverted}${bytesText(rate)}/${unit}${shown}`;
      }
      const shown = burst > 0 && burst !== 5 ? ` burst ${String(burst)} packets` : '';
      return `limit rate ${inverted}${String(rate)}/${unit}${shown}`;
    }
    case 'connlimit':
      return `ct count ${statement.over ? 'over ' : ''}${String(statement.count)}`;
  }
}

/** The kernel shows no more than there was to use. */
export function usedOf({ used, bytes }: Quota): number {
  return Math.min(used, bytes);
}

/** The largest unit that divides it. */
export function bytesText(bytes: number): string {
  if (bytes > 0 && bytes % (1024 * 1024) === 0) return `${String(bytes / 1024 / 1024)} mbytes`;
  if (bytes > 0 && bytes % 1024 === 0) return `${String(bytes / 1024)} kbytes`;
  return `${String(bytes)} bytes`;
}
