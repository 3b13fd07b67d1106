/**
 * A next-hop object as `ip nexthop` prints it (ip/ipnexthop.c, __print_nexthop_entry).
 */
import type { NexthopGroupMember, NexthopObject } from '../../../linux/nexthop/nexthop.ts';
import type { IpContext } from '../context.ts';
import { protocolName, scopeName } from '../names.ts';
import { printGateway, printNexthopFlags } from '../route/way.ts';

/** @param name of the JSON object, where it is a member of another */
export function printNexthop(
  context: IpContext,
  { id, way, family, protocol }: NexthopObject,
  name?: string,
): void {
  const { printer, options } = context;
  const details = options.details > 0;
  printer.openObject(name);
  printer.any('id', `id ${String(id)} `, id);
  if (way.kind === 'group') printGroup(context, way.members);
  const hop = way.kind === 'hop' ? way.hop : undefined;
  if (hop !== undefined) {
    printGateway(context, hop, family === 6 ? 'inet6' : 'inet');
    printer.text('dev ');
    printer.any('dev', `${hop.device.name} `, hop.device.name, 'interface');
  }
  const scope = scopeName(way.kind === 'hop' ? way.scope : 'global', options.numeric);
  if (way.kind === 'hop' || details) printer.any('scope', `scope ${scope} `, scope);
  if (way.kind === 'blackhole') printer.flag('blackhole', 'blackhole ');
  const writer = protocolName(protocol, options.numeric);
  if (protocol !== 0 || details) printer.any('protocol', `proto ${writer} `, writer);
  printNexthopFlags(context, hop);
  printer.closeObject();
}

function printGroup({ printer }: IpContext, members: readonly NexthopGroupMember[]): void {
  printer.openArray('group');
  printer.text('group ');
  for (const [at, { id, weight }] of members.entries()) {
    printer.openObject();
    if (at > 0) printer.text('/');
    printer.any('id', String(id), id);
    if (weight > 1) printer.any('weight', `,${String(weight)}`, weight);
    printer.closeObject();
  }
  printer.text(' ');
  printer.closeArray();
}
