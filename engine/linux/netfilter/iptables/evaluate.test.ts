import { describe, expect, it } from 'vitest';
import type { JourneyEvent } from '../../journey/event.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { forward, ping, tcp, udp, withRules } from '../testing/packets.ts';
import { saveTable } from './print/save.ts';
import { recentLists } from './recent-list.ts';
import { restore } from './restore.ts';
import type { TableName } from './tables.ts';

const client = '10.8.0.5:40000';
const server = '10.8.1.8:80';
const syn = tcp(client, server, { syn: true }, 100);
const passed = 'tcp 10.8.0.5:40000 > 10.8.1.8:80';

function filter(...rules: readonly string[]): NetworkNamespace {
  return withRules(`*filter\n:A - [0:0]\n:B - [0:0]\n${rules.join('\n')}\nCOMMIT\n`);
}

function counters(
  namespace: NetworkNamespace,
  chain: string,
  table: TableName = 'filter',
): readonly number[] {
  return (namespace.netfilter.iptables.look(table).chain(chain)?.rules ?? []).map(({ packets }) => packets);
}

describe('a chain', () => {
  it('decides by the first rule that matches, and counts only rules it reached', () => {
    const namespace = filter(
      '-A FORWARD -p udp -j DROP',
      '-A FORWARD -p tcp -j ACCEPT',
      '-A FORWARD -j DROP',
    );
    expect(forward(namespace, syn)).toBe(passed);
    expect(counters(namespace, 'FORWARD')).toEqual([0, 1, 0]);
  });

  it('falls back to its policy', () => {
    const namespace = withRules('*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p udp -j ACCEPT\nCOMMIT\n');
    expect(forward(namespace, syn)).toBe('forward');
    expect(forward(namespace, udp(client, server))).toBe('udp 10.8.0.5:40000 > 10.8.1.8:80');
  });

  it('that is jumped to comes back at its end and at RETURN', () => {
    const namespace = filter(
      '-A FORWARD -j A',
      '-A FORWARD -j DROP',
      '-A A -p tcp -j RETURN',
      '-A A -j ACCEPT',
    );
    expect(forward(namespace, syn)).toBe('forward');
    expect(forward(namespace, udp(client, server))).toContain('udp');
  });

  it('that is gone to does not come back', () => {
    const namespace = filter(
      '-A FORWARD -j A',
      '-A FORWARD -j DROP',
      '-A A -g B',
      '-A A -j ACCEPT',
      '-A B -p udp',
    );
    expect(forward(namespace, syn)).toBe('forward');
    expect(counters(namespace, 'A')).toEqual([1, 0]);
  });

  it('counts what its policy lets through, rules or none, once somebody has set the policy', () => {
    const namespace = withRules('*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n');
    forward(namespace, syn);
    expect(namespace.netfilter.iptables.look('filter').chain('FORWARD')?.packets).toBe(1);
  });

  it('counts bytes with the IP header', () => {
    const namespace = filter('-A FORWARD -j ACCEPT');
    forward(namespace, syn);
    expect(namespace.netfilter.iptables.look('filter').chain('FORWARD')?.rules[0]?.bytes).toBe(40);
  });
});

