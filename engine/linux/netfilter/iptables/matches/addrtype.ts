/**
 * `-m addrtype`: what the routing tables say of an address (net/netfilter/xt_addrtype.c, libxt_addrtype). A type
 * is asked of the routes as they are at that moment.
 */
import { usage } from '../error.ts';
import type { Match, Place, Test } from '../extension.ts';

const types = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
];

/** `addressType`'s words. */
const kernelName: Readonly<Record<string, string>> = { UNSPEC: 'unspecified' };

interface Wanted {
  readonly types: readonly string[];
  readonly inverted: boolean;
}

export class AddrtypeMatch implements Match {
  readonly name = 'addrtype';
  readonly inverts = ['src-type', 'dst-type'];
  readonly options = {
    'src-type': 'value',
    'dst-type': 'value',
    'limit-iface-in': 'flag',
    'limit-iface-out': 'flag',
  } as const;
  #source: Wanted | undefined;
  #destination: Wanted | undefined;
  #limit: 'in' | 'out' | undefined;

  set(option: string, value: string, inverted: boolean): void {
    if (option.startsWith('limit')) {
      this.#limit = option === 'limit-iface-in' ? 'in' : 'out';
      return;
    }
    const wanted = value.split(',').map((word) => {
      const type = types.find((name) => name === word.toUpperCase());
      if (type === undefined) throw usage(`addrtype: bad type "${word}"`);
      return type;
    });
    // The tool prints them in the order of their numbers.
    const sorted = types.filter((type) => wanted.includes(type));
    if (option === 'src-type') this.#source = { types: sorted, inverted };
    else this.#destination = { types: sorted, inverted };
  }

  check(): void {
    if (this.#source === undefined && this.#destination === undefined)
      throw usage('addrtype: you must specify --src-type or --dst-type');
  }

  /** An interface is known only where a packet has one. */
  get refusedIn(): readonly string[] {
    if (this.#limit === 'in') return ['OUTPUT', 'POSTROUTING'];
    return this.#limit === 'out' ? ['PREROUTING', 'INPUT'] : [];
  }

  save(): string {
    const parts: string[] = [];
    const add = (option: string, wanted: Wanted | undefined): void => {
      if (wanted !== undefined)
        parts.push(`${wanted.inverted ? '! ' : ''}--${option} ${wanted.types.join(',')}`);
    };
    add('src-type', this.#source);
    add('dst-type', this.#destination);
    if (this.#limit !== undefined) parts.push(`--limit-iface-${this.#limit}`);
    return parts.join(' ');
  }

  print(): string {
    const parts = ['ADDRTYPE match'];
    const add = (option: string, wanted: Wanted | undefined): void => {
      if (wanted !== undefined)
        parts.push(`${option} ${wanted.inverted ? '!' : ''}${wanted.types.join(',')}`);
    };
    add('src-type', this.#source);
    add('dst-type', this.#destination);
    if (this.#limit !== undefined) parts.push(`limit-${this.#limit}`);
    return parts.join(' ');
  }

  translate(): string {
    const text = (end: string, wanted: Wanted | undefined): string[] => {
      if (wanted === undefined) return [];
      const names = wanted.types.map((type) => type.toLowerCase());
      const limit = this.#limit === undefined ? '' : ` . ${this.#limit === 'in' ? 'iif' : 'oif'}`;
      const set = names.length === 1 ? (names[0] ?? '') : `{ ${names.join(', ')} }`;
      return [`fib ${end}${limit} type ${wanted.inverted ? '!= ' : ''}${set}`];
    };
    return [...text('saddr', this.#source), ...text('daddr', this.#destination)].join(' ');
  }

  compile({ namespace }: Place): Test {
    const setOf = (wanted: Wanted | undefined) =>
      wanted && {
        set: new Set(wanted.types.map((type) => kernelName[type] ?? type.toLowerCase())),
        not: wanted.inverted,
      };
    const source = setOf(this.#source);
    const destination = setOf(this.#destination);
    const limit = this.#limit;
    return ({ packet }, state) => {
      if (packet.kind === 'arp') return false;
      const device = limit === undefined ? undefined : state[limit];
      const ip = namespace.ip(state.family);
      if (source !== undefined && source.set.has(ip.addressType(packet.source, device)) === source.not)
        return false;
      return (
        destination === undefined ||
        destination.set.has(ip.addressType(packet.destination, device)) !== destination.not
      );
    };
  }
}
