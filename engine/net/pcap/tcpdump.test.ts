/**
 * A real tcpdump reads what we write: the judge of our octets. Skipped where tcpdump is not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samples } from '../testing/sample-packets.ts';
import { emit } from '../wire/emit.ts';
import { emitLinuxSll2 } from './linux-sll2.ts';
import { linkType, pcapFile, type LinkType } from './pcap.ts';

const installed = spawnSync('tcpdump', ['--version']).error === undefined;
if (!installed) console.warn('SKIPPED: tcpdump is not installed, so it could not judge the capture files');

function tcpdump(link: LinkType, packets: readonly Uint8Array[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcap-'));
  const file = join(folder, 'packets.pcap');
  writeFileSync(
    file,
    pcapFile(
      link,
      packets.map((bytes, index) => ({ time: 1_700_000_000_000_000 + index, bytes })),
    ),
  );
  const run = spawnSync('tcpdump', ['-nn', '-vv', '-e', '-r', file], {
    encoding: 'utf8',
    env: { TZ: 'UTC', PATH: process.env['PATH'] ?? '' },
  });
  rmSync(folder, { recursive: true });
  expect(run.status, run.stderr).toBe(0);
  return run.stdout;
}

const complaints = /bad|wrong|incorrect|invalid|truncated|malformed|\[\||too short/i;

const synLine =
  '10.8.0.5.43210 > 10.8.1.7.80: Flags [S], cksum 0xe293 (correct), seq 4000000001, win 64860, ' +
  'options [mss 1410,sackOK,TS val 3500000000 ecr 0,nop,wscale 7], length 0';
const quotedSyn = `proto TCP (6), length 60)\n    ${synLine}`;
const toV6 = 'fd00:10:8::5 > fd00:10:8:1::7: [icmp6 sum ok] ICMP6, ';

/** What tcpdump 4.99 says of each sample, or a telling part of it. */
const expected: Readonly<Record<string, string>> = {
  'arp request':
    'length 42: Ethernet (len 6), IPv4 (len 4), Request who-has 10.8.1.7 tell 10.8.0.5, length 28',
  'arp reply': 'Reply 10.8.0.5 is-at 02:42:0a:08:00:05, length 28',
  'tcp syn': synLine,
  'tcp data': 'options [nop,nop,sack 1 {24:124},unknown-253 0x010203,eol], length 29: HTTP, length: 29',
  udp: '10.8.0.5.33333 > 10.8.1.7.9999: [udp sum ok] UDP, length 15',
  'ipv4 options': 'flags [DF], proto UDP (17), length 47, options (RA))',
  'echo request': '10.8.0.5 > 10.8.1.7: ICMP echo request, id 7, seq 1, length 64',
  'echo reply': '10.8.0.5 > 10.8.1.7: ICMP echo reply, id 7, seq 1, length 64',
  'port unreachable': 'ICMP 10.8.1.7 udp port 9999 unreachable, length 51',
  'fragmentation needed': 'ICMP 10.8.1.7 unreachable - need to frag (mtu 1450), length 556',
  'time exceeded': `ICMP time exceeded in-transit, length 68\n\t(tos 0x0, ttl 1, id 4711, offset 0, flags [DF], ${quotedSyn}`,
  'parameter problem': 'ICMP parameter problem - octet 20, length 68',
  redirect: 'ICMP redirect 10.8.1.7 to host 10.8.0.2, length 68',
  'fragment 0':
    'offset 0, flags [+], proto UDP (17), length 996)\n    10.8.0.5.33333 > 10.8.1.7.9999: UDP, length 2000',
  'fragment 1': 'offset 976, flags [+], proto UDP (17), length 996)\n    10.8.0.5 > 10.8.1.7: ip-proto-17',
  'fragment 2': 'offset 1952, flags [none], proto UDP (17), length 76)',
  vxlan:
    '10.10.20.4.51234 > 10.10.20.5.4789: [udp sum ok] VXLAN, flags [I] (0x08), vni 1\n02:42:0a:08:00:05 > ',
  // tcpdump takes 8472 for Cisco's OTV, whose header is the same.
  'vxlan on 8472':
    '10.10.20.4.51234 > 10.10.20.5.8472: [udp sum ok] OTV, flags [I] (0x08), overlay 0, instance 1',
  'ip in ip': `proto IPIP (4), length 80)\n    10.10.20.4 > 10.10.20.5: (tos 0x0, ttl 64, id 4711, offset 0, flags [DF], ${quotedSyn}`,
  'other protocol': 'ip-proto-253 3',
  'tcp over ipv6':
    'next-header TCP (6) payload length: 40) fd00:10:8::5.43210 > fd00:10:8:1::7.80: Flags [S], cksum 0xfd70 (correct)',
  'udp over ipv6': 'fd00:10:8::5.33333 > fd00:10:8:1::7.9999: [udp sum ok] UDP, length 15',
  'icmpv6 echo request': `${toV6}echo request, id 7, seq 1`,
  'icmpv6 echo reply': `${toV6}echo reply, id 7, seq 1`,
  'packet too big': `payload length: 1240) ${toV6}packet too big, mtu 1450`,
  'icmpv6 port unreachable': `${toV6}destination unreachable, unreachable port, fd00:10:8:1::7 udp port 9999`,
  'neighbour solicitation':
    'who has fd00:10:8:1::7\n\t  source link-address option (1), length 8 (1): 02:42:0a:08:00:05',
  'neighbour advertisement':
    'tgt is fd00:10:8:1::7, Flags [router, solicited, override]\n\t  destination link-address option (2)',
  'router solicitation': `${toV6}router solicitation, length 16\n\t  source link-address option (1)`,
};

describe.skipIf(!installed)('tcpdump reads', () => {
  for (const [name, frame] of samples)
    it(`${name} as we meant it`, () => {
      const text = tcpdump(linkType.ethernet, [emit(frame)]);
      expect(text).not.toMatch(complaints);
      expect(text).toContain(expected[name] ?? 'a line that this sample has to have');
    });

  it('the cooked header, with interface and direction', () => {
    const packets = samples.map(([, frame]) =>
      emitLinuxSll2(
        { interfaceIndex: 2, hardware: 1, direction: 'outgoing', source: frame.source },
        frame.payload,
      ),
    );
    const text = tcpdump(linkType.linuxSll2, packets);
    expect(text).not.toMatch(complaints);
    expect(text).toMatch(/Out +ifindex 2 02:42:0a:08:00:05 ethertype IPv4 \(0x0800\), length/);
  });

  it('packets without a link header', () => {
    const packets = samples.flatMap(([, { payload }]) => (payload.kind === 'arp' ? [] : [emit(payload)]));
    const text = tcpdump(linkType.raw, packets);
    expect(text).not.toMatch(complaints);
    expect(text).toContain(synLine);
  });
});
