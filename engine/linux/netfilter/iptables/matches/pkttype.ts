/**
 * `-m pkttype`: for whom the frame was (net/netfilter/xt_pkttype.c, libxt_pkttype). The frame's destination
 * decides it on arrival; what this host makes itself counts as for a host until it leaves. Left out: the guess by address
 * for copies of its own multicast.
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';

type PacketType = 'unicast' | 'broadcast' | 'multicast' | 'otherhost';

const types: Readonly<Record<string, PacketType>> = {
  unicast: 'unicast',
  host: 'unicast',
  broadcast: 'broadcast',
  bcast: 'broadcast',
  multicast: 'multicast',
  mcast: 'multicast',
  otherhost: 'otherhost',
};

export class PkttypeMatch implements Match {
  readonly name = 'pkttype';
  readonly options = { 'pkt-type': 'value' } as const;
  #type: PacketType | undefined;
  #inverted = false;

  set(_option: string, value: string, inverted: boolean): void {
    this.#type = types[value.toLowerCase()];
    if (this.#type === undefined) throw usage(`Bad packet type '${value}'`);
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#type === undefined) throw usage('pkttype: option "--pkt-type" must be specified\n');
  }

  save(): string {
    return `${this.#inverted ? '! ' : ''}--pkt-type ${this.#type ?? ''}`;
  }

  print(): string {
    return `PKTTYPE ${this.#inverted ? '!=' : '='} ${this.#type ?? ''}`;
  }

  compile(): Test {
    const wanted = this.#type === 'unicast' ? 'host' : this.#type;
    const inverted = this.#inverted;
    return ({ type }) => ((type === 'outgoing' ? 'host' : type) === wanted) !== inverted;
  }
}
