/**
 * A remote command over SPDY, as clients without WebSockets ask for it, and those whose WebSocket was refused
 * (k8s.io/cri-streaming pkg/streaming/remotecommand/httpstream.go): a stream each for errors, input, output and sizes.
 */
import { RemoteCommand } from './command.ts';
import { endText } from './command-status.ts';
import { SpdyConnection, type SpdyStream } from './spdy/connection.ts';
import { agreedProtocol, upgradeToSpdy } from './spdy/upgrade.ts';
import type { StreamServing, UpgradeRequest } from './stream-request.ts';

const protocols = ['v4', 'v3', 'v2'].map((version) => `${version}.channel.k8s.io`);

/** @throws BadRequest, KubeletRefusal before anything is upgraded */
export function spdyCommand(serving: StreamServing, request: UpgradeRequest, kind: 'exec' | 'attach'): void {
  const protocol = agreedProtocol(request, protocols);
  const command = new RemoteCommand(serving, request, kind);
  const { stdin, stdout, stderr, tty } = command.options;
  const byType = new Map<string, SpdyStream>();
  const { send, onData } = upgradeToSpdy(request, protocol);
  const hasSizes = tty && protocol !== 'v2.channel.k8s.io';
  const expected = 1 + [stdin, stdout, stderr, hasSizes].filter(Boolean).length;
  const begin = (): void => {
    byType.get('stdin')?.listen((octets) => {
      serving.pace.catchUp();
      if (octets === undefined) command.streams.endInput();
      else command.streams.receive(octets);
    });
    byType.get('resize')?.listen((octets) => {
      if (octets !== undefined) command.streams.resize(octets.toString());
    });
    command.carryBy({
      send: (stream, octets) => byType.get(stream)?.write(octets),
      finish: (end) => {
        const text = endText(end, protocol === 'v4.channel.k8s.io');
        if (text !== '') byType.get('error')?.write(Buffer.from(text));
        for (const stream of byType.values()) stream.close();
      },
    });
  };
  const connection = new SpdyConnection(send, (stream) => {
    byType.set(stream.headers.get('streamtype') ?? '', stream);
    if (byType.size === expected) begin();
  });
  onData(connection, () => {
    command.abandon();
  });
}
