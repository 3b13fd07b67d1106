/**
 * Requests that leave HTTP: a WebSocket into a pod (k8s.io/kubernetes pkg/registry/core/pod/rest/subresources.go). What
 * cannot be had is answered with HTTP before anything is upgraded.
 */
import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { BadRequest, checkToken } from '../read-request.ts';
import { failure, writeResponse } from '../write-response.ts';
import { portForward } from './port-forward.ts';
import { spdyCommand } from './spdy-command.ts';
import { webSocketCommand } from './web-socket-command.ts';
import { KubeletRefusal, type StreamServing } from './stream-request.ts';

const streamPath = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/([a-z]+)$/;

export function upgrade(
  serving: StreamServing,
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // A client that goes away in the middle is nobody's error.
  socket.on('error', () => undefined);
  try {
    checkToken(message, serving.token);
    serving.pace.catchUp();
    const { pathname, searchParams } = new URL(message.url ?? '/', 'https://localhost');
    const [, namespace = '', pod = '', what] = streamPath.exec(decodeURIComponent(pathname)) ?? [];
    const request = { message, socket, head, namespace, pod, query: searchParams };
    const protocol = message.headers.upgrade?.toLowerCase();
    const isWebSocket = protocol === 'websocket';
    if (!isWebSocket && protocol !== 'spdy/3.1')
      throw new BadRequest(400, 'BadRequest', 'unable to upgrade: missing upgrade headers in request');
    if (what === 'exec' || what === 'attach')
      (isWebSocket ? webSocketCommand : spdyCommand)(serving, request, what);
    else if (what === 'portforward') portForward(serving, request, protocol);
    else throw new BadRequest(400, 'BadRequest', `not simulated: ${protocol} to ${pathname}`);
  } catch (error) {
    refuse(message, socket, error);
  }
}

function refuse(message: IncomingMessage, socket: Duplex, error: unknown): void {
  // A server's sockets are those of its connections.
  if (!(socket instanceof Socket)) {
    socket.destroy();
    return;
  }
  const response = new ServerResponse(message);
  response.assignSocket(socket);
  response.setHeader('Connection', 'close');
  if (error instanceof KubeletRefusal) {
    response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(error.message);
  } else writeResponse(response, failure(error));
  response.once('finish', () => socket.end());
}
