/**
 * `-m addrtype`: what the routing tables say of an address (net/netfilter/xt_addrtype.c, libxt_addrtype). A type
 * is asked of the routes as they are at that moment. An IPv4 address is of one of the types a rule names; an IPv6 address
 * must be all that it is by itself, and one of those the routes tell (match_type6).
 */
import type { Address } from '../../../../net/address/address.ts';
import type { NetDevice } from '../../../device/device.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';

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

const typesOfIpv6 = ['UNSPEC', 'UNICAST', 'LOCAL', 'ANYCAST', 'MULTICAST', 'UNREACHABLE'];

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
  readonly excludes = { 'limit-iface-in': ['limit-iface-out'] };
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

  /** IPv6 knows not all of them. */
  isRefused({ family }: RuleContext): boolean {
    const wanted = [...(this.#source?.types ?? []), ...(this.#destination?.types ?? [])];
    return family === 6 && wanted.some((type) => !typesOfIpv6.includes(type));
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
    const limit = this.#limit;
    const fits = (wanted: Wanted | undefined): ((address: Address, device?: NetDevice) => boolean) => {
      if (wanted === undefined) return () => true;
      const set = new Set(wanted.types.map((type) => kernelName[type] ?? type.toLowerCase()));
      return (address, device) =>
        (address.family === 4
          ? set.has(namespace.ipv4.addressType(address, device))
          : isOfAll(namespace, set, address, device)) !== wanted.inverted;
    };
    const source = fits(this.#source);
    const destination = fits(this.#destination);
    return ({ packet }, state) => {
      if (packet.kind === 'arp') return false;
      const device = limit && state[limit];
      return source(packet.source, device) && destination(packet.destination, device);
    };
  }
}

function isOfAll(
  { ipv6 }: NetworkNamespace,
  set: ReadonlySet<string>,
  address: Address,
  device: NetDevice | undefined,
): boolean {
  const { isMulticast, isUnspecified } = address;
  if (
    (set.has('multicast') && !isMulticast) ||
    (set.has('unicast') && (isMulticast || isUnspecified)) ||
    (set.has('unspecified') && !isUnspecified)
  )
    return false;
  if (!set.has('local') && !set.has('anycast') && !set.has('unreachable')) return true;
  const isOwn = device?.addresses.some(({ prefix }) => prefix.address === address);
  if (ipv6.routeOutput({ destination: address, output: device }).kind === 'failure')
    return set.has('unreachable');
  const type = ipv6.addressType(address);
  return set.has(type === 'local' && isOwn === false ? '' : type) && ['local', 'anycast'].includes(type);
}
