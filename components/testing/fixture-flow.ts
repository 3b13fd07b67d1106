/**
 * Sends a flow through the small cluster as a program would, and records what its kernels decided.
 */
import type { Journey } from '../../engine/lab/world/world-api.ts';
import type { Flow, FlowOutcome } from '../../engine/lab/probe/flow.ts';
import type { JourneyEvent } from '../../engine/linux/journey/event.ts';
import type { NetworkNamespace } from '../../engine/linux/namespace/namespace.ts';
import { kernelHolder, type SocketHolder } from '../../engine/linux/socket/holder.ts';
import { Address } from '../../engine/net/address/address.ts';
import { hopLimitOf } from '../../engine/net/flow/rewrite.ts';
import type { IpPacket } from '../../engine/net/packet/ethernet.ts';
import { fromUtf8, utf8 } from '../../engine/net/wire/utf8.ts';
import type { Cluster } from './two-node-cluster.ts';
import { openRaw } from '../../engine/linux/socket/raw/raw-socket.ts';

const holder = (name: string): SocketHolder => ({ ...kernelHolder, pid: 7, name });

/** nginx in every web pod. */
export function serve(cluster: Cluster): void {
  for (const [place, namespace] of cluster.places) {
    if (!place.includes('/web-')) continue;
    const listener = namespace.sockets.tcp(holder('nginx'));
    listener.bind(Address.parse('0.0.0.0'), 80);
    listener.listen(128);
    listener.readable.add(() => {
      const connection = listener.takeConnection();
      connection?.readable.add(() => {
        const data = connection.takeReceived();
        if (typeof data === 'string') return;
        if (data.length > 0)
          connection.send(utf8(`HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nI am ${place.slice(12)}\n`));
        connection.close();
      });
    });
  }
}

export function record(cluster: Cluster, flow: Flow): Journey {
  const from = cluster.places.get(flow.from);
  if (from === undefined)
    throw new RangeError(
      `there is no place ${flow.from}; there are ${[...cluster.places.keys()].join(', ')}`,
    );
  const events: JourneyEvent[] = [];
  const stop = cluster.environment.journeys.listen((event) => events.push(event));
  const outcome = flow.protocol === 'icmp' ? ping(cluster, from, flow) : get(cluster, from, flow);
  stop();
  return { flow, events, outcome };
}

function ping(cluster: Cluster, from: NetworkNamespace, flow: Flow): FlowOutcome {
  const socket = openRaw(from.sockets, holder('ping'), 1);
  if (typeof socket === 'string')
    return { verdict: 'failed', sentence: `ping: socket: ${socket}`, errno: socket };
  const data = new Uint8Array(56);
  const to = Address.parse(flow.to);
  const errno = socket.sendTo({ kind: 'icmp', type: 'echoRequest', id: 7, sequence: 1, data }, to);
  if (errno !== undefined) return { verdict: 'unreachable', sentence: `ping: connect: ${errno}`, errno };
  cluster.environment.clock.runUntil(cluster.environment.clock.now + 4_000_000);
  let answer = socket.takePacket();
  while (answer !== undefined && !isEchoReply(answer.packet)) answer = socket.takePacket();
  socket.close();
  if (answer === undefined)
    return { verdict: 'timeout', sentence: `${flow.to} did not answer within 4 seconds.` };
  return { verdict: 'answered', sentence: `${flow.to} answered, TTL ${String(hopLimitOf(answer.packet))}.` };
}

const isEchoReply = ({ payload }: IpPacket) => payload.kind === 'icmp' && payload.type === 'echoReply';

function get(cluster: Cluster, from: NetworkNamespace, flow: Flow): FlowOutcome {
  const socket = from.sockets.tcp(holder('curl'));
  const errno = socket.startConnect(Address.parse(flow.to), flow.port ?? 80);
  if (errno !== 'EINPROGRESS')
    return { verdict: 'unreachable', sentence: `curl: (7) Failed to connect: ${errno}`, errno };
  let sent = false;
  let text = '';
  socket.writable.add(() => {
    if (sent || !socket.isConnected) return;
    sent = true;
    socket.send(utf8(`GET / HTTP/1.1\r\nHost: ${flow.to}\r\n\r\n`));
  });
  socket.readable.add(() => {
    const data = socket.takeReceived();
    if (typeof data === 'string') return;
    text += fromUtf8(data);
    if (data.length === 0) socket.close();
  });
  cluster.environment.clock.runUntil(cluster.environment.clock.now + 4_000_000);
  const failed = socket.takeError();
  if (failed === 'ECONNREFUSED')
    return { verdict: 'refused', sentence: `${flow.to} refused the connection.`, errno: failed };
  if (text === '') return { verdict: 'timeout', sentence: `${flow.to} did not answer within 4 seconds.` };
  return { verdict: 'answered', sentence: `HTTP 200 from ${flow.to}.`, answer: text };
}
