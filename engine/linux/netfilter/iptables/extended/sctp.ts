/**
 * `-m sctp`: ports and chunks (net/netfilter/xt_sctp.c, libxt_sctp; RFC 9260).
 */
import { usage } from '../error.ts';
import type { Match, RuleContext, Test } from '../extension.ts';
import { isIn, PortTerms } from '../matches/port-terms.ts';
import { transportData, word } from './transport-data.ts';

const protocol = 132;
const commonHeader = 12;

const chunks: readonly (readonly [name: string, type: number])[] = [
  ['DATA', 0],
  ['INIT', 1],
  ['INIT_ACK', 2],
  ['SACK', 3],
  ['HEARTBEAT', 4],
  ['HEARTBEAT_ACK', 5],
  ['ABORT', 6],
  ['SHUTDOWN', 7],
  ['SHUTDOWN_ACK', 8],
  ['ERROR', 9],
  ['COOKIE_ECHO', 10],
  ['COOKIE_ACK', 11],
  ['ECN_ECNE', 12],
  ['ECN_CWR', 13],
  ['SHUTDOWN_COMPLETE', 14],
  ['I_DATA', 64],
  ['RE_CONFIG', 130],
  ['PAD', 132],
  ['ASCONF', 193],
  ['ASCONF_ACK', 128],
  ['FORWARD_TSN', 192],
  ['I_FORWARD_TSN', 194],
];
/** Which bits of a chunk's flags have a letter. */
const flagLetters: Readonly<Record<number, string>> = { 0: '----IUBE', 6: '-------T', 14: '-------T' };

interface Chunk {
  readonly type: number;
  readonly flags: string;
  readonly mask: number;
  readonly wanted: number;
}

function parseChunk(text: string): Chunk {
  const [name = '', letters] = text.split(':');
  const known = chunks.find(([each]) => each.toLowerCase() === name.toLowerCase());
  if (known === undefined) throw usage(`Unknown sctp chunk \`${name}'`);
  const [, type] = known;
  let mask = 0;
  let wanted = 0;
  for (const letter of letters ?? '') {
    const at = (flagLetters[type] ?? '').indexOf(letter.toUpperCase());
    if (at < 0) throw usage(`Invalid flag for chunk type ${String(type)}`);
    const bit = 1 << (7 - at);
    mask |= bit;
    if (letter === letter.toUpperCase()) wanted |= bit;
  }
  const flags = [...(flagLetters[type] ?? '')]
    .flatMap((letter, at) => {
      const bit = 1 << (7 - at);
      if ((mask & bit) === 0) return [];
      return [(wanted & bit) === 0 ? letter.toLowerCase() : letter];
    })
    .join('');
  return { type, flags, mask, wanted };
}

type Quantity = 'any' | 'all' | 'only';

export class SctpMatch implements Match {
  readonly name = 'sctp';
  readonly options = {
    'source-port': 'value',
    sport: 'value',
    'destination-port': 'value',
    dport: 'value',
    'chunk-types': 'pair',
  } as const;
  readonly #ports = new PortTerms('sctp');
  #quantity: Quantity | undefined;
  #inverted = false;
  #chunks: readonly Chunk[] = [];
  #every = false;

  set(option: string, value: string, inverted: boolean): void {
    if (option !== 'chunk-types') {
      this.#ports.set(option, value, inverted);
      return;
    }
    const [quantity = '', list] = value.split(' ');
    const known = (['any', 'all', 'only'] as const).find((each) => each === quantity.toLowerCase());
    if (list === undefined) throw usage('--chunk-types requires two args');
    if (known === undefined) throw usage('Match type has to be one of "ALL", "ANY" or "ONLY"');
    this.#quantity = known;
    this.#inverted = inverted;
    this.#every = list.toUpperCase() === 'ALL';
    const isNone = list.toUpperCase() === 'NONE';
    this.#chunks = this.#every || isNone ? [] : list.split(',').map(parseChunk);
  }

  check(): void {
    return;
  }

  isRefused({ protocol: own, protocolInverted }: RuleContext): boolean {
    return own !== protocol || protocolInverted;
  }

  #chunkText(numeric: boolean): string {
    if (this.#every) return 'ALL';
    if (this.#chunks.length === 0) return 'NONE';
    return [...this.#chunks]
      .sort((one, other) => one.type - other.type)
      .map(({ type, flags }) => {
        const name = chunks.find(([, each]) => each === type)?.[0] ?? '';
        const text = numeric ? `0x${type.toString(16).padStart(4, '0')}` : name;
        return flags === '' ? text : `${text}:${flags}`;
      })
      .join(',');
  }

  save(): string {
    const parts = this.#ports.saved();
    if (this.#quantity !== undefined)
      parts.push(`${this.#inverted ? '! ' : ''}--chunk-types ${this.#quantity} ${this.#chunkText(false)}`);
    return parts.join(' ');
  }

  print(numeric: boolean): string {
    const parts = ['sctp', ...this.#ports.printed(numeric)];
    if (this.#quantity !== undefined)
      parts.push(`${this.#inverted ? '! ' : ''}${this.#quantity} ${this.#chunkText(numeric)}`);
    return parts.join(' ');
  }

  translate(): string | undefined {
    const parts = this.#ports.translated();
    const quantity = this.#quantity;
    if (quantity === undefined) return parts.join(' ');
    if (quantity === 'any') return undefined;
    const wanted = new Map(this.#chunks.map((chunk) => [chunk.type, chunk]));
    for (const [name, type] of chunks) {
      const field = `sctp chunk ${name.replace('ECN_', '').toLowerCase().replaceAll('_', '-')}`;
      const chunk = wanted.get(type);
      if (chunk === undefined && !this.#every) {
        if (quantity === 'only') parts.push(`${field} missing`);
        continue;
      }
      if (chunk !== undefined && chunk.mask !== 0)
        parts.push(
          `${field} flags & 0x${chunk.mask.toString(16)} ${this.#inverted ? '!=' : '=='} 0x${chunk.wanted.toString(16)}`,
        );
      else parts.push(`${field} ${this.#inverted ? 'missing' : 'exists'}`);
    }
    return parts.join(' ');
  }

  compile(): Test {
    const { source, destination } = this.#ports;
    const quantity = this.#quantity;
    return ({ packet }) => {
      const data = transportData(packet, protocol);
      const ports = data && word(data, 0);
      if (data === undefined || ports === undefined) return false;
      if (source !== undefined && !isIn(source, ports >>> 16)) return false;
      if (destination !== undefined && !isIn(destination, ports & 0xffff)) return false;
      return quantity === undefined || this.#hasChunks(data, quantity) !== this.#inverted;
    };
  }

  /** match_packet: walk over the chunks, each padded to four octets. */
  #hasChunks(data: Uint8Array, quantity: Quantity): boolean {
    const wanted = new Map(this.#chunks.map((chunk) => [chunk.type, chunk]));
    const missing = new Set(wanted.keys());
    for (let at = commonHeader; at + 4 <= data.length;) {
      const [type = 0, flags = 0, high = 0, low = 0] = data.subarray(at, at + 4);
      const length = high * 256 + low;
      if (length === 0) return false;
      const chunk = wanted.get(type);
      const fits = this.#every || (chunk !== undefined && (flags & chunk.mask) === chunk.wanted);
      if (fits && quantity === 'any') return true;
      if (fits) missing.delete(type);
      else if (quantity === 'only') return false;
      else if (quantity === 'all' && chunk !== undefined) return false;
      at += (length + 3) & ~3;
    }
    return quantity === 'any' ? false : missing.size === 0;
  }
}
