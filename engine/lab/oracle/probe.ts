/**
 * A probe as a real program over real sockets: TCP connects and reads who answered, UDP and ICMP send one packet and
 * wait for one. What it learns is an `Outcome`; where its packets went is for the packet sockets to tell.
 */
import { millisecond, type Time } from '../../clock/clock.ts';
import { Address, type Family } from '../../net/address/address.ts';
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { fromUtf8 } from '../../net/wire/utf8.ts';
import type { Errno } from '../../linux/errno.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process, Program } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { InetSocket } from '../../linux/socket/inet-socket.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { Probe } from './case.ts';
import type { Outcome } from './observe.ts';
import { openRaw } from '../../linux/socket/raw/raw-socket.ts';

type Prober = Process<NetworkNamespace>;

/** How long the oracle waits for an answer. */
export const patience = 150 * millisecond;

/** Between a client's first answer and what it says then. */
export interface Pause {
  isReached: boolean;
  isOver: boolean;
}

/** How long a client that goes on listens. */
const secondPatience = 300 * millisecond;

/** @param done told the outcome when the probe ends */
export function probeProgram(
  probe: Probe,
  wait: Time,
  done: (outcome: Outcome) => void,
  pause: Pause = { isReached: false, isOver: true },
): Program<NetworkNamespace> {
  return function* (process) {
    const until = process.clock.now + wait;
    if (probe.proto === 'tcp') done(yield* probeTcp(process, probe, until, pause));
    else done(yield* (probe.proto === 'udp' ? probeUdp : probeIcmp)(process, probe, until));
    return 0;
  };
}

/** EAGAIN and EINPROGRESS: the time is over. */
function failed(errno: Errno): Outcome {
  return { v: errno === 'EAGAIN' || errno === 'EINPROGRESS' ? 'timeout' : errno };
}

function familyOf({ dst }: Probe): Family {
  return Address.parse(dst).family;
}

function prepare(socket: InetSocket, probe: Probe): Errno | undefined {
  if (probe.ttl !== undefined) socket.ttl = probe.ttl;
  return probe.src === undefined ? undefined : socket.bind(Address.parse(probe.src), 0);
}

function* probeTcp(process: Prober, probe: Probe, until: Time, pause: Pause): Running<Outcome> {
  const socket = process.place.sockets.tcp(process, familyOf(probe));
  try {
    const errno =
      prepare(socket, probe) ??
      (yield* socket.connectWithin(Address.parse(probe.dst), probe.dport ?? 0, until));
    if (errno !== undefined) return failed(errno);
    const answer = yield* socket.receive(until);
    if (typeof answer === 'string') return failed(answer);
    socket.resetsOnClose = true;
    socket.nagle = true;
    const outcome = { ...told(fromUtf8(answer), socket.localPort), laddr: socket.localAddress.text };
    if (probe.midway === undefined) return outcome;
    pause.isReached = true;
    while (!pause.isOver) yield { on: [], until: process.clock.now + millisecond };
    return { ...outcome, then: yield* goOn(process, socket, probe.size ?? 100) };
  } finally {
    socket.close();
  }
}

/** Say something, listen, look at the socket's error and at what is unacknowledged, say something again. */
function* goOn(process: Prober, socket: TcpSocket, size: number): Running<string> {
  const said = new Uint8Array(size);
  const first = socket.send(said);
  if (first !== undefined) return first;
  const heard = yield* socket.receive(process.clock.now + secondPatience);
  const error = socket.takeSoftError() ?? 'fine';
  const arrived = heard !== 'EAGAIN' ? '' : socket.unacknowledged === 0 ? ' arrived' : ' unacknowledged';
  const again = socket.send(said) ?? 'sent';
  return `${typeof heard === 'string' ? heard : `${String(heard.length)} octets`} ${error}${arrived} ${again}`;
}

function* probeUdp(process: Prober, probe: Probe, until: Time): Running<Outcome> {
  const socket = process.place.sockets.udp(process, familyOf(probe));
  try {
    socket.receiveErrors = true;
    socket.pathMtu = probe.df === true ? 'do' : 'dont';
    const errno =
      prepare(socket, probe) ??
      socket.connect(Address.parse(probe.dst), probe.dport ?? 0) ??
      socket.send(new Uint8Array(probe.size ?? 8).fill(0x78));
    if (errno !== undefined) return failed(errno);
    const answer = yield* socket.receiveFrom(until);
    if (typeof answer === 'string') return failed(answer);
    return told(fromUtf8(answer.data), socket.localPort);
  } finally {
    socket.close();
  }
}

function* probeIcmp(process: Prober, probe: Probe, until: Time): Running<Outcome> {
  const kind = familyOf(probe) === 4 ? 'icmp' : 'icmpv6';
  const socket = openRaw(process.place.sockets, process, ipProtocol[kind], familyOf(probe));
  if (typeof socket === 'string') return failed(socket);
  try {
    socket.receiveErrors = true;
    socket.pathMtu = probe.df === true ? 'do' : 'dont';
    const id = process.place.sockets.random.integer(1, 65_534);
    const errno =
      prepare(socket, probe) ??
      socket.sendTo(
        { kind, type: 'echoRequest', id, sequence: 1, data: new Uint8Array(probe.size ?? 56) },
        Address.parse(probe.dst),
      );
    if (errno !== undefined) return failed(errno);
    for (;;) {
      const received = yield* socket.receiveFrom(until);
      if (typeof received === 'string') return failed(received);
      const { packet } = received;
      const { payload } = packet;
      if (payload.kind === kind && payload.type === 'echoReply' && payload.id === id)
        return { v: 'ok', replyFrom: packet.source.text, replyTtl: hopLimitOf(packet) };
    }
  } finally {
    socket.close();
  }
}

/** `SERVER CLIENT-ADDRESS CLIENT-PORT OWN-ADDRESS OWN-PORT` */
function told(answer: string, ownPort: number): Outcome {
  const [srv = '', src = '', port = '', address = '', reached = ''] = answer.trim().split(' ');
  return {
    v: 'ok',
    srv,
    src,
    dst: `${address}:${reached}`,
    sport: Number(port) === ownPort ? 'kept' : 'changed',
  };
}
