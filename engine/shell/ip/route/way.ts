/**
 * The parts of a next hop, alike in a route and in a next-hop object (lib/utils.c and ip/iproute.c, print_rta_gateway,
 * print_rt_flags).
 */
import type { Nexthop, RouteType } from '../../../linux/route/route.ts';
import type { IpContext } from '../context.ts';
import { hostText } from '../resolve.ts';

/** A gateway of the other family is told with its family (RTA_VIA). */
export function printGateway(context: IpContext, { gateway }: Nexthop, family: 'inet' | 'inet6'): void {
  if (gateway === undefined) return;
  const { printer } = context;
  const text = hostText(context, gateway);
  const own = gateway.family === 4 ? 'inet' : 'inet6';
  if (own === family) {
    printer.text('via ');
    printer.any('gateway', `${text} `, text, own);
    return;
  }
  printer.openObject('via');
  printer.any('family', `via ${own} `, own);
  printer.any('host', `${text} `, text, own);
  printer.closeObject();
}

/**
 * @param hop undefined for a route without one, or with several
 * @param type of its route, if it stands in one
 */
export function printNexthopFlags({ printer }: IpContext, hop: Nexthop | undefined, type?: RouteType): void {
  printer.openArray('flags');
  for (const flag of flagsOf(hop, type)) printer.element(`${flag} `, flag);
  printer.closeArray();
}

function flagsOf(hop: Nexthop | undefined, type: RouteType | undefined): readonly string[] {
  if (hop === undefined) return [];
  const { device } = hop;
  const linkdown = hop.dead === true || (!device.carrier && type !== 'local');
  const flags: string[] = [];
  if (hop.dead === true || (linkdown && device.settings.ignoreLinkdown)) flags.push('dead');
  if (hop.onlink) flags.push('onlink');
  if (linkdown) flags.push('linkdown');
  return flags;
}
