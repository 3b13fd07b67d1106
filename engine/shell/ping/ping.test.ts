import { describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { ping } from './ping.ts';
import { roundTripText } from './print.ts';

const run = (words: string, place = pair().one) =>
  finish(place, { program: ping.program, arguments: words.split(' ') });

/** Times replaced, as the recordings are compared. */
const timeless = (text: string) => text.replace(/time=[\d.]+ ms/g, 'time=T').replace(/= [\d./]+ ms/g, '= T');

describe('ping', () => {
  test('prints a line a second and its statistics', () => {
    const { text, process } = run('ping -c 3 10.0.0.2');
    expect(timeless(text)).toBe(`PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.
64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=T
64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=T
64 bytes from 10.0.0.2: icmp_seq=3 ttl=64 time=T

--- 10.0.0.2 ping statistics ---
3 packets transmitted, 3 received, 0% packet loss, time 2000ms
rtt min/avg/max/mdev = T
`);
    expect(process.exit?.status).toBe(0);
  });

  test('streams, and ^C makes it print the statistics', () => {
    const { one, clock } = pair();
    const session = start(one, { program: ping.program, arguments: ['ping', '10.0.0.2'] });
    clock.runUntil(1.5 * second);
    expect(session.text.split('\n')).toHaveLength(4);
    session.process.kill('SIGINT');
    clock.runUntil(1.6 * second);
    expect(session.text).toContain('2 packets transmitted, 2 received, 0% packet loss, time 1000ms');
    expect(session.process.exit?.status).toBe(0);
  });

  test('of an address nobody has: three errors when ARP gives up, from this host', () => {
    const { text, process } = run('ping -c 3 10.0.0.9');
    expect(text).toBe(`PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.
From 10.0.0.1 icmp_seq=1 Destination Host Unreachable
From 10.0.0.1 icmp_seq=2 Destination Host Unreachable
From 10.0.0.1 icmp_seq=3 Destination Host Unreachable

--- 10.0.0.9 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2000ms
pipe 3
`);
    expect(process.exit?.status).toBe(1);
  });

  test('-W limits the wait for the last reply', () => {
    const { one, clock } = pair();
    const { text } = run('ping -c 1 -W 1 10.0.0.9', one);
    expect(text).toBe(`PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.

--- 10.0.0.9 ping statistics ---
1 packets transmitted, 0 received, 100% packet loss, time 0ms

`);
    expect(clock.now).toBe(second);
  });

  test('-M do of a packet that is too long is a local error', () => {
    const { text } = run('ping -c 1 -M do -s 1473 10.0.0.2');
    expect(text).toContain('ping: local error: message too long, mtu=1500\n');
    expect(text).toContain('1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n\n');
  });

  test('without -M do it is fragmented', () => {
    expect(run('ping -c 1 -s 3000 10.0.0.2').text).toContain('3008 bytes from 10.0.0.2: icmp_seq=1 ttl=64');
  });

  test('errors are iputils’ own', () => {
    const cases: readonly (readonly [string, string, number])[] = [
      ['ping', 'ping: usage error: Destination address required\n', 1],
      ['ping -c x 10.0.0.2', "ping: invalid argument: 'x'\n", 1],
      [
        'ping -c 0 10.0.0.2',
        "ping: invalid argument: '0': out of range: 1 <= value <= 9223372036854775807\n",
        1,
      ],
      ['ping -t 300 10.0.0.2', "ping: invalid argument: '300': out of range: 0 <= value <= 255\n", 1],
      ['ping -I 1.2.3.4 10.0.0.2', 'ping: bind: Cannot assign requested address\n', 2],
      ['ping -I nosuch 10.0.0.2', 'ping: SO_BINDTODEVICE nosuch: No such device\n', 2],
      ['ping 192.0.2.1', 'ping: connect: Network is unreachable\n', 2],
      ['ping 255.255.255.255', 'ping: connect: Network is unreachable\n', 2],
      [
        'ping 10.0.0.255',
        'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n',
        2,
      ],
      ['ping nosuch', 'ping: nosuch: Temporary failure in name resolution\n', 2],
      ['ping -F x ::1', 'ping: bad value for flowinfo: x\n', 2],
      ['ping6 10.0.0.2', 'ping6: 10.0.0.2: Address family for hostname not supported\n', 2],
      ['ping -R -T tsonly 10.0.0.2', 'ping: only one of -T or -R may be used\n', 2],
      ['ping -N name ::1', 'ping: not simulated: -N name, node information queries\n', 1],
      ['ping -6 10.0.0.1', 'ping: 10.0.0.1: Address family for hostname not supported\n', 2],
      ['ping -4 -6 ::1', 'ping: only one -4 or -6 option may be specified\n', 2],
    ];
    for (const [command, message, status] of cases) {
      const { text, process } = run(command);
      if (!command.includes('255.255')) expect([command, text]).toEqual([command, message]);
      expect([command, process.exit?.status]).toEqual([command, status]);
    }
    expect(run('ping -Z 10.0.0.2').text).toMatch(
      /^ping: invalid option -- 'Z'\n\nUsage\n {2}ping \[options\]/,
    );
  });

  test('routers and hosts write their addresses and the time where it asks them to', () => {
    const stampless = (text: string) => text.replace(/\t\d+( absolute)?$/gm, '\tN$1');
    expect(run('ping -c 2 -i 0.1 -R 10.0.0.2').text).toContain(
      'RR: \t10.0.0.1\n\t10.0.0.2\n\t10.0.0.2\n\t10.0.0.1\n\n',
    );
    expect(run('ping -c 2 -i 0.1 -R 10.0.0.2').text).toContain(' ms\t(same route)\n');
    expect(stampless(run('ping -c 1 -T tsandaddr 10.0.0.2').text)).toContain(
      'TS: \t10.0.0.1\tN absolute\n\t10.0.0.2\tN\n\t10.0.0.2\tN\n\t10.0.0.1\tN\n\n',
    );
    expect(stampless(run('ping -c 1 -T tsprespec 10.0.0.2 10.0.0.2').text)).toContain(
      'TS: \t10.0.0.2\tN absolute\n\n',
    );
  });

  test('-v tells sockets, address and identifier', () => {
    expect(timeless(run('ping -v -c 1 -e 7 10.0.0.2').text))
      .toContain(`ping: sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: 4 (socktype: SOCK_RAW), hints.ai_family: AF_UNSPEC

ai->ai_family: AF_INET, ai->ai_canonname: '10.0.0.2'
PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.
64 bytes from 10.0.0.2: icmp_seq=1 ident=7 ttl=64 time=T
`);
  });

  test('without CAP_NET_RAW a ping socket serves, if the group may have one', () => {
    const { one } = pair();
    const credentials = { uid: 1000, capabilities: new Set<string>() };
    const command = { program: ping.program, arguments: ['ping', '-c1', '10.0.0.2'], credentials };
    expect(finish(one, command).text).toBe(
      'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\nping: => missing cap_net_raw+p capability or setuid?\n',
    );
    one.sysctl.set('net.ipv4.ping_group_range', '0\t2147483647');
    expect(finish(one, command).text).toContain('1 received');
  });

  test('times get fewer digits as they grow', () => {
    expect([1, 999, 1_500, 12_345, 150_000].map(roundTripText)).toEqual([
      '0.001 ms',
      '0.999 ms',
      '1.50 ms',
      '12.3 ms',
      '150 ms',
    ]);
  });
});
