/**
 * What Tab offers behind `iptables`: commands, tables, the chains that are there, targets, interfaces.
 *
 * Left out: options of matches and targets.
 */

export interface Surroundings {
  readonly devices: () => readonly string[];
  /** By table. */
  readonly chains: (table: string) => readonly string[];
}

const tables = ['filter', 'nat', 'mangle', 'raw', 'security'];
const targets = [
  'ACCEPT',
  'DROP',
  'REJECT',
  'RETURN',
  'LOG',
  'DNAT',
  'SNAT',
  'MASQUERADE',
  'REDIRECT',
  'MARK',
  'TRACE',
];
const options = [
  ...[
    '-t',
    '-A',
    '-I',
    '-D',
    '-R',
    '-L',
    '-S',
    '-F',
    '-Z',
    '-N',
    '-X',
    '-P',
    '-C',
    '-n',
    '-v',
    '--line-numbers',
  ],
  ...['-s', '-d', '-p', '-i', '-o', '-j', '-g', '-m', '--dport', '--sport', '-w'],
];
const matches = [
  'comment',
  'conntrack',
  'mark',
  'multiport',
  'addrtype',
  'statistic',
  'set',
  'tcp',
  'udp',
  'icmp',
  'limit',
];

/** @param words of the command line, the last being written */
export function completeIptables(
  words: readonly string[],
  { devices, chains }: Surroundings,
): readonly string[] {
  const word = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  const table = words[words.findIndex((each) => each === '-t' || each === '--table') + 1];
  const own = () => chains(table !== undefined && tables.includes(table) ? table : 'filter');
  if (before === '-t' || before === '--table') return tables;
  if (before === '-j' || before === '-g') return [...targets, ...own()];
  if (before === '-p') return ['tcp', 'udp', 'icmp', 'all'];
  if (before === '-m') return matches;
  if (before === '-i' || before === '-o') return devices();
  if (/^-\w*[AIDRLSFZXPCE]\w*$/.test(before) && !word.startsWith('-')) return own();
  return options;
}
