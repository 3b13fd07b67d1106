/**
 * The command line of ping (iputils 20221126, main() of ping.c): its checks in its order, its words.
 */
import { getopt } from '../options/getopt.ts';
import { fraction, wholeNumber } from '../options/number.ts';
import { nodeInformationHelp, usage, version } from './usage.ts';

export interface PingOptions {
  /** As the program was called: what its complaints begin with. */
  readonly program: string;
  readonly destination: string;
  /** Addresses named before the destination: a source route, or who shall write the time. */
  readonly hops: readonly string[];
  readonly family: 4 | 6 | undefined;
  readonly count: number | undefined;
  /** Milliseconds between requests; 0 for a flood. */
  readonly interval: number;
  /** Milliseconds to wait for the last replies; 0: for ever. */
  readonly linger: number;
  /** Seconds after which it ends. */
  readonly deadline: number | undefined;
  readonly size: number;
  readonly ttl: number | undefined;
  readonly tos: number;
  readonly mark: number | undefined;
  readonly pathMtu: 'do' | 'dont' | 'want' | undefined;
  /** -I: a device's name, or an address with or without its device. */
  readonly from: string | undefined;
  readonly pattern: Uint8Array | undefined;
  readonly preload: number;
  readonly identifier: number | undefined;
  readonly flowLabel: number | undefined;
  /** The kind of timestamps: the flags of the IP option. */
  readonly stamps: number | undefined;
  readonly flags: ReadonlySet<string>;
}

/** What was wrong, and the exit status. `text` goes to standard error, or output. */
export interface PingStop {
  readonly stop: number;
  readonly text: string;
  readonly stream: 'out' | 'error';
}

/** SOCK_MIN_SNDBUF, and what a fragment takes of the buffer (SKB_TRUESIZE). */
const leastSendBuffer = 4608;
const pieceMemory = 2304;
const stampKinds: Readonly<Record<string, number>> = { tsonly: 0, tsandaddr: 1, tsprespec: 3 };
const pathMtus: Readonly<Record<string, PingOptions['pathMtu']>> = { do: 'do', dont: 'dont', want: 'want' };

/**
 * @param words with the program's name
 * @param warn prints a warning and goes on
 */
