/**
 * `-m conntrack`: state, tuples, status, age and direction of the packet's connection (net/netfilter/xt_conntrack.c,
 * libxt_conntrack).
 */
import type { Address } from '../../../../net/address/address.ts';
import { second } from '../../../../clock/clock.ts';
import { type Connection, status } from '../../conntrack/connection.ts';
import type { TrackedLink } from '../../hook.ts';
import { serviceByName } from '../../../resolver/services.ts';
import { parseAddressTerm, readNetwork } from '../parse/addresses.ts';
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';
import { type AddressTerm, maskText } from '../header.ts';
import { protocolNumber } from '../names/protocols.ts';
import { parseSpan } from '../number.ts';
import { type PortRange, portRangeText } from '../ports.ts';
import { namesOf, parseNames, stateBits, stateOf } from './conntrack-state.ts';

const statusBits = {
  EXPECTED: status.expected,
  SEEN_REPLY: status.seenReply,
  ASSURED: status.assured,
  CONFIRMED: status.confirmed,
};

/** One condition; `text` without the leading dashes, as both forms print it. */
interface Term {
  readonly inverted: boolean;
  readonly text: string;
  readonly holds: (link: TrackedLink, place: Place) => boolean;
}

const addressOf: Readonly<Record<string, (connection: Connection) => Address>> = {
  ctorigsrc: ({ original }) => original.source,
  ctorigdst: ({ original }) => original.destination,
  ctreplsrc: ({ reply }) => reply.source,
  ctrepldst: ({ reply }) => reply.destination,
};

const portOf: Readonly<Record<string, (connection: Connection) => number>> = {
  ctorigsrcport: ({ original }) => original.sourcePort,
  ctorigdstport: ({ original }) => original.destinationPort,
  ctreplsrcport: ({ reply }) => reply.sourcePort,
  ctrepldstport: ({ reply }) => reply.destinationPort,
};

/** The order in which the tool prints them. */
const order = [
  'ctstate',
  'ctproto',
  ...Object.keys(addressOf),
  ...Object.keys(portOf),
  'ctstatus',
  'ctexpire',
  'ctdir',
];

function addressFits(address: Address, term: AddressTerm): boolean {
  return term.address.words.every(
    (word, at) => (((address.words[at] ?? 0) ^ word) & (term.mask[at] ?? 0)) === 0,
  );
}

function addressText(term: AddressTerm): string {
  const mask = maskText(term.mask);
  return mask === String(term.address.width) ? term.address.text : `${term.address.text}/${mask}`;
}

/** getaddrinfo(3) reads ports: no more than digits or a name, of which 16 bits count. */
function readPorts(option: string, text: string): PortRange {
  const parts = text.split(':');
  if (parts.length > 2) throw usage(`conntrack: Too many components for option "--${option}" (max: 2)\n`);
  const [low = '', high = low] = parts;
  const port = (word: string, otherwise: number): number => {
    if (word === '') return otherwise;
    const known = /^\d+$/.test(word) ? Number(word) & 0xffff : serviceByName(word, 'tcp')?.port;
    if (known === undefined) throw usage(`Port "${word}" does not resolve to anything.\n`);
    return known;
  };
  return { first: port(low, 0), last: port(high, 0xffff) };
}

export class ConntrackMatch implements Match {
  readonly name = 'conntrack';
  readonly options = {
    ctstate: 'value',
    ctproto: 'value',
    ctorigsrc: 'value',
    ctorigdst: 'value',
    ctreplsrc: 'value',
    ctrepldst: 'value',
    ctorigsrcport: 'value',
    ctorigdstport: 'value',
    ctreplsrcport: 'value',
    ctrepldstport: 'value',
    ctstatus: 'value',
    ctexpire: 'value',
    ctdir: 'value',
  } as const;
  readonly usesConntrack = true;
  readonly inverts = Object.keys(this.options).filter((option) => option !== 'ctdir');
  #states: { readonly bits: number; readonly inverted: boolean } | undefined;
  readonly #terms = new Map<string, Term>();

