/**
 * traefik/whoami: who answered, on which addresses, whom it saw, and the request as it arrived (its README and app.go).
 * Left out: /api, /bench, /data, /echo, /upload; `--name`.
 */
import type { Responder } from './server.ts';
import { goResponse } from './go.ts';
import { headerOf } from './message.ts';

export function whoamiResponder(hostname: string): Responder {
  return (request, exchange) => {
    const { client, process } = exchange;
    if (request.target.split('?')[0] === '/health') return goResponse(request, exchange, 200, '');
    const addresses = process.place.devices
      .list()
      .filter((device) => device.up)
      .flatMap((device) => device.addresses.map((address) => address.prefix.address.text));
    const rest = request.headers
      .filter(([name]) => !/^(host|user-agent|content-length)$/i.test(name))
      .map(([name, value]) => `${canonical(name)}: ${value}`)
      .sort();
    const agent = headerOf(request.headers, 'user-agent');
    const lines = [
      `${request.method} ${request.target} HTTP/1.1`,
      `Host: ${headerOf(request.headers, 'host') ?? ''}`,
      ...(agent === undefined ? [] : [`User-Agent: ${agent}`]),
      ...rest,
    ];
    const text =
      `Hostname: ${hostname}\n` +
      addresses.map((address) => `IP: ${address}\n`).join('') +
      `RemoteAddr: ${client.address.text}:${String(client.port)}\n` +
      `${lines.join('\r\n')}\r\n\r\n`;
    return goResponse(request, exchange, 200, text);
  };
}

/** Go's CanonicalMIMEHeaderKey. */
function canonical(name: string): string {
  return name
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
    .join('-');
}
