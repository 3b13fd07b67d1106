/**
 * `ip maddress`: the multicast groups and addresses devices listen to (ip/ipmaddr.c). Adding and removing are about
 * addresses of the link (SIOCADDMULTI, SIOCDELMULTI).
 */
import type { Mac } from '../../../net/address/mac.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { isCapable } from '../../../linux/process/process.ts';
import { type Arguments, duplicate, garbage, matches, readLinkAddress } from '../../iproute2/arguments.ts';
import { Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { maddressUsage } from '../usage/objects.ts';

export function runMulticast(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, undefined);
  words.skip();
  if (matches(word, 'add')) return modify(context, words, 'add');
  if (matches(word, 'delete')) return modify(context, words, 'delete');
  if (['list', 'show', 'lst'].some((name) => matches(word, name))) return show(context, readDevice(words));
  if (matches(word, 'help')) throw new Stop(wrongUsage, maddressUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip maddr help".\n`);
}

function readDevice(words: Arguments): string | undefined {
  let device: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') word = words.next();
    else if (matches(word, 'help')) throw new Stop(wrongUsage, maddressUsage);
    if (device !== undefined) throw garbage('dev', word);
    device = word;
    words.skip();
  }
  return device;
}

function modify({ process, namespace }: IpContext, words: Arguments, mode: 'add' | 'delete'): number {
  let device: string | undefined;
  let mac: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') {
      const value = words.next();
      if (device !== undefined) throw duplicate('dev', value);
      device = value;
    } else {
      if (matches(word, 'address')) word = words.next();
      else if (matches(word, 'help')) throw new Stop(wrongUsage, maddressUsage);
      if (mac !== undefined) throw duplicate('address', word);
      mac = readHardwareAddress(word);
    }
    words.skip();
  }
  if (device === undefined) throw new Stop(wrongUsage, 'Not enough information: "dev" is required.\n');
  if (!isCapable(process.credentials, 'net_admin')) throw new Stop(1, 'ioctl: Operation not permitted\n');
  const found = namespace.devices.get(device);
  if (found === undefined) throw new Stop(1, 'ioctl: No such device\n');
  // Without a filter of its own (ndo_set_rx_mode).
  if (found.isPointToPoint) throw new Stop(1, 'ioctl: Invalid argument\n');
  const address = (mac ?? '00:00:00:00:00:00') as Mac;
  if (mode === 'add') found.groups.addStatic(address);
  else if (!found.groups.removeStatic(address)) throw new Stop(1, 'ioctl: No such file or directory\n');
  return 0;
}

function readHardwareAddress(word: string): string {
  const mac = readLinkAddress(word);
  const octets = mac.split(':').length;
  if (octets !== 6) throw new Stop(1, `Error: Invalid address length ${String(octets)} - must be 6 bytes\n`);
  return mac;
}

interface Row {
  readonly kind: 'link' | 'inet' | 'inet6';
  readonly text: string;
  readonly users: number;
  readonly isStatic: boolean;
}

/** @param family only this one */
function rowsOf(device: NetDevice, family: IpContext['options']['family']): readonly Row[] {
  const { groups } = device;
  const hasLink = device.kind !== 'loopback' && !device.isPointToPoint;
  const row = (kind: Row['kind'], text: string, users = 1, isStatic = false) => ({
    kind,
    text,
    users,
    isStatic,
  });
  const link = (hasLink ? groups.link : []).map((mac) =>
    row('link', mac, groups.isStatic(mac) ? groups.users(mac) : 1, groups.isStatic(mac)),
  );
  return [
    ...(family === undefined || family === 'link' ? link : []),
    ...(family === undefined || family === 4 ? groups.inet.map(({ text }) => row('inet', text)) : []),
    ...(family === undefined || family === 6
      ? groups.inet6.map((group) => row('inet6', group.text, groups.usersOf(group)))
      : []),
  ];
}

function show(context: IpContext, only: string | undefined): number {
  const { printer, namespace, process, options } = context;
  printer.openArray();
  for (const device of namespace.devices.list()) {
    if (only !== undefined && device.name !== only) continue;
    const rows = rowsOf(device, options.family);
    if (rows.length === 0) continue;
    printer.openObject();
    printer.any('ifindex', `${String(device.index)}:`, device.index);
    printer.any('ifname', `\t${device.name}\n`, device.name);
    printer.openArray('maddr');
    for (const { kind, text, users, isStatic } of rows) {
      printer.openObject();
      if (kind !== 'link') printer.member('family', kind);
      printer.text(`\t${kind.padEnd(6)}`);
      printer.any(kind === 'link' ? 'link' : 'address', text, text);
      if (users !== 1) printer.any('users', ` users ${String(users)}`, users);
      if (isStatic) printer.any('features', ' static', 'static');
      printer.text('\n');
      printer.closeObject();
    }
    printer.closeArray();
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}
