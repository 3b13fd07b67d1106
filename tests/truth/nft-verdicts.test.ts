/**
 * Random conditions on random packets: the kernel counts a packet in a rule if and only if ours does. One table of many
 * rules that only count, at PREROUTING of a namespace; frames come in by a veth pair. NFT_SEED repeats a run.
 */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Address } from '../../engine/net/address/address.ts';
import { parseMac } from '../../engine/net/address/mac.ts';
import { ipv4 } from '../../engine/net/packet/ipv4.ts';
import { ipv6 } from '../../engine/net/packet/ipv6.ts';
import { tcpFlags, type Transport } from '../../engine/net/packet/transport.ts';
import { emit } from '../../engine/net/wire/emit.ts';
import { parseIp } from '../../engine/net/wire/parse.ts';
import { aNamespace } from '../../engine/linux/netfilter/testing/namespace.ts';
import { PacketBuffer } from '../../engine/linux/skb/packet-buffer.ts';
import { runNft } from '../../engine/shell/nft/testing.ts';
import { hasNft, realNamespace, removeNamespace, shellIn } from './nft-real.ts';

const name = `nft-verdicts-${String(process.pid)}`;
const sources = ['10.0.0.1', '10.0.0.2', '10.0.1.1', '192.168.0.9'];
const sixes = ['fd00::1', 'fd00::2', '2001:db8::9'];
const ports = [22, 53, 80, 443, 8080, 40_000];

const word = (...words: readonly string[]) => fc.constantFrom(...words);
const port = fc.constantFrom(...ports);

const transport: fc.Arbitrary<Transport> = fc.oneof(
  fc
    .record({
      sourcePort: port,
      destinationPort: port,
      bits: fc.integer({ min: 0, max: 63 }),
      window: fc.constantFrom(0, 64, 1000),
    })
    .map(({ sourcePort, destinationPort, bits, window }): Transport => ({
      kind: 'tcp',
      sourcePort,
      destinationPort,
      sequence: 7,
      acknowledgement: 9,
      flags: tcpFlags({
        fin: (bits & 1) !== 0,
        syn: (bits & 2) !== 0,
        rst: (bits & 4) !== 0,
        psh: (bits & 8) !== 0,
        ack: (bits & 16) !== 0,
        urg: (bits & 32) !== 0,
      }),
      window,
      urgent: 0,
      options: bits % 3 === 0 ? [{ kind: 'mss', value: 1460 }] : [],
      data: new Uint8Array(bits % 4),
    })),
  fc
    .record({ sourcePort: port, destinationPort: port, size: fc.integer({ min: 0, max: 9 }) })
    .map(({ sourcePort, destinationPort, size }): Transport => ({
      kind: 'udp',
      sourcePort,
      destinationPort,
      payload: { kind: 'data', data: new Uint8Array(size) },
    })),
);

const packet = fc.oneof(
  fc
    .record({
      source: word(...sources),
      destination: word(...sources),
      ttl: fc.constantFrom(1, 63, 64, 255),
      tos: fc.constantFrom(0, 8, 46 << 2, 3),
      id: fc.constantFrom(0, 5, 999),
      dontFragment: fc.boolean(),
      payload: transport,
    })
    .map((each) =>
      ipv4({ ...each, source: Address.parse(each.source), destination: Address.parse(each.destination) }),
    ),
  fc
    .record({
      source: word(...sixes),
      destination: word(...sixes),
      hopLimit: fc.constantFrom(1, 64, 255),
      payload: transport,
    })
    .map((each) =>
      ipv6({ ...each, source: Address.parse(each.source), destination: Address.parse(each.destination) }),
    ),
  fc
    .record({
      source: word(...sources),
      destination: word(...sources),
      id: fc.constantFrom(1, 77),
      sequence: fc.constantFrom(1, 2),
      type: fc.constantFrom('echoRequest' as const, 'echoReply' as const),
    })
    .map(({ source, destination, id, sequence, type }) =>
      ipv4({
        source: Address.parse(source),
        destination: Address.parse(destination),
        payload: { kind: 'icmp', type, id, sequence, data: new Uint8Array(4) },
      }),
    ),
);

