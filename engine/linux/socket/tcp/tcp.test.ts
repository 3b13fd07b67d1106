import { describe, expect, test } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import type { Ipv4 } from '../../../net/packet/ipv4.ts';
import type { Tcp } from '../../../net/packet/transport.ts';
import { fromUtf8, utf8 } from '../../../net/wire/utf8.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { acceptAndClose, tcpEcho } from '../../program/echo.ts';
import { httpServer } from '../../program/http/server.ts';
import { labResponder } from '../../program/http/lab.ts';
import { tcpServer } from '../../program/serve.ts';
import { kernelHolder } from '../holder.ts';
import { finish, pair, perform, start } from '../testing/pair.ts';
import { openRaw } from '../../socket/raw/raw-socket.ts';

const there = Address.parse('10.0.0.2');

/** What `eth0` of a place saw of TCP, one line a segment. */
function watch(place: NetworkNamespace): string[] {
  const lines: string[] = [];
  const first = new Map<string, number>();
  place.captures.add({
    device: place.devices.get('eth0'),
    see(_device, skb) {
      const packet = skb.packet;
      if (packet.kind !== 'ipv4' || packet.payload.kind !== 'tcp') return;
      lines.push(segment(packet, packet.payload, first));
    },
  });
  return lines;
}

function segment(packet: Ipv4, tcp: Tcp, first: Map<string, number>): string {
  const flags = `${tcp.flags.syn ? 'S' : ''}${tcp.flags.fin ? 'F' : ''}${tcp.flags.rst ? 'R' : ''}${tcp.flags.psh ? 'P' : ''}${tcp.flags.ack ? '.' : ''}`;
  const from = packet.source === there ? '<' : '>';
  if (!first.has(from)) first.set(from, tcp.sequence);
  const to = from === '<' ? '>' : '<';
  const options = tcp.options
    .map((option) =>
      option.kind === 'mss'
        ? `mss ${String(option.value)}`
        : option.kind === 'windowScale'
          ? `wscale ${String(option.shift)}`
          : option.kind,
    )
    .join(',');
  const sequence = tcp.sequence - (first.get(from) ?? 0);
  const ack = tcp.flags.ack ? String(tcp.acknowledgement - (first.get(to) ?? 0)) : '-';
  return `${from} [${flags}] ${String(sequence)} ack ${ack} win ${String(tcp.window)} len ${String(tcp.data.length)} id ${packet.id === 0 ? '0' : 'n'} df ${String(packet.dontFragment)} ${options}`;
}

