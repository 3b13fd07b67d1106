/**
 * What one run of `tc` knows, and the options before its object (iproute2's tc/tc.c).
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { ShellProcess } from '../command.ts';
import { type Arguments, cannotFindDevice, matches } from '../iproute2/arguments.ts';
import { type ColorChoice, colorOption } from '../iproute2/color.ts';
import type { Printer } from '../iproute2/printer.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import { tcUsage } from './usage.ts';

export interface TcOptions {
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

export interface TcContext {
  readonly process: ShellProcess;
  readonly namespace: NetworkNamespace;
  readonly options: Readonly<TcOptions>;
  readonly printer: Printer;
}

export function defaultOptions(): TcOptions {
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

type Setter = (options: TcOptions, words: Arguments) => void;

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
export function readOptions(words: Arguments, options: TcOptions): string | undefined {
  for (let { word } = words; word?.startsWith('-') === true; word = words.word) {
    const option = word;
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

export function findDevice(context: TcContext, name: string): NetDevice {
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw cannotFindDevice(name);
  return device;
}
