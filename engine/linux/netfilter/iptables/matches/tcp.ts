/**
 * `-m tcp`: ports, flags, options (net/netfilter/xt_tcpudp.c, libxt_tcp). A later fragment has no ports and does
 * not match.
 */
import type { TcpFlags } from '../../../../net/packet/transport.ts';
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';
import { parseNumber } from '../number.ts';
import { checkNative, isForeign, isIn, portOption, PortTerms } from './port-terms.ts';

const flagBits = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 } as const;
const flagWords: Readonly<Record<string, number>> = { ...flagBits, ALL: 63, NONE: 0 };

function parseFlags(text: string): number {
  let bits = 0;
  for (const word of text.split(',').filter((each) => each !== '')) {
    const bit = flagWords[word.toUpperCase()];
    if (bit === undefined) throw usage(`Unknown TCP flag \`${word}'`);
    bits |= bit;
  }
  return bits;
}

function flagNames(bits: number): string {
  const names = Object.entries(flagBits).filter(([, bit]) => (bits & bit) !== 0);
  return names.length === 0 ? 'NONE' : names.map(([name]) => name).join(',');
}

function bitsOf(flags: TcpFlags): number {
  return (
    (flags.fin ? 1 : 0) |
    (flags.syn ? 2 : 0) |
    (flags.rst ? 4 : 0) |
    (flags.psh ? 8 : 0) |
    (flags.ack ? 16 : 0) |
    (flags.urg ? 32 : 0)
  );
}

const optionNumbers: Readonly<Record<string, number>> = {
  nop: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamps: 8,
};

function hex2(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, '0')}`;
}

export class TcpMatch implements Match {
  readonly name = 'tcp';
  readonly options = {
    'source-port': 'value',
    sport: 'value',
    'destination-port': 'value',
    dport: 'value',
    syn: 'flag',
    'tcp-flags': 'pair',
    'tcp-option': 'value',
  } as const;
  /** It says itself what may come but once. */
  readonly repeats = true;
  readonly #ports = new PortTerms('tcp');
  #flags: { readonly mask: number; readonly wanted: number; readonly inverted: boolean } | undefined;
  #hasFlags = false;
  #option: { readonly number: number; readonly inverted: boolean } | undefined;

  set(option: string, value: string, inverted: boolean): void {
    if (option === 'syn' || option === 'tcp-flags') {
      if (this.#hasFlags) throw usage("Only one of `--syn' or `--tcp-flags'  allowed");
      this.#hasFlags = true;
    }
    switch (option) {
      case 'syn':
        this.#flags = { mask: 23, wanted: 2, inverted };
        return;
      case 'tcp-flags': {
        const [mask = '', wanted] = value.split(' ');
        if (wanted === undefined) throw usage('--tcp-flags requires two args.');
        const flags = { mask: parseFlags(mask), wanted: parseFlags(wanted), inverted };
        // No flags of none is no condition.
        if (flags.mask + flags.wanted > 0 || inverted) this.#flags = flags;
        return;
      }
      case 'tcp-option': {
        if (this.#option !== undefined) throw usage("Only one `--tcp-option' allowed");
        const number = parseNumber(value, 1, 255);
        if (number === undefined) throw usage(`Bad TCP option "${value}"`);
        this.#option = { number, inverted };
        return;
      }
      default: {
        const name = portOption(option);
        if (this.#ports.given.has(name)) throw usage(`Only one \`--${name}' allowed`);
        this.#ports.set(name, value, inverted);
      }
    }
  }

  /** Does it ask for a SYN? */
  get asksForSyn(): boolean {
    return this.#flags !== undefined && !this.#flags.inverted && (this.#flags.wanted & 2) !== 0;
  }

  /** Has nf_tables words for it (add_nft_tcp)? */
  get #isNative(): boolean {
    return this.#option === undefined && (this.#ports.isAsked || this.#flags !== undefined);
  }

  check(context: RuleContext): void {
    checkNative(6, this.#isNative, context);
  }

  isRefused(context: RuleContext): boolean {
    return isForeign(6, this.#isNative, context);
  }

  save(): string {
    const parts = this.#ports.saved();
    if (this.#option !== undefined)
      parts.push(`${this.#option.inverted ? '! ' : ''}--tcp-option ${String(this.#option.number)}`);
    if (this.#flags !== undefined) {
      const { mask, wanted, inverted } = this.#flags;
      parts.push(`${inverted ? '! ' : ''}--tcp-flags ${flagNames(mask)} ${flagNames(wanted)}`);
    }
    return parts.join(' ');
  }

  print(numeric: boolean): string {
    const parts = ['tcp', ...this.#ports.printed(numeric)];
    if (this.#option !== undefined)
      parts.push(`option=${this.#option.inverted ? '!' : ''}${String(this.#option.number)}`);
    if (this.#flags !== undefined) {
      const { mask, wanted, inverted } = this.#flags;
      const text = numeric ? `${hex2(mask)}/${hex2(wanted)}` : `${flagNames(mask)}/${flagNames(wanted)}`;
      parts.push(`flags:${inverted ? '!' : ''}${text}`);
    }
    return parts.join(' ');
  }

  translate(): string {
    const parts = this.#ports.translated();
    if (this.#flags !== undefined) {
      const { mask, wanted, inverted } = this.#flags;
      const names = (bits: number): string => flagNames(bits).toLowerCase();
      parts.push(`tcp flags ${inverted ? '!= ' : ''}${names(wanted)} / ${names(mask)}`);
    }
    return parts.join(' ');
  }

  compile(place: Place): Test {
    const { source, destination } = this.#ports;
    const flags = this.#flags;
    const option = this.#option;
    if (flags === undefined && option === undefined && source === undefined && destination !== undefined)
      return ({ packet }) =>
        packet.kind !== 'arp' &&
        packet.payload.kind === 'tcp' &&
        isIn(destination, packet.payload.destinationPort);
    // What nf_tables has no words for is libxtables' own match again.
    const hasPorts = this.#ports.test(option === undefined ? place.dialect : 'legacy');
    return ({ packet }) => {
      if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return false;
      const tcp = packet.payload;
      if (!hasPorts(tcp.sourcePort, tcp.destinationPort)) return false;
      if (flags !== undefined && ((bitsOf(tcp.flags) & flags.mask) === flags.wanted) === flags.inverted)
        return false;
      if (option === undefined) return true;
      const has = tcp.options.some(
        (each) => (each.kind === 'other' ? each.number : optionNumbers[each.kind]) === option.number,
      );
      return has !== option.inverted;
    };
  }
}
