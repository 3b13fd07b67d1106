/**
 * `-m multiport`: up to fifteen ports or ranges (net/netfilter/xt_multiport.c, libxt_multiport). For every
 * protocol with ports: TCP, UDP, UDP-Lite, SCTP, DCCP. Nothing is left out.
 */
import { protocolOf } from '../../../../net/flow/flow.ts';
import type { IpPacket } from '../../../../net/packet/ethernet.ts';
import { usage } from '../error.ts';
import { transportData, word } from '../extended/transport-data.ts';
import type { Match, RuleContext, Test } from '../extension.ts';
import { parsePortRange, portText, type PortRange } from '../ports.ts';

const protocols: Readonly<Record<number, string>> = {
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  132: 'sctp',
  136: 'udplite',
};

const canonical: Readonly<Record<string, 'sports' | 'dports' | 'ports'>> = {
  sports: 'sports',
  'source-ports': 'sports',
  dports: 'dports',
  'destination-ports': 'dports',
  ports: 'ports',
};

function protocolOfRule({ protocol, protocolInverted }: RuleContext): string {
  const name = protocols[protocol];
  if (protocolInverted || (name === undefined && protocol !== 0))
    throw usage('multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP');
  if (name === undefined)
    throw usage("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
  return name;
}

/** SCTP, DCCP and UDP-Lite are octets here, which begin with the ports, too. */
function portsOf(packet: IpPacket): readonly [source: number, destination: number] | undefined {
  const { payload } = packet;
  if (payload.kind === 'tcp' || payload.kind === 'udp') return [payload.sourcePort, payload.destinationPort];
  const data = transportData(packet, protocolOf(payload));
  const both = data && word(data, 0);
  return both === undefined ? undefined : [both >>> 16, both & 0xffff];
}

export class MultiportMatch implements Match {
  readonly name = 'multiport';
  readonly options = {
    sports: 'value',
    'source-ports': 'value',
    dports: 'value',
    'destination-ports': 'value',
    ports: 'value',
  } as const;
  readonly aliases = { sports: 'source-ports', dports: 'destination-ports' };
  readonly excludes = {
    'source-ports': ['destination-ports', 'ports'],
    'destination-ports': ['source-ports', 'ports'],
  };
  #which: 'sports' | 'dports' | 'ports' | undefined;
  #ranges: readonly PortRange[] = [];
  #protocol = 'tcp';
  #inverted = false;

  set(option: string, value: string, inverted: boolean, context: RuleContext): void {
    this.#protocol = protocolOfRule(context);
    this.#which = canonical[option];
    this.#ranges = value.split(',').map((part) => parsePortRange(part, this.#protocol, 'specified'));
    const slots = this.#ranges.reduce((sum, { first, last }) => sum + (first === last ? 1 : 2), 0);
    if (slots > 15) throw usage('too many ports specified');
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#which === undefined) throw usage('multiport expection an option');
  }

  #list(numeric: boolean): string {
    const text = (port: number): string => portText(port, this.#protocol, numeric);
    return this.#ranges
      .map(({ first, last }) => (first === last ? text(first) : `${text(first)}:${text(last)}`))
      .join(',');
  }

  save(): string {
    return `${this.#inverted ? '! ' : ''}--${this.#which ?? ''} ${this.#list(true)}`;
  }

  print(numeric: boolean): string {
    return `multiport ${this.#which ?? ''} ${this.#inverted ? ' !' : ''}${this.#list(numeric)}`;
  }

  compile(): Test {
    const ranges = this.#ranges;
    const inverted = this.#inverted;
    const which = this.#which;
    const isListed = (port: number): boolean =>
      ranges.some(({ first, last }) => port >= first && port <= last);
    return ({ packet }) => {
      if (packet.kind === 'arp') return false;
      const ports = portsOf(packet);
      if (ports === undefined) return false;
      const found = (which !== 'dports' && isListed(ports[0])) || (which !== 'sports' && isListed(ports[1]));
      return found !== inverted;
    };
  }
}
