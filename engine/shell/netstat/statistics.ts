/**
 * `netstat -s`: /proc/net/snmp and /proc/net/netstat, or with `-6` /proc/net/snmp6, in words (statistics.c of net-tools).
 */
import type { ShellProcess } from '../command.ts';
import { sentences } from './sentences.ts';

interface Sentence {
  readonly text: string;
  readonly isAlways: boolean;
}

interface Counter {
  readonly name: string;
  readonly value: number;
}

interface Table {
  readonly title: string;
  readonly counters: readonly Counter[];
}

/** Which of `-t -u -w` asks for a table; one without is shown for all. */
const asked: readonly (readonly [RegExp, string])[] = [
  [/^(Ip|Icmp)6?$/, 'w'],
  [/^Tcp/, 't'],
  [/^Udp6?$/, 'u'],
];

/** Received and sent messages by type, below a headline of their own. */
const histograms: readonly (readonly [RegExp, string])[] = [
  [/^In(?!Msgs|Errors|Csum|Type|MLD)/, 'ICMP input histogram:'],
  [/^Out(?!Msgs|Errors|Rate|Type|MLD|RouterAdv)/, 'ICMP output histogram:'],
];

const plain = '    ';
const deep = '        ';

export function statistics({ files }: Pick<ShellProcess, 'files'>, flags: ReadonlySet<string>): string {
  const selecting = ['t', 'u', 'U', 'S', 'w'].some((flag) => flags.has(flag));
  const isShown = ({ title }: Table): boolean => {
    const flag = asked.find(([pattern]) => pattern.test(title))?.[1];
    return !selecting || flag === undefined || flags.has(flag);
  };
  const read = (name: string) => (files.text(`/proc/net/${name}`) ?? '').split('\n');
  const tables = flags.has('6')
    ? [...single(read('snmp6')), ...paired(read('snmp')).filter(({ title }) => title === 'Tcp')]
    : [...paired(read('snmp')), ...paired(read('netstat'))];
  const text = { done: '', indent: plain };
  for (const table of tables) {
    if (table.title in sentences) text.indent = plain;
    if (isShown(table)) addTable(text, table);
  }
  return text.done;
}

function paired(lines: readonly string[]): readonly Table[] {
  const tables: Table[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [title = '', ...names] = (lines[at] ?? '').split(' ');
    const [, ...values] = (lines[at + 1] ?? '').split(' ');
    const counters = names.map((name, index) => ({ name, value: Number(values[index]) }));
    tables.push({ title: title.slice(0, -1), counters });
  }
  return tables;
}

function single(lines: readonly string[]): readonly Table[] {
  const tables = new Map<string, Counter[]>();
  for (const line of lines) {
    const [, title, name, value] = /^(UdpLite6|Ip6|Icmp6|Udp6)(\S+)\s+(\d+)/.exec(line) ?? [];
    if (title === undefined || name === undefined) continue;
    const counters = tables.get(title) ?? [];
    counters.push({ name, value: Number(value) });
    tables.set(title, counters);
  }
  return [...tables].map(([title, counters]) => ({ title, counters }));
}

/** @param text how far what has no words of its own is indented goes on from one table to the next */
function addTable(text: { done: string; indent: string }, { title, counters }: Table): void {
  const known = sentencesOf(title);
  const headlines = new Set<string>();
  text.done += `${title}:\n`;
  for (const { name, value } of counters) {
    const headline = title.startsWith('Icmp')
      ? histograms.find(([pattern]) => pattern.test(name))?.[1]
      : undefined;
    if (headline !== undefined) {
      if (!headlines.has(headline)) text.done += `${text.indent}${headline}\n`;
      headlines.add(headline);
      text.indent = deep;
    } else if (known.has(name)) text.indent = plain;
    if (/^(DefaultTTL|RtoAlgorithm|RtoMin|RtoMax|MaxConn)$/.test(name)) continue;
    const sentence = known.get(name);
    if (value === 0 && sentence?.isAlways !== true) continue;
    // A name of the file of IPv6 has its title in it.
    const full = title.endsWith('6') ? title + name : name;
    text.done += `${text.indent}${sentence?.text.replace('%', String(value)) ?? `${full}: ${String(value)}`}\n`;
  }
}

function sentencesOf(title: string): ReadonlyMap<string, Sentence> {
  const lines = (sentences[title] ?? '').split('\n');
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(' ');
      const text = line.slice(space + 1);
      const isAlways = text.startsWith('!');
      return [line.slice(0, space), { text: isAlways ? text.slice(1) : text, isAlways }];
    }),
  );
}
