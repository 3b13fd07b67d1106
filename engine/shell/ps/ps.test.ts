import { describe, expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Environment } from '../../linux/environment.ts';
import { JourneyBus } from '../../linux/journey/event.ts';
import { Machine } from '../../linux/machine/machine.ts';
import { everyModule } from '../../linux/module/every.ts';
import type { Process } from '../../linux/process/process.ts';
import { devNull, Sink, TextInput } from '../../linux/process/stream.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Command } from '../command.ts';
import { pgrep, pkill } from '../pgrep/pgrep.ts';
import { ps } from './ps.ts';

function world() {
  const environment = new Environment({
    clock: new Clock(),
    random: new Random('ps'),
    journeys: new JourneyBus(),
    modules: everyModule,
    epoch: Date.UTC(2026, 10, 23),
  });
  const machine = new Machine(environment, 'w1');
  const start = (program: Command['program'], words: readonly string[], show: (text: string) => void) => {
    const output = new Sink(show);
    return machine.processes.start({
      program,
      arguments: words,
      place: machine.host,
      files: machine.files,
      stdin: new TextInput(''),
      stdout: output,
      stderr: output,
    });
  };
  const serve = (name: string): Process<NetworkNamespace> => {
    const process = start(
      function* () {
        for (;;) yield { on: [] };
      },
      [`/usr/sbin/${name}`, '-g'],
      () => devNull,
    );
    process.name = name;
    return process;
  };
  const run = (command: Command, ...words: string[]): { text: string; status: number | undefined } => {
    let text = '';
    const process = start(command.program, [command.name, ...words], (piece) => (text += piece));
    environment.clock.runUntil(environment.clock.now + 5000);
    return { text, status: process.exit?.status };
  };
  return { serve, run };
}

describe('processes', () => {
  it('are listed by ps as the recordings show them', () => {
    const { serve, run } = world();
    serve('nginx');
    expect(run(ps, 'aux').text).toBe(
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n' +
        'root           1  0.0  0.0   8548  4640 ?        S    00:00   0:00 /usr/sbin/nginx -g\n' +
        'root           2  0.0  0.0   8548  4640 ?        R    00:00   0:00 ps aux\n',
    );
  });

  it('are shown in the columns asked for', () => {
    const { serve, run } = world();
    serve('nginx');
    expect(run(ps, '-eo', 'pid,ppid,comm,args').text).toBe(
      '    PID    PPID COMMAND         COMMAND\n' +
        '      1       0 nginx           /usr/sbin/nginx -g\n' +
        '      2       0 ps              ps -eo pid,ppid,comm,args\n',
    );
    expect(run(ps, '-C', 'nginx', '-o', 'pid=', '-o', 'stat=').text).toBe('      1 S\n');
    expect(run(ps, '-eo', 'pid,comm', '--sort=-pid', '--no-headers').text).toBe(
      '      4 ps\n      1 nginx\n',
    );
    expect(run(ps, '-C', 'nosuch', '-o', 'pid').status).toBe(1);
    expect(run(ps, '-o', 'foo').text).toMatch(
      /^error: unknown user-defined format specifier "foo"\n\nUsage:/,
    );
    expect(run(ps, '-eo', 'netns,etime,user').text).toMatch(
      /^ {5}NETNS {5}ELAPSED USER\n\d{10} {7}00:00 root\n/,
    );
  });

  it('are found and ended by name', () => {
    const { serve, run } = world();
    const nginx = serve('nginx');
    serve('nginx-exporter');
    expect(run(pgrep, '-x', 'nginx')).toEqual({ text: '1\n', status: 0 });
    expect(run(pgrep, '-a', 'nginx').text).toBe('1 /usr/sbin/nginx -g\n2 /usr/sbin/nginx-exporter -g\n');
    expect(run(pgrep, '--list-name', '--parent=0', '-x', 'nginx').text).toBe('1 nginx\n');
    expect(run(pgrep, '-P', '7', 'nginx')).toEqual({ text: '', status: 1 });
    expect(run(pgrep, '-n', '-l').text).toBe('2 nginx-exporter\n');
    expect(run(pgrep, '-n', '-v', 'x').status).toBe(2);
    expect(run(pgrep, '-u', 'root')).toEqual({ text: 'not simulated: pgrep -u\n', status: 1 });
    expect(run(pkill, '-0', 'nginx')).toEqual({ text: 'not simulated: pkill -0\n', status: 1 });
    expect(run(pkill, '-9', '-e', '-x', 'nginx')).toEqual({ text: 'nginx killed (pid 1)\n', status: 0 });
    expect(nginx.exit?.signal).toBe('SIGKILL');
    expect(run(pgrep, '-x', 'nginx').status).toBe(1);
  });
});
