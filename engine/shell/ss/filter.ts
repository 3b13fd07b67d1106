/**
 * ss's filters: `state NAME`, `exclude NAME`, and expressions over addresses and ports (ss(8); ssfilter.y).
 */
import type { Address } from '../../net/address/address.ts';
import { readNumber, tryReadPrefix } from '../iproute2/arguments.ts';
import { servicePort } from '../services/services.ts';
import type { SocketRow, SocketState } from './sockets.ts';

export type RowTest = (row: SocketRow) => boolean;

const everyState: readonly SocketState[] = [
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'UNCONN',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
];

const groups: Readonly<Record<string, readonly SocketState[]>> = {
  all: everyState,
  connected: everyState.filter((state) => state !== 'UNCONN' && state !== 'LISTEN'),
  synchronized: everyState.filter(
    (state) => state !== 'UNCONN' && state !== 'LISTEN' && state !== 'SYN-SENT',
  ),
  bucket: ['SYN-RECV', 'TIME-WAIT'],
  big: everyState.filter((state) => state !== 'SYN-RECV' && state !== 'TIME-WAIT'),
  established: ['ESTAB'],
  'syn-sent': ['SYN-SENT'],
  'syn-recv': ['SYN-RECV'],
  'fin-wait-1': ['FIN-WAIT-1'],
  'fin-wait-2': ['FIN-WAIT-2'],
  'time-wait': ['TIME-WAIT'],
  unconnected: ['UNCONN'],
  closed: ['UNCONN'],
  close: ['UNCONN'],
  'close-wait': ['CLOSE-WAIT'],
  'last-ack': ['LAST-ACK'],
  listening: ['LISTEN'],
  listen: ['LISTEN'],
  closing: ['CLOSING'],
};

export const allStates = everyState;

/** @returns undefined when there is no such name */
export function statesNamed(name: string): readonly SocketState[] | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(groups, lower)) return groups[lower];
  return everyState.includes(name.toUpperCase() as SocketState)
    ? [name.toUpperCase() as SocketState]
    : undefined;
}

export type FilterFailure =
  | 'syntax'
  | 'place'
  | { readonly prefix: string }
  | { readonly port: string }
  | { readonly device: string }
  | { readonly missing: string };

/** @param words the rest of the command line */
export function parseRowFilter(
  words: readonly string[],
  hasDevice: (name: string) => boolean,
): RowTest | FilterFailure {
  const tokens = words
    .join(' ')
    .split(/\s+/)
    .filter((token) => token !== '');
  if (tokens.length === 0) return () => true;
  const parser = new FilterParser(tokens, hasDevice);
  const test = parser.list();
  if (typeof test !== 'function') return test;
  return parser.done ? test : 'syntax';
}

/** Words that are never a place (yylex). */
const reserved =
  /^(and|&&?|or|\|\|?|not|[!()]|==?|eq|!=|ne|neq|<=?|lt|leq?|>=?|gt|geq?|src|dst|sport|dport|dev|fwmark|cgroup|autobound)$/;

class FilterParser {
  readonly #tokens: readonly string[];
  readonly #hasDevice: (name: string) => boolean;
  #at = 0;

