/**
 * `-m multiport`: up to fifteen ports or ranges (net/netfilter/xt_multiport.c, libxt_multiport). For every
 * protocol with ports: TCP, UDP, UDP-Lite, SCTP, DCCP. Nothing is left out.
 */
import { usage } from '../error.ts';
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
  if (name === undefined || protocolInverted)
    throw usage("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
  return name;
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
  #which: 'sports' | 'dports' | 'ports' | undefined;
  #ranges: readonly PortRange[] = [];
  #protocol = 'tcp';
  #inverted = false;

  set(option: string, value: string, inverted: boolean, context: RuleContext): void {
    this.#protocol = protocolOfRule(context);
    this.#which = canonical[option];
    this.#ranges = value.split(',').map((part) => parsePortRange(part, this.#protocol));
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
      const { payload } = packet;
      if (payload.kind !== 'tcp' && payload.kind !== 'udp') return false;
      const found =
        (which !== 'dports' && isListed(payload.sourcePort)) ||
        (which !== 'sports' && isListed(payload.destinationPort));
      return found !== inverted;
    };
  }
}
