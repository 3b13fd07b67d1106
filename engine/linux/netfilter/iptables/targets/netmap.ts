/**
 * NETMAP: the network part of an address (net/netfilter/xt_NETMAP.c, libxt_NETMAP). The host part stays.
 */
import { Address } from '../../../../net/address/address.ts';
import { manipulationAt } from '../../nat/manipulation.ts';
import { usage } from '../error.ts';
import type { Action, Place, RuleContext, Target } from '../extension.ts';
import { type AddressTerm, maskText } from '../header.ts';
import { parseAddressTerm, readNetwork } from '../parse/addresses.ts';

export class NetmapTarget implements Target {
  readonly name = 'NETMAP';
  readonly options = { to: 'value' } as const;
  readonly table = 'nat';
  readonly chains = ['PREROUTING', 'POSTROUTING', 'OUTPUT', 'INPUT'];
  readonly usesConntrack = true;
  #network: AddressTerm | undefined;

  set(_option: string, value: string, _inverted: boolean, { family }: RuleContext): void {
    const { host, mask } = readNetwork('NETMAP', 'to', value, family);
    // A mask with holes has no length, and stands for the host alone.
    const length = maskText(mask);
    this.#network = parseAddressTerm(
      /^\d+$/.test(length) ? `${host.text}/${length}` : host.text,
      family,
      false,
    );
  }

  check(): void {
    if (this.#network === undefined) throw usage('NETMAP: option "--to" must be specified\n');
  }

  get #text(): string {
    if (this.#network === undefined) return '';
    return `${this.#network.address.text}/${maskText(this.#network.mask)}`;
  }

  save(): string {
    return `--to ${this.#text}`;
  }

  print(): string {
    return `to:${this.#text}`;
  }

  compile({ netfilter }: Place): Action {
    const network = this.#network;
    return ({ conntrack, packet }, { hook }) => {
      if (conntrack?.entry === undefined || packet.kind === 'arp') return 'drop';
      const manipulation = manipulationAt(hook);
      const own = manipulation === 'source' ? packet.source : packet.destination;
      const [a = 0, b, c = 0, d = 0] = own.words.map(
        (word, at) => (word & ~(network?.mask[at] ?? 0)) | (network?.address.words[at] ?? 0),
      );
      const address = b === undefined ? Address.v4(a) : Address.v6([a, b, c, d]);
      return netfilter.nat.setUp(
        conntrack.entry,
        { addresses: { first: address, last: address } },
        manipulation,
      );
    };
  }
}
