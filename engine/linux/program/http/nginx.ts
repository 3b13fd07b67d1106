/**
 * nginx 1.27 as its image starts it: the welcome page at `/`, the error page of nginx elsewhere, its headers in its
 * order. Left out: configuration, other files, ranges, compression.
 */
import { utf8 } from '../../../net/wire/utf8.ts';
import { headerOf, httpDate, type HttpRequest, type HttpResponse } from './message.ts';
import type { Responder } from './server.ts';

const version = 'nginx/1.27.0';

const welcome = utf8(`<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`);

const keepsAlive = (request: HttpRequest) =>
  request.version === '1.1' && headerOf(request.headers, 'connection')?.toLowerCase() !== 'close';

export const nginxResponder: Responder = (request, { wallTime }) => {
  const path = request.target.split('?')[0] ?? '/';
  const keep = keepsAlive(request);
  const common = [
    ['Server', version],
    ['Date', httpDate(wallTime)],
  ] as const;
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return errorPage(405, 'Not Allowed', common, keep);
  if (path !== '/' && path !== '/index.html') return errorPage(404, 'Not Found', common, keep);
  return {
    status: 200,
    reason: 'OK',
    headers: [
      ...common,
      ['Content-Type', 'text/html'],
      ['Content-Length', String(welcome.length)],
      ['Last-Modified', 'Tue, 28 May 2024 13:22:30 GMT'],
      ['Connection', keep ? 'keep-alive' : 'close'],
      ['ETag', `"6655da96-${welcome.length.toString(16)}"`],
      ['Accept-Ranges', 'bytes'],
    ],
    body: welcome,
    close: !keep,
  };
};

function errorPage(
  status: number,
  reason: string,
  common: readonly (readonly [string, string])[],
  keep: boolean,
): HttpResponse {
  const title = `${String(status)} ${reason}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${version}</center>`,
    '</body>',
    '</html>',
    '',
  ];
  const body = utf8(lines.join('\r\n'));
  return {
    status,
    reason,
    headers: [
      ...common,
      ['Content-Type', 'text/html'],
      ['Content-Length', String(body.length)],
      ['Connection', keep ? 'keep-alive' : 'close'],
    ],
    body,
    close: !keep,
  };
}
