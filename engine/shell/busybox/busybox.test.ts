import { describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { recordType } from '../../net/dns/message.ts';
import { coreDnsAuthority } from '../../linux/program/dns/answer.ts';
import { dnsServer } from '../../linux/program/dns/server.ts';
import { labResponder } from '../../linux/program/http/lab.ts';
import { httpServer } from '../../linux/program/http/server.ts';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { busybox } from './busybox.ts';

function world() {
  const two = pair();
  start(two.other, { program: httpServer({ port: 80, respond: labResponder('web-1'), idle: 5 }) });
  start(two.other, {
    program: dnsServer({
      authority: {
        zones: [
          { name: 'cluster.local.', authority: coreDnsAuthority('cluster.local.', 30), fallThrough: false },
        ],
        ttl: 30,
        recursive: false,
        records: (name, type) =>
          name === 'web.default.svc.cluster.local.' && type === recordType.A
            ? [{ kind: 'address', address: Address.parse('10.0.0.2') }]
            : [],
        exists: (name) => 'web.default.svc.cluster.local.'.endsWith(name),
      },
    }),
  });
  two.clock.runUntil(second);
  const files = {
    '/etc/resolv.conf':
      'search default.svc.cluster.local svc.cluster.local\nnameserver 10.0.0.2\noptions ndots:5\n',
  };
  const run = (words: string) => {
    const { text, process } = finish(two.one, {
      program: busybox.program,
      arguments: ['busybox', ...words.split(' ')],
      files,
    });
    return {
      text: text
        .replace(/time=[\d.]+ ms/g, 'time=T')
        .replace(/= [\d./]+ ms/, '= T')
        .replace(/\d+\.\d{3} ms/g, 'T'),
      status: process.exit?.status,
    };
  };
  return { ...two, run };
}

describe('busybox', () => {
  test('ping counts from zero and has its own statistics', () => {
    const { run } = world();
    expect(run('ping -c 2 10.0.0.2')).toEqual({
      status: 0,
      text: `PING 10.0.0.2 (10.0.0.2): 56 data bytes
64 bytes from 10.0.0.2: seq=0 ttl=64 time=T
64 bytes from 10.0.0.2: seq=1 ttl=64 time=T

--- 10.0.0.2 ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = T
`,
    });
    expect(run('ping -c 1 -W 1 10.0.0.9').text).toContain(
      '1 packets transmitted, 0 packets received, 100% packet loss\n',
    );
  });

  test('nslookup asks for every name of the search list, and does not complete a name with a dot', () => {
    const { run } = world();
    expect(run('nslookup web')).toEqual({
      status: 1,
      text: `Server:\t\t10.0.0.2
Address:\t10.0.0.2:53

Name:\tweb.default.svc.cluster.local
Address: 10.0.0.2

** server can't find web.svc.cluster.local: NXDOMAIN


** server can't find web.svc.cluster.local: NXDOMAIN

`,
    });
    expect(run('nslookup web.default.svc.cluster.local').status).toBe(0);
    expect(run('nslookup web.default').status).toBe(1);
  });

  test('wget, nc, telnet and traceroute speak in its words', () => {
    const { run } = world();
    expect(run('wget -qO- http://web/').text).toContain('Hostname: web-1\n');
    expect(run('wget -O- http://10.0.0.2:81/')).toEqual({
      status: 1,
      text: "Connecting to 10.0.0.2:81 (10.0.0.2:81)\nwget: can't connect to remote host (10.0.0.2): Connection refused\n",
    });
    expect(run('telnet 10.0.0.2 81').text).toBe(
      "telnet: can't connect to remote host (10.0.0.2): Connection refused\n",
    );
    expect(run('nc -zv 10.0.0.2 80').text).toMatch(/^nc: invalid option -- 'z'\nBusyBox v1\.35\.0/);
    expect(run('traceroute -n 10.0.0.2').text).toBe(
      'traceroute to 10.0.0.2 (10.0.0.2), 30 hops max, 46 byte packets\n 1  10.0.0.2  T  T  T\n',
    );
  });

  test('ip, route and netstat have their own lines and know less than the full tools', () => {
    const { run } = world();
    expect(run('ip route').text).toMatch(/^10\.0\.0\.0\/24 dev \w+ scope link {2}src 10\.0\.0\.1 \n$/);
    expect(run('ip neigh add 10.0.0.9').text).toBe("ip: invalid argument 'add' to 'ip'\n");
    expect(run('ip -s link').text).toMatch(/^BusyBox v1\.35\.0.*\n\nUsage: ip \[OPTIONS\]/);
    expect(run('route').text).toContain('10.0.0.0        *               255.255.255.0   U ');
    expect(run('netstat -tlnp').text).toMatch(/^netstat: invalid option -- 'p'\nBusyBox/);
  });

  test('knows what is no applet', () => {
    const { run } = world();
    expect(run('foo')).toEqual({ text: 'foo: applet not found\n', status: 127 });
    expect(run('ftpput')).toEqual({ text: 'ftpput: not simulated: busybox ftpput\n', status: 1 });
  });
});
