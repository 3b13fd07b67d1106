/**
 * `-m rpfilter`: would an answer to the packet leave by the device it came in by (net/ipv4/netfilter/ipt_rpfilter.c,
 * net/ipv6/netfilter/ip6t_rpfilter.c, libxt_rpfilter)?
 */
import type { Address } from '../../../../net/address/address.ts';
import type { Match, Place, Test } from '../extension.ts';
import { usage } from '../error.ts';

const order = ['loose', 'validmark', 'accept-local', 'invert'] as const;

export class RpfilterMatch implements Match {
  readonly name = 'rpfilter';
  readonly options = { loose: 'flag', validmark: 'flag', 'accept-local': 'flag', invert: 'flag' } as const;
  readonly tables = ['raw', 'mangle'];
  readonly refusedIn = ['INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];
  readonly #given = new Set<string>();

  set(option: string, _value: string, inverted: boolean): void {
    if (inverted) throw usage(`rpfilter: option "--${option}" cannot be inverted.\n`);
    this.#given.add(option);
  }

  check(): void {
    return;
  }

  #words(dashes: string): string[] {
    return order.filter((option) => this.#given.has(option)).map((option) => `${dashes}${option}`);
  }

  save(): string {
    return this.#words('--').join(' ');
  }

  print(): string {
    return ['rpfilter', ...this.#words('')].join(' ');
  }

  translate(): string {
    const has = (option: string): boolean => this.#given.has(option);
    const local = has('accept-local') ? `fib saddr type ${has('invert') ? '!= ' : ''}local ` : '';
    const mark = has('validmark') ? ' . mark' : '';
    const device = has('loose') ? '' : ' . iif';
    return `${local}fib saddr${mark}${device} oif ${has('invert') ? '0' : '!= 0'}`;
  }

  compile({ namespace }: Place): Test {
    const [loose, marked, acceptsLocal, inverted] = order.map((option) => this.#given.has(option));
    return ({ packet, mark }, { in: device }) => {
      if (packet.kind === 'arp') return false;
      const { source, destination } = packet;
      if (device?.kind === 'loopback') return inverted !== true;
      const back: Address | undefined =
        destination.isMulticast || destination.isLimitedBroadcast ? undefined : destination;
      const found = namespace.routes.lookup({
        destination: source,
        source: back,
        mark: marked === true ? mark : 0,
        tos: packet.kind === 'ipv4' ? packet.tos & 0x1c : 0,
        input: 'lo',
        output: undefined,
      });
      if (found === undefined || typeof found === 'string') return inverted === true;
      const { type, nexthops } = found.route;
      const fits =
        (type === 'unicast' || (type === 'local' && acceptsLocal === true)) &&
        (loose === true || nexthops.some((hop) => hop.device === device));
      return fits !== (inverted === true);
    };
  }
}
