/**
 * `-m udp`: ports (net/netfilter/xt_tcpudp.c, libxt_udp). A later fragment has no ports and does not match. Left
 * out: IPv6 packets.
 */
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';
import { PortTerms } from './port-terms.ts';

export class UdpMatch implements Match {
  readonly name = 'udp';
  readonly options = {
    'source-port': 'value',
    sport: 'value',
    'destination-port': 'value',
    dport: 'value',
  } as const;
  readonly #ports = new PortTerms('udp');

  set(option: string, value: string, inverted: boolean): void {
    this.#ports.set(option, value, inverted);
  }

  check({ protocol, protocolInverted }: RuleContext): void {
    if (protocol !== 17 || protocolInverted) throw usage("UDP match requires '-p udp'");
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