export function readPingOptions(
  words: readonly string[],
  isRoot: boolean,
  warn: (text: string) => void,
): PingOptions | PingStop {
  const [program = 'ping'] = words;
  const fail = (text: string, stop = 2): PingStop => ({
    stop,
    text: `${program}: ${text}\n`,
    stream: 'error',
  });
  const { items, operands } = getopt(
    words.slice(1),
    'h?4bRT:6F:N:aABc:CdDe:fi:I:l:Lm:M:nOp:qQ:rs:S:t:UvVw:W:',
  );
  const flags = new Set<string>();
  const numbers = new Map<string, number>();
  let family: PingOptions['family'] = program.endsWith('4') ? 4 : program.endsWith('6') ? 6 : undefined;
  let interval: number | undefined;
  let linger = 10_000;
  let tos = 0;
  let pathMtu: PingOptions['pathMtu'];
  let from: string | undefined;
  let fill: string | undefined;
  let flowLabel: number | undefined;
  let stamps: number | undefined;

  const seconds = (text: string): number => {
    const read = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/.exec(text)?.[0] ?? '';
    if (read.length < text.length)
      warn(
        `${program}: option argument contains garbage: ${text.slice(read.length)}\n${program}: this will become fatal error in the future\n`,
      );
    return fraction(read) ?? 0;
  };

  for (const item of items) {
    if (item.kind === 'error')
      return { stop: 2, text: `${program}: ${item.message}\n${usage}`, stream: 'error' };
    const value = item.value ?? '';
    const range = ranges[item.name];
    if (range !== undefined) {
      const number = within(value, range);
      if (typeof number === 'string') return fail(number, 1);
      if (item.name === 'l' && number > 3 && !isRoot)
        return fail(`cannot set preload to value greater than 3: ${String(number)}`);
      numbers.set(item.name, number);
      continue;
    }
    switch (item.name) {
      case 'h':
      case '?':
        return { stop: 2, text: usage, stream: 'error' };
      case 'V':
        return { stop: 0, text: version, stream: 'out' };
      case '4':
      case '6':
        if (family !== undefined && family !== Number(item.name))
          return fail('only one -4 or -6 option may be specified');
        family = item.name === '4' ? 4 : 6;
        break;
      case 'R':
        if (stamps !== undefined) return fail('only one of -T or -R may be used');
        flags.add('R');
        break;
      case 'T':
        if (flags.has('R')) return fail('only one of -T or -R may be used');
        stamps = stampKinds[value];
        if (stamps === undefined) return fail(`invalid timestamp type: ${value}`);
        break;
      case 'F': {
        const label = flowInformation(value);
        if (typeof label === 'string') return fail(label);
        flowLabel = label;
        break;
      }
      case 'N':
        if (value === 'help') return { stop: 0, text: nodeInformationHelp, stream: 'out' };
        if (!nodeInformation.test(value)) return { stop: 2, text: nodeInformationHelp, stream: 'error' };
        return fail(`not simulated: -N ${value}, node information queries`, 1);
      case 'i': {
        const number = seconds(value);
        if (number > 2_147_483) return fail(`bad timing interval: ${value}`);
        interval = Math.trunc(number * 1000);
        break;
      }
      case 'W': {
        const number = seconds(value);
        if (number < 0 || number > 2_147_483) return fail(`bad linger time: ${value}`);
        linger = Math.trunc(number * 1000);
        break;
      }
      case 'I':
        from = value;
        break;
      case 'M':
        pathMtu = pathMtus[value];
        if (pathMtu === undefined) return fail(`invalid -M argument: ${value}`);
        break;
      case 'Q': {
        const number = wholeNumber(value);
        if (number === undefined) return fail(`bad TOS value: ${value}`);
        if (number > 255)
          return fail(`the decimal value of TOS bits must be in range 0-255: ${String(number)}`);
        tos = number & 255;
        break;
      }
      case 'p':
        fill = value;
        break;
      default:
        flags.add(item.name);
    }
  }
  const destination = operands.at(-1);
  if (destination === undefined) return fail('usage error: Destination address required', 1);
  const wrong = /[^0-9a-fA-F].*/.exec(fill ?? '');
  if (wrong !== null) return fail(`patterns must be specified as hex digits: ${wrong[0]}`);
  if (interval !== undefined && interval < 0 && !numbers.has('c'))
    return fail('not simulated: a negative interval without -c', 1);
  const size = numbers.get('s') ?? 56;
  const buffer = Math.max(2 * (numbers.get('S') ?? 65_536), leastSendBuffer);
  if ((Math.ceil((size + 8) / 1480) - 1) * pieceMemory > 2 * buffer && numbers.has('S'))
    return fail('not simulated: -S, a send buffer too small for the request', 1);
  return {
    program,
    destination,
    hops: operands.slice(0, -1),
    family,
    count: numbers.get('c'),
    interval: interval ?? (flags.has('f') ? 0 : 1000),
    linger,
    deadline: numbers.get('w'),
    size,
    ttl: numbers.get('t'),
    tos,
    mark: numbers.get('m'),
    pathMtu,
    from,
    pattern:
      fill === undefined
        ? undefined
        : Uint8Array.from(fill.match(/..?/g)?.slice(0, 16) ?? [], (pair) => Number.parseInt(pair, 16)),
    preload: numbers.get('l') ?? 1,
    identifier: numbers.get('e'),
    flowLabel,
    stamps,
    flags,
  };
}

const largest = 9_223_372_036_854_775_807n;
const ranges: Readonly<Partial<Record<string, readonly [low: bigint, high: bigint]>>> = {
  c: [1n, largest],
  e: [0n, 65_535n],
  m: [0n, 4_294_967_295n],
  l: [1n, 65_536n],
  s: [0n, 2_147_483_647n],
  S: [1n, 2_147_483_647n],
  t: [0n, 255n],
  w: [0n, 2_147_483_647n],
};

/** strtol_or_err of iputils. @returns the message when the text is no number or out of range */
function within(text: string, [low, high]: readonly [bigint, bigint]): number | string {
  if (!/^\s*[+-]?\d+$/.test(text)) return `invalid argument: '${text}'`;
  const number = BigInt(text.trim().replace(/^\+/, ''));
  if (number > largest || number < -largest - 1n)
    return `invalid argument: '${text}': Numerical result out of range`;
  if (number < low || number > high)
    return `invalid argument: '${text}': out of range: ${String(low)} <= value <= ${String(high)}`;
  return Number(number);
}

/** parseflow */
function flowInformation(text: string): number | string {
  const number = /^0[xX]/.test(text)
    ? wholeNumber(text)
    : /^\s*[+-]?\d+$/.test(text)
      ? Number(text)
      : undefined;
  if (number === undefined) return `bad value for flowinfo: ${text}`;
  return number < 0 || number > 0xf_ffff ? `flow value is greater than 20 bits: ${text}` : number;
}

/** What -N takes (niquery_options). */
const nodeInformation =
  /^(name|fqdn|ipv6(-all|-compatible|-linklocal|-sitelocal|-global)?|ipv4(-all)?|subject-(ipv6|ipv4|name|fqdn)=.*)$/;
