/**
 * tcpdump's command line (tcpdump.c, main()).
 */
import { getopt, type LongOption } from '../options/getopt.ts';
import { wholeNumber } from '../options/number.ts';
import type { LinkType } from './filter/frame.ts';
import { linkTypeNamed } from './link-types.ts';
import type { PrintOptions } from './print/printer.ts';
import { usage, version } from './usage.ts';
import { optionTable } from '../options/option-table.ts';

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
  /** Show something and end: the interfaces, the link types, the time stamp types. */
  readonly list: 'interfaces' | 'link types' | 'time stamps' | undefined;
  readonly filterFile: string | undefined;
  readonly expression: string;
  /** Number of `d`: show the filter's program and end. */
  readonly showProgram: number;
  /** Without -O */
  readonly optimized: boolean;
  readonly linkType: LinkType | undefined;
  /** What is said before anything else. */
  readonly warnings: string;
}

export type TcpdumpStop = { readonly stop: number; readonly text: string; readonly stream: 'out' | 'error' };

const long: readonly LongOption[] = optionTable(
  'buffer-size:B= list-interfaces:D help:h interface:i= monitor-mode:I time-stamp-type:j= ' +
    'list-time-stamp-types:J micro nano time-stamp-precision= dont-verify-checksums:K ' +
    'list-data-link-types:L no-optimize:O no-promiscuous-mode:p direction:Q= snapshot-length:s= ' +
    'absolute-tcp-sequence-numbers:S packet-buffered:U linktype:y= immediate-mode ' +
    'relinquish-privileges:Z= number:# print count version',
);

/** Options of the real one that would change something here and do not. */
const notSimulated = new Set(['C', 'E', 'f', 'G', 'M', 'V', 'W', 'z', 'Z']);

/** `-T`: what else to take a datagram for, whatever its port. */
export const forcedTypes = [
  'vat wb rpc rtp rtcp snmp cnfp tftp aodv carp radius zmtp1 vxlan pgm pgm_zmtp1 lmp resp ptp someip domain',
].flatMap((names) => names.split(' '));
const forcedHere = new Set(['vxlan', 'domain']);

export function readTcpdumpOptions(words: readonly string[]): TcpdumpOptions | TcpdumpStop {
  const { items, operands } = getopt(
    words,
    'aAbB:c:C:dDeE:fF:G:hHi:Ij:JKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#',
    long,
  );
  const counts = new Map<string, number>();
  const values = new Map<string, string>();
  const fail = (text: string): TcpdumpStop => ({ stop: 1, text: `tcpdump: ${text}\n`, stream: 'error' });
  let warnings = '';
  for (const item of items) {
    if (item.kind === 'error')
      return { stop: 1, text: `tcpdump: ${item.message}\n${usage}`, stream: 'error' };
    const { name, value = '' } = item;
    if (name === 'h') return { stop: 0, text: usage, stream: 'out' };
    if (name === 'version') return { stop: 0, text: version, stream: 'out' };
    const problem = problemWith(name, value);
    if (problem !== undefined) return fail(problem);
    if (notSimulated.has(name)) return fail(`not simulated: -${name}`);
    if (name === 'm') warnings += `tcpdump: ignoring option \`-m ${value}' (no libsmi support)\n`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    values.set(name, value);
  }
  const times = (name: string) => counts.get(name) ?? 0;
  const number = (name: string) => {
    const value = values.get(name);
    return value === undefined ? undefined : wholeNumber(value);
  };
  const dump = times('A') > 0 ? 'A' : times('X') > 0 ? 'X' : times('x') > 0 ? 'x' : undefined;
  const doubled = dump !== undefined && times(dump) > 1;
  if (values.get('w') === '-') return fail('not simulated: -w -, octets on standard output');
  const linkName = values.get('y');
  return {
    print: {
      verbosity: times('v'),
      linkHeader: times('e') > 0,
      numeric: times('n'),
      withoutDomain: times('N') > 0,
      quick: times('q') > 0,
      absolute: times('S') > 0,
      ignoreChecksums: times('K') > 0,
      dump: dump === undefined ? undefined : doubled ? (`${dump}${dump}` as PrintOptions['dump']) : dump,
      times: times('t'),
      nanoseconds: times('nano') > 0 || values.get('time-stamp-precision') === 'nano',
      numbered: times('#') > 0,
      forced: values.get('T'),
    },
    interfaceName: values.get('i'),
    count: number('c'),
    onlyCount: times('count') > 0,
    snapLength: number('s') || 262_144,
    promiscuous: times('p') === 0,
    readFile: values.get('r'),
    writeFile: values.get('w'),
    printToo: times('print') > 0,
    direction: (values.get('Q') ?? 'inout') as TcpdumpOptions['direction'],
    list:
      times('D') > 0
        ? 'interfaces'
        : times('L') > 0
          ? 'link types'
          : times('J') > 0
            ? 'time stamps'
            : undefined,
    filterFile: values.get('F'),
    expression: operands.join(' '),
    showProgram: times('d'),
    optimized: times('O') === 0,
    linkType: linkName === undefined ? undefined : linkTypeNamed(linkName),
    warnings,
  };
}

/** What is wrong with an option's value. */
function problemWith(name: string, value: string): string | undefined {
  const number = wholeNumber(value);
  const isPositive = number !== undefined && number > 0;
  switch (name) {
    case 'c':
      return isPositive ? undefined : `invalid packet count ${value}`;
    case 's':
      return number !== undefined && number >= 0 && number <= 262_144
        ? undefined
        : `invalid snaplen ${value} (must be >= 0 and <= 262144)`;
    case 'B':
      return isPositive ? undefined : `invalid packet buffer size ${value}`;
    case 'C':
      return isPositive ? undefined : `invalid file size ${value}`;
    case 'W':
      return isPositive ? undefined : `invalid number of output files ${value}`;
    case 'Q':
      return ['in', 'out', 'inout'].includes(value) ? undefined : `unknown capture direction \`${value}'`;
    case 'y':
      return linkTypeNamed(value) === undefined ? `invalid data link type ${value}` : undefined;
    case 'T':
      if (!forcedTypes.includes(value)) return `unknown packet type \`${value}'`;
      return forcedHere.has(value) ? undefined : `not simulated: -T ${value}`;
    case 'j':
      return [
        'host',
        'host_lowprec',
        'host_hiprec',
        'host_hiprec_unsynced',
        'adapter',
        'adapter_unsynced',
      ].includes(value)
        ? undefined
        : `invalid time stamp type ${value}`;
    case 'time-stamp-precision':
      return ['micro', 'nano'].includes(value) ? undefined : 'unsupported time stamp precision';
    default:
      return undefined;
  }
}
