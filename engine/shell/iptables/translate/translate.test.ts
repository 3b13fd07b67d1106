/**
 * iptables-translate and ip6tables-translate v1.8.9 of Debian 12 were given the rules of `rules.json` and `rules6.json`
 * (beside the rules' own test): what they printed, and ours.
 */
import { describe, expect, it } from 'vitest';
import recorded4 from '../../../linux/netfilter/iptables/recorded/rules.json' with { type: 'json' };
import recorded6 from '../../../linux/netfilter/iptables/recorded/rules6.json' with { type: 'json' };
import { aNamespace } from '../../../linux/netfilter/testing/namespace.ts';
import { Sink, TextInput } from '../../../linux/process/stream.ts';
import { iptablesCommands } from '../commands.ts';

interface Recorded {
  readonly arguments: readonly string[];
  readonly translation?: string;
}

function run(name: string, words: readonly string[]): string {
  const command = iptablesCommands.find((each) => each.name === name);
  const place = aNamespace();
  if (command === undefined) throw new Error(`no ${name}`);
  let stdout = '';
  let stderr = '';
  const process = place.machine.processes.start({
    program: command.program,
    arguments: [name, ...words],
    place,
    files: place.machine.files,
    stdin: new TextInput(''),
    stdout: new Sink((text) => (stdout += text)),
    stderr: new Sink((text) => (stderr += text)),
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return stdout + stderr;
}

/** What differs, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  '-A INPUT -m connlabel --label 40': 'a warning about a file of labels',
  '-A INPUT -m connlabel ! --label 40 --set': 'a warning about a file of labels',
  '-A INPUT -m connlabel --label 128': 'a warning about a file of labels',
  '-A INPUT -m tcp --dport 80': 'the tool translates what it would refuse',
  '-A INPUT -m ah': 'the tool names the protocol where it has no need to',
  '-A INPUT -m ah --ahspi 0 --ahlen 32 --ahres': '--ahlen and --ahres are not known',
  '-A INPUT -p ipv6-opts': 'a warning that it never matches',
  '-A INPUT -p ipv6-route': 'a warning that it never matches',
};

describe.each([
  ['iptables-translate', recorded4 as readonly Recorded[]],
  ['ip6tables-translate', recorded6 as readonly Recorded[]],
] as const)('%s', (name, recorded) => {
  for (const { arguments: words, translation } of recorded) {
    const line = words.join(' ');
    // strtok(3) cut this list in the words the tool shows again.
    if (translation === undefined || line in exceptions || line.includes('--strip-options')) continue;
    const ours = run(name, words);
    if (ours.startsWith('not simulated')) continue;
    it(line, () => {
      expect(ours).toBe(translation);
    });
  }
});