describe('a condition', () => {
  const cases: readonly (readonly [rule: string, packet: ReturnType<typeof tcp>, matches: boolean])[] = [
    ['-s 10.8.0.0/24', syn, true],
    ['! -s 10.8.0.0/24', syn, false],
    ['-d 10.8.1.8', syn, true],
    ['-s 10.0.0.5/255.0.0.255', syn, true],
    ['-i cni0', syn, true],
    ['-i cni+', syn, true],
    ['! -i cni+', syn, false],
    ['-o eth0 -i cni0', syn, true],
    ['-o eth', syn, false],
    ['-p udp', syn, false],
    ['! -p udp', syn, true],
    ['-p tcp --dport 80', syn, true],
    ['-p tcp --dport 81:90', syn, false],
    ['-p tcp ! --dport 81:90', syn, true],
    ['-p tcp --syn', syn, true],
    ['-p tcp ! --syn', syn, false],
    ['-p tcp --tcp-flags SYN,ACK SYN,ACK', syn, false],
    ['-p tcp -m multiport --dports 22,80,443', syn, true],
    ['-p tcp -m multiport ! --ports 80', syn, false],
    ['-p icmp --icmp-type echo-request', ping('10.8.0.5', '10.8.1.8', 1), true],
    ['-p icmp --icmp-type 3/4', ping('10.8.0.5', '10.8.1.8', 1), false],
    ['-m iprange --src-range 10.8.0.1-10.8.0.9', syn, true],
    ['-m ttl --ttl-eq 64', syn, true],
    ['-m ttl --ttl-lt 64', syn, false],
    ['-m length --length 40', syn, true],
    ['-m conntrack --ctstate NEW', syn, true],
    ['-m conntrack --ctstate ESTABLISHED,RELATED', syn, false],
    ['-m conntrack --ctstate INVALID', tcp(client, server, { fin: true, ack: true }), true],
    ['-m conntrack --ctproto tcp --ctorigdstport 80', syn, true],
    ['-m conntrack --ctorigdst 10.8.1.0/24 --ctdir ORIGINAL', syn, true],
    ['-m state --state NEW', syn, true],
    ['-m physdev --physdev-in veth0', syn, false],
    ['-m physdev ! --physdev-is-bridged', syn, true],
    ['-m comment --comment "just words"', syn, true],
  ];
  it.each(cases)('%s', (rule, packet, matches) => {
    const namespace = filter(`-A FORWARD ${rule} -j ACCEPT`, '-A FORWARD -j DROP');
    expect(forward(namespace, packet) !== 'forward').toBe(matches);
  });

  it('on the mark looks at the masked bits', () => {
    const namespace = filter('-A FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT', '-A FORWARD -j DROP');
    expect(forward(namespace, syn, 0x4001)).toBe(passed);
    expect(forward(namespace, syn, 0x8000)).toBe('forward');
  });

  it('nth of every 3 matches each third packet', () => {
    const namespace = filter('-A FORWARD -m statistic --mode nth --every 3 --packet 0 -j DROP');
    const outcomes = [1, 2, 3, 4, 5, 6].map(() => forward(namespace, syn) === 'forward');
    expect(outcomes).toEqual([true, false, false, true, false, false]);
  });

  it('by chance matches about as often as it says', () => {
    const namespace = filter('-A FORWARD -m statistic --mode random --probability 0.25 -j DROP');
    let dropped = 0;
    for (let count = 0; count < 2000; count++) if (forward(namespace, syn) === 'forward') dropped++;
    expect(dropped).toBeGreaterThan(430);
    expect(dropped).toBeLessThan(570);
  });

  it('limit lets the burst pass, then one each period', () => {
    const namespace = filter(
      '-A FORWARD -m limit --limit 1/s --limit-burst 2 -j ACCEPT',
      '-A FORWARD -j DROP',
    );
    const { clock } = namespace.environment;
    expect([1, 2, 3].map(() => forward(namespace, syn))).toEqual([passed, passed, 'forward']);
    clock.runUntil(clock.now + 1_000_000);
    expect([1, 2].map(() => forward(namespace, syn))).toEqual([passed, 'forward']);
  });

  it('recent remembers who was set, for as long as is asked', () => {
    const namespace = filter(
      '-A FORWARD -p tcp -m recent --name knock --rcheck --seconds 10 --reap -j ACCEPT',
      '-A FORWARD -p udp -m recent --name knock --set -j ACCEPT',
      '-A FORWARD -j DROP',
    );
    const { clock } = namespace.environment;
    expect(forward(namespace, syn)).toBe('forward');
    forward(namespace, udp(client, server));
    expect(forward(namespace, syn)).toBe(passed);
    clock.runUntil(clock.now + 11_000_000);
    expect(forward(namespace, syn)).toBe('forward');
    expect(recentLists.of(namespace).list('knock').entries).toEqual([]);
  });

  it('that is flushed by name is there from then on, and nobody zeroes one that is not', () => {
    const { iptables } = filter().netfilter;
    expect(() => {
      iptables.zero('nat', 'POSTROUTING');
    }).toThrow('No chain/target/match by that name');
    iptables.transact('nat', () => {
      iptables.flush('nat', 'POSTROUTING');
    });
    expect(iptables.look('nat').chain('POSTROUTING')?.handle).toBeGreaterThan(0);
    expect(iptables.look('nat').chain('PREROUTING')?.handle).toBe(0);
  });

  it('a list of recent ones goes with the last rule that asks it, and not while its table is restored', () => {
    const rule = '-A FORWARD -p udp -m recent --name knock --set -j ACCEPT';
    const namespace = filter(rule);
    const lists = recentLists.of(namespace);
    forward(namespace, udp(client, server));
    restore(namespace.netfilter.iptables, `*filter\n${rule}\nCOMMIT\n`);
    expect(lists.list('knock').entries.map(({ address }) => address.text)).toEqual(['10.8.0.5']);
    restore(namespace.netfilter.iptables, '*filter\nCOMMIT\n');
    expect(lists.names).toEqual([]);
  });
});

