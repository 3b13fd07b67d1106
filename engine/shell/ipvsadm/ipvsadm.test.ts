import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../linux/netfilter/testing/namespace.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { devNull, Sink, TextInput } from '../../linux/process/stream.ts';
import { ipvsadm } from './ipvsadm.ts';
import recorded from './recorded.json' with { type: 'json' };

function run(place: NetworkNamespace, line: string, input = '') {
  const session = { stdout: '', stderr: '' };
  const process = place.machine.processes.start({
    program: ipvsadm.program,
    arguments: ['ipvsadm', ...line.split(' ').filter((word) => word !== '')],
    place,
    files: place.machine.files,
    stdin: input === '' ? devNull : new TextInput(input),
    stdout: new Sink((text) => (session.stdout += text)),
    stderr: new Sink((text) => (session.stderr += text)),
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { ...session, status: process.exit?.status };
}

function aMachineWithModule(): NetworkNamespace {
  const place = aNamespace();
  place.machine.modules.offer('ip_vs');
  return place;
}

describe('ipvsadm', () => {
  // Asked of the real ipvsadm 1.31, whose getsockopt and setsockopt a table in memory answered in the kernel's place.
  const { base, records } = recorded;

  for (const { arguments: line, input, stdout, stderr, status } of records)
    it(`prints what the real one prints: ${line} ${input.replace('@', '… ').trimEnd()}`, () => {
      const answer = run(aMachineWithModule(), line, input.replace('@', base));
      expect(answer).toEqual({ stdout, stderr, status });
    });

  it('says what is missing where the kernel has no such module', () => {
    expect(run(aNamespace(), '-Ln')).toEqual({
      stdout: '',
      stderr:
        "modprobe: FATAL: Module ip_vs not found in directory /lib/modules/6.12.0\nCan't initialize ipvs: Protocol not available\nAre you sure that IP Virtual Server is built in the kernel or as module?\n",
      status: 2,
    });
  });
});
