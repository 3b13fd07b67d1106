import { describe, expect, it } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { ipv4 } from '../../../net/packet/ipv4.ts';
import { tcpFlags, type TcpFlags } from '../../../net/packet/transport.ts';
import { PacketBuffer } from '../../skb/packet-buffer.ts';
import { aNamespace } from '../testing/namespace.ts';
import { connectionText } from './text.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';

const client = Address.parse('10.8.0.5');
const server = Address.parse('10.8.1.8');
const noData = new Uint8Array(0);

function tcp(from: 'client' | 'server', flags: Partial<TcpFlags>, sequence = 0, acknowledgement = 0) {
  const [source, destination] = from === 'client' ? [client, server] : [server, client];
  const [sourcePort, destinationPort] = from === 'client' ? [40_000, 80] : [80, 40_000];
  const segment = { sequence, acknowledgement, flags: tcpFlags(flags), window: 64_240, urgent: 0 };
  const payload = {
    kind: 'tcp',
    sourcePort,
    destinationPort,
    ...segment,
    options: [],
    data: noData,
  } as const;
  return ipv4({ source, destination, payload });
}

function udp(from: 'client' | 'server') {
  const [source, destination] = from === 'client' ? [client, server] : [server, client];
  const [sourcePort, destinationPort] = from === 'client' ? [40_000, 53] : [53, 40_000];
  const payload = {
    kind: 'udp',
    sourcePort,
    destinationPort,
    payload: { kind: 'data', data: noData },
  } as const;
  return ipv4({ source, destination, payload });
}

/** A packet that is forwarded: PREROUTING, then POSTROUTING. @returns what connection tracking called it */
function pass(namespace: NetworkNamespace, packet: ReturnType<typeof ipv4>): string {
  const skb = new PacketBuffer(1, packet);
  namespace.hooks.run(skb, { hook: 'prerouting', family: 4, in: undefined, out: undefined });
  const state = skb.conntrack?.state ?? 'invalid';
  namespace.hooks.run(skb, { hook: 'postrouting', family: 4, in: undefined, out: undefined });
  return state;
}

function tracked(): NetworkNamespace {
  const namespace = aNamespace();
  namespace.netfilter.conntrack.hold();
  return namespace;
}

function rows(namespace: NetworkNamespace): readonly string[] {
  const { conntrack } = namespace.netfilter;
  return conntrack.list().map((connection) => connectionText(connection, conntrack.now));
}

