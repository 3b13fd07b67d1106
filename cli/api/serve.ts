/**
 * The API's door served over HTTPS on the loopback address, for real clients: kubectl, informers, whatever speaks
 * Kubernetes. Thin: what is asked is decoded and handed to the door, what it answers is written.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Stage } from '../../engine/lab/stage/stage.ts';
import { makeCertificate } from './certificate.ts';
import { kubeconfig } from './kubeconfig.ts';
import type { Pace } from './pace.ts';
import { checkToken, readRequest } from './read-request.ts';
import { asksForLog, type LogStream, streamLog } from './stream-log.ts';
import { streamWatch } from './stream-watch.ts';
import { upgrade } from './streams/upgrade.ts';
import { failure, writeResponse } from './write-response.ts';

export interface ServedApi {
  /** The text of a kubeconfig for it. */
  readonly kubeconfig: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Who moves the world's clock; stopped when the server is closed. */
  readonly pace: Pace;
}

/** @throws Error when the world has no API, or the port is taken */
export async function serveApi(stage: Stage, { port, pace }: ServeOptions): Promise<ServedApi> {
  const { api, streams } = stage;
  const { clock } = stage.environment;
  if (api === undefined) throw new Error('this world has no Kubernetes API');
  const token = randomBytes(24).toString('base64url');
  const { certificate, key } = await makeCertificate();
  const server = createServer({ cert: certificate, key }, (message, response) => {
    void answer({ api, streams, now: () => clock.now, pace, token }, message, response);
  });
  const upgraded = new Set<Duplex>();
  if (streams !== undefined)
    server.on('upgrade', (message, socket, head) => {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      upgrade({ api, streams, pace, token }, message, socket, head);
    });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfig({ port: taken, certificate, token }),
    port: taken,
    close: () =>
      new Promise((resolve) => {
        pace.stop();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Nobody but this machine.
    server.listen(port, '127.0.0.1', resolve);
  });
}

interface Serving extends Omit<LogStream, 'streams'> {
  readonly streams: LogStream['streams'] | undefined;
  readonly pace: Pace;
  readonly token: string;
}

async function answer(
  { api, streams, now, pace, token }: Serving,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    checkToken(message, token);
    const request = await readRequest(message);
    pace.catchUp();
    if (streams !== undefined && asksForLog(request)) {
      streamLog({ api, streams, now }, request, response);
      return;
    }
    const given = api.request(request);
    if (given.kind === 'watch') streamWatch(given, response, Number(request.query?.['timeoutSeconds'] ?? 0));
    else writeResponse(response, given);
  } catch (error) {
    writeResponse(response, failure(error));
  }
}
