/**
 * TCPMSS: lower the segment size a SYN announces (net/netfilter/xt_TCPMSS.c, libxt_TCPMSS). A SYN without the option
 * gets one: of at most 536 over IPv4, 1220 over IPv6.
 */
import type { IpPacket } from '../../../../net/packet/ethernet.ts';
import type { TcpOption } from '../../../../net/packet/transport.ts';
import { tcpHeaderOctets } from '../../../../net/wire/length.ts';
import { usage } from '../error.ts';
import type { Action, Match, Place, RuleContext, Target } from '../extension.ts';
import { TcpMatch } from '../matches/tcp.ts';
import { parseNumber } from '../number.ts';

const fullHeader = 60;
const ipHeader = { 4: 20, 6: 40 } as const;
const fallback = { 4: 536, 6: 1220 } as const;

/** The packet announcing at most `mss`; itself when it does already. */
function clamped(packet: IpPacket, mss: number): IpPacket {
  const { payload } = packet;
  if (payload.kind !== 'tcp') return packet;
  const present = payload.options.find((option) => option.kind === 'mss');
  if (present !== undefined && present.value <= mss) return packet;
  // The option is not put before data, nor into a header that is full.
  if (present === undefined && (payload.data.length > 0 || tcpHeaderOctets(payload) >= fullHeader))
    return packet;
  const { family } = packet.source;
  const wanted: TcpOption = {
    kind: 'mss',
    value: present === undefined ? Math.min(mss, fallback[family]) : mss,
  };
  const options =
    present === undefined
      ? [wanted, ...payload.options]
      : payload.options.map((option) => (option.kind === 'mss' ? wanted : option));
  const changed = { ...payload, options };
  return packet.kind === 'ipv4' ? { ...packet, payload: changed } : { ...packet, payload: changed };
}

export class TcpmssTarget implements Target {
  readonly name = 'TCPMSS';
  readonly options = { 'set-mss': 'value', 'clamp-mss-to-pmtu': 'flag' } as const;
  #mss: number | 'pmtu' | undefined;

  set(option: string, value: string, _inverted: boolean, { family }: RuleContext): void {
    if (option === 'clamp-mss-to-pmtu') {
      this.#mss = 'pmtu';
      return;
    }
    const most = 65_535 - ipHeader[family];
    const mss = parseNumber(value, 0, most);
    if (mss === undefined)
      throw usage(`TCPMSS: bad value for option "--set-mss", or out of range (0-${String(most)}).\n`);
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
      if (packet.kind === 'arp') return 'continue';
      if (typeof mss === 'number') {
        skb.packet = clamped(packet, mss);
        return 'continue';
      }
      const { family } = packet.source;
      const headers = ipHeader[family] + 20;
      // The smaller of the way on and the way back.
      const back = namespace.ip(family).routeOutput({ destination: packet.source });
      const mtu = Math.min(route?.mtu ?? 65_535, back.kind === 'route' ? back.mtu : 65_535);
      if (mtu <= headers) return 'drop';
      skb.packet = clamped(packet, mtu - headers);
      return 'continue';
    };
  }
}
