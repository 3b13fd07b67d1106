/**
 * Sessions with ipset v7.17 on a kernel 6.18: each command's output and exit status, recorded in an empty network namespace
 * (`sessions.json`), and ours beside it. What is drawn by chance (initval) and what passes (timeouts) is levelled; sets
 * made with an initval must be listed in the kernel's own order.
 */
import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../../linux/netfilter/testing/namespace.ts';
import { Sink, TextInput } from '../../../linux/process/stream.ts';
import { ipset } from '../ipset.ts';
import recorded from './sessions.json' with { type: 'json' };

interface Step {
  readonly command: string;
  readonly stdin?: string;
  readonly exit: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, one, two, plain]) => one ?? two ?? plain ?? '',
  );
}

function run(place: ReturnType<typeof aNamespace>, { command, stdin = '' }: Step): Step {
  let stdout = '';
  let stderr = '';
  const process = place.machine.processes.start({
    program: ipset.program,
    arguments: words(command),
    place,
    files: place.machine.files,
    stdin: new TextInput(stdin),
    stdout: new Sink((text) => (stdout += text)),
    stderr: new Sink((text) => (stderr += text)),
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { command, exit: process.exit?.status ?? -1, stdout, stderr };
}

/** Sets whose initval the kernel drew are listed in any order. */
function level(text = ''): string {
  const drawn = /initval (?:0x)?(?!0x0000|0xffffffff)[0-9a-f]{2}/.test(
    text.replaceAll('initval>', 'initval '),
  );
  const lines = text
    .replaceAll(/(initval[ >]0x)(?!0000|ffffffff)[0-9a-f]+/g, '$1…')
    .replaceAll(/timeout[ >](?!0\b)\d+/g, 'timeout …')
    .split('\n');
  return (drawn ? lines.sort() : lines).join('\n');
}

/** What differs, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'ipset add vp ::1,icmp:ping': 'a second line of the tool, about a set name it did not miss, is left out',
  'ipset list -r p': '-resolve is not simulated',
  'ipset list x -file /tmp/h/B/o': 'the file lies elsewhere',
};

describe.each(recorded as readonly { readonly title: string; readonly commands: readonly Step[] }[])(
  'a session about $title',
  ({ commands }) => {
    const place = aNamespace();
    for (const [at, step] of commands.entries()) {
      const ours = run(place, step);
      if (step.command in exceptions) continue;
      it(`${String(at)} ${step.command} ${JSON.stringify(step.stdin ?? '')}`, () => {
        expect(level(ours.stderr)).toBe(level(step.stderr));
        expect(level(ours.stdout)).toBe(level(step.stdout));
        expect(ours.exit).toBe(step.exit);
      });
    }
  },
);
