import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { broadcastMac, parseMac, zeroMac } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { Arp } from '../../net/packet/arp.ts';
import { addAddress } from '../netlink/address.ts';
import { addDummy, setUp } from '../netlink/link.ts';
import { addRoute } from '../netlink/route.ts';
import { kernelHolder } from '../socket/holder.ts';
import { pair } from '../socket/testing/pair.ts';
import { openRaw } from '../socket/raw/raw-socket.ts';

const asker = parseMac('02:00:00:00:00:77');

/** 10.0.0.1 with a second device, dum0 10.5.0.1; what its eth0 sends. */
function host() {
  const { one, other, clock } = pair('arp');
  const device = one.devices.get('eth0');
  const peer = other.devices.get('eth0');
  const another = addDummy(one, 'dum0');
  if (device === undefined || peer === undefined || 'errno' in another) throw new Error('devices');
  addAddress(another, { prefix: Prefix.parse('10.5.0.1/24') });
  setUp(another);
  const sent: Arp[] = [];
  one.captures.add({
    device,
    see(_device, skb, type) {
      if (type === 'outgoing' && skb.packet.kind === 'arp') sent.push(skb.packet);
    },
  });
  const arp = (fields: Partial<Arp>): Arp => ({
    kind: 'arp',
    operation: 'request',
    senderMac: asker,
    senderAddress: Address.parse('10.0.0.50'),
    targetMac: zeroMac,
    targetAddress: Address.parse('10.0.0.1'),
    ...fields,
  });
  /** The answers to a request, and what is known of its sender then. */
  const ask = (sender: string, target: string): string[] => {
    sent.length = 0;
    const question = arp({ senderAddress: Address.parse(sender), targetAddress: Address.parse(target) });
    other.arp.send(peer, question, broadcastMac);
    clock.runUntil(clock.now + 2 * second);
    return sent.map((answer) => `${answer.operation} ${answer.senderAddress.text}`);
  };
  const tell = (fields: Partial<Arp>, to = broadcastMac) => {
    other.arp.send(peer, arp(fields), to);
    clock.runUntil(clock.now + 2 * second);
  };
  const known = (address: string) => {
    const found = one.neighbours.lookup(device, Address.parse(address));
    return found === undefined ? undefined : `${String(found.mac)} ${found.state}`;
  };
  const set = (name: string, value: number, on = 'eth0') => {
    if (!one.sysctl.set(`net.ipv4.conf.${on}.${name}`, value)) throw new Error(name);
  };
  return { one, other, clock, device, ask, tell, known, set };
}

describe('an ARP request', () => {
  it('is answered for any address of the host, and tells its own sender', () => {
    const { ask, known } = host();
    expect(ask('10.0.0.50', '10.0.0.1')).toEqual(['reply 10.0.0.1']);
    expect(known('10.0.0.50')).toBe(`${asker} STALE`);
    expect(ask('10.0.0.50', '10.5.0.1')).toEqual(['reply 10.5.0.1']);
    expect(ask('10.0.0.50', '10.0.0.9')).toEqual([]);
    expect(ask('0.0.0.0', '10.0.0.1')).toEqual(['reply 10.0.0.1']);
  });

  it.each([
    [1, ['reply 10.0.0.1'], [], ['reply 10.0.0.1']],
    [2, ['reply 10.0.0.1'], [], []],
    [3, ['reply 10.0.0.1'], ['reply 10.5.0.1'], ['reply 10.0.0.1']],
    [8, [], [], []],
  ])('is answered as arp_ignore = %i says', (value, own, otherDevice, otherSubnet) => {
    const { ask, set } = host();
    set('arp_ignore', value);
    expect(ask('10.0.0.50', '10.0.0.1')).toEqual(own);
    expect(ask('10.0.0.50', '10.5.0.1')).toEqual(otherDevice);
    expect(ask('10.5.0.50', '10.0.0.1')).toEqual(otherSubnet);
  });

  it('is not answered where arp_filter finds that the answer would leave by another device', () => {
    const { ask, set } = host();
    set('arp_filter', 1);
    expect(ask('10.0.0.50', '10.5.0.1')).toEqual(['reply 10.5.0.1']);
    expect(ask('10.5.0.50', '10.0.0.1')).toEqual([]);
  });

  it('of somebody who cannot be there is told of in the kernel log, if log_martians says so', () => {
    const { one, ask, set } = host();
    set('rp_filter', 1);
    expect(ask('10.5.0.50', '10.0.0.1')).toEqual([]);
    expect(one.machine.kernelLog.lines).toEqual([]);
    set('log_martians', 1);
    ask('10.5.0.50', '10.0.0.1');
    const [first, header] = one.machine.kernelLog.lines.map(({ text }) => text);
    expect(first).toBe('IPv4: martian source 10.0.0.1 from 10.5.0.50, on dev eth0');
    expect(header).toMatch(/^ll header: 00000000: (ff ){6}([0-9a-f]{2} ){6}08 06$/);
  });

  it('for somebody behind another device is answered by a proxy that forwards', () => {
    const { one, ask, set } = host();
    expect(ask('10.0.0.50', '10.5.0.9')).toEqual([]);
    set('proxy_arp', 1);
    expect(ask('10.0.0.50', '10.5.0.9')).toEqual([]);
    one.sysctl.set('net.ipv4.ip_forward', 1);
    expect(ask('10.0.0.50', '10.5.0.9')).toEqual(['reply 10.5.0.9']);
    expect(ask('10.0.0.50', '10.0.0.9')).toEqual([]);
    set('medium_id', -1);
    expect(ask('10.0.0.50', '10.5.0.9')).toEqual([]);
  });

  it('is answered for the addresses of ip neigh add proxy, and for neighbours of a private VLAN', () => {
    const { one, device, ask, set } = host();
    one.sysctl.set('net.ipv4.ip_forward', 1);
    one.neighbours.addProxy(Address.parse('10.5.0.9'), device);
    expect(ask('10.0.0.50', '10.5.0.9')).toEqual(['reply 10.5.0.9']);
    expect(ask('10.0.0.50', '10.5.0.8')).toEqual([]);
    expect(one.neighbours.deleteProxy(Address.parse('10.5.0.9'), device)).toBe(true);
    expect(ask('10.0.0.50', '10.5.0.9')).toEqual([]);
    set('proxy_arp_pvlan', 1);
    expect(ask('10.0.0.50', '10.0.0.9')).toEqual(['reply 10.0.0.9']);
    expect(ask('10.0.0.9', '10.0.0.9')).toEqual([]);
  });
});

