import { describe, expect, it } from 'vitest';
import { Address } from '../../../net/address/address.ts';
import { ipv4 } from '../../../net/packet/ipv4.ts';
import { connectionText } from '../conntrack/text.ts';
import { forward, ping, short, tcp, udp, withRules } from '../testing/packets.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';

const client = '10.8.0.5:40000';
const service = '10.96.0.10:53';

function nat(...rules: readonly string[]): NetworkNamespace {
  return withRules(`*nat\n${rules.join('\n')}\nCOMMIT\n`);
}

function rows(namespace: NetworkNamespace): readonly string[] {
  const { conntrack } = namespace.netfilter;
  return conntrack.list().map((connection) => connectionText(connection, conntrack.now));
}

describe('DNAT', () => {
  it('changes the destination, and the source of the answers back', () => {
    const namespace = nat(
      '-A PREROUTING -d 10.96.0.10 -p udp --dport 53 -j DNAT --to-destination 10.8.0.2:5353',
    );
    expect(forward(namespace, udp(client, service))).toBe('udp 10.8.0.5:40000 > 10.8.0.2:5353');
    expect(forward(namespace, udp('10.8.0.2:5353', client))).toBe('udp 10.96.0.10:53 > 10.8.0.5:40000');
    expect(rows(namespace)).toEqual([
      'udp      17 30 src=10.8.0.5 dst=10.96.0.10 sport=40000 dport=53 src=10.8.0.2 dst=10.8.0.5 sport=5353 dport=40000 mark=0 use=1',
    ]);
  });

  it('is decided once: the rules see the first packet of a connection only', () => {
    const namespace = nat('-A PREROUTING -p udp -j DNAT --to-destination 10.8.0.2:5353');
    for (let count = 0; count < 3; count++) forward(namespace, udp(client, service));
    const { iptables } = namespace.netfilter;
    expect(iptables.look('nat').chain('PREROUTING')?.rules[0]?.packets).toBe(1);
    iptables.transact('nat', () => {
      iptables.flush('nat', undefined);
    });
    namespace.netfilter.conntrack.hold();
    expect(forward(namespace, udp(client, service))).toBe('udp 10.8.0.5:40000 > 10.8.0.2:5353');
  });

  it('spreads over a range, the same for the same two ends', () => {
    const namespace = nat('-A PREROUTING -p udp -j DNAT --to-destination 10.8.0.10-10.8.0.13');
    const seen = new Set<string>();
    for (let host = 1; host < 200; host++) {
      const out = forward(namespace, udp(`10.9.0.${String(host)}:1000`, service));
      seen.add(out.split('> ')[1] ?? '');
    }
    expect([...seen].sort()).toEqual(['10.8.0.10:53', '10.8.0.11:53', '10.8.0.12:53', '10.8.0.13:53']);
  });
});

describe('SNAT', () => {
  it('keeps the port while it is free, and finds another when it is not', () => {
    const namespace = nat('-A POSTROUTING -p udp -j SNAT --to-source 192.0.2.1');
    expect(forward(namespace, udp('10.8.0.5:40000', '203.0.113.10:53'))).toBe(
      'udp 192.0.2.1:40000 > 203.0.113.10:53',
    );
    const second = forward(namespace, udp('10.8.0.6:40000', '203.0.113.10:53'));
    expect(second).toMatch(/^udp 192\.0\.2\.1:\d+ > 203\.0\.113\.10:53$/);
    expect(second).not.toContain(':40000');
    expect(forward(namespace, udp('203.0.113.10:53', '192.0.2.1:40000'))).toBe(
      'udp 203.0.113.10:53 > 10.8.0.5:40000',
    );
  });

  it('--random-fully never keeps the port by intent', () => {
    const namespace = nat('-A POSTROUTING -p udp -j SNAT --to-source 192.0.2.1 --random-fully');
    const ports = [1, 2, 3, 4].map((host) =>
      forward(namespace, udp(`10.8.0.${String(host)}:40000`, '203.0.113.10:53')),
    );
    expect(ports.filter((text) => text.includes('192.0.2.1:40000'))).toEqual([]);
    for (const text of ports) expect(Number(/:(\d+) >/.exec(text)?.[1])).toBeGreaterThanOrEqual(1024);
  });

  it('of a ping changes the id when another ping has it, and changes it back', () => {
    const namespace = nat('-A POSTROUTING -p icmp -j SNAT --to-source 192.0.2.1');
    expect(forward(namespace, ping('10.8.0.5', '203.0.113.10', 7))).toBe(
      'icmp 192.0.2.1 > 203.0.113.10 id 7',
    );
    const second = forward(namespace, ping('10.8.0.6', '203.0.113.10', 7));
    const id = Number(/id (\d+)/.exec(second)?.[1]);
    expect(id).not.toBe(7);
    const reply = ping('203.0.113.10', '192.0.2.1', id, 'echoReply');
    expect(forward(namespace, reply)).toBe('icmp 203.0.113.10 > 10.8.0.6 id 7');
  });
});

describe('an ICMP error about a translated connection', () => {
  it('is translated inside and out', () => {
    const namespace = nat('-A PREROUTING -d 10.96.0.10 -p udp -j DNAT --to-destination 10.8.0.2:5353');
    forward(namespace, udp(client, service));
    const quoted = udp(client, '10.8.0.2:5353');
    const error = ipv4({
      source: Address.parse('10.8.0.2'),
      destination: Address.parse('10.8.0.5'),
      payload: { kind: 'icmp', type: 'destinationUnreachable', code: 3, rest: 0, quoted },
    });
    let inside = '';
    namespace.hooks.register('postrouting', 1000, ({ packet }) => {
      if (packet.kind === 'ipv4' && packet.payload.kind === 'icmp' && 'quoted' in packet.payload)
        inside = short(packet.payload.quoted);
      return 'accept';
    });
    expect(forward(namespace, error)).toBe('icmp 10.96.0.10 > 10.8.0.5');
    expect(inside).toBe('udp 10.8.0.5:40000 > 10.96.0.10:53');
  });
});

describe('NETMAP', () => {
  it('keeps the host part', () => {
    const namespace = nat('-A PREROUTING -d 5.5.5.0/24 -j NETMAP --to 10.1.1.0/24');
    expect(forward(namespace, tcp(client, '5.5.5.77:80', { syn: true }))).toBe(
      'tcp 10.8.0.5:40000 > 10.1.1.77:80',
    );
  });
});
