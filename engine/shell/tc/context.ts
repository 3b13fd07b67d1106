/**
 * The options before the object of `tc`, and what its objects ask for (iproute2's tc/tc.c). Left out: names of classes and
 * actions.
 */
import type { NetDevice } from '../../linux/device/device.ts';
import { type Arguments, cannotFindDevice, matches } from '../iproute2/arguments.ts';
import { colorOption } from '../iproute2/color.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import type { ToolContext, ToolOptions } from '../iproute2/tool.ts';
import { tcUsage } from './usage.ts';

type Setter = (options: ToolOptions, words: Arguments) => void;

const nothing: Setter = () => undefined;

const table: readonly (readonly [string, Setter])[] = [
  ['-stats', (options) => options.statistics++],
  ['-statistics', (options) => options.statistics++],
  ['-details', (options) => options.details++],
  ['-raw', nothing],
  ['-pretty', (options) => (options.pretty = true)],
  ['-graph', nothing],
  ['-Version', nothing],
  ['-iec', nothing],
  ['-help', nothing],
  ['-force', (options) => (options.force = true)],
  ['-batch', (options, words) => (options.batch = words.next())],
  ['-netns', (options, words) => (options.namespace = words.next())],
  ['-Numeric', nothing],
  ['-names', nothing],
  ['-nm', nothing],
  ['-cf', (_options, words) => void words.next()],
  ['-conf', (_options, words) => void words.next()],
  ['-color', nothing],
  ['-timestamp', nothing],
  ['-tshort', nothing],
  ['-json', (options) => (options.json = true)],
  ['-oneline', (options) => (options.oneline = true)],
  ['-brief', nothing],
];

/** @returns the text to print when that is all that was asked for */
export function readOptions(words: Arguments, options: ToolOptions): string | undefined {
  for (let { word } = words; word?.startsWith('-') === true; word = words.word) {
    // tc.c knows `--help`, and no other word with two dashes.
    const option = word === '--help' ? '-help' : word;
    const found = table.find(([name]) => matches(option, name));
    const color = colorOption(option);
    if (found?.[0] === '-Version') return 'tc utility, iproute2-6.1.0, libbpf 1.1.2\n';
    if (found?.[0] === '-help') throw new Stop(0, tcUsage);
    if (color !== undefined && (found === undefined || found[0] === '-color')) options.color = color;
    else if (found === undefined)
      throw new Stop(wrongUsage, `Option "${word}" is unknown, try "tc -help".\n`);
    else found[1](options, words);
    words.skip();
  }
  return undefined;
}

export function findDevice(context: ToolContext, name: string): NetDevice {
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw cannotFindDevice(name);
  return device;
}
