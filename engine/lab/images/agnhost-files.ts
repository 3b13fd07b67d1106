/**
 * `agnhost test-webserver`: the container's files over HTTP, as Go's http.FileServer shows them
 * (test/images/agnhost/test-webserver, net/http fs.go).
 *
 * Left out: ranges, conditions by date, types by content.
 */
import { goNotFound, goResponse } from '../../linux/program/http/go.ts';
import type { Responder } from '../../linux/program/http/server.ts';

const forScripts = [
  ['Access-Control-Allow-Credentials', 'true'],
  [
    'Access-Control-Allow-Headers',
    'DNT,X-Mx-ReqToken,Keep-Alive,User-Agent,X-Requested-With,Cache-Control,Content-Type',
  ],
  ['Access-Control-Allow-Methods', 'GET, POST, OPTIONS'],
  ['Access-Control-Allow-Origin', '*'],
  ['Cache-Control', 'private'],
] as const;

/** mime.TypeByExtension's own table, of what lies in images. */
const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  jpg: 'image/jpeg',
};

export const fileServer: Responder = (request, exchange) => {
  const { files } = exchange.process;
  const path = decodeURIComponent(request.target.split('?')[0] ?? '/');
  const name = path.replace(/\/+$/, '');
  const text = files.text(name);
  if (text !== undefined) {
    const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8';
    return goResponse(request, exchange, 200, text, [...forScripts, ['Content-Type', type]]);
  }
  if (name !== '' && !files.isDirectory(name)) return goNotFound(request, exchange);
  if (!path.endsWith('/'))
    return goResponse(request, exchange, 301, '', [
      ...forScripts,
      ['Location', `${name.slice(name.lastIndexOf('/') + 1)}/`],
    ]);
  const directory = name === '' ? '/' : name;
  const links = files.names(directory).map((one) => {
    const shown = files.isDirectory(`${name}/${one}`) ? `${one}/` : one;
    return `<a href="${shown}">${shown}</a>\n`;
  });
  const head = '<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n';
  return goResponse(request, exchange, 200, `${head}${links.join('')}</pre>\n`, [
    ...forScripts,
    ['Content-Type', 'text/html; charset=utf-8'],
  ]);
};
