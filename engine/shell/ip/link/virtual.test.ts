/**
 * Kinds of devices that no kernel at hand has: their text is that of documented sessions on others (iproute2 6.1).
 */
import { describe, expect, it } from 'vitest';
import { bench, type Bench } from '../../iproute2/testing/bench.ts';
import { ip } from '../ip.ts';

function with192(): Bench {
  const made = bench(ip);
  made.prepare(
    'ip link add eth0 address 02:00:00:00:00:01 type veth peer name far netns green',
    'ip link set eth0 up',
    'ip -n green link set far up',
    'ip addr add 192.0.2.1/24 dev eth0',
  );
  return made;
}

const limits =
  'addrgenmode eui64 numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535 tso_max_size';

describe('ipip', () => {
  it('brings tunl0, and shows tunnels as they were made', () => {
    const made = with192();
    made.prepare(
      'ip tunnel add t1 mode ipip remote 192.0.2.2 local 192.0.2.1 ttl 64',
      'ip link add t2 type ipip remote 192.0.2.3 dev eth0 tos inherit',
    );
    expect(made.type('ip tunnel show')).toBe(
      `tunl0: any/ip remote any local any ttl inherit nopmtudisc
t1: ip/ip remote 192.0.2.2 local 192.0.2.1 ttl 64
t2: any/ip remote 192.0.2.3 local any dev eth0 ttl inherit tos inherit
`,
    );
    expect(made.type('ip -d link show tunl0')).toBe(
      `3: tunl0@NONE: <NOARP> mtu 1480 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ipip 0.0.0.0 brd 0.0.0.0 promiscuity 0  allmulti 0 minmtu 0 maxmtu 0 
    ipip any remote any local any ttl inherit nopmtudisc ${limits} 65536 tso_max_segs 65535 gro_max_size 65536 
`,
    );
    made.prepare('ip link set t1 up', 'ip addr add 10.0.0.1 peer 10.0.0.2 dev t1');
    expect(made.type('ip addr show t1')).toBe(
      `4: t1@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN group default qlen 1000
    link/ipip 192.0.2.1 peer 192.0.2.2
    inet 10.0.0.1 peer 10.0.0.2/32 scope global t1
       valid_lft forever preferred_lft forever
`,
    );
    expect(made.type('ip -br link show t2')).toBe(
      't2@eth0          DOWN           0.0.0.0 <POINTOPOINT,NOARP> \n',
    );
  });

  it.each([
    ['ip tunnel add t1', 'cannot determine tunnel mode (ipip, gre, vti or sit)\n[1]'],
    ['ip tunnel add t1 mode foo', 'Unknown tunnel mode "foo"\n[255]'],
    ['ip tunnel add t1 mode gre', 'not simulated: ip tunnel mode gre\n[1]'],
    ['ip tunnel add t1 mode ipip ttl 300', 'Error: argument "300" is wrong: invalid TTL\n\n[255]'],
    ['ip tunnel add t1 mode ipip dev nosuch', 'Cannot find device "nosuch"\n[1]'],
    ['ip tunnel add t1 mode ipip foo', 'Error: either "name" is duplicate, or "foo" is a garbage.\n[255]'],
    ['ip tunnel del nosuch', 'delete tunnel "nosuch" failed: No such device\n[1]'],
    ['ip tunnel change nosuch mode ipip', 'get tunnel "nosuch" failed: No such device\n[1]'],
    ['ip link add t1 type ipip encap fou', 'not simulated: ip link type ipip encap\n[1]'],
  ])('%j → %j', (line, text) => {
    expect(with192().type(line)).toBe(text);
  });

  it('refuses to delete tunl0 as the kernel does, each way in its own words', () => {
    const made = with192();
    made.prepare('ip tunnel add t1 mode ipip remote 192.0.2.2');
    expect(made.type('ip tunnel del tunl0')).toBe(
      'delete tunnel "tunl0" failed: Operation not permitted\n[1]',
    );
    made.prepare('ip link del tunl0', 'ip tunnel change t1 mode ipip ttl 5', 'ip tunnel del t1');
    expect(made.type('ip -br link show type ipip')).toBe(
      'tunl0@NONE       DOWN           0.0.0.0 <NOARP> \n',
    );
  });
});

describe('macvlan and ipvlan', () => {
  it('stand on a device and say which', () => {
    const made = with192();
    made.prepare(
      'ip link add mv0 link eth0 address 02:00:00:00:00:10 type macvlan mode bridge',
      'ip link set mv0 up',
    );
    expect(made.type('ip -d link show mv0')).toBe(
      `3: mv0@eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether 02:00:00:00:00:10 brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 
    macvlan mode bridge bcqueuelen 1000 usedbcqueuelen 1000 ${limits} 524280 tso_max_segs 65535 gro_max_size 65536 
`,
    );
    expect(made.type('ip link add iv0 link eth0 type ipvlan mode l2')).toBe(
      'Error: Device is already in use.\n[2]',
    );
    made.prepare('ip link del mv0', 'ip link add iv0 link eth0 type ipvlan mode l2', 'ip link set iv0 up');
    expect(made.type('ip -d link show iv0')).toBe(
      `4: iv0@eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 
    ipvlan  mode l2 bridge ${limits} 524280 tso_max_segs 65535 gro_max_size 65536 
`,
    );
  });

  it.each([
    ['ip link add mv0 type macvlan', 'RTNETLINK answers: Invalid argument\n[2]'],
    ['ip link add mv0 link lo type macvlan', 'RTNETLINK answers: Invalid argument\n[2]'],
    ['ip link add mv0 link eth0 mtu 9000 type macvlan', 'RTNETLINK answers: Invalid argument\n[2]'],
    ['ip link add iv0 link lo type ipvlan', 'Error: Master is either lo or non-ether device.\n[2]'],
    [
      'ip link add mv0 link eth0 type macvlan mode source',
      'not simulated: ip link type macvlan mode source\n[1]',
    ],
    [
      'ip link add mv0 link eth0 type macvlan mode foo',
      'Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source", not "foo"\n[1]',
    ],
  ])('%j → %j', (line, text) => {
    expect(with192().type(line)).toBe(text);
  });
});
