/**
 * The main loop of ping: when to send, what came back, when to stop (iputils 20221126: main_loop, pinger,
 * __schedule_exit, ping4_parse_reply, ping4_receive_error_msg).
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import type { IcmpError } from '../../net/packet/transport.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { strerror } from '../../linux/errno.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { QueuedError } from '../../linux/socket/error-queue.ts';
import { PingSocket } from '../../linux/socket/ping/ping-socket.ts';
import type { ReceivedPacket } from '../../linux/socket/raw/raw-socket.ts';
import type { ShellProcess } from '../command.ts';
import { addressText } from './address-text.ts';
import type { PingOptions } from './options.ts';
import { OptionsPrinter } from './ip-options.ts';
import { icmpErrorText, roundTripText, type Statistics, statisticsText } from './print.ts';
import type { PingSocketReady } from './socket.ts';

/** Octets of the time that a request carries. */
const timeLength = 16;
/** An IPv6 address all routers of its prefix have (RFC 4291 section 2.6.1), if the prefix is of 64 bits. */
function isSubnetRouter({ family, words }: Address): boolean {
  return family === 6 && words[2] === 0 && words[3] === 0;
}

/** In which lo has brought what a refused packet caused. */
const loopbackTime = 50;
/** A flood sends at least this often. */
const floodGap = 10 * millisecond;

