/**
 * `-m ttl`: time to live (net/netfilter/xt_hl.c, libipt_ttl). Compared as it is at that hook: forwarding lowers it
 * between PREROUTING and FORWARD. Nothing is left out.
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';
import { parseNumber } from '../number.ts';

type Comparison = '==' | '!=' | '<' | '>';
const saved: Readonly<Record<Comparison, string>> = {
  '==': '--ttl-eq',
  '!=': '! --ttl-eq',
  '<': '--ttl-lt',
  '>': '--ttl-gt',
};

export class TtlMatch implements Match {
  readonly name = 'ttl';
  readonly inverts = ['ttl', 'ttl-eq'];
  readonly options = { ttl: 'value', 'ttl-eq': 'value', 'ttl-lt': 'value', 'ttl-gt': 'value' } as const;
  readonly aliases = { ttl: 'ttl-eq' };
  readonly excludes = {
    'ttl-lt': ['ttl-gt', 'ttl-eq'],
    'ttl-gt': ['ttl-lt', 'ttl-eq'],
  };
  #comparison: Comparison | undefined;
  #ttl = 0;

  set(option: string, value: string, inverted: boolean): void {
    const ttl = parseNumber(value, 0, 255);
    if (ttl === undefined)
      throw usage(
        `ttl: bad value for option "--${option === 'ttl' ? 'ttl-eq' : option}", or out of range (0-255).\n`,
      );
    this.#ttl = ttl;
    this.#comparison = option === 'ttl-lt' ? '<' : option === 'ttl-gt' ? '>' : inverted ? '!=' : '==';
  }

  check(): void {
    if (this.#comparison === undefined)
      throw usage("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt");
  }

  save(): string {
    return `${saved[this.#comparison ?? '==']} ${String(this.#ttl)}`;
  }

  print(): string {
    return `TTL match TTL ${this.#comparison ?? '=='} ${String(this.#ttl)}`;
  }

  compile(): Test {
    const wanted = this.#ttl;
    switch (this.#comparison) {
      case '<':
        return ({ packet }) => packet.kind === 'ipv4' && packet.ttl < wanted;
      case '>':
        return ({ packet }) => packet.kind === 'ipv4' && packet.ttl > wanted;
      case '!=':
        return ({ packet }) => packet.kind === 'ipv4' && packet.ttl !== wanted;
      default:
        return ({ packet }) => packet.kind === 'ipv4' && packet.ttl === wanted;
    }
  }
}
