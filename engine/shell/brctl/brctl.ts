/**
 * `brctl` (bridge-utils 1.7): bridges, the old way. See README.md.
 */
import { second } from '../../clock/clock.ts';
import { Bridge } from '../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { strerror } from '../../linux/errno.ts';
import { addBridge, removeLink, setMaster } from '../../linux/netlink/link.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Command, ShellProcess } from '../command.ts';
import { type BridgePort, stateOf } from '../../linux/bridge/port.ts';
import { zeroMac } from '../../net/address/mac.ts';
import { setPortCost, setPortPriority } from '../../linux/netlink/bridge-port.ts';
import type { NetlinkError } from '../../linux/netlink/error.ts';
import { getopt } from '../options/getopt.ts';
import { fraction, wholeNumber } from '../options/number.ts';
import { optionTable } from '../options/option-table.ts';
import { numbered } from '../ip/link/add.ts';
import { secondsToCollection } from '../ip/link/details.ts';
import { bridgeNumbers } from '../ip/link/kinds.ts';
import { provenanceOf } from '../ip/context.ts';
import { notSimulated, statusOf, Stop } from '../iproute2/stop.ts';
import { type BrctlCommand, commands, usage } from './usage.ts';

export const brctl: Command = {
  name: 'brctl',
  path: '/usr/sbin/brctl',

  *program(process) {
    return statusOf(process, () => {
      process.print(run(process, process.arguments.slice(1)));
      return 0;
    });
  },
};

function run(process: ShellProcess, words: readonly string[]): string {
  const { items, operands: all } = getopt(words, 'hV', longOptions);
  for (const item of items) {
    if (item.kind === 'error') throw new Stop(1, `brctl: ${item.message}\nUnknown option '?'\n${usage}`);
    return item.name === 'h' ? usage : 'bridge-utils, 1.7\n';
  }
  const [name, ...operands] = all;
  if (name === undefined) throw new Stop(1, usage);
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw new Stop(1, `never heard of command [${name}]\n${usage}`);
  if (operands.length < command.operands)
    throw new Stop(
      1,
      `Incorrect number of arguments for command\nUsage: brctl ${command.name} ${command.help}\n`,
    );
  if (command.name !== 'show' && !command.name.startsWith('show')) requireAdmin(process, command, operands);
  return behaviours[command.name]?.(process, operands) ?? '';
}

function requireAdmin(process: ShellProcess, command: BrctlCommand, operands: readonly string[]): void {
  if (isCapable(process.credentials, 'net_admin')) return;
  const what = command.name === 'addbr' ? 'add bridge failed' : `${operands[0] ?? ''}: can't ${command.name}`;
  throw new Stop(1, `${what}: Operation not permitted\n`);
}

const longOptions = optionTable('help:h version:V');

type Behaviour = (process: ShellProcess, operands: readonly string[]) => string;

