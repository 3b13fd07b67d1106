/**
 * A DNS server over UDP and TCP: its own zones, the rest forwarded to another server (CoreDNS with `kubernetes` and
 * `forward`). A forwarder that gets no answer within two seconds says SERVFAIL.
 */
import { second } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import { emitDns } from '../../../net/dns/emit.ts';
import { responseCode, type DnsMessage } from '../../../net/dns/message.ts';
import { parseDns } from '../../../net/dns/parse.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { Process, Program } from '../../process/process.ts';
import type { Running } from '../../process/wait.ts';
import type { TcpSocket } from '../../socket/tcp/tcp-socket.ts';
import { type Endpoint, tcpServer, together, udpServer } from '../serve.ts';
import { startThread } from '../thread.ts';
import { answerQuery, type DnsAuthority, failure, leadsElsewhere } from './answer.ts';

export interface DnsServerOptions extends Partial<Endpoint> {
  readonly authority: DnsAuthority;
  readonly upstream?: { readonly address: Address; readonly port: number } | undefined;
}

const patience = 2 * second;

export function dnsServer(options: DnsServerOptions): Program<NetworkNamespace> {
  const endpoint: Endpoint = { port: 53, ...options };
  const byUdp = udpServer(endpoint, (datagram, socket, process) => {
    const query = parseDns(datagram.data);
    if (query === undefined || query.response) return;
    const reply = (octets: Uint8Array) => {
      socket.sendTo(octets, datagram.from, datagram.port, datagram.packet);
    };
    const answer = answerQuery(options.authority, query);
    const { packet } = datagram;
    if (answer === 'elsewhere')
      startThread(process, forward(options, process, query, datagram.data, packet, reply));
    else if (options.upstream === undefined || leadsElsewhere(options.authority, answer) === undefined)
      reply(emitDns(answer));
    else startThread(process, goOn(options, process, query, answer, packet, reply));
  });
  const byTcp = tcpServer(endpoint, 64, (connection, process) => overTcp(options, connection, process));
  return together(byUdp, byTcp);
}

function* forward(
  options: DnsServerOptions,
  process: Process<NetworkNamespace>,
  query: DnsMessage,
  octets: Uint8Array,
  cause: number | undefined,
  reply: (octets: Uint8Array) => void,
): Running<void> {
  reply(
    (yield* askUpstream(options, process, octets, cause)) ??
      emitDns(failure(query, responseCode.serverFailure)),
  );
}

/** An alias led out of the zones: what its end is, upstream knows (Lookup in plugin/pkg/upstream). */
function* goOn(
  options: DnsServerOptions,
  process: Process<NetworkNamespace>,
  query: DnsMessage,
  answer: DnsMessage,
  cause: number | undefined,
  reply: (octets: Uint8Array) => void,
): Running<void> {
  const name = leadsElsewhere(options.authority, answer);
  const question = query.questions[0];
  if (name === undefined || question === undefined) {
    reply(emitDns(answer));
    return;
  }
  const octets = yield* askUpstream(
    options,
    process,
    emitDns({ ...query, questions: [{ ...question, name }] }),
    cause,
  );
  const further = octets === undefined ? undefined : parseDns(octets);
  reply(emitDns({ ...answer, answers: [...answer.answers, ...(further?.answers ?? [])] }));
}

function* askUpstream(
  { upstream }: DnsServerOptions,
  process: Process<NetworkNamespace>,
  octets: Uint8Array,
  cause: number | undefined,
): Running<Uint8Array | undefined> {
  const socket = process.place.sockets.udp(process);
  try {
    if (upstream === undefined || socket.connect(upstream.address, upstream.port) !== undefined)
      return undefined;
    if (socket.send(octets, cause) !== undefined) return undefined;
    const datagram = yield* socket.receiveFrom(process.clock.now + patience);
    return typeof datagram === 'object' ? datagram.data : undefined;
  } finally {
    socket.close();
  }
}

function* overTcp(
  options: DnsServerOptions,
  connection: TcpSocket,
  process: Process<NetworkNamespace>,
): Running<void> {
  let pending: number[] = [];
  const send = (octets: Uint8Array) => {
    connection.send(Uint8Array.of(octets.length >> 8, octets.length & 255, ...octets));
  };
  for (;;) {
    const data = yield* connection.receive(process.clock.now + 10 * second);
    if (typeof data === 'string' || data.length === 0) return;
    pending = [...pending, ...data];
    while (pending.length >= 2) {
      const length = (pending[0] ?? 0) * 256 + (pending[1] ?? 0);
      if (pending.length < length + 2) break;
      const octets = Uint8Array.from(pending.slice(2, length + 2));
      pending = pending.slice(length + 2);
      const query = parseDns(octets);
      if (query === undefined) return;
      const answer = answerQuery(options.authority, query);
      if (answer === 'elsewhere')
        yield* forward(options, process, query, octets, connection.lastPacket, send);
      else yield* goOn(options, process, query, answer, connection.lastPacket, send);
    }
  }
}
