/**
 * Answers in the form of Go's net/http server: Date, Content-Length and a sniffed Content-Type, connections kept alive.
 */
import { utf8 } from '../../../net/wire/utf8.ts';
import { headerOf, httpDate, type HttpRequest, type HttpResponse } from './message.ts';
import type { HttpExchange } from './server.ts';

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function goResponse(
  request: HttpRequest,
  exchange: HttpExchange,
  status: number,
  text: string,
  extra: readonly (readonly [string, string])[] = [],
): HttpResponse {
  const body = utf8(text);
  const close =
    request.version === '1.0' || headerOf(request.headers, 'connection')?.toLowerCase() === 'close';
  const typed = extra.some(([name]) => name === 'Content-Type');
  return {
    status,
    reason: reasons[status] ?? `status code ${String(status)}`,
    headers: [
      ...extra,
      ['Date', httpDate(exchange.wallTime)],
      ['Content-Length', String(body.length)],
      ...(typed || body.length === 0 ? [] : ([['Content-Type', 'text/plain; charset=utf-8']] as const)),
      ...(close ? ([['Connection', 'close']] as const) : []),
    ],
    body,
    close,
  };
}

/** `http.NotFound` */
export function goNotFound(request: HttpRequest, exchange: HttpExchange): HttpResponse {
  return goResponse(request, exchange, 404, '404 page not found\n', [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ]);
}