const behaviours: Readonly<Record<string, Behaviour>> = {
  addbr(process, [word = '']) {
    const name = numbered(process.place, word.slice(0, 15));
    if (process.place.devices.get(name) !== undefined)
      throw new Stop(1, `device ${word} already exists; can't create bridge with the same name\n`);
    const made = addBridge(process.place, name, { provenance: provenanceOf(process) });
    if ('errno' in made) throw new Stop(1, `add bridge failed: ${strerror(made.errno)}\n`);
    return '';
  },
  delbr(process, [name = '']) {
    const device = process.place.devices.get(name);
    if (device === undefined) throw new Stop(1, `bridge ${name} doesn't exist; can't delete it\n`);
    if (!(device instanceof Bridge))
      throw new Stop(1, `can't delete bridge ${name}: Operation not permitted\n`);
    if (device.up) throw new Stop(1, `bridge ${name} is still up; can't delete it\n`);
    removeLink(device);
    return '';
  },
  addif(process, [name = '', ...ports]) {
    for (const port of ports) {
      const device = findPort(process, port);
      const bridge = process.place.devices.get(name);
      if (bridge === undefined) throw new Stop(1, `bridge ${name} does not exist!\n`);
      if (!(bridge instanceof Bridge))
        throw new Stop(1, `can't add ${port} to bridge ${name}: Operation not supported\n`);
      if (device.port !== undefined)
        throw new Stop(
          1,
          `device ${port} is already a member of a bridge; can't add it to bridge ${name}.\n`,
        );
      if (device instanceof Bridge)
        throw new Stop(
          1,
          `device ${port} is a bridge device itself; can't add a bridge device to a bridge device.\n`,
        );
      const error = setMaster(device, bridge);
      if (error !== undefined)
        throw new Stop(1, `can't add ${port} to bridge ${name}: ${strerror(error.errno)}\n`);
    }
    return '';
  },
  delif(process, [name = '', ...ports]) {
    for (const port of ports) {
      const device = findPort(process, port);
      const bridge = process.place.devices.get(name);
      if (bridge === undefined) throw new Stop(1, `bridge ${name} does not exist!\n`);
      if (!(bridge instanceof Bridge))
        throw new Stop(1, `can't delete ${port} from ${name}: Operation not supported\n`);
      if (device.port?.bridge !== bridge) throw new Stop(1, `device ${port} is not a port of ${name}\n`);
      setMaster(device, undefined);
    }
    return '';
  },
  hairpin(process, [name = '', port = '', word = '']) {
    findPort(process, port);
    const bridge = find(process, name);
    const found = bridge.ports.find(({ device }) => device.name === port);
    if (found === undefined)
      throw new Stop(1, `can't set ${port} to hairpin on bridge ${name}: Invalid argument\n`);
    if (!/^(on|yes|1|off|no|0)$/.test(word)) throw new Stop(1, 'expect on/off for argument\n');
    found.hairpin = /^(on|yes|1)$/.test(word);
    return '';
  },
  setageing(process, [name = '', word = '']) {
    const time = period(word, 'bad ageing time value');
    toSet(process, name, 'ageing time').ageing = time;
    return '';
  },
  setfd(process, [name = '', word = '']) {
    const time = period(word, 'bad forward delay value');
    toSet(process, name, 'forward delay').forwardDelay = time;
    return '';
  },
  sethello(process, [name = '', word = '']) {
    return setTunable(process, name, 'hello_time', 'hello timer', period(word, 'bad hello timer value'));
  },
  setmaxage(process, [name = '', word = '']) {
    return setTunable(process, name, 'max_age', 'max age', period(word, 'bad max age value'));
  },
  stp(process, [name = '', word = '']) {
    const on = /^(on|yes|1)$/.test(word);
    if (!on && !/^(off|no|0)$/.test(word)) throw new Stop(1, 'expect on/off for argument\n');
    toSet(process, name, 'stp status');
    if (on) throw notSimulated('brctl stp on');
    return '';
  },
  setbridgeprio(process, [name = '', word = '']) {
    const priority = wholeNumber(word);
    if (priority === undefined) throw new Stop(1, 'bad priority\n');
    toSet(process, name, 'bridge priority').tunables.set('priority', priority & 0xffff);
    return '';
  },
  setpathcost(process, [, port = '', word = '']) {
    const cost = wholeNumber(word);
    if (cost === undefined) throw new Stop(1, 'bad path cost value\n');
    return changePort(process, port, 'path cost', (found) => setPortCost(found, cost));
  },
  setportprio(process, [, port = '', word = '']) {
    const priority = wholeNumber(word);
    if (priority === undefined) throw new Stop(1, 'bad path priority value\n');
    return changePort(process, port, 'port priority', (found) => setPortPriority(found, priority));
  },
  show: (process, operands) => showBridges(process, operands),
  showmacs(process, [name = '']) {
    const device = process.place.devices.get(name);
    if (!(device instanceof Bridge))
      throw new Stop(
        1,
        `read of forward table failed: ${device === undefined ? 'No such device' : 'Operation not supported'}\n`,
      );
    return showAddresses(device);
  },
  showstp(process, [name = '']) {
    const device = process.place.devices.get(name);
    if (device !== undefined && !(device instanceof Bridge))
      throw new Stop(1, `device ${name} is not a bridge!\n`);
    return showSpanningTree(find(process, name));
  },
};

/** The file of a port is found by the port's name alone, whatever bridge was named. */
function changePort(
  process: ShellProcess,
  name: string,
  what: string,
  change: (port: BridgePort) => NetlinkError | undefined,
): string {
  const device = process.place.devices.get(name);
  const errno =
    device === undefined ? 'ENODEV' : device.port === undefined ? 'ENOENT' : change(device.port)?.errno;
  if (errno !== undefined) throw new Stop(1, `set ${what} failed: ${strerror(errno)}\n`);
  return '';
}

function toSet(process: ShellProcess, name: string, what: string): Bridge {
  const device = process.place.devices.get(name);
  if (device instanceof Bridge) return device;
  throw new Stop(1, `set ${what} failed: ${strerror(device === undefined ? 'ENODEV' : 'EOPNOTSUPP')}\n`);
}

/** Times of the spanning tree: kept and shown. @param time microseconds */
function setTunable(
  process: ShellProcess,
  name: string,
  tunable: 'hello_time' | 'max_age',
  what: string,
  time: number,
): string {
  const bridge = toSet(process, name, what);
  const ticks = Math.round((time * 100) / second);
  const [least, most] = bridgeNumbers[tunable] ?? [0, 0];
  if (ticks < least || ticks > most) throw new Stop(1, `set ${what} failed: ${strerror('ERANGE')}\n`);
  bridge.tunables.set(tunable, ticks);
  return '';
}

