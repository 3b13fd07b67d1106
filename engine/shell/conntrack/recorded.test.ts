import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../linux/netfilter/testing/namespace.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import { conntrack } from './conntrack.ts';
import recorded from './recorded.json' with { type: 'json' };

interface Answer {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

function run(place: NetworkNamespace, command: string): Answer {
  const answer = { command, stdout: '', stderr: '' };
  const process = place.machine.processes.start({
    program: conntrack.program,
    arguments: ['conntrack', ...command.split(' ').filter((word) => word !== '')],
    place,
    files: place.machine.files,
    stdin: devNull,
    stdout: new Sink((text) => (answer.stdout += text)),
    stderr: new Sink((text) => (answer.stderr += text)),
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { ...answer, status: process.exit?.status ?? -1 };
}

/** The table's order is that of a hash; ids are a hash too; time passed between the commands. */
function normal(answer: Answer): Answer {
  const stdout = answer.stdout
    .replace(/(\bid=|<id>)\d+/g, '$1N')
    .replace(/\b99\d\b/g, '1000')
    .split('\n')
    .sort()
    .join('\n');
  return { ...answer, stdout };
}

// Recorded from the real conntrack 1.4.7 in a network namespace of Linux 6.18.
describe('conntrack, as the real one', () => {
  const { seed, sessions } = recorded;

  it('writes connections by hand', () => {
    const place = aNamespace();
    for (const answer of seed) expect(normal(run(place, answer.command))).toEqual(normal(answer));
  });

  // The real one crashes there.
  const crashes = sessions.filter(({ look }) => look.status < 0).map(({ look }) => look.command);

  it('has one record less than it could', () => {
    expect(crashes).toEqual(['-L -p sctp --state FOO']);
  });

  for (const { seeded, look, after } of sessions.filter(({ look }) => look.status >= 0) as readonly {
    seeded: boolean;
    look: Answer;
    after?: Answer;
  }[])
    it(`${seeded ? 'with entries: ' : ''}conntrack ${look.command}`, () => {
      const place = aNamespace();
      if (seeded) for (const { command } of seed) run(place, command);
      expect(normal(run(place, look.command))).toEqual(normal(look));
      if (after !== undefined) expect(normal(run(place, '-L'))).toEqual(normal(after));
    });
});
