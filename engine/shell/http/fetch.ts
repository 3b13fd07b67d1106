/**
 * One HTTP exchange for simple clients (wget in both forms): connect, send, hand over the answer as it comes.
 */
import type { Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { Errno } from '../../linux/errno.ts';
import { joined } from '../../net/wire/octets.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import { type ResponseHead, ResponseReader } from '../curl/response.ts';

export interface HttpAnswer {
  readonly head: ResponseHead;
  readonly body: Uint8Array;
  /** The body ended before its length. */
  readonly cut: boolean;
}

export type FetchFailure =
  | { readonly step: 'connect'; readonly errno: Errno }
  | { readonly step: 'read'; readonly errno: Errno | undefined };

export interface FetchRequest {
  readonly address: Address;
  readonly port: number;
  /** With the blank line. */
  readonly head: string;
  readonly body: Uint8Array;
  readonly withoutBody: boolean;
  /** Microseconds for each step; undefined: no limit. */
  readonly patience: Time | undefined;
  readonly connected?: () => void;
}

export function* fetchOnce(process: ShellProcess, request: FetchRequest): Running<HttpAnswer | FetchFailure> {
  const socket = process.place.sockets.tcp(process, request.address.family);
  const limit = () => (request.patience === undefined ? undefined : process.clock.now + request.patience);
  try {
    const errno = yield* socket.connect(request.address, request.port, limit());
    if (errno !== undefined) return { step: 'connect', errno: errno === 'EINPROGRESS' ? 'ETIMEDOUT' : errno };
    request.connected?.();
    socket.send(joined([utf8(request.head), request.body]));
    const reader = new ResponseReader(request.withoutBody);
    let body: Uint8Array = new Uint8Array(0);
    while (!reader.complete) {
      const bytes = yield* socket.receive(limit());
      if (bytes === 'EINTR') continue;
      if (typeof bytes === 'string') return { step: 'read', errno: bytes === 'EAGAIN' ? 'ETIMEDOUT' : bytes };
      if (bytes.length === 0) break;
      const part = reader.take(bytes);
      if (typeof part === 'string') return { step: 'read', errno: undefined };
      body = joined([body, part]);
    }
    if (reader.head === undefined) return { step: 'read', errno: undefined };
    return { head: reader.head, body, cut: (reader.missing ?? 0) > 0 };
  } finally {
    socket.close();
  }
}
