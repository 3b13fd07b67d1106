import { describe, expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Environment } from '../../linux/environment.ts';
import { JourneyBus } from '../../linux/journey/event.ts';
import { Machine } from '../../linux/machine/machine.ts';
import { everyModule } from '../../linux/module/every.ts';
import { Sink, TextInput } from '../../linux/process/stream.ts';
import { sysctl } from './sysctl.ts';

function run(...words: string[]): { text: string; status: number | undefined } {
  const environment = new Environment({
    clock: new Clock(),
    random: new Random('sysctl'),
    journeys: new JourneyBus(),
    modules: everyModule,
    epoch: 0,
  });
  const machine = new Machine(environment, 'w1');
  let text = '';
  const output = new Sink((piece) => {
    text += piece;
  });
  const process = machine.processes.start({
    program: sysctl.program,
    arguments: ['sysctl', ...words],
    place: machine.host,
    files: machine.files,
    stdin: new TextInput(''),
    stdout: output,
    stderr: output,
  });
  environment.clock.runUntil(1000);
  return { text, status: process.exit?.status };
}

describe('sysctl', () => {
  it('shows a parameter, its value alone, or all of a directory', () => {
    expect(run('net.ipv4.ip_forward')).toEqual({ text: 'net.ipv4.ip_forward = 0\n', status: 0 });
    expect(run('-n', 'net/ipv4/ip_forward').text).toBe('0\n');
    expect(run('net.ipv4.conf.lo').text).toContain('net.ipv4.conf.lo.rp_filter = 0\n');
  });

  it('sets a parameter and says so', () => {
    expect(run('-w', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.rp_filter = 2').text).toBe(
      'net.ipv4.ip_forward = 1\nnet.ipv4.conf.all.rp_filter = 2\n',
    );
    expect(run('-qw', 'net.ipv4.ip_forward=1').text).toBe('');
  });

  it.each([
    [['net.ipv4.nosuch'], 'sysctl: cannot stat /proc/sys/net/ipv4/nosuch: No such file or directory\n'],
    [['-w', 'net.ipv4.ip_forward=foo'], 'sysctl: setting key "net.ipv4.ip_forward": Invalid argument\n'],
    [['-w', 'net.ipv4.ip_forward'], 'sysctl: command line(0): invalid syntax, continuing...\n'],
    [
      ['-w', 'net.ipv4.ip_default_ttl=300'],
      'sysctl: setting key "net.ipv4.ip_default_ttl": Invalid argument\n',
    ],
  ])('refuses %j in its own words', (words, text) => {
    expect(run(...words)).toEqual({ text, status: 1 });
  });
});
