/** The chains of a table in the order in which packets come to them: built-in ones first, each followed by where it leads. */
import { type ChainView, type RuleTableView, ruleText, type RuleView } from '../../engine/lab/view/rules.ts';

export interface ChainPlace {
  readonly chain: ChainView;
  /** How many jumps lead here, by the first way there is. */
  readonly depth: number;
  /** The rules that lead here. */
  readonly from: readonly { readonly chain: string; readonly number: number }[];
  /** What it is for, where its rules tell: `Service default/web`, `→ 10.8.1.3:80`. */
  readonly purpose: string | undefined;
}

/** Each chain once, at its first place; those nothing leads to come last. */
export function chainTree({ chains }: RuleTableView): readonly ChainPlace[] {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const from = new Map<string, { chain: string; number: number }[]>();
  for (const { name, rules } of chains)
    for (const [at, { jump }] of rules.entries())
      if (jump !== undefined) {
        const known = from.get(jump);
        const entry = { chain: name, number: at + 1 };
        if (known === undefined) from.set(jump, [entry]);
        else known.push(entry);
      }
  const placed = new Map<string, ChainPlace>();
  const visit = (chain: ChainView, depth: number) => {
    if (placed.has(chain.name)) return;
    placed.set(chain.name, {
      chain,
      depth,
      from: from.get(chain.name) ?? [],
      purpose: purposeOf(chain),
    });
    for (const { jump } of chain.rules) {
      const next = jump === undefined ? undefined : byName.get(jump);
      if (next !== undefined) visit(next, depth + 1);
    }
  };
  for (const chain of chains) if (chain.policy !== undefined) visit(chain, 0);
  for (const chain of chains) if (!from.has(chain.name)) visit(chain, 0);
  for (const chain of chains) visit(chain, 0);
  return [...placed.values()];
}

/** The one endpoint it translates to, else the one Service or other object its rules were written for. */
function purposeOf({ rules }: ChainView): string | undefined {
  const endpoint = /^-j DNAT --to-destination (\S+)$/.exec(rules.at(-1)?.target ?? '')?.[1];
  if (endpoint !== undefined) return `→ ${endpoint}`;
  const subjects = rules.flatMap(({ provenance }) => provenance?.subject ?? []);
  const services = new Set(subjects.filter((each) => each.startsWith('Service ')));
  const wanted = services.size > 0 ? services : new Set(subjects);
  return wanted.size === 1 ? [...wanted][0] : undefined;
}

/** A rule with where it stands. */
export interface PlacedRule {
  readonly table: string;
  readonly chain: string;
  /** From 1. */
  readonly number: number;
  readonly rule: RuleView;
}

export function placedRules(tables: readonly RuleTableView[]): readonly PlacedRule[] {
  return tables.flatMap(({ name: table, chains }) =>
    chains.flatMap(({ name: chain, rules }) =>
      rules.map((rule, at) => ({ table, chain, number: at + 1, rule })),
    ),
  );
}

export function ruleCount({ chains }: RuleTableView): number {
  return chains.reduce((sum, { rules }) => sum + rules.length, 0);
}

/** Whether a rule holds the words somewhere: in its text, in who it was written for. Empty words are in every rule. */
export function holds(chain: string, rule: RuleView, words: string): boolean {
  const { writer = '', subject = '', field = '' } = rule.provenance ?? {};
  const text = [ruleText(chain, rule), writer, subject, field].join(' ').toLowerCase();
  return text.includes(words.trim().toLowerCase());
}

const commentOption = '-m comment --comment ';

/** A rule's conditions without its comment, and the comment as it was written. */
export function readRule({ conditions }: RuleView): {
  readonly conditions: readonly string[];
  readonly comment: string | undefined;
} {
  const comment = conditions.find((each) => each.startsWith(commentOption))?.slice(commentOption.length);
  return {
    conditions: conditions.filter((each) => !each.startsWith(commentOption)),
    comment: comment?.replace(/^"(.*)"$/, '$1').replaceAll('\\"', '"'),
  };
}