describe('a forced draw', () => {
  const rules = [
    '-A FORWARD -j A',
    '-A A -m statistic --mode random --probability 0.5 -j B',
    '-A A -j C',
    '-A B -j DROP',
    '-A C -j ACCEPT',
  ];
  const text = `*filter\n:A - [0:0]\n:B - [0:0]\n:C - [0:0]\n${rules.join('\n')}\nCOMMIT\n`;

  it('chooses the chain that the test names', () => {
    const namespace = withRules(text);
    const asked: string[] = [];
    namespace.netfilter.pick = (chain, candidates) => {
      asked.push(`${chain}: ${candidates.join(' ')}`);
      return 'B';
    };
    expect([1, 2, 3].map(() => forward(namespace, syn))).toEqual(['forward', 'forward', 'forward']);
    namespace.netfilter.pick = () => 'C';
    expect([1, 2, 3].map(() => forward(namespace, syn))).toEqual([passed, passed, passed]);
    expect(asked).toEqual(['A: B C', 'A: B C', 'A: B C']);
  });

  it('of a chain that is not among them leaves it to chance', () => {
    const namespace = withRules(text);
    namespace.netfilter.pick = () => 'elsewhere';
    const outcomes = new Set(Array.from({ length: 50 }, () => forward(namespace, syn)));
    expect(outcomes).toEqual(new Set(['forward', passed]));
  });
});

describe('a journey', () => {
  it('shows the rows tried in order, why they did not match, and who wrote them', () => {
    const namespace = filter('-A FORWARD -d 10.9.0.0/16 -j DROP', '-A FORWARD -p tcp --dport 80 -j ACCEPT');
    const events: JourneyEvent[] = [];
    namespace.environment.journeys.listen((event) => events.push(event));
    forward(namespace, syn);
    expect(events).toHaveLength(1);
    expect(events[0]?.sentence).toBe(
      '`filter/FORWARD` rule 2 matched: tcp, tcp dpt:80, so the packet is accepted.',
    );
    expect(events[0]?.consulted).toEqual([
      {
        table: 'rules',
        name: 'filter/FORWARD',
        rows: [
          { text: '-A FORWARD -d 10.9.0.0/16 -j DROP', matched: false, because: 'not to 10.9.0.0/16' },
          { text: '-A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT', matched: true },
        ],
      },
    ]);
  });
});

describe('rules in force', () => {
  it('hold connection tracking while one of them needs it', () => {
    const namespace = filter('-A FORWARD -m conntrack --ctstate NEW -j ACCEPT');
    expect(namespace.netfilter.conntrack.isActive).toBe(true);
    namespace.netfilter.iptables.transact('filter', () => {
      namespace.netfilter.iptables.flush('filter', 'FORWARD');
    });
    expect(namespace.netfilter.conntrack.isActive).toBe(false);
  });

  it('cost an empty namespace nothing', () => {
    const namespace = withRules('');
    expect(namespace.hooks.isEmpty('forward')).toBe(true);
    expect(forward(namespace, syn)).toBe(passed);
  });

  it('print as iptables-save does', () => {
    const namespace = filter('-A FORWARD -s 10.8.0.0/16 -p tcp --dport 80 -m comment --comment "a b" -j A');
    expect(saveTable(namespace.netfilter.iptables.look('filter'), 'none')).toBe(`*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:A - [0:0]
:B - [0:0]
-A FORWARD -s 10.8.0.0/16 -p tcp -m tcp --dport 80 -m comment --comment "a b" -j A
COMMIT
`);
  });
});
