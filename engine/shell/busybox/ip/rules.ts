/**
 * `ip rule` of busybox: the list (networking/libiproute/iprule.c, print_rule). It knows neither `not` nor `oif`.
 */
import type { PolicyRule } from '../../../linux/route/rule.ts';
import type { Prefix } from '../../../net/address/prefix.ts';
import { tableName } from '../../ip/names.ts';
import type { IpRun } from './words.ts';

export function showRules(run: IpRun): number {
  const family = run.family === 6 ? 6 : 4;
  for (const rule of run.namespace.routes.rules)
    if (rule.family === family) run.process.print(`${ruleText(rule)}\n`);
  return 0;
}

/** RTN_… that the numbers of the actions are taken for. */
const actionNames = { goto: 'local', nop: 'broadcast' } as const;

function ruleText(rule: PolicyRule): string {
  const { from, to, mark, input, action } = rule;
  let text = `${String(rule.priority)}:\tfrom ${prefixText(from, 'all')} `;
  if (to !== undefined) text += `to ${prefixText(to, '0/0')} `;
  if (rule.tos !== 0) text += `tos ${String(rule.tos)} `;
  if (mark !== undefined) {
    const mask = mark.mask === 0xffff_ffff ? '' : `/0x${mark.mask.toString(16)}`;
    text += `fwmark 0x${mark.value.toString(16)}${mask} `;
  }
  if (input !== undefined) text += `iif ${input} `;
  text += `lookup ${action.kind === 'table' ? tableName(action.table) : 'unspec'} `;
  if (action.kind === 'table') return text;
  return text + (action.kind === 'goto' || action.kind === 'nop' ? actionNames[action.kind] : action.kind);
}

function prefixText(prefix: Prefix | undefined, all: string): string {
  if (prefix === undefined || prefix.length === 0) return all;
  return prefix.isHost ? prefix.address.text : `${prefix.address.text}/${String(prefix.length)}`;
}
