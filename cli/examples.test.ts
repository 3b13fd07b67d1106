/**
 * Documentation drives code: each command has a README with four sections, and every example in it prints what it says.
 * What has changed on purpose is written anew by `node cli/examples.ts --write FOLDER`.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differencesOf, examplesOf, runExample } from '../engine/lab/transcript/examples.ts';
import { scenarioNamed } from './scenario.ts';

const shell = join(import.meta.dirname, '..', 'engine', 'shell');
const readmes = globSync('*/**/README.md', { cwd: shell }).sort();
const read = (path: string) => readFileSync(join(shell, path), 'utf8');

/** Not brought to it yet. Take yours off; nothing is added. */
const unwritten = new Set(
  'arp arping brctl bridge busybox conntrack crictl curl dig dmesg dnsmasq ethtool getent host ifconfig ip ipset iptables ipvsadm kubectl lsns mtr nc netstat nft nsenter nslookup nstat pgrep ping ps route ss sysctl tc tcpdump tracepath traceroute unshare wget'
    .split(' ')
    .map((folder) => `${folder}/README.md`),
);

it('a folder that gives commands to a shell has a README', () => {
  const table = read('commands.ts');
  const folders = [...table.matchAll(/from '\.\/([^']+)\/[^/']+\.ts'/g)].map(([, folder = '']) => folder);
  expect(folders.length).toBeGreaterThan(30);
  expect(folders.filter((folder) => !existsSync(join(shell, folder, 'README.md')))).toEqual([]);
});

describe.each(readmes.filter((path) => !unwritten.has(path)))('%s', (path) => {
  const text = read(path);
  const examples = examplesOf(text);

  it('says what is typed, shows it, and says what is modelled and what is not', () => {
    expect(text.match(/^## .*/gm)).toEqual(['## Syntax', '## Examples', '## Modelled', '## Not modelled']);
  });

  it('has examples, each of them typed in a world', () => {
    expect(examples.flatMap(({ turns }) => turns).length).toBeGreaterThan(0);
    const section = /^## Examples\n([^]*?)(?=^## )/m.exec(text)?.[1] ?? '';
    expect(examplesOf(section)).toEqual(examples);
    expect(section.replace(/^```console[^]*?^```$/gm, '')).not.toMatch(/^(```| {4})/m);
  });

  it.each(examples)('prints what it says: $turns.0.line', (example) => {
    const now = runExample(example, scenarioNamed(example.scenario));
    expect(differencesOf(example, now).join('\n')).toBe('');
  });
});
