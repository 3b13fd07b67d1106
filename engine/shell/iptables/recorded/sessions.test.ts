/**
 * Sessions with iptables v1.8.9 (nf_tables) of Debian 12: each command's output and exit status, recorded in an empty
 * network namespace (`sessions.json`), and ours beside it.
 */
import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../../linux/netfilter/testing/namespace.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { Sink, TextInput } from '../../../linux/process/stream.ts';
import { iptablesCommands } from '../commands.ts';
import recorded from './sessions.json' with { type: 'json' };

interface Step {
  readonly command: string;
  readonly stdin?: string;
  readonly exit: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

export function run(place: NetworkNamespace, line: string, stdin = ''): Step {
  const [name = '', ...rest] = words(line);
  const command = iptablesCommands.find((each) => each.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  let stdout = '';
  let stderr = '';
  const process = place.machine.processes.start({
    program: command.program,
    arguments: [name, ...rest],
    place,
    files: place.machine.files,
    stdin: new TextInput(stdin),
    stdout: new Sink((text) => (stdout += text)),
    stderr: new Sink((text) => (stderr += text)),
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { command: line, exit: process.exit?.status ?? -1, stdout, stderr };
}

/** What differs, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'iptables -A INPUT -m iprange --src-range 1.1.1.9-1.1.1.1':
    'a warning that such a range never matches is left out',
  'iptables-restore -v': 'said to be not simulated',
  'iptables -t filter -A INPUT -m tcp': 'the tool leaves it to the kernel to refuse it',
};

/** What is not simulated, done so that the steps after it find what they expect. */
const instead: Readonly<Record<string, string>> = { 'iptables-restore -v': 'iptables-restore' };

describe.each(recorded as readonly { readonly title: string; readonly commands: readonly Step[] }[])(
  'a session about $title',
  ({ commands }) => {
    const place = aNamespace();
    for (const step of commands) {
      const ours = run(place, instead[step.command] ?? step.command, step.stdin);
      if (step.command in exceptions) continue;
      it(`${step.command} ${JSON.stringify(step.stdin ?? '')}`, () => {
        const dateless = (text = '') => text.replace(/ on \w{3} \w{3} .*\d{4}\n/g, ' on DATE\n');
        expect(dateless(ours.stderr)).toBe(dateless(step.stderr));
        expect(dateless(ours.stdout)).toBe(dateless(step.stdout));
        expect(ours.exit).toBe(step.exit);
      });
    }
  },
);
