/**
 * busybox httpd in the foreground: the files of a folder over HTTP (networking/httpd.c of 1.35).
 *
 * Left out: the background (`httpd` without -f), configuration files, CGI, -i, -u, -r, -d, -e, -m, ranges, -v.
 */
import { anyV6, Address } from '../../net/address/address.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import { strerror } from '../../linux/errno.ts';
import type { FileTree } from '../../linux/file/file-tree.ts';
import { httpDate, type HttpResponse } from '../../linux/program/http/message.ts';
import { httpServer, type Responder } from '../../linux/program/http/server.ts';
import { getopt } from '../options/getopt.ts';
import { absolutePath } from '../text/tool.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

const types: Readonly<Record<string, string>> = {
  htm: 'text/html',
  html: 'text/html',
  txt: 'text/plain',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
};

export const busyboxHttpd = applet('httpd', '/usr/sbin/httpd', function* (process, words) {
  const { items } = getopt(words, 'c:d:h:e:r:m:u:p:ifv');
  let home = process.directory;
  let place = '80';
  let foreground = false;
  for (const item of items) {
    if (item.kind === 'error') {
      process.complain(`httpd: ${item.message}\n${usageOf('httpd')}`);
      return 1;
    }
    const { name, value = '' } = item;
    if (name === 'f') foreground = true;
    else if (name === 'h') home = absolutePath(process, value);
    else if (name === 'p') place = value;
    else {
      process.complain(`httpd: not simulated: -${name}\n`);
      return 1;
    }
  }
  if (!process.files.isDirectory(home)) {
    process.complain(`httpd: can't change directory to '${home}': No such file or directory\n`);
    return 1;
  }
  if (!foreground) {
    process.complain('httpd: not simulated: without -f\n');
    return 1;
  }
  const colon = place.lastIndexOf(':');
  const address = colon < 0 ? undefined : Address.tryParse(place.slice(0, colon));
  const port = Number(place.slice(colon + 1));
  return yield* httpServer({
    address: address ?? anyV6,
    port,
    backlog: 9,
    respond: responder(process.files, home),
    refused: (errno) => `httpd: bind: ${strerror(errno)}\n`,
  })(process);
});

function responder(files: FileTree, home: string): Responder {
  return ({ method, target }, { wallTime }) => {
    const common = [
      ['Date', httpDate(wallTime)],
      ['Connection', 'close'],
    ] as const;
    if (method !== 'GET' && method !== 'HEAD')
      return errorPage(common, 501, 'Not Implemented', 'The requested method is not recognized');
    const path = decodeURIComponent(target.split('?')[0] ?? '/');
    const asked = `${home.replace(/\/$/, '')}${path}`;
    if (!path.endsWith('/') && files.isDirectory(asked)) {
      const headers = [...common, ['Content-type', 'text/html'], ['Location', `${path}/`]] as const;
      return { status: 302, reason: 'Found', headers, body: utf8(''), close: true };
    }
    const content = path.endsWith('/') ? files.get(`${asked}index.html`) : files.get(asked);
    if (content === undefined) return errorPage(common, 404, 'Not Found', 'The requested URL was not found');
    const body =
      typeof content === 'string'
        ? utf8(content)
        : content instanceof Uint8Array
          ? content
          : utf8(content.read());
    const suffix = path.endsWith('/') ? 'html' : (/\.([^./]+)$/.exec(path)?.[1] ?? '');
    return {
      status: 200,
      reason: 'OK',
      headers: [
        ...common,
        ['Content-type', types[suffix] ?? 'application/octet-stream'],
        ['Accept-Ranges', 'bytes'],
        ['Content-Length', String(body.length)],
      ],
      body,
      close: true,
    };
  };
}

function errorPage(
  common: HttpResponse['headers'],
  status: number,
  reason: string,
  why: string,
): HttpResponse {
  const title = `${String(status)} ${reason}`;
  return {
    status,
    reason,
    headers: [...common, ['Content-type', 'text/html']],
    body: utf8(
      `<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><H1>${title}</H1>\n${why}\n</BODY></HTML>\n`,
    ),
    close: true,
  };
}
