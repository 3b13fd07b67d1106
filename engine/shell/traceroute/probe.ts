/**
 * One probe of a trace and the way it travels: what traceroute keeps of each (struct probe), and what a method (UDP,
 * ICMP echo, TCP SYN) has to be able to do (struct tr_module).
 */
import type { Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import type { WaitQueue } from '../../linux/process/wait.ts';
import type { InetSocket } from '../../linux/socket/inet-socket.ts';
import type { QueuedError } from '../../linux/socket/error-queue.ts';

export interface Probe {
  sentAt: Time | undefined;
  receivedAt: Time | undefined;
  from: Address | undefined;
  done: boolean;
  /** The host answered, or somebody said that it cannot be reached: no further hops. */
  final: boolean;
  /** `!H`, `F=1450` */
  note: string;
  /** `<syn,ack>`, after the address. */
  extension: string;
  /** The TTL with which the answer came. */
  ttl: number | undefined;
  /** How the method knows it again: a port or a sequence number. */
  key: number;
  socket: InetSocket | undefined;
}

export function newProbe(): Probe {
  return {
    sentAt: undefined,
    receivedAt: undefined,
    from: undefined,
    done: false,
    final: false,
    note: '',
    extension: '',
    ttl: undefined,
    key: 0,
    socket: undefined,
  };
}

export interface Reply {
  readonly probe: Probe;
  readonly from: Address;
  readonly final: boolean;
  readonly extension: string;
  readonly ttl: number;
}

export interface ProbeError {
  readonly probe: Probe;
  readonly error: QueuedError;
}

/** What ends the program: `connect: Network is unreachable`. */
export class TracerouteFailure extends Error {}

export interface ProbeMethod {
  /** Octets before the data. */
  readonly headerLength: number;
  /** Sets `sentAt`. @throws TracerouteFailure */
  send(probe: Probe, ttl: number, dataLength: number): void;
  /** What has arrived since the last time. */
  take(): { readonly replies: readonly Reply[]; readonly errors: readonly ProbeError[] };
  /** Woken when something arrives. */
  waiting(): readonly WaitQueue[];
  /** The probe is answered or given up. */
  end(probe: Probe): void;
  close(): void;
}
