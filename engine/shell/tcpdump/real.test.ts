/**
 * The real tcpdump reads the same capture file as ours: same lines, same packets selected. Skipped where tcpdump is
 * not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Ethernet } from '../../net/packet/ethernet.ts';
import { linkType, pcapFile } from '../../net/pcap/pcap.ts';
import { ethernet } from '../../net/testing/arbitrary-packet.ts';
import { emit } from '../../net/wire/emit.ts';
import { compileFilter } from './filter/compile.ts';
import { readTcpdumpOptions } from './options.ts';
import { packetText } from './print/packet.ts';
import { Printer } from './print/printer.ts';
import { frames } from './testing/packets.ts';

const installed = spawnSync('tcpdump', ['--version']).error === undefined;
if (!installed) console.warn('SKIPPED: tcpdump is not installed, so it could not judge ours');

const folder = mkdtempSync(join(tmpdir(), 'tcpdump-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(packets: readonly Uint8Array[], name: string): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    pcapFile(
      linkType.ethernet,
      packets.map((bytes, index) => ({ time: 1_700_000_000_000_000 + index * 1_234_567, bytes })),
    ),
  );
  return file;
}

const environment = { TZ: 'UTC', PATH: process.env['PATH'] ?? '' };

function real(file: string, words: readonly string[]): string {
  const run = spawnSync('tcpdump', [...words, '-r', file], { encoding: 'utf8', env: environment });
  return run.stdout;
}

function ours(packets: readonly Uint8Array[], words: readonly string[]): string {
  const options = readTcpdumpOptions(words);
  if ('stop' in options) throw new Error(options.text);
  const printer = new Printer(options.print);
  const timing = { previous: undefined, first: undefined, count: 0 };
  return packets
    .map((bytes, index) =>
      packetText(
        printer,
        {
          time: 1_700_000_000_000_000 + index * 1_234_567,
          linkType: 'ethernet',
          bytes,
          length: bytes.length,
          partialChecksum: false,
        },
        timing,
        () => undefined,
      ),
    )
    .join('');
}

describe.skipIf(!installed)('the real tcpdump', () => {
  const packets = frames.map((frame) => emit(frame));
  const file = write(packets, 'samples.pcap');
  for (const words of [
    '-n',
    '-ne',
    '-nv',
    '-nvv',
    '-nvvve',
    '-nq',
    '-nS',
    '-nX',
    '-nxx',
    '-nA',
    '-nt',
    '-ntt',
    '-nttt',
    '-ntttt',
    '-nttttt',
    '-n#',
  ])
    test(`prints the same with ${words}`, () => {
      expect(ours(packets, [words]).split('\n')).toEqual(real(file, [words]).split('\n'));
    });

  test('prints the same for whatever packets come', () => {
    const many = fc
      .sample(ethernet, { numRuns: 300, seed: 7 })
      .filter(isPlain)
      .map((frame) => emit(frame));
    const arbitrary = write(many, 'arbitrary.pcap');
    const theirs = real(arbitrary, ['-nvve']).split('\n');
    const mine = ours(many, ['-nvve']).split('\n');
    const different = mine.filter((line, index) => line !== theirs[index]).length;
    expect(different / mine.length).toBeLessThan(0.05);
  });
});

/** What our printer knows: no IPv6 inside, no tunnel in a tunnel. */
function isPlain(frame: Ethernet): boolean {
  const { payload } = frame;
  if (payload.kind === 'arp') return true;
  return (
    payload.kind === 'ipv4' &&
    payload.options.length === 0 &&
    ['tcp', 'udp', 'icmp'].includes(payload.payload.kind)
  );
}

