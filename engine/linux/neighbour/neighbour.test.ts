import { describe, expect, it } from 'vitest';
import { millisecond, second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { parseMac } from '../../net/address/mac.ts';
import type { Arp } from '../../net/packet/arp.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import type { NetDevice } from '../device/device.ts';
import { setDown, setMac } from '../netlink/link.ts';
import { pair } from '../socket/testing/pair.ts';
import type { NeighbourState } from './neighbour.ts';

/** Two hosts, 10.0.0.1 and 10.0.0.2; requests and answers that the first one's device saw. */
function hosts() {
  const { one, other, clock } = pair('neighbour');
  const device = one.devices.get('eth0');
  const peer = other.devices.get('eth0');
  if (device === undefined || peer === undefined) throw new Error('two devices');
  const seen: { readonly arp: Arp; readonly to: string; readonly at: number }[] = [];
  one.captures.add({
    device,
    see(_device, skb) {
      if (skb.packet.kind === 'arp') seen.push({ arp: skb.packet, to: skb.destination, at: clock.now });
    },
  });
  const say = (to: string) =>
    one.ipv4.send({
      packet: ipv4({
        source: Address.parse('10.0.0.1'),
        destination: Address.parse(to),
        payload: { kind: 'bytes', protocol: 253, data: new Uint8Array() },
      }),
    });
  const state = (address: string, on: NetDevice = device): NeighbourState | undefined =>
    on.namespace.neighbours.lookup(on, Address.parse(address))?.state;
  return { one, other, clock, device, peer, seen, say, state };
}

describe('a neighbour', () => {
  it('is asked for by broadcast, answers, and is reachable', () => {
    const { clock, seen, say, state, peer } = hosts();
    say('10.0.0.2');
    expect(state('10.0.0.2')).toBe('INCOMPLETE');
    clock.runUntil(second);
    expect(seen.map(({ arp, to }) => [arp.operation, to])).toEqual([
      ['request', 'ff:ff:ff:ff:ff:ff'],
      ['reply', expect.any(String)],
    ]);
    expect(state('10.0.0.2')).toBe('REACHABLE');
    // Who asks tells its own address: enough to answer by, not enough to be believed (here with an ICMP error).
    expect(state('10.0.0.1', peer)).toBe('DELAY');
  });

  it('that nobody is, is asked for three times, a second apart, and has failed', () => {
    const { clock, seen, say, state } = hosts();
    say('10.0.0.9');
    clock.runUntil(4 * second);
    expect(seen.map(({ at }) => Math.round(at / second))).toEqual([0, 1, 2]);
    expect(state('10.0.0.9')).toBe('FAILED');
  });

  it('becomes stale, then is asked by unicast before it is believed again', () => {
    const { clock, seen, say, state } = hosts();
    say('10.0.0.2');
    clock.runUntil(60 * second);
    expect(state('10.0.0.2')).toBe('STALE');
    seen.length = 0;
    say('10.0.0.2');
    expect(state('10.0.0.2')).toBe('DELAY');
    clock.runUntil(64 * second);
    expect(seen).toEqual([]);
    clock.runUntil(66 * second);
    expect(seen[0]?.to).not.toBe('ff:ff:ff:ff:ff:ff');
    expect(state('10.0.0.2')).toBe('REACHABLE');
  });

  it('that was entered by hand is not changed by what is heard', () => {
    const { one, clock, device, say, state } = hosts();
    const wrong = parseMac('de:ad:be:ef:00:01');
    one.neighbours.set(device, Address.parse('10.0.0.2'), wrong, 'PERMANENT');
    say('10.0.0.2');
    clock.runUntil(60 * second);
    expect(state('10.0.0.2')).toBe('PERMANENT');
    expect(one.neighbours.lookup(device, Address.parse('10.0.0.2'))?.mac).toBe(wrong);
  });

  it('is asked again without a packet when it was used shortly before its time ends', () => {
    const { one, clock, device, peer, seen, say, state } = hosts();
    const set = (name: string, value: number) => one.sysctl.set(`net.ipv4.neigh.eth0.${name}`, value);
    set('base_reachable_time_ms', 2000);
    say('10.0.0.2');
    clock.runUntil(500 * millisecond);
    expect(state('10.0.0.2')).toBe('REACHABLE');
    seen.length = 0;
    // At most three seconds later its time is over: less than delay_first_probe_time after it was used.
    clock.runUntil(4 * second);
    expect(state('10.0.0.2')).toBe('DELAY');
    clock.runUntil(9 * second);
    const own = seen.filter(({ arp }) => arp.operation === 'request' && arp.senderMac === device.mac);
    expect(own.map(({ to }) => to)).toEqual([peer.mac]);
  });

  it('is believed without asking when a transport heard from it', () => {
    const { one, clock, device, seen, say, state } = hosts();
    say('10.0.0.2');
    clock.runUntil(60 * second);
    say('10.0.0.2');
    seen.length = 0;
    const neighbour = one.neighbours.lookup(device, Address.parse('10.0.0.2'));
    if (neighbour === undefined) throw new Error('an entry');
    clock.runUntil(62 * second);
    one.neighbours.confirm(neighbour);
    clock.runUntil(66 * second);
    expect(state('10.0.0.2')).toBe('REACHABLE');
    expect(seen.some(({ arp }) => arp.operation === 'request' && arp.senderMac === device.mac)).toBe(false);
  });

  it('keeps as many packets as fit into unres_qlen_bytes of kernel memory, the newest', () => {
    const { one, clock, device, say } = hosts();
    one.sysctl.set('net.ipv4.neigh.eth0.unres_qlen_bytes', 2000);
    for (let count = 0; count < 5; count++) say('10.0.0.9');
    clock.runUntil(millisecond);
    // 768 octets of memory each.
    expect(one.neighbours.lookup(device, Address.parse('10.0.0.9'))?.queue).toHaveLength(2);
  });

  it('is forgotten when its device gets another MAC address, even if it was entered by hand', () => {
    const { one, device, clock, say } = hosts();
    say('10.0.0.2');
    one.neighbours.set(device, Address.parse('10.0.0.7'), parseMac('de:ad:be:ef:00:01'), 'PERMANENT');
    clock.runUntil(second);
    setMac(device, parseMac('02:00:00:00:00:09'));
    expect(one.neighbours.list(4)).toEqual([]);
  });

  it('goes with its device', () => {
    const { one, clock, device, say } = hosts();
    say('10.0.0.2');
    clock.runUntil(second);
    setDown(device);
    expect(one.neighbours.list(4)).toEqual([]);
  });
});
