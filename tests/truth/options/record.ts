/**
 * `node tests/truth/options/record.ts [TOOL…]` (root, Debian 12's tools): asks each real tool, in a network namespace of its
 * own, for every option it could have, and writes to recorded.json which it knows and what it says to one it does not know.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, letters, type Recorded, templateOf } from './answer.ts';

const tools = (
  'arp arping bridge conntrack curl dig dmesg ethtool getent host ifconfig ip ip6tables ip6tables-restore ip6tables-save ' +
  'ipset iptables iptables-restore iptables-save lsns mtr nc netstat nft nsenter nslookup nstat pgrep ping pkill ps route ss ' +
  'sysctl tc tcpdump tracepath traceroute unshare wget'
).split(' ');

/** What would change this machine, or take its whole second. */
const untried: Readonly<Record<string, readonly string[]>> = {
  sysctl: ['-p', '--load', '--system'],
  dmesg: ['-C', '-c', '-D', '-E', '-n', '--clear', '--read-clear', '--console-off', '--console-on'],
  pkill: ['-n', '-o', '-v', '--newest', '--oldest', '--inverse'],
};

/** How tools begin to say that an option is none. */
const complaint =
  /invalid option|unknown option|illegal option|Invalid option|Bad option|is unknown|not recognised/;

const file = join(import.meta.dirname, 'recorded.json');
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Recorded>;
const folder = mkdtempSync(join(tmpdir(), 'options-'));
const chosen = process.argv.slice(2);
for (const tool of chosen.length === 0 ? tools : chosen) {
  const help = [['--help'], ['-h'], ['--help', 'all']].map((words) => ask(tool, ...words));
  const long = new Set(
    help.flatMap(({ stdout, stderr }) => `${stdout}${stderr}`.match(/(?<![\w-])--[a-z][\w-]+/g) ?? []),
  );
  const options = [...letters.map((letter) => `-${letter}`), ...[...long].sort()].filter(
    (option) => !(untried[tool] ?? []).includes(option),
  );
  const answers = new Map(options.map((option) => [option, ask(tool, option)]));
  const counts = new Map<string, number>();
  for (const letter of letters) {
    const answer = answers.get(`-${letter}`);
    if (answer === undefined) continue;
    const template = templateOf(answer, letter);
    counts.set(template, (counts.get(template) ?? 0) + 1);
  }
  const commonest = [...counts].sort((one, other) => other[1] - one[1]).map(([template]) => template);
  const unknown = commonest.find((template) => complaint.test(template)) ?? commonest[0] ?? '';
  const word = ask(tool, '--nosuch');
  const isUnknown = (option: string, answer: Answer) =>
    templateOf(answer, option.slice(1)) === unknown ||
    templateOf(answer, option.slice(2)) === templateOf(word, 'nosuch');
  const known = options.filter((option) => !isUnknown(option, answers.get(option) ?? word));
  recorded[tool] = { untried: untried[tool] ?? [], known, letter: JSON.parse(unknown) as Answer, word };
  console.log(`${tool}: ${String(known.length)} known`);
}
writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);

function ask(tool: string, ...words: readonly string[]): Answer {
  const run = spawnSync('unshare', ['-n', '-m', 'timeout', '-k', '1', '1', tool, ...words], {
    cwd: folder,
    input: '',
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: '/root', TERM: 'dumb' },
  });
  return { status: run.status ?? -1, stdout: run.stdout, stderr: run.stderr };
}