export class PingSession {
  readonly #process: ShellProcess;
  readonly #options: PingOptions;
  readonly #ready: PingSocketReady;
  readonly #name: string;
  readonly #numeric: boolean;
  readonly #identifier: number;
  readonly #statistics: Statistics = {
    transmitted: 0,
    received: 0,
    repeats: 0,
    errors: 0,
    pipe: 0,
    sum: 0,
    sumOfSquares: 0,
    least: Number.POSITIVE_INFINITY,
    most: 0,
    average: 0,
  };
  readonly #answered = new Set<number>();
  readonly #sentAt = new Map<number, Time>();
  readonly #optionsPrinter: OptionsPrinter;
  readonly #interval: Time;
  #acknowledged = 0;
  #firstAt: Time | undefined;
  #lastAt: Time = 0;
  #nextAt: Time;
  #lingerUntil: Time | undefined;

  constructor(
    process: ShellProcess,
    options: PingOptions,
    ready: PingSocketReady,
    name: string,
    numeric: boolean,
  ) {
    this.#process = process;
    this.#options = options;
    this.#ready = ready;
    this.#name = name;
    this.#numeric = numeric;
    this.#identifier = options.identifier ?? process.pid & 0xffff;
    this.#optionsPrinter = new OptionsPrinter((address) => this.#addressText(address));
    this.#interval = options.interval * millisecond;
    this.#nextAt = process.clock.now;
  }

  get #timed(): boolean {
    return this.#options.size >= timeLength;
  }

  get #flooding(): boolean {
    return this.#options.flags.has('f');
  }

  get #adaptive(): boolean {
    return this.#interval === 0 || this.#options.flags.has('A');
  }

  get #quiet(): boolean {
    return this.#options.flags.has('q');
  }

  /** @returns the exit status */
  *run(): Running<number> {
    const process = this.#process;
    const { clock } = process;
    const { socket } = this.#ready;
    const { count, deadline } = this.#options;
    process.handle('SIGINT');
    process.handle('SIGALRM');
    process.handle('SIGQUIT');
    const deadlineAt = deadline === undefined || deadline === 0 ? undefined : clock.now + deadline * second;
    const statistics = this.#statistics;
    for (;;) {
      if (process.takeSignal('SIGINT') || process.takeSignal('SIGALRM')) break;
      if (process.takeSignal('SIGQUIT')) this.#status();
      if (count !== undefined && statistics.received + statistics.errors >= count) break;
      if (deadlineAt !== undefined && (clock.now >= deadlineAt || statistics.errors > 0)) break;
      const allSent = count !== undefined && statistics.transmitted >= count && deadlineAt === undefined;
      if (!allSent && clock.now >= this.#nextAt) {
        yield* this.#send();
        continue;
      }
      if (allSent) this.#lingerUntil ??= this.#linger();
      if (this.#lingerUntil !== undefined && clock.now >= this.#lingerUntil) break;
      const until = Math.min(
        allSent ? Number.POSITIVE_INFINITY : this.#nextAt,
        this.#lingerUntil ?? Number.POSITIVE_INFINITY,
        deadlineAt ?? Number.POSITIVE_INFINITY,
      );
      const received = yield* socket.receiveFrom(until);
      if (received === 'EAGAIN' || received === 'EINTR') continue;
      if (typeof received === 'string') while ((yield* this.#takeError()) !== undefined);
      else yield* this.#take(received);
    }
    return this.#finish();
  }

  /** How long the last replies are waited for (__schedule_exit). */
  #linger(): Time | undefined {
    const { received, most } = this.#statistics;
    const time = received === 0 ? this.#options.linger * millisecond : Math.max(2 * most, this.#interval);
    return time > 0 ? this.#process.clock.now + time : undefined;
  }

  *#send(): Running<void> {
    const { clock } = this.#process;
    const { flags, preload } = this.#options;
    const statistics = this.#statistics;
    if (
      flags.has('O') &&
      statistics.transmitted > 0 &&
      !this.#answered.has(statistics.transmitted & 0xffff)
    ) {
      this.#stamp();
      this.#process.print(`no answer yet for icmp_seq=${String(statistics.transmitted)}\n`);
    }
    const sequence = (statistics.transmitted + 1) & 0xffff;
    this.#firstAt ??= clock.now;
    this.#lastAt = clock.now;
    this.#answered.delete(sequence);
    this.#sentAt.set(sequence, clock.now);
    const gap = this.#adaptive ? floodGap : this.#interval;
    this.#nextAt = statistics.transmitted + 1 < preload ? clock.now : clock.now + gap;
    const errno = this.#ready.socket.sendTo(
      {
        kind: this.#ready.destination.family === 4 ? 'icmp' : 'icmpv6',
        type: 'echoRequest',
        id: this.#identifier,
        sequence,
        data: this.#data(),
      },
      this.#ready.destination,
    );
    if (errno === undefined) {
      statistics.transmitted++;
      if (this.#flooding && !this.#quiet) this.#process.print('.');
      return;
    }
    // What lo has to bring comes before the program sees that it failed.
    if (this.#ready.socket.errors.length === 0) yield { on: [], until: clock.now + loopbackTime };
    const told = yield* this.#takeError();
    statistics.transmitted++;
    // Without an entry in the error queue it keeps silent, whatever the error.
    if (told !== 'icmp' || this.#quiet) return;
    if (this.#flooding) this.#process.print('E');
    else this.#process.complain(`${this.#options.program}: sendmsg: ${strerror(errno)}\n`);
  }

  /** The time and then the pattern. */
  #data(): Uint8Array {
    const { size, pattern } = this.#options;
    const data = new Uint8Array(size);
    for (let at = 0; at < size; at++)
      data[at] =
        pattern === undefined || pattern.length === 0 ? at & 255 : (pattern[at % pattern.length] ?? 0);
    if (!this.#timed) return data;
    const { wallTime } = this.#process.place.environment;
    const seconds = Math.floor(wallTime / 1000);
    const micros = Math.floor((wallTime - seconds * 1000) * 1000);
    for (let at = 0; at < 8; at++) {
      data[at] = at < 4 ? (seconds >>> (8 * at)) & 255 : 0;
      data[at + 8] = at < 4 ? (micros >>> (8 * at)) & 255 : 0;
    }
    return data;
  }

  *#take({ packet, device }: ReceivedPacket): Running<void> {
    const { payload } = packet;
    if (payload.kind !== 'icmp' && payload.kind !== 'icmpv6') return;
    if (payload.type === 'redirect') yield* this.#redirected(packet.source, payload);
    if (payload.type !== 'echoReply') return;
    const own = this.#ready.socket instanceof PingSocket ? this.#ready.socket.localPort : this.#identifier;
    if (payload.id !== own) return;
    const { clock } = this.#process;
    const statistics = this.#statistics;
    const { sequence } = payload;
    const time = Math.max(0, clock.now - (this.#sentAt.get(sequence) ?? clock.now));
    const repeated = this.#answered.has(sequence);
    if (repeated) statistics.repeats++;
    else {
      statistics.received++;
      this.#answered.add(sequence);
    }
    this.#acknowledge(sequence);
    // The next request goes with MSG_CONFIRM.
    this.#ready.socket.confirmPending = true;
    if (this.#timed) {
      statistics.sum += time;
      statistics.sumOfSquares += time * time;
      statistics.least = Math.min(statistics.least, time);
      statistics.most = Math.max(statistics.most, time);
      statistics.average =
        statistics.average === 0 ? time * 8 : statistics.average + time - Math.floor(statistics.average / 8);
    }
    if (this.#adaptive) this.#nextAt = clock.now;
    if (this.#quiet) return;
    if (this.#flooding) {
      this.#process.print('\b \b');
      return;
    }
    const from = yield* this.#addressText(packet.source, device);
    this.#stamp();
    let line = `${String(8 + payload.data.length)} bytes from ${from}: icmp_seq=${String(sequence)}`;
    if (
      this.#options.flags.has('v') &&
      !(this.#ready.socket instanceof PingSocket && this.#options.identifier === undefined)
    )
      line += ` ident=${String(payload.id)}`;
    line += ` ttl=${String(hopLimitOf(packet))}`;
    if (this.#timed) line += ` time=${roundTripText(time)}`;
    if (repeated && (!this.#ready.broadcast || this.#options.flags.has('v'))) line += ' (DUP!)';
    const expected = this.#ready.destination;
    if (!this.#ready.broadcast && !isSubnetRouter(expected) && packet.source !== expected)
      line += ' (DIFFERENT ADDRESS!)';
    if (this.#options.flags.has('a')) line += '\x07';
    if (packet.kind === 'ipv4' && packet.options.length > 0)
      line += yield* this.#optionsPrinter.print(packet.options);
    this.#process.print(`${line}\n`);
  }

  /** @returns what kind of error it took from the queue */
  *#takeError(): Running<QueuedError['origin'] | undefined> {
    const error = this.#ready.socket.errors.shift();
    if (error?.origin === 'local') this.#localError(error);
    else if (error !== undefined) yield* this.#remoteError(error);
    return error?.origin;
  }

  #localError(error: QueuedError): void {
    if (this.#quiet) return;
    this.#statistics.errors++;
    const { program } = this.#options;
    if (this.#flooding) this.#process.print('E');
    else if (error.errno === 'EMSGSIZE')
      this.#process.complain(
        `${program}: local error: message too long, mtu${this.#ready.destination.family === 4 ? '=' : ': '}${String(error.info)}\n`,
      );
    else this.#process.complain(`${program}: local error: ${strerror(error.errno)}\n`);
  }

  *#remoteError(queued: QueuedError): Running<void> {
    const { error, quoted, offender } = queued;
    const payload = quoted?.payload;
    const own = this.#ready.socket instanceof PingSocket ? this.#ready.socket.localPort : this.#identifier;
    const isOurs =
      (payload?.kind === 'icmp' || payload?.kind === 'icmpv6') &&
      payload.type === 'echoRequest' &&
      payload.id === own &&
      queued.destination === this.#ready.destination;
    if (!isOurs || error === undefined || offender === undefined) return;
    this.#acknowledge(payload.sequence);
    this.#statistics.errors++;
    if (this.#quiet) return;
    if (this.#flooding) {
      this.#process.print('\bE');
      return;
    }
    const from = yield* this.#addressText(offender, queued.device);
    this.#stamp();
    this.#process.print(`From ${from} icmp_seq=${String(payload.sequence)} ${icmpErrorText(error)}\n`);
  }

  /** A router told of a nearer one: no error, the request went on. */
  *#redirected(from: Address, error: IcmpError): Running<void> {
    const { quoted } = error;
    const { payload } = quoted;
    if (payload.kind !== 'icmp' || payload.type !== 'echoRequest') return;
    if (payload.id !== this.#identifier || quoted.destination !== this.#ready.destination) return;
    if (this.#quiet || this.#flooding) return;
    const router = yield* this.#addressText(from);
    this.#stamp();
    this.#process.print(`From ${router}: icmp_seq=${String(payload.sequence)} ${icmpErrorText(error)}\n`);
  }

  /** How many requests were under way when this one was answered. */
  #acknowledge(sequence: number): void {
    const statistics = this.#statistics;
    const behind = (statistics.transmitted - sequence) & 0xffff;
    if (behind > 0x7fff) return;
    statistics.pipe = Math.max(statistics.pipe, behind + 1);
    const ahead = (sequence - this.#acknowledged) & 0xffff;
    if (ahead > 0 && ahead <= 0x7fff) this.#acknowledged = sequence;
  }

  #addressText(address: Address, device?: NetDevice): Running<string> {
    return addressText(this.#process, address, device, this.#numeric);
  }

  #stamp(): void {
    if (!this.#options.flags.has('D')) return;
    const { wallTime } = this.#process.place.environment;
    const micros = Math.floor(wallTime * 1000);
    const seconds = Math.floor(micros / 1_000_000);
    this.#process.print(`[${String(seconds)}.${String(micros % 1_000_000).padStart(6, '0')}] `);
  }

  /** SIGQUIT: where it stands. */
  #status(): void {
    const { transmitted, received, least, most, sum, repeats, average } = this.#statistics;
    const loss = transmitted > 0 ? Math.floor(((transmitted - received) * 100) / transmitted) : 0;
    let line = `\r${String(received)}/${String(transmitted)} packets, ${String(loss)}% loss`;
    if (received > 0 && this.#timed) {
      const mean = Math.floor(sum / (received + repeats));
      const text = [least, mean, Math.floor(average / 8), most]
        .map((time) => (time / 1000).toFixed(3))
        .join('/');
      line += `, min/avg/ewma/max = ${text} ms`;
    }
    this.#process.complain(`${line}\n`);
  }

  #finish(): number {
    const statistics = this.#statistics;
    this.#ready.socket.close();
    this.#process.print(
      `\n${statisticsText(statistics, {
        name: this.#name,
        elapsed: this.#lastAt - (this.#firstAt ?? this.#lastAt),
        timed: this.#timed,
        flood: this.#adaptive,
      })}`,
    );
    const { deadline, count } = this.#options;
    const short =
      deadline !== undefined && deadline > 0 && count !== undefined && statistics.received < count;
    return statistics.received === 0 || short ? 1 : 0;
  }
}