describe('what others say', () => {
  it('of unknown hosts counts only with arp_accept', () => {
    const { tell, known, set } = host();
    const announcement = { targetAddress: Address.parse('10.0.0.50') };
    tell(announcement);
    expect(known('10.0.0.50')).toBeUndefined();
    set('arp_accept', 2);
    tell({ senderAddress: Address.parse('10.9.0.5'), targetAddress: Address.parse('10.9.0.5') });
    expect(known('10.9.0.5')).toBeUndefined();
    tell(announcement);
    expect(known('10.0.0.50')).toBe(`${asker} STALE`);
    set('drop_gratuitous_arp', 1);
    tell({ senderAddress: Address.parse('10.0.0.51'), targetAddress: Address.parse('10.0.0.51') });
    expect(known('10.0.0.51')).toBeUndefined();
  });

  it('of a known host replaces its address when locktime is over or it is gratuitous', () => {
    const { one, device, tell, known } = host();
    const address = Address.parse('10.0.0.50');
    const old = parseMac('02:00:00:00:00:66');
    one.sysctl.set('net.ipv4.neigh.eth0.locktime', 1000);
    one.neighbours.set(device, address, old, 'REACHABLE');
    tell({ operation: 'reply', targetAddress: Address.parse('10.0.0.1') });
    expect(known('10.0.0.50')).toBe(`${old} REACHABLE`);
    // A gratuitous reply names its sender twice.
    tell({ operation: 'reply', targetAddress: address });
    expect(known('10.0.0.50')).toBe(`${old} REACHABLE`);
    tell({ operation: 'reply', targetAddress: address, targetMac: asker });
    expect(known('10.0.0.50')).toBe(`${asker} STALE`);
  });

  it('is said by arp_notify when a device comes up', () => {
    const { one, other, clock, known, set } = host();
    set('arp_accept', 1);
    const peer = other.devices.get('eth0');
    if (peer === undefined) throw new Error('eth0');
    peer.up = false;
    other.sysctl.set('net.ipv4.conf.all.arp_notify', 1);
    setUp(peer);
    clock.runUntil(clock.now + second);
    expect(known('10.0.0.2')).toBe(`${peer.mac} STALE`);
    expect(one.neighbours.list(4)).toHaveLength(1);
  });
});

it('a request names the address of the packet that waits, unless arp_announce forbids it', () => {
  const { one, device, clock, set } = host();
  const asked: string[] = [];
  one.captures.add({
    device,
    see(_device, skb) {
      if (skb.packet.kind === 'arp') asked.push(skb.packet.senderAddress.text);
    },
  });
  addRoute(one, { destination: Prefix.parse('10.7.0.0/24'), nexthops: [{ device }] });
  const say = (to: string) => {
    const socket = openRaw(one.sockets, kernelHolder, 253);
    if (typeof socket === 'string') throw new Error(socket);
    socket.bind(Address.parse('10.5.0.1'), 0);
    socket.sendTo({ kind: 'bytes', protocol: 253, data: new Uint8Array() }, Address.parse(to));
    clock.runUntil(clock.now + 4 * second);
    return new Set(asked.splice(0));
  };
  expect(say('10.0.0.9')).toEqual(new Set(['10.5.0.1']));
  set('arp_announce', 1);
  expect(say('10.0.0.10')).toEqual(new Set(['10.0.0.1']));
  set('arp_announce', 2);
  expect(say('10.0.0.11')).toEqual(new Set(['10.0.0.1']));
});
