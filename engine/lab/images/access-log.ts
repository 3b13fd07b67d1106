/**
 * A line of an access log in nginx's combined format (ngx_http_log_module), which other servers write too.
 */
import type { HttpExchange } from '../../linux/program/http/server.ts';
import { headerOf, type HttpRequest, type HttpResponse } from '../../linux/program/http/message.ts';

export function accessLogLine(
  request: HttpRequest,
  response: HttpResponse,
  { client, wallTime }: HttpExchange,
): string {
  const header = (name: string): string => headerOf(request.headers, name) ?? '-';
  const length = request.method === 'HEAD' ? 0 : response.body.length;
  return `${client.address.text} - - [${logDate(wallTime)}] "${request.method} ${request.target} HTTP/${request.version}" ${String(response.status)} ${String(length)} "${header('referer')}" "${header('user-agent')}" "${header('x-forwarded-for')}"\n`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `23/Nov/2026:05:00:00 +0000` */
function logDate(wallTime: number): string {
  const date = new Date(wallTime);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${months[date.getUTCMonth()] ?? ''}/${String(date.getUTCFullYear())}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
