import { describe, expect, test } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import type { Tcp } from '../../../net/packet/transport.ts';
import { tcpServer } from '../../program/serve.ts';
import { pair, start } from '../testing/pair.ts';
import type { TcpSocket } from './tcp-socket.ts';

const there = Address.parse('10.0.0.2');

/** A connection from `one`, to a server that reads when `reads` says so; what leaves `one`, and when. */
function connection(reads = true) {
  const made = pair('timers');
  const { one, other, clock } = made;
  let client: TcpSocket | undefined;
  start(other, {
    program: tcpServer({ port: 80 }, 5, function* (accepted) {
      if (!reads) yield { on: [], until: 1e12 };
      for (;;) {
        const data = yield* accepted.receive();
        if (typeof data === 'string' || data.length === 0) return;
      }
    }),
  });
  start(one, {
    *program(process) {
      client = one.sockets.tcp(process);
      yield* client.connect(there, 80);
      yield { on: [], until: 1e12 };
      return 0;
    },
  });
  clock.runUntil(second);
  if (client?.state !== 'established') throw new Error('no connection');
  const sent: { readonly at: number; readonly tcp: Tcp }[] = [];
  const device = one.devices.get('eth0');
  one.captures.add({
    device,
    see(_device, skb, type) {
      if (type !== 'outgoing' || skb.packet.kind !== 'ipv4' || skb.packet.payload.kind !== 'tcp') return;
      sent.push({ at: clock.now, tcp: skb.packet.payload });
    },
  });
  let deaf = false;
  other.hooks.register('input', 0, () => (deaf ? 'drop' : 'accept'));
  const silence = (on: boolean) => {
    deaf = on;
  };
  /** Milliseconds between what was sent. */
  const between = () =>
    sent.slice(1).map(({ at }, index) => Math.round((at - (sent[index]?.at ?? 0)) / 1000));
  return { ...made, client, sent, silence, between };
}

const octets = (count: number) => new Uint8Array(count);

describe('a connection whose peer is silent', () => {
  test('probes for the lost tail, then backs off, and gives up after a quarter of an hour', () => {
    const { clock, client, silence, between } = connection();
    silence(true);
    client.send(octets(4));
    clock.runUntil(clock.now + 4 * second);
    // Linux 6.18: 207, 208, 424, 836, 1660.
    const seen = between();
    for (const [at, real] of [207, 208, 424, 836, 1660].entries())
      expect(Math.abs((seen[at] ?? 0) - real)).toBeLessThan(36);
    clock.runUntil(clock.now + 900 * second);
    expect(client.state).toBe('established');
    clock.runUntil(clock.now + 200 * second);
    expect(client.takeError()).toBe('ETIMEDOUT');
  });

  test('without a program is given up after some hundred seconds', () => {
    const { one, clock, client, silence } = connection();
    silence(true);
    client.send(octets(4));
    client.close();
    clock.runUntil(clock.now + 100 * second);
    expect(one.sockets.tcpSockets.has(client)).toBe(true);
    clock.runUntil(clock.now + 110 * second);
    expect(one.sockets.tcpSockets.has(client)).toBe(false);
  });

  test('measures again what was repeated, by its timestamp, so the timeout does not stay long', () => {
    const { clock, client, silence } = connection();
    silence(true);
    client.send(octets(4));
    clock.runUntil(clock.now + 2 * second);
    expect(client.timeout).toBeGreaterThan(second);
    silence(false);
    clock.runUntil(clock.now + 4 * second);
    expect(client.unacknowledged).toBe(0);
    expect(client.timeout).toBeLessThan(second);
  });
});

describe('small segments', () => {
  const lengths = (nagle: boolean): number[] => {
    const { clock, client, sent } = connection();
    client.nagle = nagle;
    for (const size of [4, 5, 6]) client.send(octets(size));
    clock.runUntil(clock.now + second);
    return sent.map(({ tcp }) => tcp.data.length).filter((length) => length > 0);
  };

  test('wait while one of them is unacknowledged, and go together, unless there is to be no delay', () => {
    expect(lengths(true)).toEqual([4, 11]);
    expect(lengths(false)).toEqual([4, 5, 6]);
  });

  test('wait for nothing at the end', () => {
    const { clock, client, sent } = connection();
    client.nagle = true;
    client.send(octets(4));
    client.send(octets(5));
    client.shutdown();
    expect(sent.map(({ tcp }) => [tcp.data.length, tcp.flags.fin])).toEqual([
      [4, false],
      [5, true],
    ]);
    clock.runUntil(clock.now + second);
    expect(client.unacknowledged).toBe(0);
  });
});

describe('a closed window', () => {
  test('is probed by segments without data, ever more rarely, and opened by an answer', () => {
    const { other, clock, client, sent, between } = connection(false);
    client.send(octets(300_000));
    clock.runUntil(clock.now + second);
    expect(client.sendWindow).toBe(0);
    expect(client.timerPurpose).toBe('window');
    sent.length = 0;
    clock.runUntil(clock.now + 30 * second);
    expect(sent.every(({ tcp }) => tcp.data.length === 0)).toBe(true);
    expect(new Set(sent.map(({ tcp }) => tcp.sequence))).toEqual(new Set([client.sendUnacknowledged - 1]));
    const gaps = between();
    expect(gaps.length).toBeGreaterThan(3);
    for (const [at, gap] of gaps.slice(1).entries()) expect(gap / (gaps[at] ?? 1)).toBeCloseTo(2, 0);
    const server = [...other.sockets.tcpSockets].find(({ state }) => state === 'established');
    for (let read = 0; read < 400 && client.unacknowledged > 0; read++) {
      server?.takeReceived();
      clock.runUntil(clock.now + second);
    }
    expect(client.unacknowledged).toBe(0);
  });
});

describe('keepalive', () => {
  test('asks a silent connection, which answers, and resets one that does not', () => {
    const { clock, client, sent, silence } = connection();
    client.setKeepAlive({ idle: 10 * second, interval: 2 * second, probes: 3 });
    clock.runUntil(clock.now + 25 * second);
    expect(sent.map(({ tcp }) => [tcp.data.length, client.sendNext - tcp.sequence])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    silence(true);
    sent.length = 0;
    clock.runUntil(clock.now + 30 * second);
    expect(sent.map(({ tcp }) => tcp.flags.rst)).toEqual([false, false, false, true]);
    expect(client.takeError()).toBe('ETIMEDOUT');
  });

  test('is off unless asked for', () => {
    const { clock, sent } = connection();
    clock.runUntil(clock.now + 8000 * second);
    expect(sent).toEqual([]);
  });
});
