/**
 * One policy rule as `ip rule` prints it (ip/iprule.c, print_rule).
 */
import type { Prefix } from '../../../net/address/prefix.ts';
import type { PolicyRule } from '../../../linux/route/rule.ts';
import type { Printer } from '../../iproute2/printer.ts';
import type { IpContext } from '../context.ts';
import { protocolWord } from './parse.ts';
import { dsfieldName, protocolName, tableName, typeName } from '../names.ts';

export function printRule(context: IpContext, rule: PolicyRule): void {
  const { printer, options, namespace } = context;
  printer.any('priority', `${String(rule.priority)}:\t`, rule.priority);
  if (rule.inverted) printer.flag('not', 'not ');
  printPrefix(context, rule.from, 'from', 'src');
  if (rule.to !== undefined) printPrefix(context, rule.to, ' to', 'dst');
  if (rule.tos !== 0) {
    const tos = dsfieldName(rule.tos, options.numeric);
    printer.any('tos', ` tos ${tos}`, tos);
  }
  if (rule.mark !== undefined) {
    const mark = `0x${rule.mark.value.toString(16)}`;
    // printf("%#x") has no prefix for nothing.
    const mask = rule.mark.mask === 0 ? '0' : `0x${rule.mark.mask.toString(16)}`;
    printer.any('fwmark', ` fwmark ${mark}`, mark);
    if (rule.mark.mask !== 0xffff_ffff) printer.any('fwmask', `/${mask}`, mask);
  }
  for (const [name, device] of [
    ['iif', rule.input],
    ['oif', rule.output],
  ] as const) {
    if (device === undefined) continue;
    printer.text(` ${name} `);
    printer.any(name, device, device, 'interface');
    if (namespace.devices.get(device) === undefined) printer.flag(`${name}_detached`, ' [detached]');
  }
  printFlow(printer, rule, options.numeric);
  if (rule.action.kind === 'goto') {
    const { target } = rule.action;
    printer.any('goto', ` goto ${String(target)}`, target);
    if (!namespace.routes.rules.some((other) => other.family === rule.family && other.priority === target))
      printer.flag('unresolved', ' [unresolved]');
  } else if (rule.action.kind === 'nop') printer.flag('nop', ' nop');
  else if (rule.action.kind === 'table') {
    const table = tableName(rule.action.table, options.numeric);
    printer.any('table', ` lookup ${table}`, table);
    if (rule.suppressPrefixLength !== undefined)
      printer.any(
        'suppress_prefixlen',
        ` suppress_prefixlength ${String(rule.suppressPrefixLength)}`,
        rule.suppressPrefixLength,
      );
  } else {
    const action = typeName(rule.action.kind, options.numeric);
    printer.any('action', ` ${action}`, action);
  }
  if ((rule.protocol !== 0 && rule.protocol !== 2) || options.details > 0)
    printer.any(
      'protocol',
      ` proto ${protocolName(rule.protocol, options.numeric)}`,
      protocolName(rule.protocol, options.numeric),
    );
  printer.text('\n');
}

/** `uidrange`, `ipproto`, `sport`, `dport` */
function printFlow(printer: Printer, rule: PolicyRule, numeric: boolean): void {
  if (rule.users !== undefined) {
    const [first, last] = rule.users;
    printer.text(` uidrange ${String(first)}-${String(last)}`);
    printer.member('uid_start', first);
    printer.member('uid_end', last);
  }
  if (rule.ipProtocol !== undefined) {
    const protocol = protocolWord(rule.ipProtocol, numeric);
    printer.any('ipproto', ` ipproto ${protocol}`, protocol);
  }
  for (const [name, ports] of [
    ['sport', rule.sourcePorts],
    ['dport', rule.destinationPorts],
  ] as const) {
    if (ports === undefined) continue;
    const [first, last] = ports;
    if (first === last) printer.any(name, ` ${name} ${String(first)}`, first);
    else {
      printer.text(` ${name} ${String(first)}-${String(last)}`);
      printer.member(`${name}_start`, first);
      printer.member(`${name}_end`, last);
    }
  }
}

function printPrefix(context: IpContext, prefix: Prefix | undefined, word: string, name: string): void {
  const { printer } = context;
  if (prefix === undefined || prefix.length === 0) {
    printer.any(name, `${word} ${name === 'src' ? 'all' : '0/0'}`, name === 'src' ? 'all' : '0');
    return;
  }
  const family = prefix.family === 4 ? 'inet' : 'inet6';
  printer.text(`${word} `);
  printer.any(name, prefix.address.text, prefix.address.text, family);
  if (!prefix.isHost) printer.any(`${name}len`, `/${String(prefix.length)}`, prefix.length);
}
