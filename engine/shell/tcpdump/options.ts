/**
 * tcpdump's command line (tcpdump.c, main()).
 */
import { getopt, type LongOption } from '../options/getopt.ts';
import { wholeNumber } from '../options/number.ts';
import type { PrintOptions } from './print/printer.ts';
import { usage, version } from './usage.ts';

export interface TcpdumpOptions {
  readonly print: PrintOptions;
  readonly interfaceName: string | undefined;
  readonly count: number | undefined;
  /** Only say how many (`--count`). */
  readonly onlyCount: boolean;
  readonly snapLength: number;
  readonly promiscuous: boolean;
  readonly readFile: string | undefined;
  readonly writeFile: string | undefined;
  /** Print although `-w` is given. */
  readonly printToo: boolean;
  readonly direction: 'in' | 'out' | 'inout';
  readonly listInterfaces: boolean;
  readonly listLinkTypes: boolean;
  readonly filterFile: string | undefined;
  readonly expression: string;
}

export type TcpdumpStop = { readonly stop: number; readonly text: string; readonly stream: 'out' | 'error' };

const long: readonly LongOption[] = [
  { name: 'buffer-size', argument: 'required', is: 'B' },
  { name: 'list-interfaces', argument: 'none', is: 'D' },
  { name: 'help', argument: 'none', is: 'h' },
  { name: 'interface', argument: 'required', is: 'i' },
  { name: 'monitor-mode', argument: 'none', is: 'I' },
  { name: 'time-stamp-type', argument: 'required', is: 'j' },
  { name: 'list-time-stamp-types', argument: 'none', is: 'J' },
  { name: 'micro', argument: 'none' },
  { name: 'nano', argument: 'none' },
  { name: 'time-stamp-precision', argument: 'required' },
  { name: 'dont-verify-checksums', argument: 'none', is: 'K' },
  { name: 'list-data-link-types', argument: 'none', is: 'L' },
  { name: 'no-optimize', argument: 'none', is: 'O' },
  { name: 'no-promiscuous-mode', argument: 'none', is: 'p' },
  { name: 'direction', argument: 'required', is: 'Q' },
  { name: 'snapshot-length', argument: 'required', is: 's' },
  { name: 'absolute-tcp-sequence-numbers', argument: 'none', is: 'S' },
  { name: 'packet-buffered', argument: 'none', is: 'U' },
  { name: 'linktype', argument: 'required', is: 'y' },
  { name: 'immediate-mode', argument: 'none' },
  { name: 'relinquish-privileges', argument: 'required', is: 'Z' },
  { name: 'number', argument: 'none', is: '#' },
  { name: 'print', argument: 'none' },
  { name: 'count', argument: 'none' },
  { name: 'version', argument: 'none' },
];

const notSimulated = new Set(['C', 'd', 'E', 'G', 'I', 'J', 'm', 'M', 'T', 'V', 'W', 'y', 'z', 'nano', 'b']);

export function readTcpdumpOptions(words: readonly string[]): TcpdumpOptions | TcpdumpStop {
  const { items, operands } = getopt(
    words,
    'aAbB:c:C:dDeE:fF:G:hHi:Ij:JKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#',
    long,
  );
  const counts = new Map<string, number>();
  const values = new Map<string, string>();
  const fail = (text: string): TcpdumpStop => ({ stop: 1, text: `tcpdump: ${text}\n`, stream: 'error' });
  let count: number | undefined;
  let snapLength = 262_144;
  for (const item of items) {
    if (item.kind === 'error')
      return { stop: 1, text: `tcpdump: ${item.message}\n${usage}`, stream: 'error' };
    const { name, value = '' } = item;
    if (name === 'h') return { stop: 0, text: usage, stream: 'out' };
    if (name === 'version') return { stop: 0, text: version, stream: 'out' };
    if (notSimulated.has(name)) return fail(`not simulated: -${name}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (item.value !== undefined) values.set(name, value);
    if (name === 'c') {
      const number = wholeNumber(value);
      if (number === undefined || number <= 0) return fail(`invalid packet count ${value}`);
      count = number;
    } else if (name === 's') {
      const number = wholeNumber(value);
      if (number === undefined || number < 0 || number > 262_144)
        return fail(`invalid snaplen ${value} (must be >= 0 and <= 262144)`);
      snapLength = number === 0 ? 262_144 : number;
    } else if (name === 'Q' && !['in', 'out', 'inout'].includes(value))
      return fail(`unknown capture direction '${value}'`);
  }
  const times = (name: string) => counts.get(name) ?? 0;
  const dump = times('A') > 0 ? 'A' : times('X') > 0 ? 'X' : times('x') > 0 ? 'x' : undefined;
  const doubled = dump !== undefined && times(dump) > 1;
  if (values.get('w') === '-') return fail('not simulated: -w -, octets on standard output');
  return {
    print: {
      verbosity: times('v'),
      linkHeader: times('e') > 0,
      numeric: times('n'),
      quick: times('q') > 0,
      absolute: times('S') > 0,
      ignoreChecksums: times('K') > 0,
      dump: dump === undefined ? undefined : doubled ? (`${dump}${dump}` as PrintOptions['dump']) : dump,
      times: times('t'),
      numbered: times('#') > 0,
    },
    interfaceName: values.get('i'),
    count,
    onlyCount: times('count') > 0,
    snapLength,
    promiscuous: times('p') === 0,
    readFile: values.get('r'),
    writeFile: values.get('w'),
    printToo: times('print') > 0,
    direction: (values.get('Q') ?? 'inout') as TcpdumpOptions['direction'],
    listInterfaces: times('D') > 0,
    listLinkTypes: times('L') > 0,
    filterFile: values.get('F'),
    expression: operands.join(' '),
  };
}
