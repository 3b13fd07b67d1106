/**
 * A remote command over a WebSocket: its streams as channels of one connection (k8s.io/apiserver pkg/util/proxy
 * streamtranslator.go and websocket.go).
 */
import { WebSocketServer } from 'ws';
import { BadRequest } from '../read-request.ts';
import { RemoteCommand } from './command.ts';
import { channel, CommandProtocol } from './command-channels.ts';
import { endText } from './command-status.ts';
import { offeredProtocols, type StreamServing, type UpgradeRequest } from './stream-request.ts';

const server = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => CommandProtocol.chosen([...offered])?.name ?? false,
});

/** @throws BadRequest, KubeletRefusal before anything is upgraded */
export function webSocketCommand(
  serving: StreamServing,
  request: UpgradeRequest,
  kind: 'exec' | 'attach',
): void {
  const protocol = CommandProtocol.chosen(offeredProtocols(request.message));
  if (protocol === undefined)
    throw new BadRequest(400, 'BadRequest', 'requested protocol(s) are not supported');
  const command = new RemoteCommand(serving, request, kind);
  const { options, streams } = command;
  server.handleUpgrade(request.message, request.socket, request.head, (connection) => {
    const send = (on: number, octets: Uint8Array): void => {
      connection.send(protocol.write(on, octets));
    };
    connection.on('message', (data: Buffer) => {
      serving.pace.catchUp();
      const read = protocol.read(data);
      if (read?.channel === channel.stdin) {
        if (read.kind === 'close') streams.endInput();
        else streams.receive(read.octets);
      } else if (read?.channel === channel.resize && read.kind === 'data')
        streams.resize(Buffer.from(read.octets).toString());
    });
    connection.on('close', () => {
      command.abandon();
    });
    // An empty message says that the streams are there.
    send(
      options.stdout ? channel.stdout : options.stderr ? channel.stderr : channel.error,
      new Uint8Array(0),
    );
    command.carryBy({
      send: (stream, octets) => {
        send(channel[stream], octets);
      },
      finish: (end) => {
        send(channel.error, Buffer.from(endText(end, protocol.tellsStatus)));
        connection.close(1000);
      },
    });
  });
}