describe('connection tracking', () => {
  it('is not registered until something holds it, nor after it lets go', () => {
    const namespace = aNamespace();
    expect(namespace.hooks.isEmpty('prerouting')).toBe(true);
    namespace.netfilter.conntrack.hold();
    expect(namespace.hooks.isEmpty('prerouting')).toBe(false);
    namespace.netfilter.conntrack.release();
    expect(namespace.hooks.isEmpty('prerouting')).toBe(true);
  });

  it('follows a TCP connection from SYN to TIME_WAIT', () => {
    const namespace = tracked();
    const states: string[] = [];
    const step = (packet: ReturnType<typeof ipv4>): void => {
      pass(namespace, packet);
      states.push(/ESTABLISHED|[A-Z]+_[A-Z]+/.exec(rows(namespace)[0] ?? '')?.[0] ?? 'none');
    };
    step(tcp('client', { syn: true }, 100));
    step(tcp('server', { syn: true, ack: true }, 500, 101));
    step(tcp('client', { ack: true }, 101, 501));
    step(tcp('client', { fin: true, ack: true }, 101, 501));
    step(tcp('server', { fin: true, ack: true }, 501, 102));
    step(tcp('client', { ack: true }, 102, 502));
    expect(states).toEqual(['SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'LAST_ACK', 'TIME_WAIT']);
    expect(rows(namespace)).toEqual([
      'tcp      6 120 TIME_WAIT src=10.8.0.5 dst=10.8.1.8 sport=40000 dport=80 src=10.8.1.8 dst=10.8.0.5 sport=80 dport=40000 [ASSURED] mark=0 use=1',
    ]);
  });

  it('forgets a connection whose only answer is a reset', () => {
    const namespace = tracked();
    pass(namespace, tcp('client', { syn: true }, 100));
    expect(rows(namespace)).toHaveLength(1);
    expect(pass(namespace, tcp('server', { rst: true, ack: true }, 0, 101))).toBe('established');
    expect(rows(namespace)).toEqual([]);
  });

  it('calls a SYN-ACK, a FIN and a reset without a connection invalid, and picks up at an ACK', () => {
    const namespace = tracked();
    expect(pass(namespace, tcp('server', { syn: true, ack: true }, 500, 101))).toBe('invalid');
    expect(pass(namespace, tcp('server', { fin: true, ack: true }, 500, 101))).toBe('invalid');
    expect(pass(namespace, tcp('server', { rst: true }, 500))).toBe('invalid');
    expect(pass(namespace, tcp('client', { ack: true }, 101, 501))).toBe('new');
    expect(rows(namespace)[0]).toContain('tcp      6 300 ESTABLISHED');
    expect(namespace.netfilter.conntrack.statistics.invalid).toBe(3);
  });

  it('does not pick up when nf_conntrack_tcp_loose is 0', () => {
    const namespace = tracked();
    namespace.sysctl.set('net.netfilter.nf_conntrack_tcp_loose', 0);
    expect(pass(namespace, tcp('client', { ack: true }, 101, 501))).toBe('invalid');
  });

  it('calls data far outside the window invalid', () => {
    const namespace = tracked();
    pass(namespace, tcp('client', { syn: true }, 100));
    pass(namespace, tcp('server', { syn: true, ack: true }, 500, 101));
    pass(namespace, tcp('client', { ack: true }, 101, 501));
    expect(pass(namespace, tcp('client', { ack: true }, 10_000_000, 501))).toBe('invalid');
    expect(pass(namespace, tcp('client', { ack: true }, 101, 501))).toBe('established');
  });

  it('takes UDP for a stream when it goes on both ways for more than two seconds', () => {
    const namespace = tracked();
    const { clock } = namespace.environment;
    expect(pass(namespace, udp('client'))).toBe('new');
    expect(rows(namespace)[0]).toContain(
      'udp      17 30 src=10.8.0.5 dst=10.8.1.8 sport=40000 dport=53 [UNREPLIED]',
    );
    expect(pass(namespace, udp('server'))).toBe('established');
    expect(rows(namespace)[0]).toMatch(/^udp {6}17 30 .* mark=0 use=1$/);
    clock.runUntil(clock.now + 3 * second);
    pass(namespace, udp('client'));
    expect(rows(namespace)[0]).toMatch(/^udp {6}17 120 .* \[ASSURED\]/);
  });

  it('forgets what ran out, without a timer', () => {
    const namespace = tracked();
    const { clock } = namespace.environment;
    pass(namespace, udp('client'));
    clock.runUntil(clock.now + 29 * second);
    expect(namespace.netfilter.conntrack.count).toBe(1);
    clock.runUntil(clock.now + second);
    expect(clock.next).toBeUndefined();
    expect(namespace.netfilter.conntrack.count).toBe(0);
  });

  it('drops what is new when the table is full of assured connections', () => {
    const namespace = tracked();
    namespace.sysctl.set('net.netfilter.nf_conntrack_max', 1);
    pass(namespace, tcp('client', { syn: true }, 100));
    pass(namespace, tcp('server', { syn: true, ack: true }, 500, 101));
    pass(namespace, tcp('client', { ack: true }, 101, 501));
    const skb = new PacketBuffer(1, udp('client'));
    expect(namespace.hooks.run(skb, { hook: 'prerouting', family: 4, in: undefined, out: undefined })).toBe(
      'drop',
    );
    expect(namespace.netfilter.conntrack.statistics.drop).toBe(1);
  });

  it('relates an ICMP error to the connection of the packet it quotes', () => {
    const namespace = tracked();
    pass(namespace, udp('client'));
    const quoted = udp('client');
    const router = Address.parse('10.8.1.1');
    const error = { kind: 'icmp', type: 'destinationUnreachable', code: 3, rest: 0, quoted } as const;
    expect(pass(namespace, ipv4({ source: router, destination: client, payload: error }))).toBe(
      'relatedReply',
    );
    const stranger = Address.parse('10.8.0.9');
    expect(pass(namespace, ipv4({ source: router, destination: stranger, payload: error }))).toBe('invalid');
  });

  it('tells listeners what begins, changes and ends', () => {
    const namespace = tracked();
    const seen: string[] = [];
    const stop = namespace.netfilter.conntrack.listen((_connection, change) => seen.push(change));
    pass(namespace, udp('client'));
    pass(namespace, udp('server'));
    namespace.environment.clock.runUntil(40 * second);
    stop();
    expect(seen).toEqual(['new', 'update', 'destroy']);
  });
});
