/**
 * Port forwarding (containerd's CRI plugin, internal/cri/server/sandbox_portforward_linux.go): a connection from within a
 * pod's network namespace to its localhost, IPv4 before IPv6, and octets both ways.
 *
 * A node's /etc/hosts here knows localhost by 127.0.0.1 alone, so there is no second try.
 */
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { strerror } from '../../../linux/errno.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { Process } from '../../../linux/process/process.ts';
import { type Running, WaitQueue } from '../../../linux/process/wait.ts';
import type { TcpSocket } from '../../../linux/socket/tcp/tcp-socket.ts';
import type { ForwardedConnection } from '../runtime.ts';

const localhost = Address.parse('127.0.0.1');
const nothing = new Uint8Array(0);

/** How long net.Dial of Go waits at most. */
const patience = 127 * second;

export class PortForward implements ForwardedConnection {
  readonly changed = new WaitQueue();
  failure: string | undefined;
  readonly #received: Uint8Array[] = [];
  readonly #toSend: Uint8Array[] = [];
  readonly #told = new WaitQueue();
  #hasEnded = false;
  #isFinished = false;
  #isClosed = false;

  take(): Uint8Array | undefined {
    return this.#received.shift() ?? (this.#hasEnded ? undefined : nothing);
  }

  send(octets: Uint8Array): void {
    this.#toSend.push(octets);
    this.#told.wake();
  }

  finish(): void {
    this.#isFinished = true;
    this.#told.wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#told.wake();
  }

  /** The process's program, in the pod's network namespace. */
  *run(process: Process<NetworkNamespace>, port: number, sandbox: string, path: string): Running<number> {
    const socket = process.place.sockets.tcp(process);
    try {
      const errno = yield* socket.connect(localhost, port, process.clock.now + patience);
      if (errno !== undefined) {
        const why = `dial tcp4 127.0.0.1:${String(port)}: connect: ${strerror(errno === 'EINPROGRESS' ? 'ETIMEDOUT' : errno).toLowerCase()}`;
        this.failure = `failed to execute portforward in network namespace "${path}": failed to connect to localhost:${String(port)} inside namespace "${sandbox}", IPv4: ${why} IPv6 dial tcp6: address localhost: no suitable address found `;
        return 1;
      }
      yield* this.#pass(socket);
      return 0;
    } finally {
      socket.close();
      this.#hasEnded = true;
      this.changed.wake();
    }
  }

  *#pass(socket: TcpSocket): Running<void> {
    let isShut = false;
    while (!this.#isClosed) {
      for (const octets of this.#toSend.splice(0)) if (socket.send(octets) !== undefined) return;
      if (this.#isFinished && !isShut) {
        isShut = true;
        socket.shutdown();
      }
      const data = socket.takeReceived();
      if (data !== 'EAGAIN') {
        if (typeof data === 'string' || data.length === 0) return;
        this.#received.push(data);
        this.changed.wake();
        continue;
      }
      yield { on: [socket.readable, this.#told] };
    }
  }
}
