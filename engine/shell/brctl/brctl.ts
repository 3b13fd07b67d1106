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
import { fraction, wholeNumber } from '../options/number.ts';
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
  const [name, ...operands] = words;
  if (name === '-h' || name === '--help') return usage;
  if (name === undefined) throw new Stop(1, usage);
  if (name === '-V' || name === '--version') return 'bridge-utils, 1.7\n';
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

type Behaviour = (process: ShellProcess, operands: readonly string[]) => string;

const behaviours: Readonly<Record<string, Behaviour>> = {
  addbr(process, [name = '']) {
    if (process.place.devices.get(name) !== undefined)
      throw new Stop(1, `device ${name} already exists; can't create bridge with the same name\n`);
    addBridge(process.place, name, { provenance: provenanceOf(process) });
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
    const bridge = process.place.devices.get(name);
    if (bridge === undefined) throw new Stop(1, `bridge ${name} does not exist!\n`);
    for (const port of ports) {
      const device = findPort(process, port);
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
      if (!(bridge instanceof Bridge))
        throw new Stop(1, `can't add ${port} to bridge ${name}: Operation not supported\n`);
      const error = setMaster(device, bridge);
      if (error !== undefined)
        throw new Stop(1, `can't add ${port} to bridge ${name}: ${strerror(error.errno)}\n`);
    }
    return '';
  },
  delif(process, [name = '', ...ports]) {
    const bridge = find(process, name);
    for (const port of ports) {
      const device = findPort(process, port);
      if (device.port?.bridge !== bridge) throw new Stop(1, `device ${port} is not a port of ${name}\n`);
      setMaster(device, undefined);
    }
    return '';
  },
  hairpin(process, [name = '', port = '', word = '']) {
    const bridge = find(process, name);
    const found = bridge.ports.find(({ device }) => device.name === port);
    if (found === undefined)
      throw new Stop(1, `can't set ${port} to hairpin on bridge ${name}: Invalid argument\n`);
    if (!/^(on|yes|1|off|no|0)$/.test(word)) throw new Stop(1, 'expect on/off for argument\n');
    found.hairpin = /^(on|yes|1)$/.test(word);
    return '';
  },
  setageing(process, [name = '', word = '']) {
    find(process, name).ageing = period(word, 'bad ageing time value');
    return '';
  },
  setfd(process, [name = '', word = '']) {
    find(process, name).forwardDelay = period(word, 'bad forward delay value');
    return '';
  },
  stp(process, [name = '', word = '']) {
    const on = /^(on|yes|1)$/.test(word);
    if (!on && !/^(off|no|0)$/.test(word)) throw new Stop(1, 'expect on/off for argument\n');
    if (!(process.place.devices.get(name) instanceof Bridge))
      throw new Stop(1, 'set stp status failed: No such device\n');
    if (on) throw notSimulated('brctl stp on');
    return '';
  },
  setbridgeprio(process, [name = '', word = '']) {
    const priority = wholeNumber(word);
    if (priority === undefined) throw new Stop(1, 'bad priority\n');
    find(process, name).tunables.set('priority', priority & 0xffff);
    return '';
  },
  setpathcost(process, [name = '', port = '', word = '']) {
    const cost = wholeNumber(word);
    if (cost === undefined) throw new Stop(1, 'bad path cost value\n');
    portOf(process, name, port, 'set path cost failed').cost = cost;
    return '';
  },
  setportprio(process, [name = '', port = '', word = '']) {
    const priority = wholeNumber(word);
    if (priority === undefined) throw new Stop(1, 'bad path priority value\n');
    const found = portOf(process, name, port, 'set port priority failed');
    if (priority < 0 || priority > 63) throw new Stop(1, `set port priority failed: ${strerror('ERANGE')}\n`);
    found.priority = priority;
    return '';
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
  showstp: (process, [name = '']) => showSpanningTree(find(process, name)),
  ...Object.fromEntries(
    ['sethello', 'setmaxage'].map((name) => [
      name,
      () => {
        throw notSimulated(`brctl ${name}`);
      },
    ]),
  ),
};

function portOf(process: ShellProcess, bridge: string, port: string, complaint: string): BridgePort {
  const device = process.place.devices.get(port);
  if (device?.port === undefined || device.port.bridge.name !== bridge)
    throw new Stop(1, `${complaint}: ${device === undefined ? 'No such device' : 'Invalid argument'}\n`);
  return device.port;
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
  const bridges =
    operands.length > 0
      ? operands.map((name) => {
          const device = process.place.devices.get(name);
          if (device !== undefined && !(device instanceof Bridge))
            throw new Stop(1, `device ${name} is not a bridge!\n`);
          return find(process, name);
        })
      : process.place.devices
          .list()
          .filter((device) => device instanceof Bridge)
          .sort((one, other) => (one.name < other.name ? -1 : 1));
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
  let text = `${bridge.name}
 bridge id\t\t${id}
 designated root\t${id}
 root port\t\t   0\t\t\tpath cost\t\t   0
 max age\t\t${seconds(20)}\t\t\tbridge max age\t\t${seconds(20)}
 hello time\t\t${seconds(2)}\t\t\tbridge hello time\t${seconds(2)}
 forward delay\t\t${delay}\t\t\tbridge forward delay\t${delay}
 ageing time\t\t${seconds(bridge.ageing / second)}
 hello timer\t\t${zero}\t\t\ttcn timer\t\t${zero}
 topology change timer\t${zero}\t\t\tgc timer\t\t${zero}
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
