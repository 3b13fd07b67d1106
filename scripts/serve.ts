/**
 * A static file server for the built book, under any base path and on loopback only. It does what a plain web host
 * does and nothing more (no rewriting, no headers of its own), so that what works here works anywhere. Compressed, as most
 * hosts send it, it is what loading times are measured on.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { createGzip } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pcap': 'application/vnd.tcpdump.pcap',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
  '.yaml': 'text/yaml; charset=utf-8',
};

type Encoding = 'identity' | 'gzip';

export type Served = { readonly url: string; readonly close: () => Promise<void> };

/**
 * Serves `folder` under `base` (`/` or `/some/path/`) on `port`; 0 takes a free one.
 * @param encoding how text goes over the wire
 */
export async function serve(
  folder: string,
  base = '/',
  port = 0,
  encoding: Encoding = 'identity',
): Promise<Served> {
  const prefix = `/${base}/`.replace(/\/+/g, '/');
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/');
    if (path === undefined) response.writeHead(400, { 'content-type': 'text/plain' }).end('bad request\n');
    else if (`${path}/` === prefix) redirect(response, prefix);
    else if (!path.startsWith(prefix)) notFound(response, folder, encoding);
    else answer(response, folder, path.slice(prefix.length), path, encoding);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${bound}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The decoded path of a request, unless it makes no sense (`/%zz`, `//`). */
function pathOf(address: string) {
  try {
    return decodeURIComponent(new URL(address, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, folder: string, path: string, asked: string, encoding: Encoding) {
  const file = join(folder, normalize(`/${path}`));
  if (existsSync(file) && statSync(file).isDirectory()) {
    if (!asked.endsWith('/')) redirect(response, `${asked}/`);
    else if (existsSync(join(file, 'index.html'))) send(response, join(file, 'index.html'), 200, encoding);
    else notFound(response, folder, encoding);
  } else if (existsSync(file)) send(response, file, 200, encoding);
  else notFound(response, folder, encoding);
}

function redirect(response: ServerResponse, location: string) {
  response.writeHead(301, { location }).end();
}

function notFound(response: ServerResponse, folder: string, encoding: Encoding) {
  const page = join(folder, '404.html');
  if (existsSync(page)) send(response, page, 404, encoding);
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
}

function send(response: ServerResponse, file: string, status: number, encoding: Encoding) {
  const type = types[extname(file)] ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'cache-control': 'no-cache' };
  if (encoding === 'gzip' && /^text|json|xml/.test(type)) {
    response.writeHead(status, { ...headers, 'content-encoding': 'gzip' });
    createReadStream(file).pipe(createGzip()).pipe(response);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': statSync(file).size });
  createReadStream(file).pipe(response);
}
