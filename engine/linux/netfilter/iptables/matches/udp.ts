/**
 * `-m udp`: ports (net/netfilter/xt_tcpudp.c, libxt_udp). A later fragment has no ports and does not match.
 */
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';
import { checkNative, isForeign, portOption, PortTerms } from './port-terms.ts';

export class UdpMatch implements Match {
  readonly name = 'udp';
  readonly options = {
    'source-port': 'value',
    sport: 'value',
    'destination-port': 'value',
    dport: 'value',
  } as const;
  /** It says itself what may come but once. */
  readonly repeats = true;
  readonly #ports = new PortTerms('udp');

  set(option: string, value: string, inverted: boolean): void {
    const name = portOption(option);
    if (this.#ports.given.has(name)) throw usage(`udp: option "--${name}" can only be used once.\n`);
    this.#ports.set(name, value, inverted);
  }

  check(context: RuleContext): void {
    checkNative(17, this.#ports.isAsked, context);
  }

  isRefused(context: RuleContext): boolean {
    return isForeign(17, this.#ports.isAsked, context);
  }

  save(): string {
    return this.#ports.saved().join(' ');
  }

  print(numeric: boolean): string {
    return ['udp', ...this.#ports.printed(numeric)].join(' ');
  }

  translate(): string {
    return this.#ports.translated().join(' ');
  }

  compile({ dialect }: Place): Test {
    const hasPorts = this.#ports.test(dialect);
    return ({ packet }) =>
      packet.kind !== 'arp' &&
      packet.payload.kind === 'udp' &&
      hasPorts(packet.payload.sourcePort, packet.payload.destinationPort);
  }
}
