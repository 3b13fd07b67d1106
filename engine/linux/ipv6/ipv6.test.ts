import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { Address, anyV6 } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { describe as words } from '../../net/flow/describe.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { NetDevice } from '../device/device.ts';
import { addAddress } from '../netlink/address.ts';
import { pair, perform, start } from '../socket/testing/pair.ts';
import { selectSource } from './source.ts';

const there = Address.parse('fd00::2');

/** Two hosts, fd00::1 and fd00::2, whose addresses are beyond doubt; what the first one's device saw. */
function hosts(mtu?: number) {
  const { one, other, clock } = pair('ipv6', mtu);
  const [device, peer] = [one, other].map(({ devices }) => devices.get('eth0')) as [NetDevice, NetDevice];
  addAddress(device, { prefix: Prefix.parse('fd00::1/64'), noDad: true });
  addAddress(peer, { prefix: Prefix.parse('fd00::2/64'), noDad: true });
  clock.runUntil(3 * second);
  const seen: { readonly text: string; readonly to: string; readonly length: number }[] = [];
  one.captures.add({
    device,
    see(_device, skb) {
      seen.push({ text: words(skb.packet), to: skb.destination, length: skb.length });
    },
  });
  return { one, other, clock, device, peer, seen };
}

describe('neighbour discovery', () => {
  it('asks by the group of the address, is answered by unicast, and then sends', () => {
    const { one, clock, seen, device, peer } = hosts();
    perform(one, function* (process) {
      one.sockets.udp(process, 6).sendTo(utf8('x'), there, 9);
      yield { on: [], until: process.clock.now + second };
    });
    clock.runUntil(clock.now + second);
    expect(seen.slice(0, 3)).toMatchObject([
      { text: 'ICMPv6 fd00::1 → ff02::1:ff00:2 who has fd00::2?', to: '33:33:ff:00:00:02' },
      { text: `ICMPv6 fd00::2 → fd00::1 fd00::2 is at ${peer.mac}`, to: device.mac },
      { to: peer.mac },
    ]);
    expect(seen[3]?.text).toContain('port unreachable | UDP [fd00::1]:');
    expect(one.neighbours.lookup(device, there)?.state).toBe('REACHABLE');
  });

  it('tells who waited that nobody answered, after three seconds', () => {
    const { one } = hosts();
    const answer = perform(one, function* (process) {
      const socket = one.sockets.tcp(process, 6);
      const errno = yield* socket.connect(Address.parse('fd00::9'), 80, process.clock.now + 10 * second);
      return [errno, Math.round(process.clock.now / second)];
    });
    expect(answer).toEqual(['EHOSTUNREACH', 6]);
  });
});

describe('duplicate address detection', () => {
  it('keeps an address from use for as long as it lasts', () => {
    const { one, clock, device } = hosts();
    addAddress(device, { prefix: Prefix.parse('fd00::7/64') });
    expect(one.ipv6.isLocal(Address.parse('fd00::7'))).toBe(false);
    clock.runUntil(clock.now + 2 * second);
    expect(one.ipv6.isLocal(Address.parse('fd00::7'))).toBe(true);
  });

  it('finds out who has it already, for good', () => {
    const { one, clock, device, seen } = hosts();
    addAddress(device, { prefix: Prefix.parse('fd00::2/64') });
    clock.runUntil(clock.now + 60 * second);
    expect(device.addresses.find(({ prefix }) => prefix.address === there)?.dadFailed).toBe(true);
    expect(one.ipv6.isLocal(there)).toBe(false);
    const texts = seen.map(({ text }) => text);
    expect(texts).toContain('ICMPv6 :: → ff02::1:ff00:2 who has fd00::2?');
  });
});

describe('a packet longer than the link', () => {
  it('is cut by its sender, and put together where it was sent to', () => {
    const { one, other, clock, seen } = hosts();
    const { process: holder } = start(other, {
      *program() {
        for (;;) yield { on: [] };
      },
    });
    const server = other.sockets.udp(holder, 6);
    server.bind(anyV6, 53);
    perform(one, function* (process) {
      one.sockets.udp(process, 6).sendTo(new Uint8Array(3000), there, 53);
      yield { on: [], until: process.clock.now + second };
    });
    clock.runUntil(clock.now + second);
    expect(server.takeDatagram()?.data.length).toBe(3000);
    expect(seen.slice(2).map(({ length }) => length)).toEqual([1496, 1496, 160]);
  });

  it('that may not be cut is refused with the MTU', () => {
    const { one } = hosts();
    const socket = perform(one, function* (process) {
      const strict = one.sockets.udp(process, 6);
      strict.pathMtu = 'do';
      strict.receiveErrors = true;
      expect(strict.sendTo(new Uint8Array(1453), there, 53)).toBe('EMSGSIZE');
      yield { on: [], until: process.clock.now };
      return strict;
    });
    expect(socket.errors[0]).toMatchObject({ origin: 'local', info: 1500 });
  });
});

describe('an IPv6 socket that listens on ::', () => {
  const connects = (v6only: boolean) => {
    const { one, other } = hosts();
    const { process: holder } = start(other, {
      *program() {
        for (;;) yield { on: [] };
      },
    });
    const listener = other.sockets.tcp(holder, 6);
    listener.v6only = v6only;
    listener.bind(anyV6, 80);
    listener.listen(5);
    return perform(one, function* (process) {
      const answers: (string | undefined)[] = [];
      for (const address of ['fd00::2', '10.0.0.2'].map((text) => Address.parse(text)))
        answers.push(
          yield* one.sockets.tcp(process, address.family).connect(address, 80, process.clock.now + second),
        );
      return answers;
    });
  };

  it('takes connections of both families', () => {
    expect(connects(false)).toEqual([undefined, undefined]);
  });

  it('takes IPv6 alone when it says so', () => {
    expect(connects(true)).toEqual([undefined, 'ECONNREFUSED']);
  });
});

describe('the source of a packet', () => {
  it.each([
    ['fd00::2', 'fd00::1'],
    ['2001:db8::99', '2001:db8::1'],
    ['2001:db8:5::1', '2001:db8::1'],
    ['fe80::99', 'fe80::'],
    ['ff02::1', 'fe80::'],
    ['fd00::1', 'fd00::1'],
  ])('towards %s is %s', (to, from) => {
    const { one, device } = hosts();
    addAddress(device, { prefix: Prefix.parse('2001:db8::1/64'), noDad: true });
    expect(selectSource(one, device, Address.parse(to))?.text.startsWith(from)).toBe(true);
  });
});
