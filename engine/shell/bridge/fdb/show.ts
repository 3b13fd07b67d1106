/**
 * `bridge fdb show` and `get` (bridge/fdb.c, fdb_show and print_fdb).
 */
import { tryParseMac } from '../../../net/address/mac.ts';
import { Bridge } from '../../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { type Arguments, cannotFindDevice, garbage, invalid, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { ToolContext } from '../../iproute2/tool.ts';
import { fdbUsage } from '../usage.ts';
import { type FdbRow, fdbRows } from '../../../linux/netlink/fdb-dump.ts';

interface Filter {
  device: NetDevice | undefined;
  bridge: NetDevice | undefined;
  /** A word of `state`. */
  state: string | undefined;
  dynamic: boolean;
}

function read(context: ToolContext, words: Arguments): Filter {
  const filter: Filter = { device: undefined, bridge: undefined, state: undefined, dynamic: false };
  let device: string | undefined;
  let bridge: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev' || word === 'brport') device = words.next();
    else if (word === 'br') bridge = words.next();
    else if (word === 'vlan') throw notSimulated('bridge fdb show vlan');
    else if (word === 'state') {
      const value = words.next();
      if (
        !['permanent', 'static', 'dynamic', 'local', 'temp', 'noarp', 'reachable', 'stale', 'all'].includes(
          value,
        )
      )
        throw invalid('invalid state', value);
      filter.state = value;
    } else if (word === 'dynamic') filter.dynamic = true;
    else if (matches(word, 'help')) throw new Stop(wrongUsage, fdbUsage);
    words.skip();
  }
  const { devices } = context.namespace;
  if (bridge !== undefined) {
    filter.bridge = devices.get(bridge);
    if (filter.bridge === undefined) throw new Stop(wrongUsage, `Cannot find bridge device "${bridge}"\n`);
  }
  if (device !== undefined) {
    filter.device = devices.get(device);
    if (filter.device === undefined) throw new Stop(wrongUsage, `Cannot find device "${device}"\n`);
  }
  return filter;
}

function wants(filter: Filter, row: FdbRow): boolean {
  if (filter.device !== undefined && row.device !== filter.device) return false;
  const { bridge } = filter;
  if (bridge !== undefined && !(bridge instanceof Bridge)) return false;
  if (bridge !== undefined && row.device !== bridge && row.device.port?.bridge !== bridge) return false;
  if (filter.dynamic && row.state === 'permanent') return false;
  switch (filter.state) {
    case 'permanent':
    case 'local':
      return row.state === 'permanent';
    // A tunnel's entries count as static too: they are both for the kernel.
    case 'static':
    case 'temp':
    case 'noarp':
      return row.state === 'static' || row.remote !== undefined;
    case 'dynamic':
    case 'reachable':
      return row.state === '';
    case 'stale':
      return false;
    default:
      return true;
  }
}

export function show(context: ToolContext, words: Arguments): number {
  const filter = read(context, words);
  const rows = fdbRows(context.namespace).filter((row) => wants(filter, row));
  printRows(context, rows, filter.device === undefined);
  return 0;
}

function printRows(context: ToolContext, rows: readonly FdbRow[], withDevice: boolean): void {
  const { printer, process } = context;
  printer.openArray();
  for (const row of rows) {
    printer.openObject();
    printRow(context, row, withDevice);
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
}

function printRow(context: ToolContext, row: FdbRow, withDevice: boolean): void {
  const { printer, options } = context;
  printer.any('mac', `${row.mac} `, row.mac, 'mac');
  if (withDevice) {
    printer.text('dev ');
    printer.any('ifname', `${row.device.name} `, row.device.name, 'interface');
  }
  if (row.remote !== undefined) {
    printer.text('dst ');
    printer.any('dst', `${row.remote.text} `, row.remote.text, row.remote.family === 4 ? 'inet' : 'inet6');
  }
  if (row.via !== undefined) {
    printer.text('via ');
    printer.any('viaIf', `${row.via.name} `, row.via.name, 'interface');
  }
  if (options.statistics > 0 && row.ages !== undefined) {
    const [used, updated] = row.ages;
    printer.text(`used ${String(used)}/${String(updated)} `);
    printer.member('used', used);
    printer.member('updated', updated);
  }
  printer.openArray('flags');
  if (row.self) printer.element('self ', 'self');
  for (const flag of row.flags ?? []) printer.element(`${flag} `, flag);
  printer.closeArray();
  if (row.master !== undefined) printer.any('master', `master ${row.master.name} `, row.master.name);
  printer.any('state', `${row.state}\n`, row.state);
}

export function get(context: ToolContext, words: Arguments): number {
  let address: string | undefined;
  let device: string | undefined;
  let bridge: string | undefined;
  let self = false;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'br') bridge = words.next();
    else if (word === 'dev' || word === 'brport') device = words.next();
    else if (word === 'vlan' || word === 'vni' || word === 'dst')
      throw notSimulated(`bridge fdb get ${word}`);
    else if (word === 'self') self = true;
    else if (word !== 'master' && word !== 'dynamic') {
      const value = word === 'to' ? words.next() : word;
      if (address !== undefined) throw garbage('to', value);
      address = value;
    }
    words.skip();
  }
  if ((device === undefined && bridge === undefined) || address === undefined)
    throw new Stop(wrongUsage, 'Device or master and address are required arguments.\n');
  if (tryParseMac(address) === undefined) throw new Stop(wrongUsage, `Invalid mac address ${address}\n`);
  const asked = device === undefined ? undefined : context.namespace.devices.get(device);
  if (device !== undefined && asked === undefined) throw cannotFindDevice(device, wrongUsage);
  // What a device keeps itself has to be asked for.
  if (asked !== undefined && asked.port === undefined && !self && !(asked instanceof Bridge))
    throw new Stop(254, 'Error: Device is not a bridge port.\n');
  const row = fdbRows(context.namespace).find(
    (one) =>
      one.mac === address &&
      (device === undefined || one.device.name === device) &&
      (bridge === undefined || one.master?.name === bridge) &&
      (one.master instanceof Bridge || one.self),
  );
  if (row === undefined) throw new Stop(254, 'Error: Fdb entry not found.\n');
  printRows(context, [row], true);
  return 0;
}
