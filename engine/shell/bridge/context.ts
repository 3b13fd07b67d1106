/**
 * What one run of `bridge` knows, and the options before its object (bridge/bridge.c).
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { ShellProcess } from '../command.ts';
import { type Arguments, matches } from '../iproute2/arguments.ts';
import { type ColorChoice, colorOption } from '../iproute2/color.ts';
import type { Printer } from '../iproute2/printer.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import { bridgeUsage } from './usage.ts';

export interface BridgeOptions {
  statistics: number;
  details: number;
  oneline: boolean;
  json: boolean;
  pretty: boolean;
  color: ColorChoice;
  force: boolean;
  batch: string | undefined;
  namespace: string | undefined;
}

export interface BridgeContext {
  readonly process: ShellProcess;
  readonly namespace: NetworkNamespace;
  readonly options: Readonly<BridgeOptions>;
  readonly printer: Printer;
}

export function defaultOptions(): BridgeOptions {
  return {
    statistics: 0,
    details: 0,
    oneline: false,
    json: false,
    pretty: false,
    color: 'never',
    force: false,
    batch: undefined,
    namespace: undefined,
  };
}

type Setter = (options: BridgeOptions, words: Arguments) => void;

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
export function readOptions(words: Arguments, options: BridgeOptions): string | undefined {
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
      throw new Stop(wrongUsage, `Option "${word}" is unknown, try "bridge help".\n`);
    else if (found[0] === '-help') throw new Stop(wrongUsage, bridgeUsage);
    else if (found[0] === '-Version') return 'bridge utility, 6.1.0\n';
    else found[1](options, words);
    words.skip();
  }
  return undefined;
}
