import { describe, expect, it } from 'vitest';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { aNamespace } from '../testing/namespace.ts';
import { forward, ping, tcp, udp } from '../testing/packets.ts';
import { applyCommands } from './apply.ts';
import { NftError } from './error.ts';
import { parseCommands } from './parse/command.ts';
import { tableText } from './print/table.ts';
import { plainStyle } from './print/value.ts';
import { nfTables } from './tables.ts';
import recorded from './recorded/listings.json' with { type: 'json' };

function load(namespace: NetworkNamespace, text: string): void {
  applyCommands(
    nfTables.of(namespace),
    parseCommands(text, { interfaceIndex: () => 1 }),
    namespace.environment.clock.now,
  );
}

function listed(namespace: NetworkNamespace): string {
  return nfTables
    .of(namespace)
    .tables.map((table) => tableText(table, namespace.environment.clock.now, plainStyle))
    .join('');
}

function chain(...rules: readonly string[]): NetworkNamespace {
  const namespace = aNamespace();
  load(
    namespace,
    `table ip t {\nchain c {\ntype filter hook forward priority 0\n${rules.join('\n')}\n}\n}\n`,
  );
  return namespace;
}

const client = '10.8.0.5:40000';
const syn = tcp(client, '10.8.1.8:80', { syn: true }, 100);
const passed = 'tcp 10.8.0.5:40000 > 10.8.1.8:80';

describe('a rule set', () => {
  it.each(recorded as readonly { title: string; text: string; listed: string }[])(
    'about $title lists as the real nft lists it',
    ({ text, listed: real }) => {
      const namespace = aNamespace();
      load(namespace, text);
      expect(listed(namespace)).toBe(real);
    },
  );

  it.each(recorded as readonly { title: string; text: string; listed: string }[])(
    'about $title, listed and loaded again, is the same',
    ({ listed: real }) => {
      const namespace = aNamespace();
      load(namespace, real);
      expect(listed(namespace)).toBe(real);
    },
  );

  it('is applied as a whole or not at all', () => {
    const namespace = chain('tcp dport 80 drop');
    const before = listed(namespace);
    expect(() => {
      load(namespace, 'add rule ip t c accept\nadd rule ip t nowhere accept\n');
    }).toThrow(NftError);
    expect(listed(namespace)).toBe(before);
  });
});

describe('a condition', () => {
  const cases: readonly (readonly [rule: string, packet: ReturnType<typeof tcp>, matches: boolean])[] = [
    ['ip saddr 10.8.0.0/24', syn, true],
    ['ip saddr != 10.8.0.0/24', syn, false],
    ['ip daddr { 10.8.1.1, 10.8.1.8 }', syn, true],
    ['ip daddr . tcp dport { 10.8.1.8 . 80 }', syn, true],
    ['ip daddr . tcp dport { 10.8.1.8 . 81 }', syn, false],
    ['tcp dport 1-100', syn, true],
    ['udp dport 80', syn, false],
    ['th dport 80', udp(client, '10.8.1.8:80'), true],
    ['meta l4proto tcp', syn, true],
    ['meta l4proto != { tcp, udp }', ping('10.8.0.5', '10.8.1.8', 1), true],
    ['iifname "cni0" oifname "eth0"', syn, true],
    ['tcp flags syn', syn, true],
    ['tcp flags & (syn | ack) == syn', syn, true],
    ['ct state new', syn, true],
    ['ct state established,related', syn, false],
    ['icmp type echo-request', ping('10.8.0.5', '10.8.1.8', 1), true],
    ['ip ttl < 64', syn, false],
    ['ip ttl 64', syn, true],
  ];
  it.each(cases)('%s', (rule, packet, matches) => {
    expect(forward(chain(`${rule} drop`), packet) === 'forward').toBe(matches);
  });

  it('on a map of verdicts goes where the map says', () => {
    const namespace = aNamespace();
    load(
      namespace,
      `table ip t {
        map m { type ipv4_addr . inet_service : verdict; elements = { 10.8.1.8 . 80 : goto no } }
        chain no { drop; }
        chain c { type filter hook forward priority 0; ip daddr . tcp dport vmap @m; accept; }
      }
`
        .replaceAll('; }', '\n}')
        .replaceAll('{ type', '{\ntype'),
    );
    expect(forward(namespace, syn)).toBe('forward');
    expect(forward(namespace, tcp(client, '10.8.1.8:81', { syn: true }))).toContain(':81');
    load(namespace, 'delete element ip t m { 10.8.1.8 . 80 }\n');
    expect(forward(namespace, syn)).toBe(passed);
  });
});

describe('a line of the log', () => {
  const lines = (namespace: NetworkNamespace) =>
    namespace.machine.kernelLog.lines.map(({ level, text }) => [level, text]);
  const text =
    'IN=cni0 OUT=eth0 MAC= SRC=10.8.0.5 DST=10.8.1.8 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID=0 PROTO=TCP SPT=40000 DPT=80 ';

  it('is what iptables would write', () => {
    const namespace = chain('log', 'tcp dport 80 log prefix "web: " level info flags tcp sequence', 'drop');
    forward(namespace, syn);
    expect(lines(namespace)).toEqual([
      [4, expect.stringContaining(`${text}WINDOW=64240 RES=0x00 SYN URGP=0 `)],
      [6, expect.stringMatching(/^web: IN=.* DPT=80 SEQ=100 ACK=0 WINDOW=/)],
    ]);
  });

  it('is not written for a group of listeners or the audit log', () => {
    const namespace = chain('log group 2', 'log level audit');
    expect(forward(namespace, syn)).toBe(passed);
    expect(lines(namespace)).toEqual([]);
  });
});

describe('a draw', () => {
  it('can be forced', () => {
    const namespace = aNamespace();
    const body = 'numgen random mod 2 vmap { 0 : goto one, 1 : goto two }';
    load(
      namespace,
      `table ip t {\nchain one {\ndrop\n}\nchain two {\naccept\n}\nchain c {\ntype filter hook forward priority 0\n${body}\n}\n}\n`,
    );
    namespace.netfilter.pick = (name, candidates) => (name === 'c' ? candidates[0] : undefined);
    expect([1, 2, 3].map(() => forward(namespace, syn))).toEqual(['forward', 'forward', 'forward']);
    namespace.netfilter.pick = () => 'two';
    expect([1, 2, 3].map(() => forward(namespace, syn))).toEqual([passed, passed, passed]);
  });
});

describe('translation', () => {
  it('is asked once, and undone for the answers', () => {
    const namespace = aNamespace();
    load(
      namespace,
      'table ip n {\nchain p {\ntype nat hook prerouting priority dstnat\nip daddr 10.96.0.10 udp dport 53 counter dnat to 10.8.0.2:5353\n}\n}\n',
    );
    expect(forward(namespace, udp(client, '10.96.0.10:53'))).toBe('udp 10.8.0.5:40000 > 10.8.0.2:5353');
    expect(forward(namespace, udp('10.8.0.2:5353', client))).toBe('udp 10.96.0.10:53 > 10.8.0.5:40000');
    forward(namespace, udp(client, '10.96.0.10:53'));
    expect(listed(namespace)).toContain('counter packets 1 bytes 28 dnat');
  });
});
