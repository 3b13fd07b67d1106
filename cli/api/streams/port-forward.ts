/**
 * `pods/portforward`: SPDY on the request's own socket or within a WebSocket, two streams a connection (KEP-4006,
 * k8s.io/apiserver pkg/util/proxy streamtunnel.go, k8s.io/cri-streaming pkg/streaming/portforward/httpstream.go), or, as
 * in the old days, the channels of a WebSocket, two a port (websocket.go there).
 */
import { type WebSocket, WebSocketServer } from 'ws';
import { servedPod } from '../pod-request.ts';
import { BadRequest, clientOf } from '../read-request.ts';
import { CommandProtocol } from './command-channels.ts';
import { forward, forwardError, type Forwarded } from './forward-connection.ts';
import { SpdyConnection, type SpdyStream } from './spdy/connection.ts';
import { agreedProtocol, upgradeToSpdy } from './spdy/upgrade.ts';
import { offeredProtocols, type StreamServing, type UpgradeRequest } from './stream-request.ts';

const spdyProtocol = 'portforward.k8s.io';
const tunnelProtocol = `SPDY/3.1+${spdyProtocol}`;

const server = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => chosen([...offered]) ?? false,
});

function chosen(offered: readonly string[]): string | undefined {
  return offered.includes(tunnelProtocol) ? tunnelProtocol : CommandProtocol.chosen(offered)?.name;
}

/** @throws BadRequest before anything is upgraded */
export function portForward(serving: StreamServing, request: UpgradeRequest, protocol: string): void {
  const { message, socket, head, namespace, pod: name, query } = request;
  const pod = servedPod(serving.api, clientOf(message), namespace, name);
  if (pod.spec.nodeName === undefined)
    throw new BadRequest(400, 'BadRequest', `pod ${name} does not have a host assigned`);
  if (protocol !== 'websocket') {
    const { send, onData } = upgradeToSpdy(request, agreedProtocol(request, [spdyProtocol]));
    onData(spdyForward(serving, request, send), () => undefined);
    return;
  }
  const subprotocol = chosen(offeredProtocols(message));
  if (subprotocol === undefined)
    throw new BadRequest(400, 'BadRequest', 'requested protocol(s) are not supported');
  const ports = query.getAll('ports').flatMap((list) => list.split(',').map(Number));
  if (subprotocol !== tunnelProtocol && ports.length === 0)
    throw new BadRequest(400, 'BadRequest', 'query parameter "port" is required');
  server.handleUpgrade(message, socket, head, (connection) => {
    if (subprotocol === tunnelProtocol) tunnel(serving, request, connection);
    else channels(serving, request, connection, ports);
  });
}

function tunnel(serving: StreamServing, request: UpgradeRequest, connection: WebSocket): void {
  const spdy = spdyForward(serving, request, (octets) => {
    connection.send(octets);
  });
  connection.on('message', (data: Buffer) => {
    spdy.receive(data).catch(() => {
      connection.terminate();
    });
  });
  connection.on('close', () => {
    spdy.end();
  });
}

function spdyForward(
  serving: StreamServing,
  request: UpgradeRequest,
  send: (octets: Buffer) => void,
): SpdyConnection {
  const waiting = new Map<string, SpdyStream>();
  return new SpdyConnection(send, (stream) => {
    const { headers, id } = stream;
    const type = headers.get('streamtype');
    // A client that numbers nothing opens the stream for errors first, the one for data next.
    const pair = headers.get('requestid') ?? String(type === 'error' ? id : id - 2);
    const other = waiting.get(pair);
    if (other === undefined) {
      waiting.set(pair, stream);
      return;
    }
    waiting.delete(pair);
    if (type === 'data') join(serving, request, stream, other);
    else join(serving, request, other, stream);
  });
}

function join(serving: StreamServing, request: UpgradeRequest, data: SpdyStream, errors: SpdyStream): void {
  const port = Number(data.headers.get('port') ?? 0);
  const connection = forward(serving, request, port, {
    send: (octets) => {
      data.write(octets);
    },
    end: (failure) => {
      if (failure !== undefined) {
        errors.write(Buffer.from(forwardError(port, failure)));
        data.reset();
        errors.reset();
      }
      data.close();
      errors.close();
    },
  });
  if (connection === undefined) return;
  data.listen((octets) => {
    if (octets === undefined) connection.finish();
    else connection.receive(octets);
  });
  data.onReset = () => {
    connection.close();
  };
}

/** For each port one channel of data and one of errors; the first message of each is the port's number. */
function channels(
  serving: StreamServing,
  request: UpgradeRequest,
  connection: WebSocket,
  ports: readonly number[],
): void {
  const protocol = CommandProtocol.chosen(connection.protocol === '' ? [] : [connection.protocol]);
  if (protocol === undefined) return;
  const forwards = ports.map((port, index): Forwarded | undefined => {
    const number = Buffer.alloc(2);
    number.writeUInt16LE(port);
    for (const on of [2 * index, 2 * index + 1]) connection.send(protocol.write(on, number));
    return forward(serving, request, port, {
      send: (octets) => {
        connection.send(protocol.write(2 * index, octets));
      },
      end: (failure) => {
        if (failure !== undefined)
          connection.send(protocol.write(2 * index + 1, Buffer.from(forwardError(port, failure))));
        connection.close(1000);
      },
    });
  });
  connection.on('message', (data: Buffer) => {
    const read = protocol.read(data);
    if (read?.kind === 'data' && read.channel % 2 === 0)
      forwards[read.channel / 2]?.receive(Buffer.from(read.octets));
  });
  connection.on('close', () => {
    for (const one of forwards) one?.close();
  });
}