describe('a TCP connection', () => {
  test('looks on the wire as Linux has it: options, windows, identifications', () => {
    const { one, other, clock } = pair();
    start(other, { program: httpServer({ port: 80, respond: labResponder('web-1') }) });
    clock.runUntil(second);
    const lines = watch(one);
    perform(one, function* (process) {
      const socket = one.sockets.tcp(process);
      yield* socket.connect(there, 80);
      socket.send(utf8('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
      let text = '';
      for (;;) {
        const data = yield* socket.receive();
        if (typeof data === 'string' || data.length === 0) break;
        text += fromUtf8(data);
      }
      expect(text).toContain('Hostname: web-1\nServer address: 10.0.0.2:80\n');
      socket.close();
    });
    clock.runUntil(clock.now + second);
    const answer = /len (2\d\d) id n/.exec(lines.join('\n'))?.[1] ?? '';
    expect(lines).toEqual([
      '> [S] 0 ack - win 64240 len 0 id n df true mss 1460,sackPermitted,timestamps,nop,wscale 10',
      '< [S.] 0 ack 1 win 65160 len 0 id 0 df true mss 1460,sackPermitted,timestamps,nop,wscale 10',
      '> [.] 1 ack 1 win 63 len 0 id n df true nop,nop,timestamps',
      '> [P.] 1 ack 1 win 63 len 27 id n df true nop,nop,timestamps',
      '< [.] 1 ack 28 win 64 len 0 id n df true nop,nop,timestamps',
      `< [P.] 1 ack 28 win 64 len ${answer} id n df true nop,nop,timestamps`,
      `> [.] 28 ack ${String(1 + Number(answer))} win 64 len 0 id n df true nop,nop,timestamps`,
      `< [F.] ${String(1 + Number(answer))} ack 28 win 64 len 0 id n df true nop,nop,timestamps`,
      `> [F.] 28 ack ${String(2 + Number(answer))} win 64 len 0 id n df true nop,nop,timestamps`,
      `< [.] ${String(2 + Number(answer))} ack 29 win 64 len 0 id n df true nop,nop,timestamps`,
    ]);
  });

  test('to a port where nobody listens is refused by a reset without identification', () => {
    const { one } = pair();
    const lines = watch(one);
    expect(perform(one, (process) => one.sockets.tcp(process).connect(there, 81))).toBe('ECONNREFUSED');
    expect(lines.at(-1)).toBe('< [R.] 0 ack 1 win 0 len 0 id 0 df true ');
  });

  test('broken off by its own program ends with a reset that looks like its other segments', () => {
    const { one, other, clock } = pair();
    start(other, { program: httpServer({ port: 80, respond: labResponder('web-1') }) });
    clock.runUntil(second);
    const lines = watch(one);
    perform(one, function* (process) {
      const socket = one.sockets.tcp(process);
      yield* socket.connect(there, 80);
      socket.resetsOnClose = true;
      socket.close();
    });
    expect(lines.at(-1)).toBe('> [R.] 1 ack 1 win 63 len 0 id n df true nop,nop,timestamps');
  });

  test('closed while something is missing answers the FIN behind the gap with a reset', () => {
    const { one, other, clock } = pair();
    start(other, {
      program: tcpServer({ port: 80 }, 1, function* (connection) {
        connection.send(utf8('lost'));
        yield* connection.receive();
      }),
    });
    clock.runUntil(second);
    one.hooks.register('input', 0, (skb) =>
      skb.packet.kind === 'ipv4' && skb.packet.payload.kind === 'tcp' && skb.packet.payload.data.length > 0
        ? 'drop'
        : 'accept',
    );
    const lines = watch(one);
    perform(one, function* (process) {
      const socket = one.sockets.tcp(process);
      yield* socket.connect(there, 80);
      yield* socket.receive(clock.now + second / 10);
      socket.close();
    });
    clock.runUntil(clock.now + second / 10);
    expect(lines.slice(-3)).toEqual([
      '> [F.] 1 ack 1 win 63 len 0 id n df true nop,nop,timestamps',
      '< [F.] 5 ack 2 win 64 len 0 id n df true nop,nop,timestamps',
      '> [R] 2 ack - win 0 len 0 id 0 df true ',
    ]);
  });

  test('to an address nobody has fails when ARP gives up, as EHOSTUNREACH', () => {
    const { one, clock } = pair();
    expect(perform(one, (process) => one.sockets.tcp(process).connect(Address.parse('10.0.0.9'), 80))).toBe(
      'EHOSTUNREACH',
    );
    expect(clock.now / second).toBeGreaterThan(2.9);
    expect(clock.now / second).toBeLessThan(3.5);
  });

  test('without a route fails at once', () => {
    const { one } = pair();
    expect(perform(one, (process) => one.sockets.tcp(process).connect(Address.parse('192.0.2.1'), 80))).toBe(
      'ENETUNREACH',
    );
  });

  test('comes from a port of the range that nobody reserved', () => {
    const { one } = pair();
    one.sysctl.set('net.ipv4.ip_local_port_range', '40000\t40003');
    one.sysctl.set('net.ipv4.ip_local_reserved_ports', '40000,40002-40003');
    const socket = one.sockets.tcp(kernelHolder);
    expect(socket.startConnect(there, 80)).toBe('EINPROGRESS');
    expect(socket.localPort).toBe(40_001);
    expect(one.sockets.tcp(kernelHolder).startConnect(there, 80)).toBe('EADDRNOTAVAIL');
    const udp = one.sockets.udp(kernelHolder);
    expect(udp.bind(Address.parse('10.0.0.1'), 0)).toBeUndefined();
    expect(udp.localPort).toBe(40_001);
  });

  test('is told by a reset when nobody accepts and tcp_abort_on_overflow says so', () => {
    const { one, other, clock } = pair();
    const listener = other.sockets.tcp(kernelHolder);
    listener.bind(Address.parse('10.0.0.2'), 80);
    listener.listen(0);
    const connect = () => {
      const socket = one.sockets.tcp(kernelHolder);
      socket.startConnect(there, 80);
      clock.runUntil(clock.now + 100);
      return socket;
    };
    other.sysctl.set('net.ipv4.tcp_abort_on_overflow', 1);
    const [first, another] = [one.sockets.tcp(kernelHolder), one.sockets.tcp(kernelHolder)];
    // Both SYNs come before either is accepted.
    first.startConnect(there, 80);
    another.startConnect(there, 80);
    clock.runUntil(clock.now + 1000);
    expect([first, another].map((socket) => socket.takeError())).toEqual([undefined, 'ECONNRESET']);
    expect(connect().state).toBe('synSent');
  });

  test('repeats an unanswered SYN each second four times, then doubles, and gives up after two minutes', () => {
    const { one, other, clock } = pair();
    other.hooks.register('input', 0, () => 'drop');
    const times: number[] = [];
    one.captures.add({
      device: one.devices.get('eth0'),
      see(_device, skb) {
        if (skb.packet.kind === 'ipv4') times.push(clock.now / second);
      },
    });
    expect(perform(one, (process) => one.sockets.tcp(process).connect(there, 80))).toBe('ETIMEDOUT');
    // The first nine as Linux 6.18 sent them: 1.010 1.024 1.024 1.024 1.024 2.016 4.160 8.192 16.128 s.
    const between = times.slice(1).map((time, at) => Math.round(time - (times[at] ?? 0)));
    expect(between).toEqual([1, 1, 1, 1, 1, 2, 4, 8, 16, 34]);
    // 131 s, and what each timer is late by.
    expect(Math.round(clock.now / second)).toBe(135);
  });

  test('brings 200 kB whole and in order, past a lost segment', () => {
    const { one, other, clock } = pair();
    start(other, { program: httpServer({ port: 80, respond: labResponder('web-1') }) });
    let count = 0;
    one.hooks.register('input', 0, () => (++count % 20 === 0 ? 'drop' : 'accept'));
    const octets = perform(one, function* (process) {
      const socket = one.sockets.tcp(process);
      yield* socket.connect(there, 80);
      socket.send(utf8('GET /big HTTP/1.1\r\n\r\n'));
      let length = 0;
      for (;;) {
        const data = yield* socket.receive();
        if (typeof data === 'string' || data.length === 0) return length;
        length += data.length;
      }
    });
    expect(octets).toBeGreaterThan(200_000);
    expect(octets).toBeLessThan(200_300);
    expect(clock.now / second).toBeLessThan(60);
  });

  test('that the program closes with unread data is reset', () => {
    const { one, other, clock } = pair();
    start(other, { program: tcpEcho({ port: 7 }) });
    const lines = watch(one);
    perform(one, function* (process) {
      const socket = one.sockets.tcp(process);
      yield* socket.connect(there, 7);
      socket.send(utf8('hello'));
      yield { on: [socket.readable] };
      socket.close();
    });
    clock.runUntil(clock.now + second);
    expect(lines.at(-1)).toMatch(/^> \[R\.\]/);
    expect(other.sockets.tcpSockets.size).toBe(1);
  });

  test('is closed when its process is killed, and TIME-WAIT lasts a minute', () => {
    const { one, other, clock } = pair();
    start(other, { program: tcpEcho({ port: 7 }) });
    const run = start(one, {
      *program(process) {
        yield* one.sockets.tcp(process).connect(there, 7);
        for (;;) yield { on: [] };
      },
    });
    clock.runUntil(second);
    run.process.kill('SIGKILL');
    clock.runUntil(2 * second);
    expect([...one.sockets.timeWait.all]).toHaveLength(1);
    expect(other.sockets.tcpSockets.size).toBe(1);
    clock.runUntil(70 * second);
    expect([...one.sockets.timeWait.all]).toHaveLength(0);
    expect(one.sockets.tcpSockets.size).toBe(0);
  });

  test('to a listener whose accept queue is full waits until there is room', () => {
    const { one, other } = pair();
    start(other, {
      *program(process) {
        const socket = other.sockets.tcp(process);
        socket.bind(there, 80);
        socket.listen(0);
        yield { on: [], until: 3 * second };
        for (;;) yield* socket.accept();
      },
    });
    const times = perform(one, function* (process) {
      const ends: number[] = [];
      for (let count = 0; count < 3; count++) {
        yield* one.sockets.tcp(process).connect(there, 80);
        ends.push(Math.round(process.clock.now / second));
      }
      return ends;
    });
    expect(times[0]).toBe(0);
    expect(times.at(-1)).toBeGreaterThanOrEqual(3);
  });
});

describe('bind and listen', () => {
  test('a taken port, a privileged port, a foreign address', () => {
    const { one } = pair();
    const holder = start(one, { program: acceptAndClose({ port: 80 }) });
    one.environment.clock.runUntil(1);
    const socket = () => one.sockets.tcp(holder.process);
    const anywhere = Address.parse('0.0.0.0');
    const second = socket();
    expect(second.bind(anywhere, 80)).toBe('EADDRINUSE');
    expect(second.bind(Address.parse('10.0.0.7'), 81)).toBe('EADDRNOTAVAIL');
    const nobody = {
      pid: 1,
      name: 'x',
      ended: holder.process.ended,
      credentials: { uid: 1000, capabilities: new Set<string>() },
    };
    expect(one.sockets.tcp(nobody).bind(anywhere, 82)).toBe('EACCES');
    expect(one.sockets.tcp(nobody).bind(anywhere, 8082)).toBeUndefined();
    expect(openRaw(one.sockets, nobody, 1)).toBe('EPERM');
  });

  test('a program that listens twice on one port says why it ends', () => {
    const { one, clock } = pair();
    start(one, { program: tcpServer({ port: 80 }, 1, function* () {}) });
    clock.runUntil(1);
    const run = finish(one, { program: tcpServer({ port: 80 }, 1, function* () {}), arguments: ['web'] });
    expect(run.text).toBe('web: port 80: Address already in use\n');
    expect(run.process.exit?.status).toBe(1);
  });
});
