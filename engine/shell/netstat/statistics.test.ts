import { expect, test } from 'vitest';
import { FileTree } from '../../linux/file/file-tree.ts';
import { statistics } from './statistics.ts';

const files = new FileTree();
files.set(
  '/proc/net/snmp',
  `Ip: Forwarding DefaultTTL InReceives InHdrErrors
Ip: 1 64 0 0
Icmp: InMsgs InErrors InDestUnreachs OutMsgs OutEchos
Icmp: 7 0 2 0 0
IcmpMsg: InType3
IcmpMsg: 2
Tcp: RtoAlgorithm ActiveOpens
Tcp: 1 5
`,
);
files.set('/proc/net/snmp6', 'Ip6InReceives                   \t3\nUdp6NoPorts                     \t0\n');
files.set('/proc/net/netstat', 'TcpExt: TW TCPHPHits\nTcpExt: 4 0\nIpExt: InOctets\nIpExt: 9\n');

// As net-tools 2.10 printed, fed with these files.
test('netstat -s says in words what was counted, and of some that nothing was', () => {
  expect(statistics({ files }, new Set('s'))).toBe(`Ip:
    Forwarding: 1
    0 total packets received
Icmp:
    7 ICMP messages received
    0 input ICMP message failed
    ICMP input histogram:
        destination unreachable: 2
    0 ICMP messages sent
    ICMP output histogram:
IcmpMsg:
        InType3: 2
Tcp:
    5 active connection openings
TcpExt:
    4 TCP sockets finished time wait in fast timer
    0 packet headers predicted
IpExt:
    InOctets: 9
`);
});

test('protocols are chosen by letters, IPv6 by 6', () => {
  expect(statistics({ files }, new Set('su'))).toBe('IcmpMsg:\n    InType3: 2\nIpExt:\n    InOctets: 9\n');
  expect(statistics({ files }, new Set('s6u'))).toBe('Udp6:\n    0 packets to unknown port received\n');
});
