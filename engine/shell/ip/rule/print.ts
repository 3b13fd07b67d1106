/**
 * One policy rule as `ip rule` prints it (ip/iprule.c, print_rule).
 */
import type { Prefix } from '../../../net/address/prefix.ts';
import type { PolicyRule } from '../../../linux/route/rule.ts';
import type { IpContext } from '../context.ts';
import { protocolName, tableName } from '../names.ts';

export function printRule(context: IpContext, rule: PolicyRule): void {
  const { printer, options, namespace } = context;
  printer.any('priority', `${String(rule.priority)}:\t`, rule.priority);
  if (rule.inverted) printer.flag('not', 'not ');
  printPrefix(context, rule.from, 'from', 'src');
  if (rule.to !== undefined) printPrefix(context, rule.to, ' to', 'dst');
  if (rule.tos !== 0) printer.any('tos', ` tos 0x${rule.tos.toString(16)}`, `0x${rule.tos.toString(16)}`);
  if (rule.mark !== undefined) {
    const mark = `0x${rule.mark.value.toString(16)}`;
    const mask = `0x${rule.mark.mask.toString(16)}`;
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
  if (rule.action.kind === 'table') {
    const table = tableName(rule.action.table, options.numeric);
    printer.any('table', ` lookup ${table}`, table);
    if (rule.suppressPrefixLength !== undefined)
      printer.any(
        'suppress_prefixlen',
        ` suppress_prefixlength ${String(rule.suppressPrefixLength)}`,
        rule.suppressPrefixLength,
      );
  } else printer.any('action', ` ${rule.action.kind}`, rule.action.kind);
  if ((rule.protocol !== 0 && rule.protocol !== 2) || options.details > 0)
    printer.any(
      'protocol',
      ` proto ${protocolName(rule.protocol, options.numeric)}`,
      protocolName(rule.protocol, options.numeric),
    );
  printer.text('\n');
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