const set = (value: fc.Arbitrary<string>) =>
  fc.oneof(
    value,
    fc.array(value, { minLength: 2, maxLength: 3 }).map((values) => `{ ${values.join(', ')} }`),
  );
const equality = word('', '', '!= ');
const compares = (left: string, value: fc.Arbitrary<string>) =>
  fc.tuple(equality, set(value)).map(([relation, right]) => `${left} ${relation}${right}`);
const bounds = (left: string, values: readonly number[]) =>
  fc
    .tuple(word('<', '>', '<=', '>='), fc.constantFrom(...values))
    .map(([relation, value]) => `${left} ${relation} ${String(value)}`);
const numbers = (...values: readonly number[]) => word(...values.map(String));

const condition = fc.oneof(
  compares('ip saddr', word(...sources, '10.0.0.0/24', '10.0.0.2-10.0.1.1')),
  compares('ip daddr', word(...sources, '192.168.0.0/16')),
  compares('ip6 saddr', word(...sixes, 'fd00::/16')),
  compares('tcp dport', word(...ports.map(String), '50-100')),
  compares('udp sport', word(...ports.map(String), '1-60')),
  compares('th dport', word('53', '80', '400-9000')),
  compares('meta l4proto', word('tcp', 'udp', 'icmp')),
  compares('ip protocol', word('tcp', 'udp', 'icmp')),
  compares('ip ttl', numbers(1, 63, 64)),
  bounds('ip ttl', [1, 63, 100]),
  bounds('ip6 hoplimit', [1, 63, 100]),
  bounds('meta length', [29, 40, 44, 60, 63]),
  bounds('tcp window', [1, 64, 999]),
  compares('ip dscp', word('cs0', 'ef', '0x02')),
  compares('ip ecn', word('ce', 'not-ect')),
  compares('ip id', numbers(0, 5)),
  compares('ip frag-off', word('0x4000', '0')),
  compares('udp length', numbers(8, 10, 17)),
  compares('icmp type', word('echo-request', 'echo-reply')),
  compares('icmp id', numbers(1, 77)),
  compares('tcp sequence', numbers(7, 8)),
  fc
    .tuple(word('', '== ', '!= ', '! '), word('syn', 'ack', 'syn,ack', 'fin,psh'))
    .map(([relation, value]) => `tcp flags ${relation}${value}`),
  word(
    'tcp flags syn / fin,syn,rst,ack',
    'tcp flags & (syn | rst) == 0',
    'tcp flags != syn,ack / syn,ack',
    'tcp flags & syn != 0',
  ),
  word(
    'meta nfproto ipv4',
    'meta nfproto ipv6',
    'meta protocol ip6',
    'iifname "eth0"',
    'iifname != "eth*"',
    'iifname { "lo", "eth0" }',
  ),
  word(
    'ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.2 . 22 }',
    'ip saddr . udp dport { 10.0.0.0/24 . 50-100 }',
    'ip saddr . ip daddr != { 10.0.0.1 . 10.0.0.2 }',
  ),
  word(
    '@th,16,16 80',
    '@nh,96,32 0x0a000001',
    '@th,0,16 & 0xff == 22',
    '@th,104,8 0x12',
    '@nh,8,2 1',
    '@ll,0,8 2',
    '@th,400,8 1',
  ),
  word(
    'tcp option maxseg exists',
    'tcp option maxseg missing',
    'tcp option maxseg size 1460',
    'tcp option window exists',
  ),
  word(
    'ip saddr & 255.255.0.0 == 10.0.0.0',
    'ip saddr & 0.0.0.255 == 0.0.0.1',
    'meta pkttype host',
    'meta mark 0',
    'ip version 4',
    'ip hdrlength 5',
  ),
  word('ether type ip', 'ether saddr 02:00:00:00:00:01', 'ether daddr 02:00:00:00:00:02'),
);
const rule = fc
  .array(condition, { minLength: 1, maxLength: 2 })
  .map((conditions) => `${conditions.join(' ')} counter`);

