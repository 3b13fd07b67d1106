import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../linux/netfilter/testing/namespace.ts';
import type { Credentials } from '../../linux/process/process.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import { ip } from '../ip/ip.ts';
import { commandTable } from '../bash/bare-machine.ts';
import { unshare } from './unshare.ts';

function run(line: string, credentials: Credentials = { uid: 0, capabilities: 'all' }) {
  const place = aNamespace();
  const session = { out: '', errors: '' };
  const process = place.machine.processes.start({
    program: unshare.program,
    arguments: ['unshare', ...line.split(' ').filter((word) => word !== '')],
    place,
    files: place.machine.files,
    stdin: devNull,
    stdout: new Sink((text) => (session.out += text)),
    stderr: new Sink((text) => (session.errors += text)),
    executables: commandTable([ip]),
    credentials,
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { ...session, status: process.exit?.status };
}

describe('unshare', () => {
  it('-n starts with a loopback that is down, whatever stands outside', () => {
    expect(run('-n ip -br addr')).toEqual({
      out: 'lo               DOWN           \n',
      errors: '',
      status: 0,
    });
  });

  it('is for those who may', () => {
    expect(run('-n true', { uid: 1000, capabilities: new Set() })).toEqual({
      out: '',
      errors: 'unshare: unshare failed: Operation not permitted\n',
      status: 1,
    });
  });

  it.each([
    ['--foo', "unshare: unrecognized option '--foo'\nTry 'unshare --help' for more information.\n", 1],
    ['-x', "unshare: invalid option -- 'x'\nTry 'unshare --help' for more information.\n", 1],
    ['-S', "unshare: option requires an argument -- 'S'\nTry 'unshare --help' for more information.\n", 1],
    ['-n nosuch', 'unshare: failed to execute nosuch: No such file or directory\n', 127],
    ['-m true', 'not simulated: unshare -m\n', 1],
  ])('says what is wrong: %s', (line, errors, status) => {
    expect(run(line)).toEqual({ out: '', errors, status });
  });
});
