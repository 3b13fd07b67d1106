/**
 * The web server of the recorded laboratory: says who answered, on which address, and whom it saw; `/big` is 200 kB.
 */
import { utf8 } from '../../../net/wire/utf8.ts';
import { httpDate } from './message.ts';
import type { Responder } from './server.ts';

let big: Uint8Array | undefined;

export function labResponder(hostname: string): Responder {
  return (request, { server, client, wallTime }) => {
    let body: Uint8Array;
    if (request.method === 'GET' && request.target.startsWith('/big'))
      body = big ??= utf8('x'.repeat(200_000));
    else
      body = utf8(
        `Hostname: ${hostname}\n` +
          `Server address: ${server.address.text}:${String(server.port)}\n` +
          `Client address: ${client.address.text}:${String(client.port)}\n`,
      );
    return {
      status: 200,
      reason: 'OK',
      headers: [
        ['Server', 'nginx/1.27.1'],
        ['Date', httpDate(wallTime)],
        ['Content-Type', 'text/plain'],
        ['Content-Length', String(body.length)],
        ['Connection', 'close'],
      ],
      body,
      close: true,
    };
  };
}
