/**
 * `--sport` and `--dport` of `-m tcp` and `-m udp`: parsed and printed alike. A range of all ports is no condition.
 */
import { NotSimulated, usage } from '../error.ts';
import type { Place, RuleContext } from '../extension.ts';
import { isEveryPort, parsePortRange, type PortRange, portRangeText, portText } from '../ports.ts';

export interface PortTerm {
  readonly range: PortRange;
  readonly inverted: boolean;
}

export function isIn({ range, inverted }: PortTerm, port: number): boolean {
  return (port >= range.first && port <= range.last) !== inverted;
}

function isOne({ range }: PortTerm): boolean {
  return range.first === range.last && range.first !== 0;
}

/** Its long name, by which messages call it. */
export function portOption(option: string): string {
  return option === 'sport' || option === 'source-port' ? 'source-port' : 'destination-port';
}

/**
 * Ports and flags that iptables-nft 1.8.9 has words of nf_tables for (add_nft_tcp, add_nft_udp) it wants behind the
 * protocol's number, even behind `!`: then the words are about whatever other protocol comes. @throws IptablesError
 */
export function checkNative(number: 6 | 17, isNative: boolean, context: RuleContext): void {
  const { protocol, protocolInverted, dialect } = context;
  if (!isNative || dialect === 'legacy') return;
  const name = number === 6 ? 'tcp' : 'udp';
  if (protocol !== number) throw usage(`${name.toUpperCase()} match requires '-p ${name}'`);
  if (protocolInverted) throw new NotSimulated(`-m ${name} behind ! -p ${name}`);
}

/** libxtables' own match is refused by the kernel behind another protocol (tcp_mt_check, udp_mt_check). */
export function isForeign(number: 6 | 17, isNative: boolean, context: RuleContext): boolean {
  if (isNative && context.dialect !== 'legacy') return false;
  return context.protocol !== number || context.protocolInverted;
}

export class PortTerms {
  readonly #protocol: string;
  /** The options there were, by their long names. */
  readonly given = new Set<string>();
  source: PortTerm | undefined;
  destination: PortTerm | undefined;

  constructor(protocol: string) {
    this.#protocol = protocol;
  }

  /** Is anything asked for? A range of all ports is not. */
  get isAsked(): boolean {
    return this.source !== undefined || this.destination !== undefined;
  }

  set(option: string, value: string, inverted: boolean): void {
    this.given.add(portOption(option));
    const range = parsePortRange(value, this.#protocol);
    const term = isEveryPort(range) && !inverted ? undefined : { range, inverted };
    if (option === 'sport' || option === 'source-port') this.source = term;
    else this.destination = term;
  }

  /**
   * Both ports at once. Two single ports that are both inverted are one comparison for iptables-nft 1.8.9
   * (add_nft_tcpudp): the packet has not this pair, where iptables-legacy means neither of them.
   */
  test(dialect: Place['dialect']): (sourcePort: number, destinationPort: number) => boolean {
    const { source, destination } = this;
    if (source === undefined && destination === undefined) return () => true;
    if (source === undefined) return (_source, port) => destination === undefined || isIn(destination, port);
    if (destination === undefined) return (port) => isIn(source, port);
    const areJoined = source.inverted && destination.inverted && isOne(source) && isOne(destination);
    return areJoined && dialect === 'nft'
      ? (from, to) => isIn(source, from) || isIn(destination, to)
      : (from, to) => isIn(source, from) && isIn(destination, to);
  }

  saved(): string[] {
    const text = (option: string, term: PortTerm | undefined): string[] =>
      term === undefined ? [] : [`${term.inverted ? '! ' : ''}--${option} ${portRangeText(term.range)}`];
    return [...text('sport', this.source), ...text('dport', this.destination)];
  }

  /** In the words of nft. */
  translated(): string[] {
    const text = (field: string, term: PortTerm | undefined): string[] => {
      if (term === undefined) return [];
      const { first, last } = term.range;
      const range = first === last ? String(first) : `${String(first)}-${String(last)}`;
      return [`${this.#protocol} ${field} ${term.inverted ? '!= ' : ''}${range}`];
    };
    return [...text('sport', this.source), ...text('dport', this.destination)];
  }

  printed(numeric: boolean): string[] {
    const port = (number: number): string => portText(number, this.#protocol, numeric);
    const text = (name: string, term: PortTerm | undefined): string[] => {
      if (term === undefined) return [];
      const { first, last } = term.range;
      const not = term.inverted ? '!' : '';
      return [
        first === last ? `${name}:${not}${port(first)}` : `${name}s:${not}${port(first)}:${port(last)}`,
      ];
    };
    return [...text('spt', this.source), ...text('dpt', this.destination)];
  }
}
