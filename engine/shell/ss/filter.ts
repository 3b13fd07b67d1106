/**
 * ss's filters: `state NAME`, `exclude NAME`, and expressions over addresses and ports (ss(8); ssfilter.y).
 */
import type { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
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
  'syntax' | { readonly prefix: string } | { readonly port: string } | { readonly device: string };

/** @param words the rest of the command line */
export function parseRowFilter(
  words: readonly string[],
  hasDevice: (name: string) => boolean,
): RowTest | FilterFailure {
  const tokens = words
    .join(' ')
    .replace(/(!=|==?|[<>]=?|&&?|\|\|?|[()!])/g, ' $1 ')
    .trim()
    .split(/\s+/)
    .filter((token) => token !== '');
  const parser = new FilterParser(tokens, hasDevice);
  const test = parser.either();
  if (typeof test !== 'function') return test;
  return parser.done ? test : 'syntax';
}

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

  either(): RowTest | FilterFailure {
    let left = this.#both();
    while (typeof left === 'function' && /^(or|\|\|?)$/.test(this.#peek() ?? '')) {
      this.#at++;
      const one = left;
      const other = this.#both();
      if (typeof other !== 'function') return other;
      left = (row) => one(row) || other(row);
    }
    return left;
  }

  #both(): RowTest | FilterFailure {
    let left = this.#one();
    while (typeof left === 'function' && !this.done && !/^(or|\|\|?|\))$/.test(this.#peek() ?? '')) {
      if (/^(and|&&?)$/.test(this.#peek() ?? '')) this.#at++;
      const one = left;
      const other = this.#one();
      if (typeof other !== 'function') return other;
      left = (row) => one(row) && other(row);
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
      const inner = this.either();
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
        return text === undefined ? 'syntax' : place(text, token === 'src');
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
      default:
        return place(token, false);
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
    const text = this.#tokens[this.#at++]?.replace(/^:/, '');
    if (text === undefined) return 'syntax';
    const port = /^\d+$/.test(text) ? Number(text) : servicePort(text);
    if (port === undefined) return { port: text };
    return (row) => compare(which === 'sport' ? row.localPort : row.peerPort, port);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }
}

/** `ADDRESS[/LENGTH][:PORT]` or `:PORT` */
function place(text: string, local: boolean): RowTest | FilterFailure {
  // An address with colons has to stand in brackets: the last colon is the port's.
  const match = /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? /^(?:(.*):)?([^:]*)$/.exec(text);
  const [addressText = '', portText] =
    text.includes(':') || text.startsWith('[') ? (match ?? []).slice(1) : [text];
  const port =
    portText === undefined || portText === '*' ? undefined : (servicePort(portText) ?? Number(portText));
  const any = addressText === '' || addressText === '*';
  const prefix = any ? undefined : Prefix.tryParse(addressText);
  if (!any && prefix === undefined)
    return { prefix: text.includes(':') ? text.slice(0, text.lastIndexOf(':')) : text };
  if (port !== undefined && Number.isNaN(port)) return 'syntax';
  return (row) => {
    const address: Address = local ? row.local : row.peer;
    const itsPort = local ? row.localPort : row.peerPort;
    return (prefix === undefined || prefix.contains(address)) && (port === undefined || port === itsPort);
  };
}
