/**
 * `bridge`: ports and forwarding databases of the kernel it runs on (iproute2 6.1, bridge/bridge.c).
 *
 * Not simulated: VLAN filtering (the lab's kernel has none either: its table is empty), multicast databases, `monitor`.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { readBatch } from '../ip/batch.ts';
import { Arguments, matches } from '../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../iproute2/stop.ts';
import { readOptions } from './context.ts';
import { defaultOptions, toolContext, type ToolContext } from '../iproute2/tool.ts';
import { runFdb } from './fdb/fdb.ts';
import { runLink } from './link/link.ts';
import { runMulticast, runVlan, runVni } from './vlan/vlan.ts';
import { bridgeUsage, monitorUsage } from './usage.ts';

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
    if (words.word === undefined && options.batch === undefined) throw new Stop(wrongUsage, bridgeUsage);
    const context = toolContext(process, options);
    return options.batch === undefined ? runObject(context, words) : yield* runBatch(context, options.batch);
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    process.complain(stop.text);
    return stop.status;
  }
}

/** Lines of a file, or of standard input: the first that fails ends it, unless `-force`. */
function* runBatch(context: ToolContext, name: string): Running<number> {
  const { process, options } = context;
  let status = 0;
  for (const { number, words } of yield* readBatch(process, name)) {
    let result: number;
    try {
      result = runObject(context, new Arguments(words));
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      process.complain(stop.text);
      // What is wrong in the words themselves ends the program at once.
      if (/^(Usage|Command line|Error: arg)/.test(stop.text)) return stop.status;
      result = stop.status;
    }
    if (result === 0) continue;
    process.complain(`Command failed ${name}:${String(number)}\n`);
    status = 1;
    if (!options.force) break;
  }
  return status;
}

function runObject(context: ToolContext, words: Arguments): number {
  const word = words.word ?? '';
  words.skip();
  if (matches(word, 'link')) return runLink(context, words);
  if (matches(word, 'fdb')) return runFdb(context, words);
  if (matches(word, 'mdb')) return runMulticast(context, words);
  if (matches(word, 'vlan')) return runVlan(context, words);
  if (matches(word, 'vni')) return runVni(context, words);
  if (matches(word, 'monitor')) {
    if (words.word !== undefined && matches(words.word, 'help')) throw new Stop(wrongUsage, monitorUsage);
    const { word: what } = words;
    if (
      what !== undefined &&
      !['file', 'fdb', 'mdb', 'link', 'vlan', 'vni', 'all'].some((one) => matches(what, one))
    )
      throw new Stop(wrongUsage, `Argument "${what}" is unknown, try "bridge monitor help".\n`);
    throw notSimulated('bridge monitor');
  }
  if (matches(word, 'help')) throw new Stop(wrongUsage, bridgeUsage);
  throw new Stop(wrongUsage, `Object "${word}" is unknown, try "bridge help".\n`);
}
