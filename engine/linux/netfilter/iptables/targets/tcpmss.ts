/**
 * TCPMSS: lower the segment size a SYN announces (net/netfilter/xt_TCPMSS.c, libxt_TCPMSS). A SYN without the option
 * gets one of at most 536.
 */
import type { Ipv4 } from '../../../../net/packet/ipv4.ts';
import type { TcpOption } from '../../../../net/packet/transport.ts';
import { usage } from '../error.ts';
import type { Action, Match, Place, RuleContext, Target } from '../extension.ts';
import { TcpMatch } from '../matches/tcp.ts';
import { parseNumber } from '../number.ts';

const headers = 40;
const fallback = 536;

/** The packet announcing at most `mss`; itself when it does already. */
function clamped(packet: Ipv4, mss: number): Ipv4 {
  const { payload } = packet;
  if (payload.kind !== 'tcp') return packet;
  const present = payload.options.find((option) => option.kind === 'mss');
  if (present !== undefined && present.value <= mss) return packet;
  const wanted: TcpOption = { kind: 'mss', value: present === undefined ? Math.min(mss, fallback) : mss };
  const options =
    present === undefined
      ? [wanted, ...payload.options]
      : payload.options.map((option) => (option.kind === 'mss' ? wanted : option));
  return { ...packet, payload: { ...payload, options } };
}

export class TcpmssTarget implements Target {
  readonly name = 'TCPMSS';
  readonly options = { 'set-mss': 'value', 'clamp-mss-to-pmtu': 'flag' } as const;
  #mss: number | 'pmtu' | undefined;

  set(option: string, value: string): void {
    if (option === 'clamp-mss-to-pmtu') {
      this.#mss = 'pmtu';
      return;
    }
    const mss = parseNumber(value, 0, 65_535 - headers);
    if (mss === undefined)
      throw usage('TCPMSS: bad value for option "--set-mss", or out of range (0-65495).\n');
    this.#mss = mss;
  }

  check(): void {
    if (this.#mss === undefined) throw usage('TCPMSS target: At least one parameter is required');
  }

  get chains(): readonly string[] {
    const all = ['FORWARD', 'OUTPUT', 'POSTROUTING'];
    return this.#mss === 'pmtu' ? all : ['PREROUTING', 'INPUT', ...all];
  }

  /** The kernel wants rules that see nothing but SYNs. */
  isRefused({ protocol, protocolInverted }: RuleContext, matches: readonly Match[]): boolean {
    if (protocol !== 6 || protocolInverted) return true;
    return !matches.some((match) => match instanceof TcpMatch && match.asksForSyn);
  }

  save(): string {
    return this.#mss === 'pmtu' ? '--clamp-mss-to-pmtu' : `--set-mss ${String(this.#mss)}`;
  }

  print(): string {
    return this.#mss === 'pmtu' ? 'TCPMSS clamp to PMTU' : `TCPMSS set ${String(this.#mss)}`;
  }

  compile({ namespace }: Place): Action {
    const mss = this.#mss;
    return (skb) => {
      const { packet, route } = skb;
      if (packet.kind !== 'ipv4') return 'continue';
      if (typeof mss === 'number') {
        skb.packet = clamped(packet, mss);
        return 'continue';
      }
      // The smaller of the way on and the way back.
      const back = namespace.ipv4.routeOutput({ destination: packet.source });
      const mtu = Math.min(route?.mtu ?? 65_535, back.kind === 'route' ? back.mtu : 65_535);
      if (mtu <= headers) return 'drop';
      skb.packet = clamped(packet, mtu - headers);
      return 'continue';
    };
  }
}