/** Seconds, as strtod(3) reads them. */
function period(word: string, complaint: string): number {
  const number = fraction(word);
  if (number === undefined) throw new Stop(1, `${complaint}\n`);
  return Math.round(number * second);
}

function find(process: ShellProcess, name: string): Bridge {
  const device = process.place.devices.get(name);
  if (!(device instanceof Bridge)) throw new Stop(1, `bridge ${name} does not exist!\n`);
  return device;
}

function findPort(process: ShellProcess, name: string): NetDevice {
  const device = process.place.devices.get(name);
  if (device === undefined) throw new Stop(1, `interface ${name} does not exist!\n`);
  return device;
}

/** Without ports and without an address that was given there is no address in it. */
function idOf(bridge: Bridge): string {
  const priority = (bridge.tunables.get('priority') ?? 0x8000).toString(16).padStart(4, '0');
  const mac = bridge.hasOwnMac || bridge.ports.length > 0 ? bridge.mac : zeroMac;
  return `${priority}.${mac.replaceAll(':', '')}`;
}

function showBridges(process: ShellProcess, operands: readonly string[]): string {
  let missing = false;
  const bridges: Bridge[] = [];
  for (const name of operands) {
    const device = process.place.devices.get(name);
    if (device instanceof Bridge) bridges.push(device);
    else {
      missing = true;
      process.complain(
        device === undefined ? `bridge ${name} does not exist!\n` : `device ${name} is not a bridge!\n`,
      );
    }
  }
  if (operands.length === 0)
    bridges.push(
      ...process.place.devices
        .list()
        .filter((device) => device instanceof Bridge)
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    );
  const text = tableOf(bridges);
  if (!missing) return text;
  process.print(text);
  throw new Stop(1);
}

function tableOf(bridges: readonly Bridge[]): string {
  if (bridges.length === 0) return '';
  let text = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n';
  for (const bridge of bridges) {
    const names = bridge.ports.map(({ device }) => device.name).sort();
    text += `${bridge.name}\t\t${idOf(bridge)}\tno\t\t${names.join('\n\t\t\t\t\t\t\t')}\n`;
  }
  return text;
}

function showAddresses(bridge: Bridge): string {
  const { now } = bridge.namespace.environment.clock;
  const rows = bridge.fdb
    .list(now, bridge.ageing)
    .map((entry) => {
      const age = entry.permanent ? 0 : (now - entry.updated) / second;
      return { ...entry, number: entry.port?.number ?? 0, age };
    })
    .filter(({ number }) => number > 0)
    .sort((one, other) => (one.mac < other.mac ? -1 : 1));
  const lines = rows.map(
    ({ number, mac, local, age }) =>
      `${String(number).padStart(3)}\t${mac}\t${local ? 'yes' : 'no'}\t\t${seconds(age)}\n`,
  );
  return `port no\tmac addr\t\tis local?\tageing timer\n${lines.join('')}`;
}

function seconds(value: number): string {
  return value.toFixed(2).padStart(7);
}

function showSpanningTree(bridge: Bridge): string {
  const id = idOf(bridge);
  const delay = seconds(bridge.forwardDelay / second);
  const zero = seconds(0);
  const age = seconds((bridge.tunables.get('max_age') ?? 2000) / 100);
  const hello = seconds((bridge.tunables.get('hello_time') ?? 200) / 100);
  let text = `${bridge.name}
 bridge id\t\t${id}
 designated root\t${id}
 root port\t\t   0\t\t\tpath cost\t\t   0
 max age\t\t${age}\t\t\tbridge max age\t\t${age}
 hello time\t\t${hello}\t\t\tbridge hello time\t${hello}
 forward delay\t\t${delay}\t\t\tbridge forward delay\t${delay}
 ageing time\t\t${seconds(bridge.ageing / second)}
 hello timer\t\t${zero}\t\t\ttcn timer\t\t${zero}
 topology change timer\t${zero}\t\t\tgc timer\t\t${seconds(secondsToCollection(bridge))}
 flags\t\t\t


`;
  for (const port of bridge.ports) {
    const number = ((port.priority << 10) | port.number).toString(16).padStart(4, '0');
    text += `${port.device.name} (${String(port.number)})
 port id\t\t${number}\t\t\tstate\t\t${stateOf(port).padStart(15)}
 designated root\t${id}\tpath cost\t\t${String(port.cost).padStart(4)}
 designated bridge\t${id}\tmessage age timer\t${zero}
 designated port\t${number}\t\t\tforward delay timer\t${zero}
 designated cost\t   0\t\t\thold timer\t\t${zero}
 flags\t\t\t${port.hairpin ? '\n hairpin mode\t\t   1' : ''}

`;
  }
  return text;
}
