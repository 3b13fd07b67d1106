/**
 * The command line of mtr 0.95 (parse_arg of ui/mtr.c).
 */
import { fraction, wholeNumber } from '../options/number.ts';
import { getopt } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';
import { usage } from './usage.ts';

export interface MtrOptions {
  readonly hosts: readonly string[];
  readonly family: 4 | 6 | undefined;
  /** Undefined: the full screen. */
  readonly display: 'report' | 'json' | 'xml' | 'csv' | 'raw' | undefined;
  readonly wide: boolean;
  readonly cycles: number;
  readonly method: 'icmp' | 'default' | 'tcp';
  readonly port: number | undefined;
  readonly device: string | undefined;
  readonly source: string | undefined;
  readonly firstHop: number;
  readonly lastHop: number;
  readonly mostUnknown: number;
  readonly size: number;
  /** Seconds. */
  readonly interval: number;
  readonly grace: number;
  readonly tos: number;
  readonly mark: number;
  readonly numeric: boolean;
  readonly both: boolean;
  readonly fields: string;
}

export interface MtrStop {
  readonly stop: number;
  readonly out?: string;
  readonly error?: string;
}

const long = optionTable(
  'help:h version:v report:r report-wide:w xml:x curses:t raw:l csv:C json:j split:p no-dns:n ' +
    'show-ips:b aslookup:z mpls:e udp:u tcp:T sctp:S order:o= ipinfo:y= interval:i= report-cycles:c= ' +
    'psize:s= bitpattern:B= tos:Q= interface:I= address:a= first-ttl:f= max-ttl:m= max-unknown:U= port:P= ' +
    'localport:L= timeout:Z= gracetime:G= mark:M= filename:F= displaymode=',
);

const notModelled: Readonly<Record<string, string>> = {
  z: '-z, AS numbers',
  y: '-y, IP information',
  p: '-p, the split display',
  F: '-F, names from a file',
  L: '-L, a local port',
  displaymode: '--displaymode',
};

export function readMtrOptions(words: readonly string[]): MtrOptions | MtrStop {
  const { items, operands } = getopt(words, 'hv46F:rwxtlCjpnbuTSo:y:zei:c:s:B:Q:I:a:f:m:U:P:L:Z:G:M:', long);
  let display: MtrOptions['display'] | undefined;
  let family: MtrOptions['family'];
  let method: MtrOptions['method'] | 'sctp' = 'icmp';
  let wide = false;
  let numeric = false;
  let both = false;
  let fields = 'LS NABWV';
  let device: string | undefined;
  let source: string | undefined;
  let interval = 1;
  let grace = 5;
  const numbers: Record<string, number> = { c: 10, s: 64, Q: 0, f: 1, m: 30, U: 12, M: 0, B: 0, Z: 10 };
  let port: number | undefined;
  for (const item of items) {
    if (item.kind === 'error') return { stop: 1, error: `mtr: ${item.message}\n${usage}` };
    const value = item.value ?? '';
    const skipped = notModelled[item.name];
    if (skipped !== undefined) return { stop: 1, error: `mtr: not simulated: ${skipped}\n` };
    switch (item.name) {
      case 'h':
        return { stop: 0, out: usage };
      case 'v':
        return { stop: 0, out: 'mtr 0.95\n' };
      case 'r':
        display = 'report';
        break;
      case 'w':
        display = 'report';
        wide = true;
        break;
      case 'x':
        display = 'xml';
        break;
      case 'l':
        display = 'raw';
        break;
      case 'C':
        display = 'csv';
        break;
      case 'j':
        display = 'json';
        break;
      case 't':
        display = undefined;
        break;
      case 'n':
        numeric = true;
        break;
      case 'b':
        both = true;
        break;
      case 'u':
      case 'T':
      case 'S':
        if (method !== 'icmp') return { stop: 1, error: 'mtr: -u , -T and -S are mutually exclusive\n' };
        method = ({ u: 'default', T: 'tcp', S: 'sctp' } as const)[item.name];
        break;
      case 'e':
        break;
      case 'o':
        if (!/^[LDRSNBAWVGJMXI _]*$/.test(value))
          return {
            stop: 1,
            error: `mtr: Unknown field identifier: ${/[^LDRSNBAWVGJMXI _]/.exec(value)?.[0] ?? ''}\n`,
          };
        fields = value;
        break;
      case 'I':
        device = value;
        break;
      case 'a':
        source = value;
        break;
      case 'i':
      case 'G': {
        const number = fraction(value);
        if (number === undefined) return { stop: 1, error: `mtr: invalid argument: '${value}'\n` };
        if (number <= 0) return { stop: 1, error: 'mtr: wait time must be positive\n' };
        if (item.name === 'i') interval = number;
        else grace = number;
        break;
      }
      case '4':
      case '6':
        family = item.name === '4' ? 4 : 6;
        break;
      default: {
        const number = wholeNumber(value);
        if (number === undefined || number < 0 || number > 2_147_483_647)
          return { stop: 1, error: `mtr: invalid argument: '${value}'\n` };
        if (item.name === 'P') {
          if (number < 1 || number > 65_535)
            return { stop: 1, error: `mtr: Illegal port number: ${String(number)}\n` };
          port = number;
        } else numbers[item.name] = number;
      }
    }
  }
  const get = (letter: string): number => numbers[letter] ?? 0;
  if (method === 'sctp') return { stop: 1, error: 'mtr: Packet type unsupported: Operation not supported\n' };
  const lastHop = Math.max(1, Math.min(255, get('m')));
  return {
    hosts: operands.length === 0 ? ['localhost'] : operands,
    family,
    display,
    wide,
    cycles: get('c'),
    method,
    port,
    device,
    source,
    firstHop: Math.max(1, Math.min(lastHop, get('f'))),
    lastHop,
    mostUnknown: Math.max(1, get('U')),
    size: Math.max(28, Math.abs(get('s'))),
    interval,
    grace,
    tos: get('Q') & 255,
    mark: get('M'),
    numeric,
    both,
    fields,
  };
}
