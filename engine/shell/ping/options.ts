/**
 * The command line of ping (iputils 20221126, main() of ping.c): its checks in its order, its words.
 */
import { getopt } from '../options/getopt.ts';
import { fraction, wholeNumber } from '../options/number.ts';
import { usage, version } from './usage.ts';

export interface PingOptions {
  readonly destination: string;
  readonly count: number | undefined;
  /** Milliseconds between requests; 0 for a flood. */
  readonly interval: number;
  /** Milliseconds to wait for the last replies. */
  readonly linger: number;
  /** Seconds after which it ends. */
  readonly deadline: number | undefined;
  readonly size: number;
  readonly ttl: number | undefined;
  readonly tos: number;
  readonly mark: number;
  readonly pathMtu: 'do' | 'dont' | 'want' | 'probe' | undefined;
  /** A device's name or an address. */
  readonly from: string | undefined;
  readonly pattern: Uint8Array | undefined;
  readonly preload: number;
  readonly identifier: number | undefined;
  readonly flags: ReadonlySet<string>;
}

/** What was wrong, and the exit status. `text` goes to standard error, or output. */
export interface PingStop {
  readonly stop: number;
  readonly text: string;
  readonly stream: 'out' | 'error';
}

const fail = (text: string, stop = 2): PingStop => ({ stop, text: `ping: ${text}\n`, stream: 'error' });
const largest = 9_223_372_036_854_775_807n;

/** @param warn prints a warning and goes on */
export function readPingOptions(
  words: readonly string[],
  isRoot: boolean,
  warn: (text: string) => void,
): PingOptions | PingStop {
  const { items, operands } = getopt(words, 'h?4bRT:6F:N:aABc:CdDe:fHi:I:l:Lm:M:nOp:qQ:rs:S:t:UvVw:W:');
  const flags = new Set<string>();
  let count: number | undefined;
  let interval = 1000;
  let linger = 10_000;
  let deadline: number | undefined;
  let size = 56;
  let ttl: number | undefined;
  let tos = 0;
  let mark = 0;
  let pathMtu: PingOptions['pathMtu'];
  let from: string | undefined;
  let pattern: Uint8Array | undefined;
  let preload = 1;
  let identifier: number | undefined;

  const seconds = (text: string): number => {
    const number = fraction(text);
    if (number !== undefined) return number;
    warn(
      `ping: option argument contains garbage: ${text}\nping: this will become fatal error in the future\n`,
    );
    return 0;
  };

  for (const item of items) {
    if (item.kind === 'error') return { stop: 2, text: `ping: ${item.message}\n${usage}`, stream: 'error' };
    const value = item.value ?? '';
    switch (item.name) {
      case 'h':
      case '?':
        return { stop: 2, text: usage, stream: 'error' };
      case 'V':
        return { stop: 0, text: version, stream: 'out' };
      case 'c': {
        const number = within(value, 1n, largest);
        if (typeof number === 'string') return fail(number, 1);
        count = number;
        break;
      }
      case 'e':
      case 'm':
      case 'l':
      case 's':
      case 'S':
      case 't':
      case 'w': {
        const [low, high] = ranges[item.name];
        const number = within(value, low, high);
        if (typeof number === 'string') return fail(number, 1);
        if (item.name === 'e') identifier = number;
        else if (item.name === 'm') mark = number;
        else if (item.name === 'l') preload = number;
        else if (item.name === 's') size = number;
        else if (item.name === 't') ttl = number;
        else if (item.name === 'w') deadline = number;
        if (item.name === 'l' && preload > 3 && !isRoot)
          return fail(`cannot set preload to value greater than 3: ${value}`);
        break;
      }
      case 'i': {
        const number = seconds(value);
        if (number < 0 || number >= 2_147_483) return fail(`bad timing interval: ${value}`);
        interval = Math.trunc(number * 1000);
        break;
      }
      case 'W': {
        const number = seconds(value);
        if (number < 0 || number > 2_147_483) return fail(`bad linger time: ${value}`);
        linger = Math.trunc(number * 1000);
        break;
      }
      case 'M':
        if (value !== 'do' && value !== 'dont' && value !== 'want' && value !== 'probe')
          return fail(`invalid -M argument: ${value}`);
        pathMtu = value;
        break;
      case 'Q': {
        const number = wholeNumber(value);
        if (number === undefined || number < 0 || number > 255)
          return fail(`the decimal value of TOS bits must be in range 0-255: ${value}`);
        tos = number;
        break;
      }
      case 'I':
        from = value;
        break;
      case 'p':
        if (!/^[0-9a-fA-F]+$/.test(value)) return fail(`patterns must be specified as hex digits: ${value}`);
        pattern = Uint8Array.from(value.match(/../g) ?? [value], (pair) => Number.parseInt(pair, 16));
        break;
      case 'T':
        if (!['tsonly', 'tsandaddr', 'tsprespec'].includes(value))
          return fail(`invalid timestamp type: ${value}`);
        return fail('not simulated: -T, timestamps in IP options', 1);
      case '4':
      case '6':
        if (flags.has(item.name === '4' ? '6' : '4'))
          return fail('only one -4 or -6 option may be specified');
        flags.add(item.name);
        break;
      case 'F':
      case 'N':
        return fail(`not simulated: -${item.name}, IPv6`, 1);
      case 'f':
        flags.add('f');
        interval = 0;
        break;
      default:
        flags.add(item.name);
    }
  }
  const destination = operands.at(-1);
  if (destination === undefined) return fail('usage error: Destination address required', 1);
  if (interval < 2 && !isRoot && (flags.has('f') || interval !== 1000))
    return fail('cannot flood; minimal interval allowed for user is 2ms');
  if (operands.length > 1 && isAddressLike(destination)) return fail('not simulated: source routing', 1);
  return {
    destination,
    count,
    interval,
    linger,
    deadline,
    size,
    ttl,
    tos,
    mark,
    pathMtu,
    from,
    pattern,
    preload,
    identifier,
    flags,
  };
}

const ranges = {
  e: [0n, 65_535n],
  m: [0n, 4_294_967_295n],
  l: [1n, 65_536n],
  s: [0n, 2_147_483_647n],
  S: [1n, 2_147_483_647n],
  t: [0n, 255n],
  w: [0n, 2_147_483_647n],
} as const;

/** strtol_or_err of iputils. @returns the message when the text is no number or out of range */
function within(text: string, low: bigint, high: bigint): number | string {
  if (!/^\s*[+-]?\d+$/.test(text)) return `invalid argument: '${text}'`;
  const number = BigInt(text.trim().replace(/^\+/, ''));
  if (number < low || number > high)
    return `invalid argument: '${text}': out of range: ${String(low)} <= value <= ${String(high)}`;
  return Number(number);
}

function isAddressLike(text: string): boolean {
  return /^\d+(\.\d+){3}$/.test(text);
}