  set(option: string, value: string, inverted: boolean, context: RuleContext): void {
    if (option === 'ctstate') {
      const bits = parseNames(value, stateBits);
      if (typeof bits !== 'number') throw usage(`Bad ctstate "${bits.unknown}"`);
      this.#states = { bits, inverted };
      return;
    }
    this.#terms.set(option, { inverted, ...this.#term(option, value, context) });
  }

  #term(option: string, value: string, context: RuleContext): Omit<Term, 'inverted'> {
    const address = addressOf[option];
    if (address !== undefined) {
      const { host, mask } = readNetwork('conntrack', option, value, context.family);
      const term = { address: host, mask, inverted: false };
      const masked = parseAddressTerm(`${host.text}/${maskText(mask)}`, context.family, false);
      return { text: addressText(term), holds: ({ entry }) => addressFits(address(entry), masked) };
    }
    const port = portOf[option];
    if (port !== undefined) {
      const range = readPorts(option, value);
      const holds = ({ entry }: TrackedLink): boolean =>
        port(entry) >= range.first && port(entry) <= range.last;
      return { text: portRangeText(range), holds };
    }
    switch (option) {
      case 'ctproto': {
        const protocol = protocolNumber(value);
        if (protocol === undefined) throw usage(`unknown protocol "${value}" specified`);
        return { text: String(protocol), holds: ({ entry }) => entry.original.protocol === protocol };
      }
      case 'ctstatus': {
        const bits = parseNames(value, { NONE: 0, ...statusBits });
        if (typeof bits !== 'number') throw usage(`Bad ctstatus "${bits.unknown}"`);
        // Of NONE no bit is asked for, so the kernel finds none.
        return {
          text: bits === 0 ? 'NONE' : namesOf(bits, statusBits),
          holds: ({ entry }) => (entry.status & bits) !== 0,
        };
      }
      case 'ctexpire': {
        const [first, last] = parseSpan('conntrack', option, value, 0xffff_ffff);
        const text = first === last ? String(first) : `${String(first)}:${String(last)}`;
        return {
          text,
          holds: ({ entry }, { netfilter }) => {
            const left = entry.isConfirmed ? entry.expires - netfilter.conntrack.now : 0;
            return left / second >= first && left / second <= last;
          },
        };
      }
      default: {
        const direction = value.toUpperCase();
        if (direction !== 'ORIGINAL' && direction !== 'REPLY')
          throw usage(`conntrack: Bad value for "--ctdir" option: "${value}"`);
        return { text: direction, holds: (link) => link.direction === direction.toLowerCase() };
      }
    }
  }

  check(): void {
    if (this.#states === undefined && this.#terms.size === 0)
      throw usage('conntrack: At least one option is required');
  }

  #texts(dashes: string): string {
    const parts: string[] = [];
    for (const option of order) {
      const states = option === 'ctstate' ? this.#states : undefined;
      const term =
        states === undefined
          ? this.#terms.get(option)
          : { inverted: states.inverted, text: namesOf(states.bits, stateBits) };
      if (term !== undefined) parts.push(`${term.inverted ? '! ' : ''}${dashes}${option} ${term.text}`);
    }
    return parts.join(' ');
  }

  save(): string {
    return this.#texts('--');
  }

  print(): string {
    return this.#texts('');
  }

  /** The tool's own translation forgets the other states beside SNAT and DNAT, and a negation of them. */
  translate(): string {
    const states = this.#states;
    if (states === undefined || this.#terms.size > 0) return 'xt match conntrack';
    if ((states.bits & stateBits.SNAT) !== 0) return 'ct status snat';
    if ((states.bits & stateBits.DNAT) !== 0) return 'ct status dnat';
    return `ct state ${states.inverted ? '!= ' : ''}${namesOf(states.bits, stateBits).toLowerCase()}`;
  }

  compile(place: Place): Test {
    const states = this.#states;
    const terms = [...this.#terms.values()];
    const stateTest: Test | undefined =
      states === undefined ? undefined : (skb) => ((stateOf(skb) & states.bits) !== 0) !== states.inverted;
    if (terms.length === 0 && stateTest !== undefined) return stateTest;
    return (skb, state) => {
      if (stateTest?.(skb, state) === false) return false;
      const link = skb.conntrack;
      if (link?.entry === undefined) return false;
      return terms.every((term) => term.holds(link, place) !== term.inverted);
    };
  }
}
