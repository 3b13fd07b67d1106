/**
 * `bridge link`: the ports of bridges (bridge/link.c).
 *
 * Not simulated: `neigh_suppress`, backup ports.
 */
import { type BridgePort, stateOf } from '../../../linux/bridge/port.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { linkedTo } from '../../../linux/device/state.ts';
import { netlinkError } from '../../../linux/netlink/error.ts';
import { check, requireAdmin } from '../../ip/context.ts';
import {
  numberChange,
  type PortChange,
  portStates,
  stateChange,
  switchChange,
} from '../../ip/link/port-settings.ts';
import { flagWords } from '../../ip/link/print.ts';
import { type Arguments, matches, readSwitch } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { ToolContext } from '../../iproute2/tool.ts';
import { linkUsage } from '../usage.ts';

export function runLink(context: ToolContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words);
  words.skip();
  if (matches(word, 'set') || matches(word, 'change')) return set(context, words);
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list')) return show(context, words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, linkUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "bridge link help".\n`);
}

function show(context: ToolContext, words: Arguments): number {
  let only: NetDevice | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') {
      const name = words.next();
      only = context.namespace.devices.get(name);
      if (only === undefined) throw new Stop(wrongUsage, `Cannot find device "${name}"\n`);
    } else if (matches(word, 'help')) throw new Stop(wrongUsage, linkUsage);
    words.skip();
  }
  const { printer, process, namespace } = context;
  printer.openArray();
  for (const device of namespace.devices.list()) {
    if (device.port === undefined || (only !== undefined && device !== only)) continue;
    printer.openObject();
    printPort(context, device, device.port);
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function printPort(context: ToolContext, device: NetDevice, port: BridgePort): void {
  const { printer, options, namespace } = context;
  printer.any('ifindex', `${String(device.index)}: `, device.index);
  const linked = linkedTo(device);
  let text = device.name;
  let peerDown = false;
  if (linked !== undefined && linked.index !== device.index) {
    // The kernel does not say here in which namespace that number counts, so it is looked up in this one.
    const here = namespace.devices.byIndex(linked.index);
    const link = here?.name ?? `if${String(linked.index)}`;
    printer.member('link', link);
    text = `${device.name}@${link}`;
    peerDown = here?.up !== true;
  }
  printer.any('ifname', `${text}: `, device.name, 'interface');
  printer.openArray('flags');
  printer.text('<');
  for (const [at, flag] of [...flagWords(device), ...(peerDown ? ['M-DOWN'] : [])].entries())
    printer.element(at === 0 ? flag : `,${flag}`, flag);
  printer.text('> ');
  printer.closeArray();
  printer.any('mtu', `mtu ${String(device.mtu)} `, device.mtu);
  printer.any('master', `master ${port.bridge.name} `, port.bridge.name);
  printer.any('state', `state ${stateOf(port)} `, stateOf(port));
  printer.any('priority', `priority ${String(port.priority)} `, port.priority);
  printer.any('cost', `cost ${String(port.cost)} `, port.cost);
  if (options.details > 0) printDetails(context, port);
  printer.text('\n');
}

function printDetails(context: ToolContext, port: BridgePort): void {
  const { printer } = context;
  const onOff = (name: string, value: boolean) => {
    printer.any(name, `${name} ${value ? 'on' : 'off'} `, value);
  };
  printer.line();
  printer.text('    ');
  onOff('hairpin', port.hairpin);
  onOff('guard', port.idle.has('guard'));
  onOff('root_block', port.idle.has('root_block'));
  onOff('fastleave', port.idle.has('fastleave'));
  onOff('learning', port.learning);
  onOff('flood', port.flood);
  onOff('mcast_flood', port.multicastFlood);
  onOff('bcast_flood', port.broadcastFlood);
  printer.any('mcast_router', `mcast_router ${String(port.multicastRouter)} `, port.multicastRouter);
  onOff('mcast_to_unicast', port.idle.has('mcast_to_unicast'));
  onOff('neigh_suppress', false);
  onOff('vlan_tunnel', port.idle.has('vlan_tunnel'));
  onOff('isolated', port.isolated);
  onOff('locked', port.locked);
}

const known = new Set(
  `hairpin learning flood mcast_flood bcast_flood isolated locked guard fastleave root_block learning_sync mcast_to_unicast
  neigh_suppress vlan_tunnel`.split(/\s+/),
);

function set(context: ToolContext, words: Arguments): number {
  let name: string | undefined;
  let self = false;
  const changes: PortChange[] = [];
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') name = words.next();
    else if (known.has(word)) {
      const on = readSwitch(word, words.next(), 234);
      const change = switchChange(word, on);
      if (change === undefined) throw notSimulated(`bridge link set ${word} on`);
      changes.push(change);
    } else if (word === 'cost' || word === 'priority' || word === 'mcast_router') {
      // atoi: what is no number is 0, which as a cost is not sent.
      const value = Number.parseInt(words.next(), 10) || 0;
      if (word !== 'cost' || value > 0) changes.push(numberChange(word, value));
    } else if (word === 'state') changes.push(readState(words.next()));
    else if (word === 'hwmode') {
      const value = words.next();
      if (value !== 'vepa' && value !== 'veb')
        throw new Stop(wrongUsage, 'Mode argument must be "vepa" or "veb".\n');
      changes.push(() => netlinkError('EOPNOTSUPP'));
    } else if (word === 'backup_port') {
      const other = words.next();
      if (context.namespace.devices.get(other) === undefined)
        throw new Stop(wrongUsage, `Error: device ${other} does not exist\n`);
      throw notSimulated('bridge link set backup_port');
    } else if (word === 'self') self = true;
    else if (word !== 'master' && word !== 'nobackup_port') throw new Stop(wrongUsage, linkUsage);
    words.skip();
  }
  if (name === undefined) throw new Stop(wrongUsage, 'Device is a required argument.\n');
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw new Stop(wrongUsage, `Cannot find bridge device "${name}"\n`);
  requireAdmin(context.process, wrongUsage);
  const { port } = device;
  if (port === undefined || self) check(netlinkError('EOPNOTSUPP'), wrongUsage);
  else for (const change of changes) check(change(port), wrongUsage);
  return 0;
}

function readState(word: string): PortChange {
  const number = /^\d+$/.test(word) ? Number(word) : portStates.findIndex((state) => state === word);
  if (number < 0) throw new Stop(wrongUsage, 'Error: invalid STP port state\n');
  return stateChange(number);
}