const filters = `
tcp|udp|icmp|arp|ip|ip6|ip proto 6|ip proto \\tcp|proto 17|ether proto 0x0806|ether proto \\arp|host 10.8.0.5|src host 10.8.0.5|dst host 10.8.0.5
src 10.8.0.5|dst 10.96.10.50|ip host 10.8.0.5|arp host 10.8.0.5|net 10.8.0.0/16|src net 10.8.0.0/16|dst net 10.96.0.0/12|net 10.8|net 10
net 10.8.0.0 mask 255.255.0.0|port 80|src port 80|dst port 80|tcp port 80|udp port 53|tcp port http|udp port domain|port domain|portrange 1-1024|tcp portrange 80-81
udp dst portrange 33434-33534|tcp port 80 or 53|tcp port 80 or udp port 53|port 80 and host 10.8.0.5|not tcp|not port 80|tcp and not port 80|! icmp
(tcp or udp) and host 10.8.0.5|tcp[tcpflags] & tcp-syn != 0|tcp[tcpflags] & (tcp-syn|tcp-fin) != 0|tcp[13] & 2 != 0|tcp[tcpflags] == tcp-syn|tcp[13] = 18
tcp[tcpflags] & (tcp-syn|tcp-ack) = (tcp-syn|tcp-ack)|tcp[tcpflags] & tcp-rst != 0|tcp[0:2] = 80|tcp[2:2] > 1024|ip[8] < 64|ip[8] = 64|ip[6:2] & 0x1fff != 0|ip[6] & 0x20 != 0|ip[6] & 64 = 64
ip[0] & 0xf != 5|ip[2:2] > 576|ip[9] = 1|icmp[icmptype] = icmp-echo|icmp[icmptype] == icmp-unreach|icmp[0] = 3 and icmp[1] = 4|icmp[icmpcode] = 1|icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply
udp[8:2] = 52328|udp[4:2] > 40|udp[10] & 0x80 != 0|ether[0] & 1 = 1|ether[12:2] = 0x0800|ether host be:39:00:00:00:01|ether src 7e:00:00:00:00:05|ether dst 7e:00:00:00:00:05|ether broadcast|broadcast|multicast|ether multicast|ip multicast
less 60|greater 100|len > 100|len <= 60|len - 14 > 100|ip[2:2] - ((ip[0] & 0xf) << 2) > 40|tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420|tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)
src or dst port 80|src and dst port 80|src or dst host 10.8.0.5|host 10.8.0.5 and 10.96.10.50|host 10.8.0.5 or 10.8.1.8|src host 10.8.0.5 and dst port 80|tcp src port 80|tcp dst port 80 or udp dst port 53
port 53 or port 80 and tcp|tcp and port 80 or icmp|icmp or arp|tcp or icmp|tcp port 80 or tcp port 8080 or tcp port 30090 or icmp|udp port 8472|udp port 4789|ip proto 4|ip proto 89|sctp|ip and not tcp and not udp
arp[6:2] = 1|arp[7] = 2|arp src host 10.8.0.5|rarp|igmp|host 0.0.0.0|net 0.0.0.0/0|net 224.0.0.0/4|not host 10.8.0.5 and not arp|not (host 10.8.0.5 or arp)
1 = 1|1 = 2|ip[8] - 1 = 63|ip[8] * 2 = 128|ip[8] / 2 = 32|ip[8] % 2 = 0|ip[8] ^ 64 = 0|ip[8] >> 3 = 8|ip[8] << 1 = 128|ip[12:4] = 0x0a080005|0 - ip[8] < 0
tcp[100] = 0 or arp|not tcp[100] = 0|udp[100] != 1|port (80 or 53)|host (10.8.0.5 or 10.8.1.8)|tcp port (80 or 81)|icmp[4:2] = 38
`
  .trim()
  .split('\n')
  // A bar inside parentheses belongs to the expression.
  .flatMap((line) => line.split(/\|(?![^(]*\))/));

describe.skipIf(!installed)('the filter language', () => {
  const packets = frames.map((frame) => emit(frame));
  const file = write(packets, 'filters.pcap');

  test('has more than a hundred expressions to be judged by', () => {
    expect(filters.length).toBeGreaterThan(100);
  });

  for (const expression of filters)
    test(`selects the same packets: ${expression}`, () => {
      const run = spawnSync('tcpdump', ['-n', '-#', '-t', '-r', file, expression], {
        encoding: 'utf8',
        env: environment,
      });
      const times = spawnSync('tcpdump', ['-n', '-tt', '-r', file, expression], {
        encoding: 'utf8',
        env: environment,
      }).stdout;
      const compiled = compileFilter(expression, new Map());
      if (run.status !== 0) {
        const rejected = run.stderr.includes('expression rejects all packets');
        if (!rejected)
          expect(compiled.ok ? 'ok' : `tcpdump: ${compiled.message}`).toBe(
            run.stderr.trim().split('\n').at(-1),
          );
        return;
      }
      if (!compiled.ok) throw new Error(compiled.message);
      const selected = packets.flatMap((bytes, index) =>
        compiled.test({
          linkType: 'ethernet',
          bytes,
          length: bytes.length,
          outgoing: false,
          interfaceIndex: 0,
        })
          ? [index]
          : [],
      );
      const theirs = [...times.matchAll(/^17\d{8}\.\d{6}/gm)].map(([stamp]) =>
        Math.round((Number(stamp) * 1_000_000 - 1_700_000_000_000_000) / 1_234_567),
      );
      expect(selected).toEqual(theirs);
    });

  const wrong = [
    'bogus filter',
    '10.8.0.5',
    'bogus',
    '8080',
    'tcp and bogus',
    'tcp or 10.8.0.5',
    'not bogus',
    'port 80 and tcp or 8080',
    'tcp port',
    'port nosuch',
    'host',
    'port 99999',
    'net 10.8.0.1/16',
    'net 10.8.0.0 mask 255.0.0.0',
    '(tcp',
    'tcp)',
    'tcp and',
    'ether host 1.2.3.4',
    'host 300.1.1.1',
    'tcp[20',
    'foo[0]=1',
    'udp portrange 1-x',
    'less',
    'src tcp',
    'proto nosuch',
    'ip proto tcp',
    'not',
    '!',
    'tcp &',
    'host 10.8.0.0/16',
    'icmp port 5',
    'ip6 host 1.2.3.4',
    'port 80-90',
    'tcp[0:3] = 1',
    'host aa:bb:cc:dd:ee:ff',
  ];
  for (const expression of wrong)
    test(`complains in the same words: ${expression}`, () => {
      const run = spawnSync('tcpdump', ['-n', '-r', file, expression], {
        encoding: 'utf8',
        env: environment,
      });
      const compiled = compileFilter(expression, new Map());
      expect(compiled.ok ? 'ok' : `tcpdump: ${compiled.message}`).toBe(run.stderr.trim().split('\n').at(-1));
    });
});
