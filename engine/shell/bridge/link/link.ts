/**
 * `bridge link`: the ports of bridges (bridge/link.c).
 *
 * Not simulated: port states by hand, `guard`, `root_block`, `fastleave`, `locked`, VLAN tunnels, backup ports.
 */
import type { BridgePort } from '../../../linux/bridge/port.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { linkedTo } from '../../../linux/device/state.ts';
import { requireAdmin } from '../../ip/context.ts';
import { portState } from '../../ip/link/bridge-slave.ts';
import { flagWords } from '../../ip/link/print.ts';
import { type Arguments, matches, readSwitch, readUnsigned } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { BridgeContext } from '../context.ts';
import { linkUsage } from '../usage.ts';

export function runLink(context: BridgeContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words);
  words.skip();
  if (matches(word, 'set') || matches(word, 'change')) return set(context, words);
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list')) return show(context, words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, linkUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "bridge link help".\n`);
}

function show(context: BridgeContext, words: Arguments): number {
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

function printPort(context: BridgeContext, device: NetDevice, port: BridgePort): void {
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
  printer.any('state', `state ${portState(port)} `, portState(port));
  printer.any('priority', `priority ${String(port.priority)} `, port.priority);
  printer.any('cost', `cost ${String(port.cost)} `, port.cost);
  if (options.details > 0) printDetails(context, port);
  printer.text('\n');
}

function printDetails(context: BridgeContext, port: BridgePort): void {
  const { printer } = context;
  const onOff = (name: string, value: boolean) => {
    printer.any(name, `${name} ${value ? 'on' : 'off'} `, value);
  };
  printer.line();
  printer.text('    ');
  onOff('hairpin', port.hairpin);
  onOff('guard', false);
  onOff('root_block', false);
  onOff('fastleave', false);
  onOff('learning', port.learning);
  onOff('flood', port.flood);
  onOff('mcast_flood', port.multicastFlood);
  onOff('bcast_flood', port.broadcastFlood);
  printer.any('mcast_router', 'mcast_router 1 ', 1);
  onOff('mcast_to_unicast', false);
  onOff('neigh_suppress', false);
  onOff('vlan_tunnel', false);
  onOff('isolated', port.isolated);
  onOff('locked', false);
}

const switches: Readonly<Record<string, (port: BridgePort, on: boolean) => void>> = {
  hairpin: (port, on) => (port.hairpin = on),
  learning: (port, on) => (port.learning = on),
  flood: (port, on) => (port.flood = on),
  mcast_flood: (port, on) => (port.multicastFlood = on),
  bcast_flood: (port, on) => (port.broadcastFlood = on),
  isolated: (port, on) => (port.isolated = on),
};

/** Off they are anyway. */
const offOnly = [
  'guard',
  'fastleave',
  'root_block',
  'learning_sync',
  'mcast_to_unicast',
  'neigh_suppress',
  'vlan_tunnel',
  'locked',
];

function set(context: BridgeContext, words: Arguments): number {
  let name: string | undefined;
  const changes: ((port: BridgePort) => void)[] = [];
  for (let { word } = words; word !== undefined; word = words.word) {
    const change = switches[word];
    if (word === 'dev') name = words.next();
    else if (change !== undefined) {
      const on = readSwitch(word, words.next(), 234);
      changes.push((port) => {
        change(port, on);
      });
    } else if (offOnly.includes(word)) {
      if (readSwitch(word, words.next(), 234)) throw notSimulated(`bridge link set ${word} on`);
    } else if (word === 'cost' || word === 'priority') changes.push(readNumber(words, word));
    else if (['state', 'hwmode', 'mcast_router', 'backup_port', 'nobackup_port'].includes(word))
      throw notSimulated(`bridge link set ${word}`);
    else if (word !== 'self' && word !== 'master') throw new Stop(wrongUsage, linkUsage);
    words.skip();
  }
  if (name === undefined) throw new Stop(wrongUsage, 'Device is a required argument.\n');
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw new Stop(wrongUsage, `Cannot find device "${name}"\n`);
  requireAdmin(context.process, wrongUsage);
  if (device.port === undefined) throw new Stop(wrongUsage, 'RTNETLINK answers: Operation not supported\n');
  for (const change of changes) change(device.port);
  return 0;
}

function readNumber(words: Arguments, name: 'cost' | 'priority'): (port: BridgePort) => void {
  const word = words.next();
  const value = readUnsigned(word);
  const most = name === 'cost' ? 65_535 : 63;
  return (port) => {
    if (value === undefined || value > most)
      throw new Stop(wrongUsage, 'RTNETLINK answers: Numerical result out of range\n');
    port[name] = value;
  };
}
