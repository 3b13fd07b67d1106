/**
 * Two servers of Kubernetes' test image agnhost: `netexec` (test/images/agnhost/netexec/netexec.go) and
 * `serve-hostname`. Left out: /dial, /shell, /upload, SCTP.
 */
import { goNotFound, goResponse } from './go.ts';
import { headerOf } from './message.ts';
import type { Responder } from './server.ts';

export function netexecResponder(hostname: string): Responder {
  return (request, exchange) => {
    const { client, wallTime } = exchange;
    const [path = '/', search = ''] = request.target.split('?');
    const ok = (text: string) => goResponse(request, exchange, 200, text);
    switch (path) {
      case '/':
        return ok(`NOW: ${goTime(wallTime)}`);
      case '/clientip':
        return ok(`${client.address.text}:${String(client.port)}`);
      case '/echo': {
        const code = Number(parameter(search, 'code') ?? 200);
        return goResponse(request, exchange, code, parameter(search, 'msg') ?? '');
      }
      case '/header':
        return ok(headerOf(request.headers, parameter(search, 'key') ?? '') ?? '');
      case '/healthz':
        return goResponse(request, exchange, 200, '');
      case '/hostname':
      case '/hostName':
        return ok(hostname);
      case '/redirect': {
        const location = parameter(search, 'location') ?? '';
        return goResponse(request, exchange, Number(parameter(search, 'code') ?? 302), '', [
          ['Location', location],
        ]);
      }
      case '/dial':
      case '/shell':
      case '/upload':
        return goResponse(request, exchange, 500, `not simulated: agnhost netexec ${path}\n`);
      default:
        return goNotFound(request, exchange);
    }
  };
}

export function serveHostnameResponder(hostname: string): Responder {
  return (request, exchange) => goResponse(request, exchange, 200, hostname);
}

/** A form parameter, decoded. */
export function parameter(search: string, name: string): string | undefined {
  for (const pair of search.split('&')) {
    const [key = '', ...value] = pair.split('=');
    if (key === name) return decode(value.join('='));
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Go's time.Time.String. */
function goTime(wallTime: number): string {
  const iso = new Date(wallTime).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)} +0000 UTC`;
}
