/**
 * `bridge vlan`, `mdb` and `vni` (bridge/vlan.c, mdb.c, vni.c): VLANs, group memberships, VNIs of tunnels. There are none:
 * the recorded kernel was built without VLAN filtering, and nobody here joins groups by reports.
 */
import { Bridge } from '../../../linux/bridge/bridge.ts';
import { type Arguments, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { ToolContext } from '../../iproute2/tool.ts';
import { mdbUsage, vlanUsage, vniUsage } from '../usage.ts';

const shows = ['show', 'list', 'lst'];

function findDevice({ namespace }: ToolContext, name: string, what: string): void {
  if (namespace.devices.get(name) === undefined)
    throw new Stop(wrongUsage, `Cannot find ${what} "${name}"\n`);
}

/** Reads `dev NAME` and `vid N` of a question. */
function readQuestion(context: ToolContext, words: Arguments): void {
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') findDevice(context, words.next(), 'device');
    else if (word === 'vid') words.next();
    words.skip();
  }
}

/** Without VLAN filtering no port has VLANs, and the kernel has no answer about more than that. */
export function runVlan(context: ToolContext, words: Arguments): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(wrongUsage, vlanUsage);
  words.skip();
  if (word !== undefined && (matches(word, 'add') || matches(word, 'delete') || matches(word, 'set')))
    return change(context, words, matches(word, 'delete') ? 'delete' : 'add');
  if (word !== undefined && matches(word, 'global')) {
    const { word: next } = words;
    if (next !== undefined && matches(next, 'set')) throw notSimulated('bridge vlan global set');
    throw unsupported(context);
  }
  const tunnel = word !== undefined && matches(word, 'tunnelshow');
  if (word !== undefined && !tunnel && !shows.some((name) => matches(word, name)))
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "bridge vlan help".\n`);
  readQuestion(context, words);
  const { printer, process, options } = context;
  if (options.details > 0) throw unsupported(context);
  printer.openArray();
  printer.text(
    tunnel
      ? 'port              vlan-id    tunnel-id\n'
      : `port              vlan-id${options.statistics > 0 ? '' : '  '}\n`,
  );
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function unsupported(context: ToolContext): Stop {
  if (!context.options.json) context.process.print('port              vlan-id  \n');
  return new Stop(1, 'RTNETLINK answers: Operation not supported\nDump terminated\n');
}

/** A bridge without VLANs refuses to add one, and has nothing to say of one that goes. */
function change(context: ToolContext, words: Arguments, mode: 'add' | 'delete'): number {
  let name: string | undefined;
  let vlan: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') name = words.next();
    else if (word === 'vid') vlan = words.next();
    words.skip();
  }
  if (name === undefined || vlan === undefined)
    throw new Stop(wrongUsage, 'Device and VLAN ID are required arguments.\n');
  findDevice(context, name, 'bridge device');
  const [number, last] = vlan.split('-').map(Number);
  if (number === undefined || Number.isNaN(number) || number >= 4096)
    throw new Stop(wrongUsage, `Invalid VLAN ID "${vlan}"\n`);
  if (last !== undefined && last <= number) throw new Stop(wrongUsage, `Invalid VLAN range "${vlan}"\n`);
  if (mode === 'delete') return 0;
  throw new Stop(wrongUsage, 'RTNETLINK answers: Operation not supported\n');
}

export function runMulticast(context: ToolContext, words: Arguments): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(wrongUsage, mdbUsage);
  words.skip();
  if (word !== undefined && (matches(word, 'add') || matches(word, 'delete') || matches(word, 'replace'))) {
    if (words.word === undefined)
      throw new Stop(wrongUsage, 'Device, group address and port name are required arguments.\n');
    throw notSimulated(`bridge mdb ${word}`);
  }
  if (word !== undefined && !shows.some((name) => matches(word, name)))
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "bridge mdb help".\n`);
  readQuestion(context, words);
  const { printer, process } = context;
  printer.openArray();
  printer.openObject();
  printer.openArray('mdb');
  printer.closeArray();
  printer.openObject('router');
  if (context.options.details > 0) printRouterPorts(context);
  printer.closeObject();
  printer.closeObject();
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

/** `mcast_router 2`: always one behind it, whether or not it was heard of. */
function printRouterPorts({ printer, namespace, options }: ToolContext): void {
  for (const bridge of namespace.devices.list()) {
    if (!(bridge instanceof Bridge)) continue;
    const ports = bridge.ports.filter((port) => port.multicastRouter === 2);
    if (ports.length === 0) continue;
    printer.openArray(bridge.name);
    if (options.statistics === 0) printer.text(`router ports on ${bridge.name}: `);
    for (const { device } of ports) {
      printer.openObject();
      if (options.statistics > 0) printer.text(`router ports on ${bridge.name}: `);
      printer.any('port', `${device.name} `, device.name);
      if (options.statistics > 0) {
        printer.any('timer', '   0.00 ', '   0.00');
        printer.any('type', 'permanent\n', 'permanent');
      }
      printer.closeObject();
    }
    if (options.statistics === 0) printer.text('\n');
    printer.closeArray();
  }
}

export function runVni(context: ToolContext, words: Arguments): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(wrongUsage, vniUsage);
  words.skip();
  if (word !== undefined && (matches(word, 'add') || matches(word, 'delete'))) {
    if (words.word === undefined) throw new Stop(wrongUsage, 'Device and VNI ID are required arguments.\n');
    throw notSimulated(`bridge vni ${word}`);
  }
  if (word !== undefined && !shows.some((name) => matches(word, name)))
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "bridge vni help".\n`);
  readQuestion(context, words);
  const { printer, process } = context;
  printer.openArray();
  printer.text('dev               vni              group/remote   \n');
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}