/** Packets counted by each rule, in the order of the listing. */
function counts(listing: string): readonly (readonly [rule: string, packets: number, bytes: number])[] {
  return [...listing.matchAll(/^\t\t(.*) counter packets (\d+) bytes (\d+)$/gm)].map(
    ([, text, packets, bytes]) => [text ?? '', Number(packets), Number(bytes)],
  );
}

const [near, far] = ['02:00:00:00:00:01', '02:00:00:00:00:02'];

describe.skipIf(!hasNft)('random conditions on random packets', () => {
  beforeAll(() => {
    expect(realNamespace(name)).toBe(true);
    expect(realNamespace(`${name}-peer`)).toBe(true);
    shellIn(
      name,
      `ip link add eth0 address ${far} type veth peer name eth0 address ${near} netns ${name}-peer
       sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.accept_dad=0 net.ipv6.conf.eth0.router_solicitations=0
       ip link set eth0 up addrgenmode none; ip link set lo up
       ip netns exec ${name}-peer sysctl -qw net.ipv6.conf.all.disable_ipv6=1
       ip -n ${name}-peer link set eth0 up; sleep 0.2`,
    );
  });
  afterAll(() => {
    removeNamespace(name);
    removeNamespace(`${name}-peer`);
  });

  it('are counted as the kernel counts them', { timeout: 60_000 }, () => {
    const seed = Number(process.env['NFT_SEED'] ?? Date.now() % 0x7fff_ffff);
    const packets = fc.sample(packet, { numRuns: 150, seed });
    const place = aNamespace();
    expect(runNft(place, ['add', 'table', 'inet', 't']).status).toBe(0);
    runNft(place, ['add', 'chain', 'inet', 't', 'c', '{ type filter hook prerouting priority -500; }']);
    const rules = fc
      .sample(rule, { numRuns: 250, seed })
      .filter((each) => runNft(place, ['add', 'rule', 'inet', 't', 'c', each]).status === 0);

    const text = `table inet t {\nchain c {\ntype filter hook prerouting priority -500;\n${rules.join('\n')}\n}\n}\n`;
    const loaded = shellIn(name, `nft flush ruleset; nft -f - <<'END' 2>&1\n${text}END\n`);
    expect(loaded).toBe('');
    const frames = packets.map((each) => {
      const type = each.kind === 'ipv4' ? '0800' : '86dd';
      return `${far}${near}`.replaceAll(':', '') + type + Buffer.from(emit(each)).toString('hex');
    });
    const sent = spawnSync('ip', ['netns', 'exec', `${name}-peer`, 'python3', '-c', sender], {
      input: frames.join('\n'),
      encoding: 'utf8',
    });
    expect([sent.status, sent.stderr]).toEqual([0, '']);
    const real = counts(shellIn(name, 'sleep 0.2; nft list chain inet t c'));

    for (const each of packets) {
      const parsed = parseIp(emit(each));
      if (!parsed.ok) throw new Error('not a packet');
      const skb = new PacketBuffer(1, parsed.value);
      skb.source = parseMac(near);
      skb.destination = parseMac(far);
      skb.type = 'host';
      place.hooks.run(skb, {
        hook: 'prerouting',
        family: each.kind === 'ipv4' ? 4 : 6,
        in: Object.assign(Object.create(place.devices.loopback) as typeof place.devices.loopback, {
          name: 'eth0',
        }),
        out: undefined,
      });
    }
    const ours = counts(runNft(place, ['list', 'chain', 'inet', 't', 'c']).out);
    console.log(
      `nft verdicts: seed ${String(seed)}, ${String(rules.length)} rules, ${String(packets.length)} packets`,
    );
    expect(ours).toHaveLength(real.length);
    const said = (rows: typeof ours) =>
      rows.map(([, count, bytes], at) => [ours[at]?.[0], count, bytes] as const);
    const [mine, theirs] = [said(ours), said(real)];
    expect(mine.filter((each, at) => String(each) !== String(theirs[at]))).toEqual(
      theirs.filter((each, at) => String(each) !== String(mine[at])),
    );
  });
});

const sender = `
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
for line in sys.stdin:
    s.send(bytes.fromhex(line.strip()))
`;
