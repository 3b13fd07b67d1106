import { describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { tcpEcho, udpEcho } from '../../linux/program/echo.ts';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { netstat } from '../netstat/netstat.ts';
import { columns, layOut } from './columns.ts';
import { ss } from './ss.ts';

function world() {
  const two = pair();
  start(two.other, { program: tcpEcho({ port: 7 }), arguments: ['echod'] });
  start(two.other, { program: udpEcho({ port: 9000 }, 'x'), arguments: ['echod'] });
  start(two.one, {
    *program(process) {
      yield* two.one.sockets.tcp(process).connect(Address.parse('10.0.0.2'), 7);
      for (;;) yield { on: [] };
    },
  });
  two.clock.runUntil(second);
  const run = (words: string) =>
    finish(two.other, { program: ss.program, arguments: ['ss', ...words.split(' ')] });
  return { ...two, run };
}

describe('ss', () => {
  test('lists listening sockets, in a pipe as narrow as they are', () => {
    const { run } = world();
    expect(run('-tln').text).toBe(
      'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n' +
        'LISTEN 0      128          0.0.0.0:7         0.0.0.0:*          \n',
    );
  });

  test('shows connections, their holder, states and filters', () => {
    const { run } = world();
    expect(run('-Htn state established').text).toMatch(/^0 +0 +10\.0\.0\.2:7 +10\.0\.0\.1:\d+ *\n$/);
    expect(run('-Htnp').text).toContain('users:(("echod",pid=');
    expect(run('-Htan sport = :7 and dst 10.0.0.1').text.split('\n')).toHaveLength(2);
    expect(run('-Htan dport = :7').text).toBe('');
    expect(run('-Huln').text).toMatch(/^UNCONN 0 +0 +0\.0\.0\.0:9000 +0\.0\.0\.0:\*/);
  });

  test('errors are iproute2’s own', () => {
    const { run } = world();
    expect(run('-tn state bogus').text).toBe('ss: wrong state name: bogus\n');
    expect(run('bogus').text).toBe(
      'Error: an inet prefix is expected rather than "bogus".\nCannot parse dst/src address.\n',
    );
    expect(run('-tn sport').text).toMatch(
      /^ss: bison bellows \(while parsing filter\): "syntax error!" Sorry\.\nUsage: ss/,
    );
    expect(run('-m').text).toBe('ss: not simulated: -m, socket memory\n');
    expect(run('--foo').process.exit?.status).toBe(255);
  });

  test('shares out a terminal’s width, the remainder to the last columns', () => {
    const shown = [
      columns.state,
      columns.receiveQueue,
      columns.sendQueue,
      columns.localAddress,
      columns.localPort,
      columns.peerAddress,
      columns.peerPort,
      columns.process,
    ];
    const head = shown.map((column) => column.head);
    expect(layOut(shown, [head], 120, true)).toBe(
      'State        Recv-Q        Send-Q               Local Address:Port               Peer Address:Port       Process        \n',
    );
  });
});

describe('netstat', () => {
  test('-tan lists servers and connections', () => {
    const { other } = world();
    const { text } = finish(other, { program: netstat.program, arguments: ['netstat', '-tan'] });
    const lines = text.split('\n');
    expect(lines[0]).toBe('Active Internet connections (servers and established)');
    expect(lines[2]).toBe('tcp        0      0 0.0.0.0:7               0.0.0.0:*               LISTEN     ');
    expect(lines[3]).toMatch(/^tcp {8}0 {6}0 10\.0\.0\.2:7 {14}10\.0\.0\.1:\d+ +ESTABLISHED$/);
  });

  test('-rn and -i show routes and interfaces', () => {
    const { other } = world();
    expect(finish(other, { program: netstat.program, arguments: ['netstat', '-rn'] }).text).toBe(
      'Kernel IP routing table\n' +
        'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n' +
        '10.0.0.0        0.0.0.0         255.255.255.0   U         0 0          0 eth0\n',
    );
    expect(finish(other, { program: netstat.program, arguments: ['netstat', '-i'] }).text).toContain(
      'eth0             1500 ',
    );
  });
});
