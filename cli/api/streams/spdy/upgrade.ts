/**
 * A request turned into a SPDY/3.1 connection on its own socket (k8s.io/streaming pkg/httpstream/spdy/upgrade.go and
 * pkg/httpstream/httpstream.go: Handshake).
 */
import { BadRequest } from '../../read-request.ts';
import type { UpgradeRequest } from '../stream-request.ts';
import type { SpdyConnection } from './connection.ts';

export interface UpgradedSocket {
  readonly send: (octets: Buffer) => void;
  /** What comes on the socket goes to the connection; `gone` is called when there is no more. */
  readonly onData: (connection: SpdyConnection, gone: () => void) => void;
}

/** @param known protocols, the best first @throws BadRequest when the client offers none of them */
export function agreedProtocol({ message }: UpgradeRequest, known: readonly string[]): string {
  const offered = (message.headersDistinct['x-stream-protocol-version'] ?? []).flatMap((line) =>
    line.split(',').map((name) => name.trim()),
  );
  const protocol = known.find((name) => offered.includes(name));
  if (protocol === undefined)
    throw new BadRequest(
      403,
      'Forbidden',
      `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${known.join(' ')}]`,
    );
  return protocol;
}

export function upgradeToSpdy({ socket, head }: UpgradeRequest, protocol: string): UpgradedSocket {
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  );
  return {
    send: (octets) => void socket.write(octets),
    onData: (connection, gone) => {
      const receive = (octets: Buffer): void => {
        connection.receive(octets).catch(() => socket.destroy());
      };
      if (head.length > 0) receive(head);
      socket.on('data', receive);
      socket.once('close', () => {
        connection.end();
        gone();
      });
    },
  };
}
