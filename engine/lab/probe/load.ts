/**
 * Many connections to one destination, one after the other, and who took each: what a Service's choice of endpoints comes
 * to. Nothing is recorded; who took a connection is read from the kernel that translated it, by its connection tracking.
 *
 * Only TCP: a connection is opened and closed again, nothing is asked.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { runningWhile, type Work } from '../../clock/work.ts';
import { Address } from '../../net/address/address.ts';
import { endpointText } from '../../net/flow/flow.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { strerror } from '../../linux/errno.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process } from '../../linux/process/process.ts';
import { devNull } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { Stage } from '../stage/stage.ts';
import type { Flow } from './flow.ts';

/** How a load of connections was shared. */
export interface LoadTally {
  /** Connections tried so far. */
  readonly tried: number;
  /** Those nobody took. */
  readonly failed: number;
  /** Why, in words: the last one's. */
  readonly error: string | undefined;
  /** Who took the others, in the order of first taking. */
  readonly shares: readonly LoadShare[];
}

export interface LoadShare {
  /** `10.8.1.8:8080` */
  readonly endpoint: string;
  readonly count: number;
}

/** Between two connections. */
const pause = millisecond;
/** For one that is not taken. */
const patience = 2 * second;

class Load {
  readonly #shares = new Map<string, number>();
  #tried = 0;
  #failed = 0;
  #error: string | undefined;

  take(endpoint: string): void {
    this.#tried++;
    this.#shares.set(endpoint, (this.#shares.get(endpoint) ?? 0) + 1);
  }

  fail(error: string, count = 1): void {
    this.#tried += count;
    this.#failed += count;
    this.#error = error;
  }

  get tried(): number {
    return this.#tried;
  }

  get tally(): LoadTally {
    return {
      tried: this.#tried,
      failed: this.#failed,
      error: this.#error,
      shares: [...this.#shares].map(([endpoint, count]) => ({ endpoint, count })),
    };
  }
}

/**
 * @param flow its destination is a name or an address by now
 * @param told the tally so far, between pieces of the work
 */
export function* loading(
  stage: Stage,
  flow: Flow,
  count: number,
  told: (tally: LoadTally) => void = () => undefined,
): Work<LoadTally> {
  const load = new Load();
  const standing = stage.stand(flow.from);
  if (standing === undefined) {
    load.fail(`There is no place ${flow.from} to send from.`, count);
    return load.tally;
  }
  const { processes, namespace, files, credentials } = standing;
  processes.start({
    program: (process) => connectAgain(stage, process, flow, count, load),
    arguments: ['wrk'],
    place: namespace,
    ...{ files, credentials, stdin: devNull, stdout: devNull, stderr: devNull },
  });
  let shown = 0;
  for (const work = runningWhile(stage.environment.clock, () => load.tried < count); ;) {
    if (work.next().done === true) return load.tally;
    if (load.tried > shown) told(load.tally);
    shown = load.tried;
    yield;
  }
}

function* connectAgain(
  stage: Stage,
  process: Process<NetworkNamespace>,
  flow: Flow,
  count: number,
  load: Load,
): Running<number> {
  const address = Address.tryParse(flow.to) ?? (yield* addressOf(process, flow.to));
  if (address === undefined) {
    load.fail(`${flow.to} has no address: the resolver found no record of that name.`, count);
    return 1;
  }
  const port = flow.port ?? 80;
  const { clock } = process;
  const takers = stage.namespaces();
  for (let turn = 0; turn < count; turn++) {
    const socket = process.place.sockets.tcp(process);
    const errno = yield* socket.connectWithin(address, port, clock.now + patience);
    if (errno === undefined) load.take(takerOf(takers, socket, address, port));
    else load.fail(strerror(errno));
    socket.close();
    yield { on: [], until: clock.now + pause };
  }
  return 0;
}

function* addressOf(process: Process<NetworkNamespace>, name: string): Running<Address | undefined> {
  const found = yield* resolve(process, name);
  return typeof found === 'string' ? undefined : found.addresses[0];
}

/** The kernel that translated the connection knows from whom answers come; where none did, it is the destination. */
function takerOf(
  namespaces: readonly NetworkNamespace[],
  { localAddress, localPort }: TcpSocket,
  destination: Address,
  destinationPort: number,
): string {
  const flow = {
    family: destination.family,
    protocol: ipProtocol.tcp,
    source: localAddress,
    sourcePort: localPort,
    destination,
    destinationPort,
  };
  for (const { netfilter } of namespaces) {
    const reply = netfilter.conntrack.table.find(flow, 0)?.connection.reply;
    if (reply === undefined || (reply.source === destination && reply.sourcePort === destinationPort))
      continue;
    return endpointText(reply.source, reply.sourcePort);
  }
  return endpointText(destination, destinationPort);
}
