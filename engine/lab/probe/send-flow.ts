/**
 * Sending a flow as a program would: resolve the name, connect, ask for `/`, read the answer; or one datagram; or one
 * echo request. What the socket says is the outcome.
 */
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process } from '../../linux/process/process.ts';
import { devNull } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { Standing } from '../stage/stage.ts';
import type { Flow, FlowOutcome } from './flow.ts';
import { openRaw } from '../../linux/socket/raw/raw-socket.ts';

/** How long a flow may take before it counts as timed out. */
const patience = 8 * second;

/** The program a reader would send it with: sentences of a journey name it. */
const senderOf: Readonly<Record<Flow['protocol'], string>> = { tcp: 'curl', udp: 'nc', icmp: 'ping' };

/** Starts the program that sends a flow, as whoever stands there would. @param done told what came of it */
export function startFlow(standing: Standing, flow: Flow, done: (outcome: FlowOutcome) => void): void {
  const { processes, namespace, files, credentials } = standing;
  processes.start({
    program: function* (process) {
      done(yield* sendFlow(process, flow));
      return 0;
    },
    arguments: [senderOf[flow.protocol]],
    place: namespace,
    ...{ files, credentials, stdin: devNull, stdout: devNull, stderr: devNull },
  });
}

export function* sendFlow(process: Process<NetworkNamespace>, flow: Flow): Running<FlowOutcome> {
  const address = Address.tryParse(flow.to) ?? (yield* addressOf(process, flow.to));
  if (address === undefined)
    return {
      verdict: 'unresolved',
      sentence: `${flow.to} has no address: the resolver found no record of that name.`,
    };
  const until = process.clock.now + patience;
  switch (flow.protocol) {
    case 'tcp':
      return yield* overTcp(process, flow, address, until);
    case 'udp':
      return yield* overUdp(process, flow, address, until);
    case 'icmp':
      return yield* echo(process, address, until);
  }
}

function* addressOf(process: Process<NetworkNamespace>, name: string): Running<Address | undefined> {
  const found = yield* resolve(process, name);
  return typeof found === 'string' ? undefined : found.addresses[0];
}

function* overTcp(
  process: Process<NetworkNamespace>,
  flow: Flow,
  address: Address,
  until: number,
): Running<FlowOutcome> {
  const socket = process.place.sockets.tcp(process);
  const where = `${address.text}:${String(flow.port ?? 80)}`;
  try {
    const errno = yield* socket.connectWithin(address, flow.port ?? 80, until);
    if (errno !== undefined) return failed(errno, where);
    socket.send(
      utf8(
        `GET / HTTP/1.1\r\nHost: ${flow.to}\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
      ),
    );
    let answer = '';
    for (;;) {
      const data = yield* socket.receive(until);
      if (typeof data === 'string') {
        if (answer !== '') break;
        return failed(data, where);
      }
      if (data.length === 0) break;
      answer += fromUtf8(data);
    }
    return { verdict: 'answered', sentence: `${where} accepted the connection and answered.`, answer };
  } finally {
    socket.close();
  }
}

function* overUdp(
  process: Process<NetworkNamespace>,
  flow: Flow,
  address: Address,
  until: number,
): Running<FlowOutcome> {
  const socket = process.place.sockets.udp(process);
  const where = `${address.text}:${String(flow.port ?? 53)}`;
  try {
    const errno = socket.connect(address, flow.port ?? 53) ?? socket.send(utf8('hostname\n'));
    if (errno !== undefined) return failed(errno, where);
    const datagram = yield* socket.receiveFrom(until);
    if (typeof datagram === 'string') return failed(datagram, where);
    return { verdict: 'answered', sentence: `${where} answered.`, answer: fromUtf8(datagram.data) };
  } finally {
    socket.close();
  }
}

function* echo(process: Process<NetworkNamespace>, address: Address, until: number): Running<FlowOutcome> {
  const socket = openRaw(process.place.sockets, process, 1);
  if (typeof socket === 'string') return failed(socket, address.text);
  try {
    const id = process.pid & 0xffff;
    const message = { kind: 'icmp', type: 'echoRequest', id, sequence: 1, data: new Uint8Array(56) } as const;
    const errno = socket.sendTo(message, address);
    if (errno !== undefined) return failed(errno, address.text);
    for (;;) {
      const received = yield* socket.receiveFrom(until);
      if (typeof received === 'string') return failed(received, address.text);
      const { payload } = received.packet;
      if (payload.kind !== 'icmp') continue;
      if (payload.type === 'echoReply' && payload.id === id)
        return {
          verdict: 'answered',
          sentence: `${address.text} answered the echo request.`,
          answer: `ttl=${String(hopLimitOf(received.packet))}`,
        };
      if ('quoted' in payload) return failed('EHOSTUNREACH', address.text);
    }
  } finally {
    socket.close();
  }
}

function failed(errno: Errno, where: string): FlowOutcome {
  switch (errno) {
    case 'EAGAIN':
    case 'EINPROGRESS':
    case 'ETIMEDOUT':
      return {
        verdict: 'timeout',
        errno: 'ETIMEDOUT',
        sentence: `No answer from ${where}: nothing came back, so the sender can only wait.`,
      };
    case 'ECONNREFUSED':
      return {
        verdict: 'refused',
        errno,
        sentence: `${where} refused the connection: a reset or an ICMP "port unreachable" came back.`,
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EACCES':
      return { verdict: 'unreachable', errno, sentence: `${where} cannot be reached: ${strerror(errno)}.` };
    default:
      return { verdict: 'failed', errno, sentence: `The socket to ${where} failed: ${strerror(errno)}.` };
  }
}
