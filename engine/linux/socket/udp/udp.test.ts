import { describe, expect, test } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { fromUtf8, utf8 } from '../../../net/wire/utf8.ts';
import { udpEcho } from '../../program/echo.ts';
import { pair, perform, start } from '../testing/pair.ts';

const there = Address.parse('10.0.0.2');
const anywhere = Address.parse('0.0.0.0');

describe('a UDP socket', () => {
  test('sends and receives; its packets may not be cut on their way', () => {
    const { one, other, clock } = pair();
    start(other, { program: udpEcho({ port: 9000 }, 'web-1') });
    clock.runUntil(second);
    const seen: { df: boolean; id: number; partial: boolean }[] = [];
    one.captures.add({
      device: one.devices.get('eth0'),
      see(_device, skb, type) {
        if (skb.packet.kind === 'ipv4' && type === 'outgoing')
          seen.push({ df: skb.packet.dontFragment, id: skb.packet.id, partial: skb.partialChecksum });
      },
    });
    const text = perform(one, function* (process) {
      const socket = one.sockets.udp(process);
      socket.sendTo(utf8('hi'), there, 9000);
      const answer = yield* socket.receiveFrom();
      socket.sendTo(new Uint8Array(3000), there, 9000);
      return typeof answer === 'string'
        ? answer
        : `${answer.from.text}:${String(answer.port)} ${fromUtf8(answer.data)}`;
    });
    expect(text).toMatch(/^10\.0\.0\.2:9000 web-1 10\.0\.0\.1:\d+ hi$/);
    expect(seen.map(({ df, partial }) => [df, partial])).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, false],
    ]);
    expect(seen[0]?.id).not.toBe(0);
  });

  test('that is connected learns of a closed port; another does not', () => {
    const { one } = pair();
    const answers = perform(one, function* (process) {
      const connected = one.sockets.udp(process);
      connected.connect(there, 9);
      connected.send(utf8('x'));
      const first = yield* connected.receiveFrom(process.clock.now + second);
      const other = one.sockets.udp(process);
      other.sendTo(utf8('x'), there, 9);
      const second_ = yield* other.receiveFrom(process.clock.now + second);
      return [first, second_];
    });
    expect(answers).toEqual(['ECONNREFUSED', 'EAGAIN']);
  });

  test('with IP_RECVERR keeps who refused, and why', () => {
    const { one } = pair();
    const error = perform(one, function* (process) {
      const socket = one.sockets.udp(process);
      socket.receiveErrors = true;
      socket.ttl = 1;
      socket.sendTo(utf8('x'), there, 33_434);
      yield { on: [socket.readable], until: process.clock.now + second };
      return socket.errors[0];
    });
    expect(error).toMatchObject({
      origin: 'icmp',
      errno: 'ECONNREFUSED',
      offender: there,
      destination: there,
    });
    expect(error?.error?.code).toBe(3);
  });

  test('that insists on no fragments is told the limit', () => {
    const { one } = pair();
    perform(one, function* (process) {
      const socket = one.sockets.udp(process);
      socket.pathMtu = 'do';
      socket.receiveErrors = true;
      expect(socket.sendTo(new Uint8Array(1473), there, 9000)).toBe('EMSGSIZE');
      expect(socket.errors[0]).toMatchObject({ origin: 'local', info: 1500 });
      expect(socket.sendTo(new Uint8Array(70_000), there, 9000)).toBe('EMSGSIZE');
      yield { on: [], until: process.clock.now };
    });
  });

  test('may not broadcast unless it asked to, and the more exactly bound socket gets the datagram', () => {
    const { one, other, clock } = pair();
    const broadcast = Address.parse('255.255.255.255');
    perform(one, function* (process) {
      const socket = one.sockets.udp(process);
      socket.device = one.devices.get('eth0');
      expect(socket.sendTo(utf8('x'), broadcast, 9000)).toBe('EACCES');
      yield { on: [], until: process.clock.now };
    });
    const { process: holder } = start(other, {
      *program() {
        for (;;) yield { on: [] };
      },
    });
    const wide = other.sockets.udp(holder);
    const exact = other.sockets.udp(holder);
    wide.reuseAddress = true;
    exact.reuseAddress = true;
    expect(wide.bind(anywhere, 53)).toBeUndefined();
    expect(exact.bind(there, 53)).toBeUndefined();
    perform(one, function* (process) {
      one.sockets.udp(process).sendTo(utf8('x'), there, 53);
      yield { on: [], until: process.clock.now + second };
    });
    clock.runUntil(clock.now + second);
    expect(wide.takeDatagram()).toBeUndefined();
    expect(exact.takeDatagram()?.from.text).toBe('10.0.0.1');
  });
});
