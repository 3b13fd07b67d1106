/**
 * REJECT: drop the packet and tell its sender (net/ipv4/netfilter/ipt_REJECT.c, libipt_REJECT).
 */
import { usage } from '../error.ts';
import type { Action, Place, RuleContext, Target } from '../extension.ts';
import { sendReset } from '../reset.ts';

/** Names in libipt_REJECT's order, with their short forms and ICMP codes. */
const kinds: readonly { readonly name: string; readonly short: string; readonly code: number | 'reset' }[] = [
  { name: 'icmp-net-unreachable', short: 'net-unreach', code: 0 },
  { name: 'icmp-host-unreachable', short: 'host-unreach', code: 1 },
  { name: 'icmp-proto-unreachable', short: 'proto-unreach', code: 2 },
  { name: 'icmp-port-unreachable', short: 'port-unreach', code: 3 },
  { name: 'icmp-net-prohibited', short: 'net-prohib', code: 9 },
  { name: 'icmp-host-prohibited', short: 'host-prohib', code: 10 },
  { name: 'tcp-reset', short: 'tcp-rst', code: 'reset' },
  { name: 'icmp-admin-prohibited', short: 'admin-prohib', code: 13 },
];

export class RejectTarget implements Target {
  readonly name = 'REJECT';
  readonly options = { 'reject-with': 'value' } as const;
  readonly table = 'filter';
  readonly chains = ['INPUT', 'FORWARD', 'OUTPUT'];
  #kind = 'icmp-port-unreachable';
  #code: number | 'reset' = 3;

  set(_option: string, value: string): void {
    const word = value.toLowerCase();
    const kind = kinds.find(({ name, short }) => name.startsWith(word) || short.startsWith(word));
    if (word === '' || kind === undefined) throw usage(`unknown reject type "${value}"`);
    this.#kind = kind.name;
    this.#code = kind.code;
  }

  check(): void {
    return;
  }

  /** The kernel wants `-p tcp` for a reset. */
  isRefused({ protocol, protocolInverted }: RuleContext): boolean {
    return this.#code === 'reset' && (protocol !== 6 || protocolInverted);
  }

  save(): string {
    return `--reject-with ${this.#kind}`;
  }

  print(): string {
    return `reject-with ${this.#kind}`;
  }

  translate(): string {
    if (this.#code === 'reset') return 'reject with tcp reset';
    return this.#code === 3 ? 'reject' : `reject with ${this.#kind.replace('icmp-', 'icmp ')}`;
  }

  compile({ namespace }: Place): Action {
    const code = this.#code;
    if (code === 'reset')
      return (skb) => {
        sendReset(namespace, skb);
        return 'drop';
      };
    return (skb) => {
      if (skb.packet.kind === 'ipv4') namespace.ipv4.sendError(skb, 'destinationUnreachable', code);
      return 'drop';
    };
  }
}
