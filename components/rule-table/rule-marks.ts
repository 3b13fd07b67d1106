/** Which rows of which chain a packet has tried, up to the stop where the reader stands. */
import { type RuleTableView, ruleText } from '../../engine/lab/view/rules.ts';
import type { WalkStop } from './walk-stops.ts';

export interface RuleMark {
  readonly matched: boolean;
  readonly because: string | undefined;
  /** It belongs to the stop where the reader stands; the others are behind. */
  readonly now: boolean;
}

/** By `nat/KUBE-SERVICES`, then by the rule's number from 0. */
export type RuleMarks = ReadonlyMap<string, ReadonlyMap<number, RuleMark>>;

/**
 * A rule is found by its text: from where the packet stood in this chain on, else, when it came there again, from the
 * chain's beginning. What is not in the table any more is left out.
 * @param current position in `stops`
 */
export function ruleMarks(
  tables: readonly RuleTableView[],
  stops: readonly WalkStop[],
  current: number,
): RuleMarks {
  const marks = new Map<string, Map<number, RuleMark>>();
  const reached = new Map<string, number>();
  for (const [at, { table, chain, rows }] of stops.slice(0, current + 1).entries()) {
    const name = `${table}/${chain}`;
    const found = tables.find((each) => each.name === table)?.chains.find((each) => each.name === chain);
    const texts = (found?.rules ?? []).map((rule) => ruleText(chain, rule));
    let own = marks.get(name);
    for (const { text, matched, because } of rows) {
      const from = reached.get(name) ?? 0;
      const ahead = texts.indexOf(text, from);
      const number = ahead >= 0 ? ahead : texts.indexOf(text);
      if (number < 0) continue;
      if (own === undefined || ahead < 0) marks.set(name, (own = new Map<number, RuleMark>()));
      own.set(number, { matched, because, now: at === current });
      reached.set(name, number + 1);
    }
  }
  return marks;
}

/** Whether every rule that was tried is still there: else the walk is of another table than the one shown. */
export function isOutdated(tables: readonly RuleTableView[], stops: readonly WalkStop[]): boolean {
  const texts = new Map<string, ReadonlySet<string>>();
  for (const { name, chains } of tables)
    for (const chain of chains)
      texts.set(`${name}/${chain.name}`, new Set(chain.rules.map((rule) => ruleText(chain.name, rule))));
  return stops.some(({ table, chain, rows }) =>
    rows.some(({ text }) => texts.get(`${table}/${chain}`)?.has(text) !== true),
  );
}
