/**
 * busybox ping (networking/ping.c, the fancy one). ICMP errors are not shown, as there without -v.
 */
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import { millisecond, second } from '../../clock/clock.ts';
import { strerror } from '../../linux/errno.ts';
import { Address } from '../../net/address/address.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { Running } from '../../linux/process/wait.ts';
import { openRaw, type RawSocket } from '../../linux/socket/raw/raw-socket.ts';
import type { ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { fraction } from '../options/number.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';
import { openPing } from '../../linux/socket/ping/ping-socket.ts';

interface PingSettings {
  count: number | undefined;
  size: number;
  interval: number;
  ttl: number | undefined;
  wait: number;
  deadline: number | undefined;
  quiet: boolean;
  /** What the data is filled with. */
  pattern: number;
  /** A device's name or an address. */
  from: string | undefined;
}

export const busyboxPing = applet('ping', '/bin/ping', (process, words) => ping(process, words, 'ping'));

export const busyboxPing6 = applet('ping6', '/bin/ping6', (process, words) => ping(process, words, 'ping6'));

function* ping(process: ShellProcess, words: readonly string[], name: 'ping' | 'ping6'): Running<number> {
  const say = (text: string) => {
    process.complain(`${name}: ${text}`);
  };
  let families: 'any' | 'ipv4' | 'ipv6' = name === 'ping6' ? 'ipv6' : 'any';
  const { items, operands } = getopt(
    words,
    name === 'ping' ? '46c:s:i:At:I:W:w:qp:vn' : 'c:s:i:At:I:W:w:qp:vn',
  );
  const settings: PingSettings = {
    count: undefined,
    size: 56,
    interval: second,
    ttl: undefined,
    wait: 10,
    deadline: undefined,
    quiet: false,
    pattern: 0,
    from: undefined,
  };
  for (const item of items) {
    if (item.kind === 'error') {
      say(`${item.message}\n${usageOf(name)}`);
      return 1;
    }
    const { name: letter, value = '' } = item;
    const number = fraction(value);
    if ('csitWw'.includes(letter)) {
      if (number === undefined) {
        say(`invalid number '${value}'\n`);
        return 1;
      }
      if (letter === 's' && number > 65_535) {
        say(`number ${value} is not in 0..65535 range\n`);
        return 1;
      }
      if (letter === 'c') settings.count = number;
      else if (letter === 's') settings.size = number;
      else if (letter === 'i') settings.interval = Math.round(number * 1000) * millisecond;
      else if (letter === 't') settings.ttl = number;
      else if (letter === 'W') settings.wait = number;
      else settings.deadline = number;
    } else if (letter === 'q') settings.quiet = true;
    else if (letter === 'I') settings.from = value;
    else if (letter === 'p') settings.pattern = Number.parseInt(value, 16) & 255;
    else if (letter === '4' || letter === '6') families = letter === '4' ? 'ipv4' : 'ipv6';
  }
  const host = operands[0];
  if (host === undefined) {
    process.complain(usageOf(name));
    return 1;
  }
  const { from } = settings;
  const device = from === undefined ? undefined : process.place.devices.get(from);
  const source = from === undefined || device !== undefined ? undefined : Address.tryParse(from);
  if (from !== undefined && device === undefined && source === undefined) {
    say(`bad address '${from}'\n`);
    return 1;
  }
  const found = yield* resolve(process, host, families, 'both');
  const address = typeof found === 'string' ? undefined : found.addresses[0];
  if (address === undefined) {
    say(`bad address '${host}'\n`);
    return 1;
  }
  const plain = openPing(process.place.sockets, process, address.family);
  const socket =
    typeof plain === 'string'
      ? openRaw(process.place.sockets, process, address.family === 4 ? 1 : 58, address.family)
      : plain;
  if (typeof socket === 'string') {
    say('permission denied (are you root?)\n');
    return 1;
  }
  socket.ttl = settings.ttl;
  socket.device = device;
  if (source !== undefined) {
    if (source.family !== address.family || !process.place.ip(source.family).isLocal(source)) {
      say(`bind: ${strerror('EADDRNOTAVAIL')}\n`);
      return 1;
    }
    socket.localAddress = source;
  }
  const fromText = source === undefined ? '' : ` from ${source.text}`;
  process.print(`PING ${host} (${address.text})${fromText}: ${String(settings.size)} data bytes\n`);
  const received = yield* loop(process, socket, settings, host, address);
  socket.close();
  return received > 0 ? 0 : 1;
}

function* loop(
  process: ShellProcess,
  socket: RawSocket,
  settings: PingSettings,
  host: string,
  address: Address,
): Running<number> {
  const { clock } = process;
  process.handle('SIGINT');
  const identifier = process.place.sockets.random.integer(1, 65_535);
  const start = clock.now;
  const sentAt: number[] = [];
  const times: number[] = [];
  const seen = new Set<number>();
  let duplicates = 0;
  let lingerUntil: number | undefined;
  const end = settings.deadline === undefined ? undefined : start + settings.deadline * second;
  for (;;) {
    if (process.takeSignal('SIGINT')) break;
    if (settings.count !== undefined && seen.size >= settings.count) break;
    if ((end !== undefined && clock.now >= end) || (lingerUntil !== undefined && clock.now >= lingerUntil))
      break;
    const mayMore = settings.count === undefined || sentAt.length < settings.count;
    const nextAt = start + sentAt.length * settings.interval;
    if (mayMore && clock.now >= nextAt) {
      const sequence = sentAt.length;
      sentAt.push(clock.now);
      const errno = socket.sendTo(
        {
          kind: address.family === 4 ? 'icmp' : 'icmpv6',
          type: 'echoRequest',
          id: identifier,
          sequence,
          data: new Uint8Array(settings.size).fill(settings.pattern),
        },
        address,
      );
      if (errno === 'ENETUNREACH') {
        process.complain('ping: sendto: Network is unreachable\n');
        return 0;
      }
      continue;
    }
    if (!mayMore)
      lingerUntil ??=
        clock.now + (seen.size > 0 ? Math.max(second, 2 * Math.max(...times)) : settings.wait * second);
    const until = Math.min(
      mayMore ? nextAt : Number.POSITIVE_INFINITY,
      lingerUntil ?? Number.POSITIVE_INFINITY,
      end ?? Number.POSITIVE_INFINITY,
    );
    const packet = yield* socket.receiveFrom(until);
    if (typeof packet === 'string') continue;
    const { payload } = packet.packet;
    if ((payload.kind !== 'icmp' && payload.kind !== 'icmpv6') || payload.type !== 'echoReply') continue;
    if (payload.id !== identifier && payload.id !== socket.localPort) continue;
    const time = clock.now - (sentAt[payload.sequence] ?? clock.now);
    const again = seen.has(payload.sequence);
    if (again) duplicates++;
    else {
      seen.add(payload.sequence);
      times.push(time);
    }
    if (!settings.quiet)
      process.print(
        `${String(payload.data.length + 8)} bytes from ${packet.packet.source.text}: seq=${String(payload.sequence)} ttl=${String(hopLimitOf(packet.packet))} time=${thousandths(time)} ms${again ? ' (DUP!)' : ''}\n`,
      );
  }
  const sent = sentAt.length;
  let text = `\n--- ${host} ping statistics ---\n${String(sent)} packets transmitted, ${String(seen.size)} packets received, `;
  if (duplicates > 0) text += `${String(duplicates)} duplicates, `;
  if (sent > 0) text += `${String(Math.floor(((sent - seen.size) * 100) / sent))}% packet loss\n`;
  if (times.length > 0) {
    const mean = Math.floor(times.reduce((sum, time) => sum + time, 0) / times.length);
    text += `round-trip min/avg/max = ${thousandths(Math.min(...times))}/${thousandths(mean)}/${thousandths(Math.max(...times))} ms\n`;
  }
  process.print(text);
  return seen.size;
}

const thousandths = (micros: number) =>
  `${String(Math.floor(micros / 1000))}.${String(micros % 1000).padStart(3, '0')}`;
