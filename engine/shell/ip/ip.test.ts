import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { bench, type Bench } from '../iproute2/testing/bench.ts';
import { ip } from './ip.ts';

/** A pair of devices to `green`, up, with an address. */
function connected(): Bench {
  const made = bench(ip);
  made.prepare(
    'ip link set lo up',
    'ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02 netns green',
    'ip link set va up',
    'ip -n green link set vb up',
    'ip addr add 10.0.0.1/24 brd + dev va',
  );
  made.pass(3 * second);
  return made;
}

describe('ip', () => {
  it.each([
    ['ip foo', 'Object "foo" is unknown, try "ip help".\n[1]'],
    ['ip addr foo', 'Command "foo" is unknown, try "ip address help".\n[255]'],
    ['ip -foo', 'Option "-foo" is unknown, try "ip -help".\n[255]'],
    ['ip -V', 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n'],
    ['ip -f foo a', 'Error: argument "foo" is wrong: invalid protocol family\n[255]'],
    ['ip xfrm state', ''],
    ['ip link help vlan', 'not simulated: ip link help vlan\n[1]'],
    ['ip -batch /nosuch', 'Cannot open file "/nosuch" for reading: No such file or directory\n[1]'],
    ['ip -n nosuch link', 'Cannot open network namespace "nosuch": No such file or directory\n[255]'],
  ])('says of %j what the real tool says', (line, text) => {
    expect(bench(ip).type(line)).toBe(text);
  });

  it('prints its usage when no object is given', () => {
    expect(bench(ip).type('ip -s')).toMatch(/^Usage: ip \[ OPTIONS \] OBJECT[^]*\[255\]$/);
  });

  it('takes shortened words', () => {
    const made = connected();
    expect(made.type('ip a')).toBe(made.type('ip address show'));
    expect(made.type('ip r')).toBe('10.0.0.0/24 dev va proto kernel scope link src 10.0.0.1 \n');
    expect(made.type('ip ro sh')).toBe(made.type('ip route'));
  });

  it('refuses changes without CAP_NET_ADMIN and shows all the same', () => {
    const made = connected();
    const user = { uid: 1000, capabilities: new Set<string>() };
    for (const line of [
      'ip link set va down',
      'ip route add 10.9.0.0/16 via 10.0.0.2',
      'ip addr del 10.0.0.1/24 dev va',
    ])
      expect(made.type(line, user)).toBe('RTNETLINK answers: Operation not permitted\n[2]');
    expect(made.type('ip -br -4 addr', user)).toContain('10.0.0.1/24');
  });

  it('marks what it writes with who wrote it', () => {
    const made = connected();
    made.prepare('ip route add 10.9.0.0/16 via 10.0.0.2');
    const route = made.namespace.routes
      .table(254)
      .list()
      .find(({ metric, scope }) => metric === 0 && scope === 'global');
    expect(route?.provenance).toEqual({ writer: 'ip' });
  });
});

describe('ip addr and ip link', () => {
  it('show flags, state, addresses and where the other end is', () => {
    expect(connected().type('ip addr show va')).toBe(
      `2: va@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netns green
    inet 10.0.0.1/24 brd 10.0.0.255 scope global va
       valid_lft forever preferred_lft forever
    inet6 fe80::ff:fe00:1/64 scope link 
       valid_lft forever preferred_lft forever
`,
    );
  });

  it('show a device whose other end is down without carrier, its routes as linkdown', () => {
    const made = connected();
    made.prepare('ip -n green link set vb down');
    expect(made.type('ip -br link show va')).toBe(
      'va@if2           DOWN           02:00:00:00:00:01 <NO-CARRIER,BROADCAST,MULTICAST,UP> \n',
    );
    expect(made.type('ip route')).toBe('10.0.0.0/24 dev va proto kernel scope link src 10.0.0.1 linkdown \n');
  });

  it('show JSON', () => {
    expect(connected().type('ip -j -4 addr show va')).toBe(
      '[{"ifindex":2,"link_index":2,"ifname":"va","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"qdisc":"noqueue","operstate":"UP","group":"default","txqlen":1000,"link_netnsid":0,"addr_info":[{"family":"inet","local":"10.0.0.1","prefixlen":24,"broadcast":"10.0.0.255","scope":"global","label":"va","valid_life_time":4294967295,"preferred_life_time":4294967295}]}]\n',
    );
  });

  it('mark an address as tentative until nobody else was found to have it', () => {
    const made = bench(ip);
    made.prepare('ip link add br0 type bridge', 'ip link set br0 up');
    expect(made.type('ip -6 addr show br0')).toContain('scope link tentative \n');
    made.pass(3 * second);
    expect(made.type('ip -6 addr show br0')).not.toContain('tentative');
  });

  it.each([
    ['ip link show nosuch', 'Device "nosuch" does not exist.\n[1]'],
    ['ip link set nosuch up', 'Cannot find device "nosuch"\n[1]'],
    ['ip link set va mtu abc', 'Error: argument "abc" is wrong: Invalid "mtu" value\n\n[255]'],
    ['ip link set va mtu 99999', 'Error: mtu greater than device maximum.\n[2]'],
    ['ip link set va address zz', '"zz" is invalid lladdr.\n[1]'],
    ['ip link set va master nosuch', 'Error: argument "nosuch" is wrong: Device does not exist\n\n[255]'],
    ['ip link add x type foo', 'Error: Unknown device type.\n[2]'],
    ['ip link add x type bond', 'not simulated: ip link type bond\n[1]'],
    ['ip link add va type bridge', 'RTNETLINK answers: File exists\n[2]'],
    [
      'ip link add d type veth peer name e',
      'Error: argument of "dynamic" must be "on" or "off", not "type"\n[1]',
    ],
    ['ip link del lo', 'RTNETLINK answers: Operation not supported\n[2]'],
    ['ip link set lo netns green', 'Error: The interface netns is immutable.\n[2]'],
    ['ip addr add 10.0.0.1/24 dev va', 'Error: ipv4: Address already assigned.\n[2]'],
    ['ip addr add foo dev va', 'Error: any valid prefix is expected rather than "foo".\n[1]'],
    ['ip addr del 1.2.3.4/24 dev va', 'Error: ipv4: Address not found.\n[2]'],
    ['ip addr add 10.0.0.9/24', 'Not enough information: "dev" argument is required.\n[1]'],
    ['ip addr flush', 'Flush requires arguments.\n[1]'],
  ])('%j → %j', (line, text) => {
    expect(connected().type(line)).toBe(text);
  });

  it('delete both ends of a pair', () => {
    const made = connected();
    made.prepare('ip -n green link del vb');
    expect(made.type('ip -br link')).toBe(
      'lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n',
    );
  });
});

describe('ip route', () => {
  it.each([
    ['ip route get 10.0.0.2', '10.0.0.2 dev va src 10.0.0.1 uid 0 \n    cache \n'],
    ['ip route get 127.0.0.1', 'local 127.0.0.1 dev lo src 127.0.0.1 uid 0 \n    cache <local> \n'],
    ['ip route get 9.9.9.9', 'RTNETLINK answers: Network is unreachable\n[2]'],
    ['ip route get', 'need at least a destination address\n[1]'],
    ['ip route show table nosuch', 'Error: argument "nosuch" is wrong: table id value is invalid\n\n[255]'],
    ['ip route show table 100', 'Error: ipv4: FIB table does not exist.\nDump terminated\n[2]'],
    ['ip route add 10.50.0.0/16 via 10.99.99.99', 'Error: Nexthop has invalid gateway.\n[2]'],
    ['ip route add 10.50.0.0/16', 'RTNETLINK answers: No such device\n[2]'],
    ['ip route add 10.50.0.5/16 via 10.0.0.2', 'Error: Invalid prefix for given prefix length.\n[2]'],
    ['ip route del 10.50.0.0/16', 'RTNETLINK answers: No such process\n[2]'],
    ['ip route change 10.50.0.0/16 via 10.0.0.2', 'RTNETLINK answers: No such file or directory\n[2]'],
    ['ip route flush', '"ip route flush" requires arguments.\n[1]'],
  ])('%j → %j', (line, text) => {
    expect(connected().type(line)).toBe(text);
  });

  it('adds, appends, replaces by metric, and lists with what the question leaves open', () => {
    const made = connected();
    made.prepare(
      'ip route add 10.50.0.0/16 via 10.0.0.2',
      'ip route append 10.50.0.0/16 via 10.0.0.3',
      'ip route replace 10.50.0.0/16 via 10.0.0.4 metric 50',
      'ip route replace 10.50.0.0/16 via 10.0.0.5',
      'ip route add blackhole 10.60.0.0/24',
      'ip route add 10.70.0.0/16 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3',
    );
    expect(made.type('ip route add 10.50.0.0/16 via 10.0.0.9')).toBe('RTNETLINK answers: File exists\n[2]');
    expect(made.type('ip route show root 10.60.0.0/16')).toBe('blackhole 10.60.0.0/24 \n');
    expect(made.type('ip route show 10.50.0.0/16')).toBe(
      `10.50.0.0/16 via 10.0.0.5 dev va 
10.50.0.0/16 via 10.0.0.3 dev va 
10.50.0.0/16 via 10.0.0.4 dev va metric 50 
`,
    );
    expect(made.type('ip route show type blackhole')).toBe('blackhole 10.60.0.0/24 \n');
    expect(made.type('ip route show 10.70.0.0/16')).toBe(
      '10.70.0.0/16 \n\tnexthop via 10.0.0.2 dev va weight 2 \n\tnexthop via 10.0.0.3 dev va weight 1 \n',
    );
    expect(made.type('ip route get 10.60.0.1')).toBe('RTNETLINK answers: Invalid argument\n[2]');
  });
});

describe('ip neigh and ip rule', () => {
  it('keep an entry without a state when adding it failed, as the kernel does', () => {
    const made = connected();
    expect(made.type('ip neigh add 10.0.0.7 dev va')).toBe('Error: No link layer address given.\n[2]');
    expect(made.type('ip neigh')).toBe('');
    expect(made.type('ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 dev va')).toBe(
      'RTNETLINK answers: File exists\n[2]',
    );
    made.prepare(
      'ip neigh replace 10.0.0.7 lladdr 02:00:00:00:00:07 dev va nud permanent',
      'ip neigh flush dev va',
    );
    expect(made.type('ip neigh show dev va')).toBe('10.0.0.7 lladdr 02:00:00:00:00:07 PERMANENT \n');
  });

  it('give a rule without a priority the one before the first', () => {
    const made = connected();
    made.prepare(
      'ip rule add from 10.0.0.0/8 table 100',
      'ip rule add to 1.2.3.4 fwmark 0x10/0xff iif va pref 50 prohibit',
    );
    expect(made.type('ip rule')).toBe(
      `0:	from all lookup local
50:	from all to 1.2.3.4 fwmark 0x10/0xff iif va prohibit
32765:	from 10.0.0.0/8 lookup 100
32766:	from all lookup main
32767:	from all lookup default
`,
    );
    made.prepare('ip rule del pref 50');
    expect(made.type('ip rule del pref 50')).toBe('RTNETLINK answers: No such file or directory\n[2]');
    expect(made.type('ip rule add blah')).toBe(
      'Error: argument "blah" is wrong: Failed to parse rule type\n[255]',
    );
  });
});

describe('ip netns', () => {
  it('lists names, newest first, with the numbers they have here', () => {
    expect(connected().type('ip netns')).toBe('green (id: 0)\nblue\n');
  });

  it('runs a command in another namespace', () => {
    expect(connected().type('ip netns exec green ip -br link show vb')).toBe(
      'vb@if2           UP             02:00:00:00:00:02 <BROADCAST,MULTICAST,UP,LOWER_UP> \n',
    );
  });

  it.each([
    ['ip netns add green', 'Cannot create namespace file "/run/netns/green": File exists\n[1]'],
    [
      'ip netns del nosuch',
      'Cannot remove namespace file "/run/netns/nosuch": No such file or directory\n[1]',
    ],
    ['ip netns exec green nosuch', 'exec of "nosuch" failed: No such file or directory\n[1]'],
    ['ip netns exec nosuch ip a', 'Cannot open network namespace "nosuch": No such file or directory\n[255]'],
  ])('%j → %j', (line, text) => {
    expect(connected().type(line)).toBe(text);
  });
});
