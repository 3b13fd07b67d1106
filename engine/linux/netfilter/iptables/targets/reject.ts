/**
 * REJECT: drop the packet and tell its sender (net/ipv4/netfilter/ipt_REJECT.c, libipt_REJECT;
 * net/ipv6/netfilter/ip6t_REJECT.c, libip6t_REJECT).
 */
import type { Family } from '../../../../net/address/address.ts';
import { usage } from '../error.ts';
import type { Action, Place, RuleContext, Target } from '../extension.ts';
import { sendUnreachable } from '../../unreachable.ts';
import { sendReset } from '../reset.ts';

interface Kind {
  readonly name: string;
  readonly short: string;
  readonly code: number | 'reset';
  /** In the words of nft. */
  readonly nft: string;
}

const kind = (name: string, short: string, code: Kind['code'], nft: string): Kind => ({
  name,
  short,
  code,
  nft,
});

/** Names in the libraries' order, with their short forms and ICMP codes. */
const kinds: Readonly<Record<Family, readonly Kind[]>> = {
  4: [
    kind('icmp-net-unreachable', 'net-unreach', 0, 'icmp type net-unreachable'),
    kind('icmp-host-unreachable', 'host-unreach', 1, 'icmp type host-unreachable'),
    kind('icmp-proto-unreachable', 'proto-unreach', 2, 'icmp type proto-unreachable'),
    kind('icmp-port-unreachable', 'port-unreach', 3, ''),
    kind('icmp-net-prohibited', 'net-prohib', 9, 'icmp type net-prohibited'),
    kind('icmp-host-prohibited', 'host-prohib', 10, 'icmp type host-prohibited'),
    kind('tcp-reset', 'tcp-rst', 'reset', 'tcp reset'),
    kind('icmp-admin-prohibited', 'admin-prohib', 13, 'icmp type admin-prohibited'),
  ],
  6: [
    kind('icmp6-no-route', 'no-route', 0, 'icmpv6 type no-route'),
    kind('icmp6-adm-prohibited', 'adm-prohibited', 1, 'icmpv6 type admin-prohibited'),
    kind('icmp6-addr-unreachable', 'addr-unreach', 3, 'icmpv6 type addr-unreachable'),
    kind('icmp6-port-unreachable', 'port-unreach', 4, ''),
    kind('tcp-reset', 'tcp-reset', 'reset', 'tcp reset'),
    kind('icmp6-policy-fail', 'policy-fail', 5, 'icmpv6 type policy-fail'),
    kind('icmp6-reject-route', 'reject-route', 6, 'icmpv6 type reject-route'),
  ],
};

export class RejectTarget implements Target {
  readonly name = 'REJECT';
  readonly options = { 'reject-with': 'value' } as const;
  readonly table = 'filter';
  readonly chains = ['INPUT', 'FORWARD', 'OUTPUT'];
  #kind: Kind | undefined;

  set(_option: string, value: string, _inverted: boolean, { family, warn }: RuleContext): void {
    const word = value.toLowerCase();
    const found = kinds[family].find(({ name, short }) => name.startsWith(word) || short.startsWith(word));
    if (found === undefined) {
      if (family === 4 && ['echo-reply', 'echoreply'].some((gone) => gone.startsWith(word)))
        warn?.('--reject-with echo-reply no longer supported');
      throw usage(`unknown reject type "${value}"`);
    }
    this.#kind = found;
  }

  check({ family }: RuleContext): void {
    this.#kind ??= kinds[family].find(({ short }) => short === 'port-unreach');
  }

  /** The kernel wants `-p tcp` for a reset. */
  isRefused({ protocol, protocolInverted }: RuleContext): boolean {
    return this.#kind?.code === 'reset' && (protocol !== 6 || protocolInverted);
  }

  save(): string {
    return `--reject-with ${this.#kind?.name ?? ''}`;
  }

  print(): string {
    return `reject-with ${this.#kind?.name ?? ''}`;
  }

  translate(): string {
    const nft = this.#kind?.nft ?? '';
    return nft === '' ? 'reject' : `reject with ${nft}`;
  }

  compile({ namespace }: Place): Action {
    const code = this.#kind?.code ?? 0;
    if (code === 'reset')
      return (skb) => {
        sendReset(namespace, skb);
        return 'drop';
      };
    return (skb) => {
      sendUnreachable(namespace, skb, code);
      return 'drop';
    };
  }
}
