/**
 * The loop of tracepath (probe_ttl and recverr of iputils' tracepath.c): packets as long as the path's MTU is thought
 * to be, and everything that is known read from the socket's error queue.
 */
import { second, type Time } from '../../clock/clock.ts';
import { strerror } from '../../linux/errno.ts';
import { waitFor } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import { lookUpName } from '../../linux/resolver/lookup.ts';
import type { QueuedError } from '../../linux/socket/error-queue.ts';
import type { UdpSocket } from '../../linux/socket/udp/udp-socket.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';

export interface PathTraceOptions {
  /** Octets of the first packet, headers included. */
  readonly mtu: number;
  readonly hops: number;
  readonly port: number;
  /** The link of a link-local destination. */
  readonly zone: NetDevice | undefined;
  readonly names: 'names' | 'addresses' | 'both';
}

/** Of IP and UDP. */
export function headersOf({ family }: Address): number {
  return family === 4 ? 28 : 48;
}

/** Probes that are remembered, each by its port. */
const remembered = 64;

export class PathTrace {
  readonly #process: ShellProcess;
  readonly #destination: Address;
  readonly #options: PathTraceOptions;
  readonly #socket: UdpSocket;
  readonly #history = new Map<number, { hops: number; sentAt: Time }>();
  #slot = 0;
  #mtu: number;
  #ttl = 0;
  #hopsTo = -1;
  #hopsBack = -1;

  constructor(process: ShellProcess, destination: Address, options: PathTraceOptions) {
    this.#process = process;
    this.#destination = destination;
    this.#options = options;
    this.#mtu = options.mtu;
    this.#socket = process.place.sockets.udp(process, destination.family);
    this.#socket.device = options.zone;
    this.#socket.pathMtu = 'do';
    this.#socket.receiveErrors = true;
  }

  /** @returns the exit status */
  *run(): Running<number> {
    const { hops } = this.#options;
    let ended = false;
    for (this.#ttl = 1; this.#ttl <= hops && !ended; this.#ttl++) {
      this.#socket.ttl = this.#ttl;
      ended = (yield* this.#hop()) === 'end';
    }
    const mtu = String(this.#mtu);
    if (!ended) this.#process.print(`     Too many hops: pmtu ${mtu}\n`);
    let resume = `     Resume: pmtu ${mtu} `;
    if (this.#hopsTo >= 0) resume += `hops ${String(this.#hopsTo)} `;
    if (this.#hopsBack >= 0) resume += `back ${String(this.#hopsBack)} `;
    this.#process.print(`${resume}\n`);
    this.#socket.close();
    return 0;
  }

  /** Three tries, begun again whenever the path turns out to be narrower. */
  *#hop(): Running<'end' | 'next'> {
    let tries = 0;
    let answered = false;
    while (tries < 3 && !answered) {
      const mtu = this.#mtu;
      const result = yield* this.#probe();
      if (this.#mtu !== mtu) {
        tries = 0;
        continue;
      }
      if (result === 'end') return 'end';
      answered = result === 'progress';
      tries++;
    }
    if (!answered) this.#process.print(`${this.#hopText()}:  no reply\n`);
    return 'next';
  }

  #hopText(hop = this.#ttl): string {
    return String(hop).padStart(2);
  }

  *#probe(): Running<'end' | 'progress' | 'nothing'> {
    const { clock } = this.#process;
    let sent = false;
    for (let attempt = 0; attempt < 10 && !sent; attempt++) {
      this.#history.set(this.#slot, { hops: this.#ttl, sentAt: clock.now });
      const errno = this.#socket.sendTo(
        new Uint8Array(this.#mtu - headersOf(this.#destination)),
        this.#destination,
        this.#options.port + this.#slot,
      );
      if (errno === undefined) sent = true;
      else {
        const result = yield* this.#readErrors();
        this.#history.delete(this.#slot);
        if (result === 'end') return 'end';
        if (result === 'progress') attempt = -1;
      }
    }
    this.#slot = (this.#slot + 1) % remembered;
    if (!sent) {
      this.#process.print(`${this.#hopText()}:  send failed\n`);
      return 'end';
    }
    if (this.#socket.errors.length === 0) yield* waitFor([this.#socket.readable], clock.now + second);
    if (this.#socket.takeDatagram() !== undefined) {
      this.#process.print(`${this.#hopText()}?: reply received 8)\n`);
      return 'end';
    }
    return yield* this.#readErrors();
  }

  *#readErrors(): Running<'end' | 'progress' | 'nothing'> {
    let result: 'progress' | 'nothing' = 'nothing';
    for (;;) {
      const error = this.#socket.errors.shift();
      if (error === undefined) return result;
      if (this.#socket.errors.length === 0) this.#socket.takeError();
      result = 'progress';
      if ((yield* this.#tell(error)) === 'end') return 'end';
    }
  }

  /** One line about one error. */
  *#tell(error: QueuedError): Running<'end' | 'next'> {
    const { clock } = this.#process;
    const payload = error.quoted?.payload;
    // IPv6 gives back what could not be sent, too.
    const refused = error.origin === 'local' && this.#destination.family === 6 ? this.#slot : -1;
    const slot = payload?.kind === 'udp' ? payload.destinationPort - this.#options.port : refused;
    const probe = this.#history.get(slot);
    this.#history.delete(slot);
    const hops = probe?.hops ?? -1;
    let line: string;
    if (error.origin === 'local') line = `${this.#hopText()}?: ${'[LOCALHOST]'.padEnd(32)} `;
    else {
      line = hops > 0 ? `${this.#hopText(hops)}:  ` : `${this.#hopText()}?: `;
      line += `${(yield* this.#offender(error)).padEnd(51)} `;
    }
    if (probe !== undefined) {
      const took = clock.now - probe.sentAt;
      line += `${String(Math.floor(took / 1000)).padStart(3)}.${String(took % 1000).padStart(3, '0')}ms `;
    }
    const print = (rest: string): void => {
      this.#process.print(`${line}${rest}\n`);
    };
    const back = error.ttl <= 64 ? 65 - error.ttl : error.ttl <= 128 ? 129 - error.ttl : 256 - error.ttl;
    switch (error.errno) {
      case 'EMSGSIZE':
        print(`pmtu ${String(error.info)}`);
        this.#mtu = error.info;
        return 'next';
      case 'ECONNREFUSED':
        print('reached');
        this.#hopsTo = hops < 0 ? this.#ttl : hops;
        this.#hopsBack = back;
        return 'end';
      case 'ENOPROTOOPT':
        print('!P');
        return 'end';
      case 'EHOSTUNREACH':
        if (error.error?.type === 'timeExceeded' && error.error.code === 0) {
          const expected = hops >= 0 ? hops : this.#ttl;
          print(back === expected ? '' : `asymm ${String(back).padStart(2)} `);
          return 'next';
        }
        print('!H');
        return 'end';
      case 'ENETUNREACH':
        print('!N');
        return 'end';
      case 'EACCES':
        print('!A');
        return 'end';
      default:
        print('');
        this.#process.complain(`tracepath: NET ERROR: ${strerror(error.errno)}\n`);
        return 'end';
    }
  }

  *#offender(error: QueuedError): Running<string> {
    const { names } = this.#options;
    const { offender } = error;
    if (offender === undefined) return '';
    if (names === 'addresses') return offender.text;
    const found = yield* lookUpName(this.#process, offender);
    const name = typeof found === 'object' ? '???' : (found ?? offender.text);
    return names === 'both' ? `${name} (${offender.text})` : name;
  }
}