  constructor(tokens: readonly string[], hasDevice: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#hasDevice = hasDevice;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Whichever comes first binds first: `and` and `or` have no precedence over one another. */
  list(): RowTest | FilterFailure {
    let left = this.#one();
    while (typeof left === 'function' && !this.done && this.#peek() !== ')') {
      const word = this.#peek() ?? '';
      const isEither = /^(or|\|\|?)$/.test(word);
      if (isEither || /^(and|&&?)$/.test(word)) this.#at++;
      const one = left;
      const other = this.#one();
      if (typeof other !== 'function') return other;
      left = isEither ? (row) => one(row) || other(row) : (row) => one(row) && other(row);
    }
    return left;
  }

  #one(): RowTest | FilterFailure {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return 'syntax';
    if (token === '!' || token === 'not') {
      const inner = this.#one();
      return typeof inner === 'function' ? (row) => !inner(row) : inner;
    }
    if (token === '(') {
      const inner = this.list();
      if (typeof inner !== 'function') return inner;
      return this.#tokens[this.#at++] === ')' ? inner : 'syntax';
    }
    switch (token) {
      case 'sport':
      case 'dport':
        return this.#port(token);
      case 'src':
      case 'dst': {
        if (/^(=|==|eq)$/.test(this.#peek() ?? '')) this.#at++;
        const text = this.#tokens[this.#at++];
        return text === undefined || reserved.test(text) ? 'syntax' : place(text, token === 'src');
      }
      case 'dev': {
        if (/^(=|==|eq)$/.test(this.#peek() ?? '')) this.#at++;
        const name = this.#tokens[this.#at++];
        if (name === undefined) return 'syntax';
        if (!this.#hasDevice(name)) return { device: name };
        return (row) => row.device === name;
      }
      case 'autobound':
        return () => false;
      case 'fwmark':
      case 'cgroup':
        return { missing: token };
      default: {
        if (reserved.test(token)) return 'syntax';
        // A place by itself is read, and then belongs nowhere.
        const read = place(token, false);
        return typeof read === 'function' ? 'syntax' : read;
      }
    }
  }

  #port(which: 'sport' | 'dport'): RowTest | FilterFailure {
    const comparisons: Readonly<Record<string, (one: number, other: number) => boolean>> = {
      '=': (one, other) => one === other,
      '==': (one, other) => one === other,
      eq: (one, other) => one === other,
      '!=': (one, other) => one !== other,
      ne: (one, other) => one !== other,
      neq: (one, other) => one !== other,
      '<': (one, other) => one < other,
      lt: (one, other) => one < other,
      '>': (one, other) => one > other,
      gt: (one, other) => one > other,
      '<=': (one, other) => one <= other,
      le: (one, other) => one <= other,
      leq: (one, other) => one <= other,
      '>=': (one, other) => one >= other,
      ge: (one, other) => one >= other,
      geq: (one, other) => one >= other,
    };
    const operator = this.#peek() ?? '';
    const named = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
    if (named !== undefined) this.#at++;
    const compare = named ?? ((one: number, other: number) => one === other);
    const text = this.#tokens[this.#at++];
    if (text === undefined || reserved.test(text)) return 'syntax';
    const port = readPort(text.replace(/^:/, ''));
    if (typeof port === 'object') return port;
    if (port === undefined) return () => true;
    return (row) => compare(which === 'sport' ? row.localPort : row.peerPort, port);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }
}

/** @returns undefined for any */
function readPort(text: string): number | { readonly port: string } | undefined {
  if (text === '' || text.startsWith('*')) return undefined;
  return readNumber(text) ?? servicePort(text) ?? { port: text };
}

/**
 * parse_hostcond: `[inet:|inet6:]ADDRESS[/LENGTH][:PORT]`, `:PORT`, `[ADDRESS]:PORT`, `*:PORT`. An address with colons has to
 * stand in brackets, else what follows the last of them is a port. Names of hosts are not asked for.
 */
function place(text: string, local: boolean): RowTest | FilterFailure {
  const [, family, rest = ''] = /^(?:(inet6?):)?(.*)$/.exec(text) ?? [];
  const slash = Math.max(0, rest.indexOf('/'));
  const bracket = rest.startsWith('[') ? rest.indexOf(']') : -1;
  if (rest.startsWith('[') && bracket < 0) return 'place';
  const colon =
    bracket > 0
      ? bracket + 1
      : rest.startsWith('*')
        ? 1
        : rest.indexOf(':', slash) < 0
          ? -1
          : rest.lastIndexOf(':');
  const port = colon < 0 ? undefined : readPort(rest.slice(colon).replace(/^:/, ''));
  if (typeof port === 'object') return port;
  const address = bracket > 0 ? rest.slice(1, bracket) : colon < 0 ? rest : rest.slice(0, colon);
  const any = address === '' || address.startsWith('*');
  const prefix = any
    ? undefined
    : tryReadPrefix(address, family === 'inet' ? 4 : family === 'inet6' ? 6 : undefined);
  if (!any && prefix === undefined) return { prefix: address };
  return (row) => {
    const own: Address = local ? row.local : row.peer;
    const itsPort = local ? row.localPort : row.peerPort;
    return (prefix === undefined || prefix.contains(own)) && (port === undefined || port === itsPort);
  };
}
