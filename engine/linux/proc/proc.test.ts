import { describe, expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { parseMac } from '../../net/address/mac.ts';
import { Environment } from '../environment.ts';
import { FileTree } from '../file/file-tree.ts';
import { JourneyBus } from '../journey/event.ts';
import { Machine } from '../machine/machine.ts';
import { everyModule } from '../module/every.ts';
import { addAddress } from '../netlink/address.ts';
import { addVeth, setUp } from '../netlink/link.ts';
import { kernelFiles } from './kernel-files.ts';

function files(): FileTree {
  const environment = new Environment({
    clock: new Clock(),
    random: new Random('proc'),
    journeys: new JourneyBus(),
    epoch: 0,
    modules: everyModule,
  });
  const machine = new Machine(environment, 'w1');
  const other = machine.addNamespace('pod');
  const made = addVeth(
    { namespace: machine.host, name: 'eth0', mac: parseMac('52:54:00:0a:14:04') },
    { namespace: other, name: 'eth0' },
  );
  if ('errno' in made) throw new Error(made.errno);
  for (const device of made) setUp(device);
  addAddress(made[0], { prefix: Prefix.parse('10.10.20.4/22') });
  return new FileTree(kernelFiles(machine.host));
}

describe("the kernel's files", () => {
  it('show and set parameters, and refuse what is not a number', () => {
    const tree = files();
    expect(tree.text('/proc/sys/net/ipv4/ip_forward')).toBe('0\n');
    expect(tree.write('/proc/sys/net/ipv4/ip_forward', '1\n')).toBeUndefined();
    expect(tree.text('/proc/sys/net/ipv4/conf/eth0/forwarding')).toBe('1\n');
    expect(tree.write('/proc/sys/net/ipv4/ip_forward', 'foo')).toBe('Invalid argument');
    expect(tree.text('/proc/sys/net/ipv4/nosuch')).toBeUndefined();
    expect(tree.names('/proc/sys/net')).toEqual([
      'bridge',
      'core',
      'ipv4',
      'ipv6',
      'netfilter',
      'nf_conntrack_max',
      'unix',
    ]);
  });

  it('show devices and routes', () => {
    const tree = files();
    expect(tree.names('/sys/class/net')).toEqual(['eth0', 'lo']);
    expect(tree.text('/sys/class/net/eth0/iflink')).toBe('2\n');
    expect(tree.text('/sys/class/net/eth0/operstate')).toBe('up\n');
    expect(tree.text('/proc/net/route')?.split('\n')[1]?.trimEnd()).toBe(
      'eth0\t00140A0A\t00000000\t0001\t0\t0\t0\t00FCFFFF\t0\t0\t0',
    );
    expect(tree.text('/proc/net/dev')?.split('\n')[2]).toBe(
      '    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0',
    );
  });
});
