/**
 * Adding and removing policy rules (fib_nl_newrule, fib_nl_delrule; net/core/fib_rules.c).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PolicyRule } from '../route/rule.ts';
import { netlinkError, type NetlinkError } from './error.ts';

/** A rule without a priority goes before the first that is not number 0 (fib_default_rule_pref). */
export type RuleRequest = Omit<PolicyRule, 'priority'> & { readonly priority: number | undefined };

export function addRule(namespace: NetworkNamespace, request: RuleRequest): NetlinkError | undefined {
  const rule: PolicyRule = {
    ...request,
    action: tableOf(namespace, request.action),
    priority: request.priority ?? defaultPriority(namespace, request.family),
  };
  const foreign = wrongFamily(request);
  if (foreign !== undefined) return foreign;
  const { action, tos } = rule;
  // fib4_rule_configure
  if (rule.family === 4 && (tos & 3) !== 0)
    return netlinkError('EINVAL', 'Invalid dsfield (tos): ECN bits must be 0.');
  if (rule.family === 4 && (tos & ~0x1e) !== 0) return netlinkError('EINVAL', 'Invalid tos.');
  if (rule.users !== undefined && rule.users[1] < rule.users[0])
    return netlinkError('EINVAL', 'Invalid uid range.');
  // nla_get_port_range
  for (const [name, range] of [
    ['sport', rule.sourcePorts],
    ['dport', rule.destinationPorts],
  ] as const)
    if (range !== undefined && (range[0] === 0 || range[1] < range[0]))
      return netlinkError('EINVAL', `Invalid ${name} range.`);
  if (action.kind === 'goto' && action.target <= rule.priority)
    return netlinkError('EINVAL', 'Backward goto not supported.');
  // rule_exists: only a rule that was given a priority is compared.
  if (request.priority !== undefined && namespace.routes.rules.some((other) => sameRule(other, rule)))
    return netlinkError('EEXIST');
  namespace.routes.addRule(rule);
  return undefined;
}

/** fib_nl2rule: a prefix is of the rule's family. */
function wrongFamily({
  family,
  from,
  to,
}: Pick<RulePattern, 'family' | 'from' | 'to'>): NetlinkError | undefined {
  const foreign = (prefix: PolicyRule['from']) =>
    prefix !== undefined && prefix.length > 0 && prefix.family !== family;
  if (foreign(from)) return netlinkError('EINVAL', 'Invalid source address.');
  return foreign(to) ? netlinkError('EINVAL', 'Invalid dst address.') : undefined;
}

/** fib_empty_table: table 0 is the first that there is not, and from now on there is. */
function tableOf({ routes }: NetworkNamespace, action: PolicyRule['action']): PolicyRule['action'] {
  if (action.kind !== 'table' || action.table !== 0) return action;
  let table = 1;
  while (routes.find(table) !== undefined) table++;
  return { kind: 'table', table: routes.table(table).id };
}

function defaultPriority(namespace: NetworkNamespace, family: 4 | 6): number {
  const [, second] = namespace.routes.rules.filter((rule) => rule.family === family);
  return second === undefined || second.priority === 0 ? 0 : second.priority - 1;
}

function sameRule(one: PolicyRule, other: PolicyRule): boolean {
  const key = (rule: PolicyRule) =>
    JSON.stringify([
      rule.priority,
      rule.family,
      rule.inverted,
      rule.from ?? null,
      rule.to ?? null,
      rule.input ?? null,
      rule.output ?? null,
      rule.mark ?? null,
      rule.tos,
      rule.ipProtocol ?? null,
      rule.sourcePorts ?? null,
      rule.destinationPorts ?? null,
      rule.users ?? null,
      rule.action,
      rule.suppressPrefixLength ?? null,
      rule.protocol,
    ]);
  return key(one) === key(other);
}

/** What a rule to be deleted must be like: what is given counts. */
export type RulePattern = Partial<Omit<PolicyRule, 'provenance' | 'family' | 'action'>> & {
  readonly family: 4 | 6;
  readonly table?: number | undefined;
  readonly action?: PolicyRule['action']['kind'] | undefined;
  /** Of a `goto`. */
  readonly target?: number | undefined;
};

/** rule_find: the first that is like the pattern. */
export function removeRule(namespace: NetworkNamespace, pattern: RulePattern): NetlinkError | undefined {
  const foreign = wrongFamily(pattern);
  if (foreign !== undefined) return foreign;
  const found = namespace.routes.rules.find((rule) => isLike(rule, pattern));
  if (found === undefined) return netlinkError('ENOENT');
  namespace.routes.removeRule(found);
  return undefined;
}

function isLike(rule: PolicyRule, pattern: RulePattern): boolean {
  const same = <Value>(given: Value | undefined, own: Value) => given === undefined || given === own;
  const sameRange = (given: PolicyRule['users'], own: PolicyRule['users']) =>
    given === undefined || (own?.[0] === given[0] && own[1] === given[1]);
  const samePrefix = (given: PolicyRule['from'], own: PolicyRule['from']) =>
    given === undefined || given.length === 0 || own?.canonical.equals(given.canonical) === true;
  return (
    rule.family === pattern.family &&
    same(pattern.priority, rule.priority) &&
    same(pattern.action, rule.action.kind) &&
    (pattern.target === undefined ||
      (rule.action.kind === 'goto' && rule.action.target === pattern.target)) &&
    (pattern.table === undefined || (rule.action.kind === 'table' && rule.action.table === pattern.table)) &&
    samePrefix(pattern.from, rule.from) &&
    samePrefix(pattern.to, rule.to) &&
    same(pattern.input, rule.input) &&
    same(pattern.output, rule.output) &&
    (pattern.mark === undefined ||
      (rule.mark?.value === pattern.mark.value && rule.mark.mask === pattern.mark.mask)) &&
    same(pattern.tos, rule.tos) &&
    same(pattern.ipProtocol, rule.ipProtocol) &&
    sameRange(pattern.sourcePorts, rule.sourcePorts) &&
    sameRange(pattern.destinationPorts, rule.destinationPorts) &&
    sameRange(pattern.users, rule.users) &&
    same(pattern.suppressPrefixLength, rule.suppressPrefixLength) &&
    (pattern.inverted !== true || rule.inverted)
  );
}
