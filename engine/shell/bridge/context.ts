/**
 * The options before the object of `bridge` (bridge/bridge.c). Left out: names that are asked for, time stamps, families
 * other than the bridge's.
 */
import { type Arguments, matches } from '../iproute2/arguments.ts';
import { colorOption } from '../iproute2/color.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import type { ToolOptions } from '../iproute2/tool.ts';
import { bridgeUsage } from './usage.ts';

type Setter = (options: ToolOptions, words: Arguments) => void;

const nothing: Setter = () => undefined;

const table: readonly (readonly [string, Setter])[] = [
  ['-help', nothing],
  ['-Version', nothing],
  ['-stats', (options) => options.statistics++],
  ['-statistics', (options) => options.statistics++],
  ['-details', (options) => options.details++],
  ['-oneline', (options) => (options.oneline = true)],
  ['-timestamp', nothing],
  ['-family', (_options, words) => void words.next()],
  ['-4', nothing],
  ['-6', nothing],
  ['-netns', (options, words) => (options.namespace = words.next())],
  ['-compressvlans', nothing],
  ['-force', (options) => (options.force = true)],
  ['-json', (options) => (options.json = true)],
  ['-pretty', (options) => (options.pretty = true)],
  ['-batch', (options, words) => (options.batch = words.next())],
];

/** @returns the version text when that was all that was asked for */
export function readOptions(words: Arguments, options: ToolOptions): string | undefined {
  for (let { word } = words; word?.startsWith('-') === true; word = words.word) {
    if (word === '--') {
      words.skip();
      break;
    }
    const option = word.startsWith('--') ? word.slice(1) : word;
    const found = table.find(([name]) => matches(option, name));
    // `-c` is colour here too; only longer words are the VLAN option.
    const color = colorOption(option);
    if (color !== undefined) options.color = color;
    else if (found === undefined)
      throw new Stop(wrongUsage, `Option "${option}" is unknown, try "bridge help".\n`);
    else if (found[0] === '-help') throw new Stop(wrongUsage, bridgeUsage);
    else if (found[0] === '-Version') return 'bridge utility, 6.1.0\n';
    else found[1](options, words);
    words.skip();
  }
  return undefined;
}
