/**
 * `bridge`: ports and forwarding databases of the kernel it runs on (iproute2 6.1, bridge/bridge.c).
 *
 * Not simulated: VLAN filtering (the lab's kernel has none either: its table is empty), multicast databases, `monitor`.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { openNamespace } from '../ip/netns/netns.ts';
import { Arguments, matches } from '../iproute2/arguments.ts';
import { isDarkBackground, wantsColor } from '../iproute2/color.ts';
import { Printer } from '../iproute2/printer.ts';
import { notSimulated, Stop, wrongUsage } from '../iproute2/stop.ts';
import { type BridgeContext, defaultOptions, readOptions } from './context.ts';
import { runFdb } from './fdb/fdb.ts';
import { runLink } from './link/link.ts';
import { bridgeUsage, monitorUsage, vlanUsage } from './usage.ts';

export const bridge: Command = { name: 'bridge', path: '/usr/sbin/bridge', program };

function* program(process: ShellProcess): Running<number> {
  const options = defaultOptions();
  const words = new Arguments(process.arguments.slice(1));
  try {
    const version = readOptions(words, options);
    if (version !== undefined) {
      process.print(version);
      return 0;
    }
    if (words.word === undefined) throw new Stop(wrongUsage, bridgeUsage);
    const printer = new Printer({
      json: options.json,
      pretty: options.pretty,
      color: !options.json && wantsColor(process, options.color),
      darkBackground: isDarkBackground(process),
      oneline: options.oneline,
    });
    const namespace =
      options.namespace === undefined
        ? process.place
        : openNamespace({ namespace: process.place }, options.namespace);
    return runObject({ process, namespace, options, printer }, words);
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    process.complain(stop.text);
    return stop.status;
  }
}

function runObject(context: BridgeContext, words: Arguments): number {
  const word = words.word ?? '';
  words.skip();
  if (matches(word, 'link')) return runLink(context, words);
  if (matches(word, 'fdb')) return runFdb(context, words);
  if (matches(word, 'mdb')) throw notSimulated('bridge mdb');
  if (matches(word, 'vlan')) return runVlan(context, words);
  if (matches(word, 'vni')) throw notSimulated('bridge vni');
  if (matches(word, 'monitor')) {
    if (matches(words.word ?? '', 'help')) throw new Stop(wrongUsage, monitorUsage);
    throw notSimulated('bridge monitor');
  }
  if (matches(word, 'help')) throw new Stop(wrongUsage, bridgeUsage);
  throw new Stop(wrongUsage, `Object "${word}" is unknown, try "bridge help".\n`);
}

/** Without VLAN filtering no port has VLANs. */
function runVlan(context: BridgeContext, words: Arguments): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(wrongUsage, vlanUsage);
  if (word !== undefined && !['show', 'list', 'lst', 'tunnelshow'].some((name) => matches(word, name))) {
    if (['add', 'delete', 'set', 'global'].some((name) => matches(word, name)))
      throw notSimulated(`bridge vlan ${word}`);
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "bridge vlan help".\n`);
  }
  const { printer, process } = context;
  printer.openArray();
  printer.text('port              vlan-id  \n');
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}
