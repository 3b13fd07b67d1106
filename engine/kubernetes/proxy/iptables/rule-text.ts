/**
 * The text of two tables while it is written: chains and rules of `filter` and `nat`, each line with the object and
 * field it was written for. Rendering gives what `iptables-restore --noflush` reads.
 */
import type { Provenance } from '../../../linux/journey/event.ts';

export interface RuleLine {
  readonly text: string;
  readonly provenance: Provenance;
}

/** A rule that a program puts in front of a builtin chain, with `iptables -I` or in the text. */
export interface Jump {
  readonly table: TableName;
  readonly from: string;
  readonly to: string;
  /** `-I chain …` */
  readonly text: string;
}

export type TableName = 'filter' | 'nat';

export class TableText {
  readonly name: TableName;
  readonly chains: RuleLine[] = [];
  readonly jumps: RuleLine[] = [];
  readonly rules: RuleLine[] = [];

  constructor(name: TableName) {
    this.name = name;
  }

  addChain(chain: string, provenance: Provenance): void {
    this.chains.push({ text: `:${chain} - [0:0]`, provenance });
  }

  /** @param words joined by spaces; empty ones are left out */
  addRule(chain: string, words: readonly string[], provenance: Provenance): void {
    this.rules.push({ text: ['-A', chain, ...words].filter((word) => word !== '').join(' '), provenance });
  }

  /** Every line of the table, the rules' with their provenance. */
  lines(writer: string): RuleLine[] {
    const frame = (text: string): RuleLine => ({ text, provenance: { writer } });
    return [frame(`*${this.name}`), ...this.chains, ...this.jumps, ...this.rules, frame('COMMIT')];
  }
}

/** `-m comment --comment …`, quoted as kube-proxy quotes: always where there is a space. */
export function comment(text: string): string {
  return `-m comment --comment ${text.includes(' ') ? `"${text}"` : text}`;
}

export function render(lines: readonly RuleLine[]): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}
