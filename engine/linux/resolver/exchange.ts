/**
 * One query to the configured servers, as the C library's stub resolver sends it (glibc res_send.c): each server in
 * turn, all of them as often as there are attempts, UDP first, TCP when the answer was cut. Several questions about
 * one name (A and AAAA) go out at once over one socket.
 */
import { second } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { emitDns } from '../../net/dns/emit.ts';
import { query, type DnsMessage } from '../../net/dns/message.ts';
import { sameName } from '../../net/dns/name.ts';
import { parseDns } from '../../net/dns/parse.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Running } from '../process/wait.ts';
import type { ResolverConfiguration } from './configuration.ts';

/** `refused`: no server listens; `timeout`: none answered; `damaged`: the name cannot be asked for. */
export type ExchangeFailure = 'refused' | 'timeout' | 'damaged';

const port = 53;

/** @returns an answer for each type, in the order of `types` */
export function* exchange(
  process: Process<NetworkNamespace>,
  configuration: ResolverConfiguration,
  name: string,
  types: readonly number[],
): Running<readonly DnsMessage[] | ExchangeFailure> {
  const { random } = process.place.sockets;
  const queries = types.map((type) => query(random.integer(0, 65_535), name, type));
  if (queries.some((asked) => emitDns(asked).length < 17)) return 'damaged';
  let refused = false;
  for (let attempt = 0; attempt < configuration.attempts; attempt++)
    for (const [index, server] of configuration.servers.entries()) {
      // res_send.c: the second and third server get a longer time, divided by the number of servers.
      const shifted = configuration.timeout << index;
      const seconds = index === 0 ? shifted : Math.max(1, Math.floor(shifted / configuration.servers.length));
      const answers = yield* askServer(process, server, queries, seconds);
      if (answers === 'refused') refused = true;
      else if (answers !== 'timeout') return answers;
      else refused = false;
    }
  return refused ? 'refused' : 'timeout';
}

function* askServer(
  process: Process<NetworkNamespace>,
  server: Address,
  queries: readonly DnsMessage[],
  seconds: number,
): Running<readonly DnsMessage[] | ExchangeFailure> {
  const socket = process.place.sockets.udp(process, server.family);
  const answers = new Map<DnsMessage, DnsMessage>();
  try {
    if (socket.connect(server, port) !== undefined) return 'refused';
    const until = process.clock.now + seconds * second;
    for (const asked of queries) if (socket.send(emitDns(asked)) !== undefined) return 'refused';
    while (answers.size < queries.length) {
      const datagram = yield* socket.receiveFrom(until);
      if (datagram === 'EAGAIN') return 'timeout';
      if (datagram === 'EINTR') continue;
      if (typeof datagram === 'string') return 'refused';
      const answer = parseDns(datagram.data);
      const asked = queries.find((candidate) => answer !== undefined && matches(candidate, answer));
      if (answer === undefined || asked === undefined) continue;
      answers.set(asked, answer);
    }
  } finally {
    socket.close();
  }
  const found: DnsMessage[] = [];
  for (const asked of queries) {
    const answer = answers.get(asked);
    if (answer === undefined) continue;
    found.push(answer.truncated ? ((yield* askByTcp(process, server, asked, seconds)) ?? answer) : answer);
  }
  return found;
}

/** The same query over TCP: two octets of length before each message (RFC 1035 section 4.2.2). */
export function* askByTcp(
  process: Process<NetworkNamespace>,
  server: Address,
  asked: DnsMessage,
  seconds: number,
): Running<DnsMessage | undefined> {
  const socket = process.place.sockets.tcp(process, server.family);
  const until = process.clock.now + seconds * second;
  try {
    if ((yield* socket.connect(server, port, until)) !== undefined) return undefined;
    const octets = emitDns(asked);
    if (socket.send(Uint8Array.of(octets.length >> 8, octets.length & 255, ...octets)) !== undefined)
      return undefined;
    let pending: number[] = [];
    for (;;) {
      const data = yield* socket.receive(until);
      if (typeof data === 'string' || data.length === 0) return undefined;
      pending = [...pending, ...data];
      const length = (pending[0] ?? 0) * 256 + (pending[1] ?? 0);
      if (pending.length >= 2 && pending.length >= length + 2)
        return parseDns(Uint8Array.from(pending.slice(2, length + 2)));
    }
  } finally {
    socket.close();
  }
}

export function matches(asked: DnsMessage, answer: DnsMessage): boolean {
  const mine = asked.questions[0];
  const theirs = answer.questions[0];
  if (!answer.response || answer.id !== asked.id || mine === undefined) return false;
  return theirs === undefined || (theirs.type === mine.type && sameName(theirs.name, mine.name));
}
