/**
 * Bring what a command printed into the form that is compared: everything that may differ between two honest runs is
 * levelled (rules.ts has the table with its reasons), nothing else is touched.
 */
import { levelAnswerLength, dropNeighbourProbes, levelConnectionEnd } from './captures.ts';
import { chosenPorts, isTraceroutePort, tcpdump } from './commands.ts';
import { levelCounters } from './counters.ts';
import { byCodePoint, lastGroup, matches, search, split, substitute, substituteTemplate } from './dialect.ts';
import { type Rule, rules, sortedLines } from './rules.ts';

const raw = String.raw;

/** What of a record decides how its text is levelled. */
export interface Subject {
  readonly cmd: string;
  readonly exit: number;
  readonly pick?: unknown;
}

/** What of a recording's first line does. */
export interface Setting {
  readonly split?: boolean;
  readonly kube_proxy?: string;
}

/** @param field which part of the record `text` is: `merged`, `stderr` or `stream` */
export function normalise(subject: Subject, text: string, field: string, setting: Setting): string {
  const command = subject.cmd;
  let levelled = text;
  if (matches(tcpdump, command))
    levelled = levelAnswerLength(levelConnectionEnd(dropNeighbourProbes(levelled)));
  if (setting.split === true && field === 'merged')
    // Standard error went to a terminal of its own: where it falls is a race (it is compared as stderr).
    levelled = substitute(
      raw`# Warning: table ip \w+ is managed by iptables-nft, do not touch!\n`,
      levelled,
      () => '',
    );
  // Killed by ^C: the terminal closes at that moment, so the last lines come through or not.
  if (subject.exit === -2) levelled = levelled.split('^C')[0] ?? '';
  levelled = sortLines(command, levelled);
  if (/^(?:iptables|nft)/.test(command)) levelled = levelCounters(levelled);
  const picked = subject.pick !== undefined && setting.kube_proxy === 'iptables';
  return applyRules(command, levelled, 'numbered', picked ? 'endpoints' : undefined);
}

function sortLines(command: string, text: string): string {
  let sorted = text;
  for (const { commands, lines } of sortedLines) {
    if (!matches(commands, command)) continue;
    const whole = sorted;
    const rows = split([raw`\n(?!\t)`, raw`(?<=\}),(?=\{)`, raw`(?<=^\[)`, raw`\](?=\n$)`], whole);
    const places = [...rows.keys()].filter((at) => matches(lines, rows[at] ?? ''));
    const ordered = places
      .map((at) => rows[at] ?? '')
      .map((row) => ({ row, level: applyRules(command, row, 'alike'), uses: usesOfIds(row, whole) }))
      .sort((one, other) => byCodePoint(one.level, other.level) || byNumbers(one.uses, other.uses));
    for (const [index, at] of places.entries()) rows[at] = ordered[index]?.row ?? '';
    sorted = rows.join('\n');
  }
  return sorted;
}

/** How often each port or id of a row occurs in the whole text: tells rows apart that are alike otherwise. */
function usesOfIds(row: string, whole: string): number[] {
  return [...row.matchAll(/(?:port|id)=(\d+)/g)].map(([, id = '']) => whole.split(id).length - 1);
}

function byNumbers(one: readonly number[], other: readonly number[]): number {
  for (const [at, value] of one.entries()) {
    const difference = value - (other[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** @param ids `numbered`: free values become x1, x2, …; `alike`: all become the same */
function applyRules(command: string, text: string, ids: 'numbered' | 'alike', skip?: string): string {
  let levelled = text;
  for (const rule of rules)
    if (rule.name !== skip && matches(rule.commands, command)) levelled = applyRule(rule, levelled, ids);
  return levelled;
}

function applyRule(rule: Rule, text: string, ids: 'numbered' | 'alike'): string {
  const { pattern, replacement } = rule;
  if (typeof replacement !== 'string') return substitute(pattern, text, replacement);
  if (!replacement.startsWith('#')) return substituteTemplate(pattern, text, replacement);
  if (search(pattern, text) === undefined) return text;
  const seen = new Map<string, string>();
  return substitute(pattern, text, (groups) => {
    const whole = groups[0] ?? '';
    const value = lastGroup(groups);
    if (
      replacement === '#port' &&
      chosenPorts.has(value) &&
      !(isTraceroutePort(value) && !whole.startsWith('> '))
    )
      return whole;
    let name = replacement;
    if (ids === 'numbered') {
      name = seen.get(value) ?? `${replacement.slice(1)}${seen.size + 1}`;
      seen.set(value, name);
    }
    return whole.slice(0, whole.length - value.length) + name;
  });
}
