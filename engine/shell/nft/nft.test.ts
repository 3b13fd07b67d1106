import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../linux/netfilter/testing/namespace.ts';
import { withRules } from '../../linux/netfilter/testing/packets.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { runNft } from './testing.ts';

const run = runNft;

const line = (place: NetworkNamespace, text: string) => run(place, text.split(' '));

describe('nft', () => {
  it('makes a table, a chain and a rule, lists them and takes them away', () => {
    const place = aNamespace();
    expect(line(place, 'add table ip t1')).toEqual({ out: '', status: 0 });
    line(place, 'add chain ip t1 c1 { type filter hook forward priority 0 ; policy drop ; }');
    line(place, 'add rule ip t1 c1 ip saddr 10.8.0.0/16 tcp dport 80 counter accept');
    expect(line(place, '-a list table ip t1').out).toBe(`table ip t1 { # handle 1
\tchain c1 { # handle 1
\t\ttype filter hook forward priority filter; policy drop;
\t\tip saddr 10.8.0.0/16 tcp dport 80 counter packets 0 bytes 0 accept # handle 2
\t}
}
`);
    expect(line(place, 'delete rule ip t1 c1 handle 2').status).toBe(0);
    expect(line(place, 'delete table ip t1').status).toBe(0);
    expect(line(place, 'list ruleset')).toEqual({ out: '', status: 0 });
  });

  it.each([
    ['foo', 'Error: syntax error, unexpected newline, expecting string\nfoo\n   ^\n'],
    ['list table ip foo', 'Error: No such file or directory\nlist table ip foo\n              ^^^\n'],
    [
      'delete table ip t1',
      'Error: Could not process rule: No such file or directory\ndelete table ip t1\n                ^^\n',
    ],
  ])('%s is refused as the real one refuses it', (text, complaint) => {
    expect(line(aNamespace(), text)).toEqual({ out: complaint, status: 1 });
  });

  it('says where in a file it stumbled, and changes nothing', () => {
    const place = aNamespace();
    const { out, status } = run(
      place,
      ['-f', '-'],
      'table ip t {\n\tchain c {\n\t\ttcp dport foo accept\n\t}\n}\n',
    );
    expect(status).toBe(1);
    expect(out).toMatch(/^\/dev\/stdin:3:13-15: Error: Could not resolve service/);
    expect(out).toMatch(/\n\t\ttcp dport foo accept\n\t\t {10}\^\^\^\n$/);
    expect(line(place, 'list tables').out).toBe('');
  });

  /** nft 1.0.6 listed these rules of iptables 1.8.9 so. */
  it("translates iptables' matches, and tells the handles the kernel gave them", () => {
    const place = withRules(
      `*nat
:X - [0:0]
-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080
-A X -j RETURN
COMMIT
*filter
:T - [0:0]
-A T -m limit --limit 3/min -j LOG
-A T -m limit --limit 3/min --limit-burst 7
-A T -p udp -m multiport --sports 5,6
-A T -m mark --mark 0x1/0x3
-A T -p tcp -m tcp ! --dport 80
-A T -p udp -m udp --dport 53 -m comment --comment hi -m length --length 5
COMMIT
`,
    );
    expect(line(place, '-a -s list chain ip filter T').out.split('\n').slice(2, -3)).toEqual([
      '\tchain T { # handle 1',
      '\t\tlimit rate 3/minute counter log # handle 2',
      '\t\tlimit rate 3/minute burst 7 packets counter # handle 3',
      '\t\tmeta l4proto udp udp sport { 5, 6 } counter # handle 4',
      '\t\tmeta mark & 0x00000003 == 0x00000001 counter # handle 5',
      '\t\ttcp dport != 80 counter # handle 6',
      '\t\tudp dport 53  meta length 5 counter # handle 7',
    ]);
    expect(line(place, '-a -n list table ip nat').out).toContain(`\tchain X { # handle 1
\t\tcounter packets 0 bytes 0 return # handle 4
\t}

\tchain PREROUTING { # handle 2
\t\ttype nat hook prerouting priority -100; policy accept;
\t\ttcp dport 80 counter packets 0 bytes 0 redirect to :8080 # handle 3
\t}
`);
  });

  it("empties and deletes iptables' tables, which are of the same kernel", () => {
    const place = withRules('*filter\n-A INPUT -j DROP\nCOMMIT\n*nat\n:X - [0:0]\nCOMMIT\n');
    const tables = () => place.netfilter.iptables.tables.length;
    expect(line(place, 'add rule ip filter INPUT accept').out).toContain('not simulated: ');
    expect(line(place, 'flush table ip filter').status).toBe(0);
    expect(place.netfilter.iptables.look('filter').chain('INPUT')?.rules).toEqual([]);
    expect(line(place, 'delete table ip filter').status).toBe(0);
    expect(tables()).toBe(1);
    expect(line(place, '-c flush ruleset').status).toBe(0);
    expect(tables()).toBe(1);
    expect(line(place, 'flush ruleset').status).toBe(0);
    expect(tables()).toBe(0);
  });

  it("shows iptables' tables in its own words, and warns", () => {
    const place = withRules(
      '*filter\n:A - [0:0]\n-A FORWARD -s 10.8.0.0/16 -p tcp -m conntrack --ctstate NEW -m comment --comment x -j A\n-A A -m mark --mark 1 -j DROP\nCOMMIT\n',
    );
    expect(line(place, 'list ruleset').out)
      .toBe(`# Warning: table ip filter is managed by iptables-nft, do not touch!
table ip filter {
\tchain A {
\t\tmeta mark 0x00000001 counter packets 0 bytes 0 drop
\t}

\tchain FORWARD {
\t\ttype filter hook forward priority filter; policy accept;
\t\tmeta l4proto tcp ip saddr 10.8.0.0/16 ct state new  counter packets 0 bytes 0 jump A
\t}
}
`);
  });
});
