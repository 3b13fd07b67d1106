/**
 * `-m icmp` and `-m icmp6`: type and code by number or name (net/ipv4/netfilter/ip_tables.c, libxt_icmp, libip6t_icmp6).
 * A type without a code takes every code of it. Nothing is left out.
 */
import { icmpTypeNumber, icmpv6TypeNumber } from '../../../../net/packet/transport.ts';
import { usage } from '../error.ts';
import type { Match, RuleContext, Test } from '../extension.ts';
import { type IcmpName, icmpNames, icmpv6Names } from '../names/icmp.ts';
import { parseNumber } from '../number.ts';

const any = 255;

interface Wanted {
  readonly type: number;
  /** Undefined: every code. */
  readonly code: number | undefined;
}

/** What tells the two apart. */
interface Kind {
  readonly family: 4 | 6;
  readonly protocol: number;
  /** As the listing calls it. */
  readonly listed: string;
  /** As messages call it. */
  readonly called: string;
  readonly option: string;
  readonly names: readonly IcmpName[];
}

const four: Kind = {
  family: 4,
  protocol: 1,
  listed: 'icmp',
  called: 'ICMP',
  option: 'icmp-type',
  names: icmpNames,
};
const six: Kind = {
  family: 6,
  protocol: 58,
  listed: 'ipv6-icmp',
  called: 'ICMPv6',
  option: 'icmpv6-type',
  names: icmpv6Names,
};

function parseType(text: string, { names, called }: Kind): Wanted {
  const lower = text.toLowerCase();
  const exact = names.find(({ name }) => name === lower);
  const candidates = exact === undefined ? names.filter(({ name }) => name.startsWith(lower)) : [exact];
  const [first, second] = candidates;
  if (first !== undefined) {
    if (second !== undefined)
      throw usage(`Ambiguous ${called} type \`${text}': \`${first.name}' or \`${second.name}'?`);
    return first;
  }
  const [head = '', tail, ...more] = text.split('/');
  const type = parseNumber(head, 0, 255);
  if (type === undefined) throw usage(`Unknown ${called} type \`${text}'`);
  if (tail === undefined) return { type, code: undefined };
  const code = parseNumber(tail, 0, 255);
  if (code === undefined) throw usage(`Unknown ${called} code \`${text}'`);
  if (more.length > 0) throw usage('unknown character /');
  return { type, code };
}

/** nft's names of types, where they differ. */
const nftNames: Readonly<Record<string, string>> = {
  'neighbour-solicitation': 'nd-neighbor-solicit',
  'neighbour-advertisement': 'nd-neighbor-advert',
  'router-solicitation 6': 'nd-router-solicit',
  'router-advertisement 6': 'nd-router-advert',
  'redirect 6': 'nd-redirect',
};

export class IcmpMatch implements Match {
  readonly name: string;
  readonly options: Readonly<Record<string, 'value'>>;
  readonly #kind: Kind;
  #wanted: Wanted | undefined;
  #inverted = false;

  constructor(name: 'icmp' | 'icmp6') {
    this.name = name;
    this.#kind = name === 'icmp' ? four : six;
    this.options = { [this.#kind.option]: 'value' };
  }

  set(_option: string, value: string, inverted: boolean): void {
    this.#wanted = parseType(value, this.#kind);
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#wanted === undefined)
      throw usage(`${this.name}: option "--${this.#kind.option}" must be specified\n`);
  }

  isRefused({ protocol, protocolInverted }: RuleContext): boolean {
    return protocol !== this.#kind.protocol || protocolInverted;
  }

  /** Of ICMP 255 stands for all types. */
  get #isAny(): boolean {
    return this.#kind.family === 4 && this.#wanted?.type === any;
  }

  save(): string {
    const { type, code } = this.#wanted ?? { type: any, code: undefined };
    const text = this.#isAny ? 'any' : `${String(type)}${code === undefined ? '' : `/${String(code)}`}`;
    return `${this.#inverted ? '! ' : ''}--${this.#kind.option} ${text}`;
  }

  get #known(): string | undefined {
    const { type, code } = this.#wanted ?? {};
    return this.#kind.names.find((each) => each.type === type && each.code === code)?.name;
  }

  print(numeric: boolean): string {
    const { type, code } = this.#wanted ?? { type: any, code: undefined };
    const { listed } = this.#kind;
    const named = numeric ? undefined : this.#known;
    if (named !== undefined) return `${listed} ${this.#inverted ? '!' : ''}${named}`;
    const codeText = code === undefined ? '' : ` code ${String(code)}`;
    return `${listed}${this.#inverted ? ' !' : ''}type ${String(type)}${codeText}`;
  }

  translate(): string | undefined {
    const { type, code } = this.#wanted ?? { type: any, code: undefined };
    const { family } = this.#kind;
    if (this.#isAny || code !== undefined || (family === 6 && type === any)) return undefined;
    const known = this.#known ?? String(type);
    const name = nftNames[`${known}${family === 6 && !(known in nftNames) ? ' 6' : ''}`] ?? known;
    return `icmp${family === 6 ? 'v6' : ''} type ${this.#inverted ? '!= ' : ''}${name}`;
  }

  compile(): Test {
    const { type, code } = this.#wanted ?? { type: any, code: undefined };
    const inverted = this.#inverted;
    const isAny = this.#isAny;
    const isSix = this.#kind.family === 6;
    return ({ packet }) => {
      if (packet.kind === 'arp' || (packet.payload.kind !== 'icmp' && packet.payload.kind !== 'icmpv6'))
        return false;
      const icmp = packet.payload;
      if ((icmp.kind === 'icmpv6') !== isSix) return false;
      if (isAny) return !inverted;
      const number = icmp.kind === 'icmp' ? icmpTypeNumber[icmp.type] : icmpv6TypeNumber[icmp.type];
      const fits = number === type && (code === undefined || ('code' in icmp ? icmp.code : 0) === code);
      return fits !== inverted;
    };
  }
}
