/**
 * nc's command line (netcat.c, main() and build_ports()).
 */
import { getopt } from '../options/getopt.ts';
import { wholeNumber } from '../options/number.ts';
import { servicePort } from '../services/services.ts';
import { help, usage } from './usage.ts';

export interface NcOptions {
  readonly flags: ReadonlySet<string>;
  readonly host: string | undefined;
  readonly ports: readonly number[];
  /** A name that no service has stays one. */
  readonly localPort: number | string | undefined;
  readonly localAddress: string | undefined;
  /** Seconds; undefined: no limit. */
  readonly timeout: number | undefined;
  /** Seconds after the end of standard input; undefined: go on. */
  readonly quitAfter: number | undefined;
  readonly ttl: number | undefined;
  readonly tos: number;
  /** -W */
  readonly receiveLimit: number | undefined;
}

export type NcStop = { readonly stop: number; readonly text: string };

const tosNames: Readonly<Record<string, number>> = {
  critical: 0xa0,
  lowcost: 0x02,
  lowdelay: 0x10,
  reliability: 0x04,
  throughput: 0x08,
  inetcontrol: 0xc0,
  netcontrol: 0xe0,
};

export function readNcOptions(words: readonly string[]): NcOptions | NcStop {
  const { items, operands } = getopt(words, '46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz');
  const fail = (text: string): NcStop => ({ stop: 1, text: `nc: ${text}\n` });
  const flags = new Set<string>();
  let localPort: number | string | undefined;
  let localAddress: string | undefined;
  let timeout: number | undefined;
  let quitAfter: number | undefined;
  let ttl: number | undefined;
  let tos = 0;
  let receiveLimit: number | undefined;
  for (const item of items) {
    if (item.kind === 'error') return { stop: 1, text: `nc: ${item.message}\n${usage}` };
    const { name, value = '' } = item;
    const number = wholeNumber(value);
    switch (name) {
      case 'h':
        return { stop: 0, text: help };
      case 'w':
      case 'i':
      case 'I':
      case 'O':
      case 'M':
      case 'm':
      case 'W': {
        const [what, most] = limits[name];
        if (number === undefined)
          return fail(name === 'M' || name === 'm' ? `${what} is invalid` : `${what} invalid: ${value}`);
        if (number < 0 || (name !== 'w' && name !== 'i' && name !== 'M' && number < 1))
          return fail(name === 'M' || name === 'm' ? `${what} is too small` : `${what} too small: ${value}`);
        if (number > most)
          return fail(name === 'M' || name === 'm' ? `${what} is too large` : `${what} too large: ${value}`);
        if (name === 'm' || name === 'I' || name === 'O' || (name === 'i' && number > 0))
          return fail(`not simulated: -${name}`);
        if (name === 'w') timeout = number;
        if (name === 'M') ttl = number;
        if (name === 'W') receiveLimit = number;
        break;
      }
      case 'q':
        if (number === undefined) return fail(`quit timer invalid: ${value}`);
        quitAfter = number < 0 ? undefined : number;
        break;
      case 'p': {
        // A name that nobody knows is found out when the socket is bound; of a number sixteen bits count.
        localPort = /^\d+$/.test(value)
          ? Number(value) & 0xffff
          : (servicePort(value, flags.has('u') ? 'udp' : 'tcp') ?? value);
        break;
      }
      case 's':
        localAddress = value;
        break;
      case 'T': {
        const named = Object.hasOwn(tosNames, value) ? tosNames[value] : undefined;
        const known = named ?? (/^0x[0-9a-f]+$/i.test(value) ? Number(value) : undefined);
        if (known === undefined || known > 255) return fail(`illegal tos value ${value}`);
        tos = known;
        break;
      }
      case 'X':
        if (!['connect', '4', '5'].includes(value)) return fail('unsupported proxy protocol');
        return fail('not simulated: -X');
      case '4':
      case '6':
        flags.delete(name === '4' ? '6' : '4');
        flags.add(name);
        break;
      case 'V':
        return fail('no alternate routing table support available');
      case 'F':
      case 'P':
      case 'r':
      case 'S':
      case 'x':
      case 'Z':
        return fail(`not simulated: -${name}`);
      default:
        flags.add(name);
    }
  }
  if (flags.has('l') && flags.has('z')) return fail('cannot use -z and -l');
  if (flags.has('U')) {
    if (flags.has('l')) return fail('not simulated: -lU');
    if (operands.length !== 1) return { stop: 1, text: usage };
    return {
      flags,
      host: operands[0],
      ports: [],
      localPort,
      localAddress,
      timeout,
      quitAfter,
      ttl,
      tos,
      receiveLimit,
    };
  }
  let host: string | undefined;
  let portWords: readonly string[];
  if (flags.has('l')) {
    const given = localPort !== undefined || localAddress !== undefined;
    if (operands.length > 2 || (operands.length === 1 && given)) return { stop: 1, text: usage };
    [host, portWords] = operands.length === 2 ? [operands[0], operands.slice(1)] : [undefined, operands];
    if (portWords.length === 0 && localPort === undefined) return fail('missing port number');
  } else {
    if (operands.length === 0) return { stop: 1, text: usage };
    host = operands[0];
    portWords = operands.slice(1);
    if (portWords.length === 0) return fail('missing port number');
    if (flags.has('k')) return fail('must use -l with -k');
  }
  const ports: number[] = [];
  for (const word of portWords) {
    const range = /^(\d[^-]*)-(.*)$/.exec(word);
    const ends = range === null ? [word, word] : [range[1] ?? '', range[2] ?? ''];
    const protocol = flags.has('u') ? 'udp' : 'tcp';
    const [low, high] = ends.map((end) => (range === null ? readPort(end, protocol) : readNumber(end)));
    if (typeof low === 'string' && flags.has('l') && !/^\d/.test(word))
      return fail(`getaddrinfo: ${noService}`);
    if (typeof low === 'string') return fail(low);
    if (typeof high === 'string') return fail(high);
    const first = Math.min(low ?? 0, high ?? 0);
    const last = Math.max(low ?? 0, high ?? 0);
    for (let port = first; port <= last; port++) ports.push(port);
  }
  return { flags, host, ports, localPort, localAddress, timeout, quitAfter, ttl, tos, receiveLimit };
}

/** gai_strerror(EAI_SERVICE) */
export const noService = 'Servname not supported for ai_socktype';

const limits = {
  w: ['timeout', 2_147_483],
  i: ['interval', 4_294_967_295],
  I: ['TCP receive window', 65_536],
  O: ['TCP send window', 65_536],
  M: ['ttl', 255],
  m: ['minttl', 255],
  W: ['receive limit', 2_147_483_647],
} as const;

/** @returns the message for what is no port */
function readPort(text: string, protocol: 'tcp' | 'udp'): number | string {
  const named = servicePort(text, protocol);
  return named ?? readNumber(text);
}

/** The ends of a range are numbers. */
function readNumber(text: string): number | string {
  const number = wholeNumber(text);
  if (number === undefined) return `port number invalid: ${text}`;
  if (number < 1) return `port number too small: ${text}`;
  return number > 65_535 ? `port number too large: ${text}` : number;
}
