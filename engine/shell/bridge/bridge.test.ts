import { describe, expect, it } from 'vitest';
import { ip } from '../ip/ip.ts';
import { bench, type Bench } from '../iproute2/testing/bench.ts';
import { bridge } from './bridge.ts';

function bridged(): Bench {
  const made = bench(ip, bridge);
  made.prepare(
    'ip link add br0 address 02:00:00:00:00:aa type bridge',
    'ip link set br0 up',
    'ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02 netns green',
    'ip link set va master br0',
    'ip link set va up',
    'ip -n green link set vb up',
    'ip link add vx0 address 02:00:00:00:00:bb type vxlan id 1 dstport 8472 nolearning',
  );
  return made;
}

describe('bridge', () => {
  it("lists a port's learnt and own entries before the addresses of its filter", () => {
    expect(bridged().type('bridge fdb show dev va')).toBe(
      `02:00:00:00:00:02 master br0 
02:00:00:00:00:01 master br0 permanent
33:33:00:00:00:01 self permanent
01:00:5e:00:00:01 self permanent
33:33:ff:00:00:01 self permanent
`,
    );
  });

  it('lists the entries of a tunnel, the newest first', () => {
    const made = bridged();
    made.prepare(
      'bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.8',
      'bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.9',
      'bridge fdb replace 02:00:00:00:00:05 dev vx0 dst 10.0.0.5 self permanent',
    );
    expect(made.type('bridge fdb show dev vx0')).toBe(
      `02:00:00:00:00:05 dst 10.0.0.5 self permanent
00:00:00:00:00:00 dst 10.0.0.8 self permanent
00:00:00:00:00:00 dst 10.0.0.9 self permanent
`,
    );
    made.prepare('bridge fdb del 00:00:00:00:00:00 dev vx0 dst 10.0.0.8');
    expect(made.type('bridge -j fdb show dev vx0')).toBe(
      '[{"mac":"02:00:00:00:00:05","dst":"10.0.0.5","flags":["self"],"state":"permanent"},{"mac":"00:00:00:00:00:00","dst":"10.0.0.9","flags":["self"],"state":"permanent"}]\n',
    );
  });

  it('shows and sets what a port does', () => {
    const made = bridged();
    made.prepare('bridge link set dev va hairpin on isolated on');
    expect(made.type('bridge -d link')).toBe(
      `3: va@br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state forwarding priority 32 cost 2 
    hairpin on guard off root_block off fastleave off learning on flood on mcast_flood on bcast_flood on mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated on locked off 
`,
    );
  });

  it.each([
    ['bridge foo', 'Object "foo" is unknown, try "bridge help".\n[255]'],
    ['bridge link show dev nosuch', 'Cannot find device "nosuch"\n[255]'],
    ['bridge fdb show br nosuch', 'Cannot find bridge device "nosuch"\n[255]'],
    ['bridge fdb add', 'Device and address are required arguments.\n[255]'],
    ['bridge fdb add 02:00 dev va', 'Invalid mac address 02:00\n[255]'],
    ['bridge fdb add 02:00:00:00:00:09 dev vx0', 'RTNETLINK answers: Invalid argument\n[255]'],
    ['bridge fdb del 02:00:00:00:00:09 dev vx0', 'RTNETLINK answers: No such file or directory\n[255]'],
    ['bridge fdb add 02:00:00:00:00:09 dev lo', 'Error: FDB add only supported for Ethernet devices.\n[255]'],
    [
      'bridge link set dev va hairpin foo',
      'Error: argument of "hairpin" must be one of "off", "on", not "foo"\n[234]',
    ],
    ['bridge link set hairpin on', 'Device is a required argument.\n[255]'],
    ['bridge link set dev br0 hairpin on', 'RTNETLINK answers: Operation not supported\n[255]'],
    ['bridge vlan', 'port              vlan-id  \n'],
    ['bridge mdb', ''],
    ['bridge mdb add dev br0', 'not simulated: bridge mdb add\n[1]'],
    ['bridge -V', 'bridge utility, 6.1.0\n'],
  ])('%j → %j', (line, text) => {
    expect(bridged().type(line)).toBe(text);
  });
});
