/**
 * `ip addr show` and `ip link show` (ip/ipaddress.c, ipaddr_list_flush_or_save, print_addrinfo).
 */
import type { InterfaceAddress, NetDevice } from '../../../linux/device/device.ts';
import { secondsLeft } from '../../../linux/netlink/lifetime.ts';
import type { Arguments } from '../../iproute2/arguments.ts';
import { Stop } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import {
  type AddressFilter,
  addressFlags,
  hasFlag,
  readFilter,
  wantsAddress,
  wantsDevice,
} from '../link/filter.ts';
import { printLink, printLinkBrief } from '../link/print.ts';
import { printStatistics } from '../link/statistics.ts';
import { scopeName } from '../names.ts';

/** @param forLink for `ip link`, which leaves the addresses out */
export function show(context: IpContext, words: Arguments, forLink: boolean, usage: string): number {
  const { printer, namespace } = context;
  const filter = readFilter(context, words, usage);
  const only = filter.device === undefined ? undefined : namespace.devices.get(filter.device);
  if (filter.device !== undefined && only === undefined)
    throw new Stop(1, `Device "${filter.device}" does not exist.\n`);
  printer.openArray();
  for (const device of only === undefined ? namespace.devices.list() : [only]) {
    const addresses = forLink || filter.family === 'link' ? [] : addressesOf(filter, device);
    if (addresses === undefined) continue;
    printer.openObject();
    printDevice(context, filter, device, forLink, addresses);
    printer.closeObject();
  }
  printer.closeArray();
  if (printer.isJson) context.process.print(`${printer.take()}\n`);
  else context.process.print(printer.take());
  return 0;
}

/** ipaddr_filter. @returns undefined when the device is not to be shown */
function addressesOf(filter: AddressFilter, device: NetDevice): readonly InterfaceAddress[] | undefined {
  const family = typeof filter.family === 'number' ? filter.family : undefined;
  const all = [...device.addresses].sort((one, other) => one.prefix.family - other.prefix.family);
  const known = all.filter((own) => family === undefined || own.prefix.family === family);
  const wanted = known.filter((own) => wantsAddress(filter, device, own));
  if (wanted.length > 0) return wanted;
  return all.length === 0 && family === undefined ? [] : undefined;
}

function printDevice(
  context: IpContext,
  filter: AddressFilter,
  device: NetDevice,
  forLink: boolean,
  addresses: readonly InterfaceAddress[],
): void {
  const { printer, options } = context;
  if (!wantsDevice(filter, device)) return;
  if (options.brief) {
    if (forLink || filter.label === undefined) printLinkBrief(context, device, forLink);
    if (!forLink) printAddresses(context, device, addresses);
    printer.text('\n');
    return;
  }
  const withoutLink = !forLink && (options.oneline || filter.label !== undefined);
  const shortFamily = filter.to !== undefined && options.family === undefined;
  const inContext = shortFamily ? { ...context, options: { ...options, family: filter.family } } : context;
  if (!withoutLink) printLink(inContext, device, forLink, filter.device === undefined);
  if (forLink) return;
  printAddresses(context, device, addresses);
  if (options.statistics > 0 && !withoutLink) {
    printStatistics(context, device);
    printer.text('\n');
  }
}

function printAddresses(context: IpContext, device: NetDevice, addresses: readonly InterfaceAddress[]): void {
  const { printer } = context;
  printer.openArray('addr_info');
  for (const own of addresses) {
    printer.openObject();
    printAddress(context, device, own);
    printer.closeObject();
  }
  printer.closeArray();
}

/** @param context `namesDevices`: each address with its device, as in a list of deleted ones */
export function printAddress(
  context: IpContext & { readonly namesDevices?: boolean },
  device: NetDevice,
  own: InterfaceAddress,
): void {
  const { printer, options } = context;
  const { prefix } = own;
  const family = prefix.family === 4 ? 'inet' : 'inet6';
  if (!options.brief) {
    if (options.oneline || context.namesDevices === true) {
      printer.any('index', `${String(device.index)}: `, device.index);
      printer.any('dev', device.name, device.name);
    }
    printer.any('family', `    ${family} `, family);
  }
  printer.any('local', prefix.address.text, prefix.address.text, family);
  if (own.peer !== undefined) {
    printer.text(' peer ');
    printer.any('address', own.peer.address.text, own.peer.address.text, family);
  }
  const length = (own.peer ?? prefix).length;
  printer.any('prefixlen', `/${String(length)} `, length);
  if (own.metric !== undefined && own.metric !== 0)
    printer.any('metric', `metric ${String(own.metric)} `, own.metric);
  if (options.brief) return;
  if (own.broadcast !== undefined) {
    printer.text('brd ');
    printer.any('broadcast', `${own.broadcast.text} `, own.broadcast.text, family);
  }
  printer.any(
    'scope',
    `scope ${scopeName(own.scope, options.numeric)} `,
    scopeName(own.scope, options.numeric),
  );
  const { now } = context.namespace.environment.clock;
  for (const flag of addressFlags) {
    const name = flag === 'permanent' ? 'dynamic' : flag;
    if (hasFlag(own, flag, now) !== (flag === 'permanent')) printer.any(name, `${name} `, true);
  }
  if (own.label !== undefined) printer.any('label', own.label, own.label);
  printer.line();
  const time = (name: string, word: string, until: number | undefined) => {
    const left = secondsLeft(device, until);
    printer.any(
      name,
      `${word} ${left === undefined ? 'forever' : `${String(left)}sec`}`,
      left ?? 0xffff_ffff,
    );
  };
  time('valid_life_time', '       valid_lft', own.validUntil);
  // inet_fill_ifaddr does not look at what an address that stays prefers.
  const forever = prefix.family === 4 && own.validUntil === undefined;
  time('preferred_life_time', ' preferred_lft', forever ? undefined : own.preferredUntil);
  printer.text('\n');
}
