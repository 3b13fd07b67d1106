import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { fragment } from '../../net/fragment/fragment.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import { pair } from '../socket/testing/pair.ts';

/** Sends the named pieces of a long datagram; the ICMP messages that come back. */
function send(which: readonly number[], patience = 30) {
  const { one, other, clock } = pair('reassembly');
  other.sysctl.set('net.ipv4.ipfrag_time', patience);
  const packet = ipv4({
    source: Address.parse('10.0.0.1'),
    destination: Address.parse('10.0.0.2'),
    id: 7,
    payload: {
      kind: 'udp',
      sourcePort: 1000,
      destinationPort: 2000,
      payload: { kind: 'data', data: new Uint8Array(3000) },
    },
  });
  const heard: string[] = [];
  one.captures.add({
    device: one.devices.get('eth0'),
    see(_device, skb, type) {
      const { packet: seen } = skb;
      if (type === 'outgoing' || seen.kind !== 'ipv4' || seen.payload.kind !== 'icmp') return;
      const { payload } = seen;
      const code = 'code' in payload ? payload.code : 0;
      heard.push(`${payload.type} ${String(code)} after ${String(Math.floor(clock.now / second))} s`);
    },
  });
  const pieces = fragment(packet, 1500);
  for (const at of which) {
    const piece = pieces[at];
    if (piece !== undefined) one.ipv4.send({ packet: piece });
  }
  clock.runUntil(100 * second);
  return heard;
}

describe('fragments', () => {
  it('of a whole packet reach its protocol, in any order', () => {
    expect(send([2, 0, 1])).toEqual(['destinationUnreachable 3 after 0 s']);
  });

  it('that never become whole are forgotten, and the sender is told if the first had come', () => {
    expect(send([0, 2])).toEqual(['timeExceeded 1 after 30 s']);
    expect(send([0, 1], 3)).toEqual(['timeExceeded 1 after 3 s']);
    expect(send([1, 2])).toEqual([]);
  });
});
