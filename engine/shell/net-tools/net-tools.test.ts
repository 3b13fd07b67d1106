import { describe, expect, it } from 'vitest';
import { arp } from '../arp/arp.ts';
import { brctl } from '../brctl/brctl.ts';
import { ethtool } from '../ethtool/ethtool.ts';
import { ifconfig } from '../ifconfig/ifconfig.ts';
import { ip } from '../ip/ip.ts';
import { bench, type Bench } from '../iproute2/testing/bench.ts';
import { route } from '../route/route.ts';

function connected(): Bench {
  const made = bench(ip, ifconfig, route, arp, brctl, ethtool);
  made.prepare(
    'ip link set lo up',
    'ip link add va address 02:00:00:00:00:01 type veth peer name vb netns green',
    'ip link set va up',
    'ip addr add 10.0.0.1/24 brd + dev va',
  );
  return made;
}

describe('the old tools', () => {
  it('route ends with 1 where it has nothing to list', () => {
    const made = bench(route);
    expect(made.type('route -n')).toMatch(/Iface\n\[1\]$/);
    expect(connected().type('route -n')).toMatch(/va\n$/);
  });

  it('ifconfig shows a device and sets its address with the mask of its class', () => {
    const made = connected();
    expect(made.type('ifconfig va')).toBe(
      `va: flags=4099<UP,BROADCAST,MULTICAST>  mtu 1500
        inet 10.0.0.1  netmask 255.255.255.0  broadcast 10.0.0.255
        ether 02:00:00:00:00:01  txqueuelen 1000  (Ethernet)
        RX packets 0  bytes 0 (0.0 B)
        RX errors 0  dropped 0  overruns 0  frame 0
        TX packets 0  bytes 0 (0.0 B)
        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0

`,
    );
    made.prepare('ifconfig va 10.0.0.9', 'ifconfig va:1 10.9.9.9/24');
    expect(made.type('ip -4 -o addr show va')).toBe(
      `2: va    inet 10.0.0.9/8 brd 10.255.255.255 scope global va\\       valid_lft forever preferred_lft forever
2: va    inet 10.9.9.9/24 brd 10.9.9.255 scope global va:1\\       valid_lft forever preferred_lft forever
`,
    );
    made.prepare('ifconfig va netmask 255.255.0.0');
    expect(made.type('ip -4 -br addr show va')).toContain('10.0.0.9/16');
  });

  it('route lists and changes the main table', () => {
    const made = connected();
    made.prepare(
      'route add default gw 10.0.0.5',
      'route add -net 10.5.0.0 netmask 255.255.0.0 gw 10.0.0.5 metric 5',
      'route add 10.7.0.2 dev va',
      'route add -net 10.8.0.0/24 reject',
    );
    expect(made.type('route -n')).toBe(
      `Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
0.0.0.0         10.0.0.5        0.0.0.0         UG    0      0        0 va
10.0.0.0        0.0.0.0         255.255.255.0   U     0      0        0 va
10.5.0.0        10.0.0.5        255.255.0.0     UG    5      0        0 va
10.7.0.2        0.0.0.0         255.255.255.255 UH    0      0        0 va
10.8.0.0        -               255.255.255.0   !     0      -        0 -
`,
    );
    made.prepare('route del default', 'route del -net 10.5.0.0/16');
    expect(made.type('route -n')).not.toContain('UG');
  });

  it('arp lists, adds and deletes neighbours', () => {
    const made = connected();
    made.prepare('arp -s 10.0.0.7 02:00:00:00:00:07');
    expect(made.type('arp -n')).toBe(
      `Address                  HWtype  HWaddress           Flags Mask            Iface
10.0.0.7                 ether   02:00:00:00:00:07   CM                    va
`,
    );
    expect(made.type('arp -a')).toBe('? (10.0.0.7) at 02:00:00:00:00:07 [ether] PERM on va\n');
    made.prepare('arp -d 10.0.0.7');
    expect(made.type('arp -d 10.0.0.7')).toBe('No ARP entry for 10.0.0.7\n[255]');
  });

  it('brctl makes bridges and shows them', () => {
    const made = connected();
    made.prepare('brctl addbr br0', 'brctl addif br0 va');
    expect(made.type('brctl show')).toBe(
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr0\t\t8000.020000000001\tno\t\tva\n',
    );
    expect(made.type('brctl addif br0 va')).toContain('already a member of a bridge');
  });

  it('ethtool tells the number of the other end', () => {
    expect(connected().type('ethtool -S va')).toMatch(/^NIC statistics:\n {5}peer_ifindex: 2\n/);
  });

  it.each([
    ['ifconfig nosuch', 'nosuch: error fetching interface information: Device not found\n[1]'],
    ['ifconfig nosuch up', 'nosuch: ERROR while getting interface flags: No such device\n[255]'],
    ['route add -net 10.5.0.0/16 gw 9.9.9.9', 'SIOCADDRT: Network is unreachable\n[7]'],
    ['route del -net 10.5.0.0/16', 'SIOCDELRT: No such process\n[7]'],
    ['route add default gw foo', 'foo: Unknown host\n[6]'],
    ['route -A foo', "Unknown address family `foo'.\n[1]"],
    ['arp -H ax25 -n', 'not simulated: arp -H ax25\n[1]'],
    ['arp -A inet6', "arp: inet6: kernel only supports 'inet'.\n[255]"],
    ['arp -f', 'arp: cannot open etherfile /etc/ethers !\n[255]'],
    ['route -6', 'not simulated: route -6\n[1]'],
    ['arp -d 1.2.3.4', 'SIOCDARP(dontpub): Network is unreachable\n[255]'],
    ['arp -s 10.0.0.7', 'arp: need hardware address\n[255]'],
    ['brctl delbr nosuch', "bridge nosuch doesn't exist; can't delete it\n[1]"],
    [
      'brctl stp br0',
      'Incorrect number of arguments for command\nUsage: brctl stp <bridge> {on|off}\tturn stp on/off\n[1]',
    ],
    ['ethtool -i lo', 'Cannot get driver information: Operation not supported\n[71]'],
    ['ethtool -S lo', 'no stats available\n[94]'],
    ['ethtool -K va tx off', 'not simulated: ethtool -K\n[1]'],
    ['ethtool -foo', 'ethtool: bad command line argument(s)\nFor more information run ethtool -h\n[1]'],
  ])('%j → %j', (line, text) => {
    expect(connected().type(line)).toBe(text);
  });
});
