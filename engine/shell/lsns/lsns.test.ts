import { describe, expect, it } from 'vitest';
import { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { aNamespace } from '../../linux/netfilter/testing/namespace.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import { lsns } from './lsns.ts';

describe('lsns', () => {
  const place = aNamespace();
  const { machine } = place;
  const common = {
    files: machine.files,
    stdin: devNull,
    credentials: { uid: 0, capabilities: 'all' },
  } as const;

  /** Somebody who stays in a namespace. */
  function stand(name: string, where: NetworkNamespace): void {
    machine.processes.start({
      ...common,
      *program() {
        yield { on: [] };
        return 0;
      },
      arguments: [name, '1d'],
      place: where,
      stdout: new Sink(() => undefined),
      stderr: new Sink(() => undefined),
    });
  }

  function run(line: string) {
    const session = { out: '', errors: '' };
    const process = machine.processes.start({
      ...common,
      program: lsns.program,
      arguments: ['lsns', ...line.split(' ').filter((word) => word !== '')],
      place,
      stdout: new Sink((text) => (session.out += text)),
      stderr: new Sink((text) => (session.errors += text)),
    });
    place.environment.clock.runWhile(() => process.exit === undefined);
    return { ...session, status: process.exit?.status };
  }

  stand('watch', new NetworkNamespace(machine, 'unnamed'));

  it('lists where processes stand', () => {
    expect(
      run('-t net -o NS,TYPE,NPROCS,COMMAND')
        .out.split('\n')
        .map((line) => line.replace(/^ *\d+/, 'N')),
    ).toEqual([
      '        NS TYPE NPROCS COMMAND',
      'N net       1 lsns -t net -o NS,TYPE,NPROCS,COMMAND',
      'N net       1 watch 1d',
      '',
    ]);
  });

  it.each([
    ['-t foo', 'lsns: unknown namespace type: foo\n'],
    ['-t net -o foo', 'lsns: unknown column: foo\n'],
    ['--foo', "lsns: unrecognized option '--foo'\nTry 'lsns --help' for more information.\n"],
    ['-t mnt', 'not simulated: lsns of other than network namespaces (-t net)\n'],
  ])('says what is wrong: %s', (line, errors) => {
    expect(run(line)).toEqual({ out: '', errors, status: 1 });
  });
});
