/**
 * `ip rule` (ip/iprule.c, do_iprule, iprule_modify, iprule_list_flush_or_save).
 *
 * Not simulated: `nat`, tunnel ids, l3mdev, realms, groups of devices.
 */
import { addRule, removeRule, type RulePattern } from '../../../linux/netlink/rule.ts';
import type { PolicyRule } from '../../../linux/route/rule.ts';
import { type Arguments, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { check, familyOf, type IpContext, provenanceOf, requireAdmin } from '../context.ts';
import { ruleUsage } from '../usage/objects.ts';
import { readRule } from './parse.ts';
import { printRule } from './print.ts';

export function runRule(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return list(context, words);
  words.skip();
  if (matches(word, 'list') || matches(word, 'lst') || matches(word, 'show')) return list(context, words);
  for (const other of ['save', 'restore']) if (matches(word, other)) throw notSimulated(`ip rule ${other}`);
  if (matches(word, 'add')) return add(context, words);
  if (matches(word, 'delete')) return remove(context, words);
  if (matches(word, 'flush')) return flush(context, words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, ruleUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip rule help".\n`);
}

function add(context: IpContext, words: Arguments): number {
  if (words.word === undefined) throw new Stop(1, '"ip rule add" requires arguments.\n');
  const given = readRule(context, words);
  requireAdmin(context.process);
  const action =
    given.action === undefined || given.action === 'table'
      ? { kind: 'table' as const, table: given.table ?? 254 }
      : given.action === 'goto'
        ? { kind: given.action, target: given.target ?? 0 }
        : { kind: given.action };
  check(
    addRule(context.namespace, {
      priority: given.priority,
      family: given.family,
      inverted: given.inverted ?? false,
      from: given.from,
      to: given.to,
      input: given.input,
      output: given.output,
      mark: given.mark,
      tos: given.tos ?? 0,
      ipProtocol: given.ipProtocol,
      sourcePorts: given.sourcePorts,
      destinationPorts: given.destinationPorts,
      users: given.users,
      action,
      suppressPrefixLength: given.suppressPrefixLength,
      protocol: given.protocol ?? 0,
      provenance: provenanceOf(context.process),
    }),
  );
  return 0;
}

function remove(context: IpContext, words: Arguments): number {
  if (words.word === undefined) throw new Stop(1, '"ip rule del" requires arguments.\n');
  const pattern = readRule(context, words);
  requireAdmin(context.process);
  check(removeRule(context.namespace, pattern));
  return 0;
}

function wanted(context: IpContext, pattern: RulePattern, rule: PolicyRule): boolean {
  const same = <Value>(given: Value | undefined, own: Value) => given === undefined || given === own;
  const sameRange = (given: PolicyRule['users'], own: PolicyRule['users']) =>
    given === undefined || (own?.[0] === given[0] && own[1] === given[1]);
  const inside = (given: PolicyRule['from'], own: PolicyRule['from']) =>
    given === undefined ||
    given.length === 0 ||
    (own !== undefined && given.length <= own.length && given.contains(own.address));
  return (
    rule.family === (familyOf(context) ?? pattern.family) &&
    same(pattern.priority, rule.priority) &&
    (pattern.table === undefined || (rule.action.kind === 'table' && rule.action.table === pattern.table)) &&
    inside(pattern.from, rule.from) &&
    inside(pattern.to, rule.to) &&
    same(pattern.input, rule.input) &&
    same(pattern.output, rule.output) &&
    same(pattern.tos, rule.tos) &&
    same(pattern.protocol, rule.protocol) &&
    same(pattern.ipProtocol, rule.ipProtocol) &&
    sameRange(pattern.users, rule.users) &&
    sameRange(pattern.sourcePorts, rule.sourcePorts) &&
    sameRange(pattern.destinationPorts, rule.destinationPorts) &&
    (pattern.mark === undefined || pattern.mark.value === rule.mark?.value)
  );
}

function list(context: IpContext, words: Arguments): number {
  // Who wrote a rule is asked for, and then not looked at.
  const { protocol: _, ...pattern } = readRule(context, words, true);
  const { printer, process, namespace } = context;
  printer.openArray();
  for (const rule of namespace.routes.rules) {
    if (!wanted(context, pattern, rule)) continue;
    printer.openObject();
    printRule(context, rule);
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

/** Everything but the rule with priority 0 that the kernel made. */
function flush(context: IpContext, words: Arguments): number {
  const pattern = readRule(context, words, true);
  requireAdmin(context.process);
  for (const rule of [...context.namespace.routes.rules])
    if (wanted(context, pattern, rule) && rule.priority !== 0) context.namespace.routes.removeRule(rule);
  return 0;
}
