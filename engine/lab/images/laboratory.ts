/**
 * The images of the recorded cluster: its `nginx` and `agnhost` hold one small server of the laboratory instead of the
 * published programs, over a busybox (the recordings' README: "The lab server"). Only a replay of
 * these recordings puts them into a world; a reader's nginx is nginx.
 *
 * Left out: netexec's /dial, /shell and /exit.
 */
import { anyV6 } from '../../net/address/address.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import { strerror, type Errno } from '../../linux/errno.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process, Program } from '../../linux/process/process.ts';
import { goResponse } from '../../linux/program/http/go.ts';
import { netexecResponder, serveHostnameResponder } from '../../linux/program/http/agnhost.ts';
import type { HttpResponse } from '../../linux/program/http/message.ts';
import { httpServer, type Responder } from '../../linux/program/http/server.ts';
import { netexecUdp } from '../../linux/program/agnhost-udp.ts';
import { together, untilSignal } from '../../linux/program/serve.ts';
import { pauseProgram } from '../../linux/program/sleep.ts';
import { accessLogLine } from './access-log.ts';
import { agnhostConnect } from './agnhost-connect.ts';
import type { ImageSet } from './contents.ts';
import { at } from './daemons.ts';
import { flag, portFlag } from './flag.ts';

type PodProcess = Process<NetworkNamespace>;
type PodProgram = Program<NetworkNamespace>;

const hostnameOf = (process: PodProcess): string => process.variable('HOSTNAME') ?? '';

/** Go's net/http on a port of every address of both families. */
function server(port: number, respond: Responder, refused: (errno: Errno) => string): PodProgram {
  return httpServer({ address: anyV6, port, respond, backlog: 4096, refused });
}

const listening = (port: number, errno: Errno): string =>
  `listen tcp :${String(port)}: bind: ${strerror(errno).toLowerCase()}\n`;

const logged =
  (respond: Responder): Responder =>
  (request, exchange) => {
    const response = respond(request, exchange);
    exchange.process.print(accessLogLine(request, response, exchange));
    return response;
  };

/** A liveness check that a file or a variable turns bad. */
const health: Responder = (request, exchange) => {
  const { process } = exchange;
  const bad = process.files.has('/tmp/unhealthy') || (process.variable('UNHEALTHY') ?? '') !== '';
  return bad
    ? goResponse(request, exchange, 500, 'unhealthy\n', [
        ['Content-Type', 'text/plain; charset=utf-8'],
        ['X-Content-Type-Options', 'nosniff'],
      ])
    : goResponse(request, exchange, 200, 'ok\n');
};

const page: Responder = (request, exchange) => {
  const { process, server: own, client } = exchange;
  const path = request.target.split('?')[0] ?? '/';
  if (path === '/healthz') return health(request, exchange);
  if (path === '/hostname') return goResponse(request, exchange, 200, `${hostnameOf(process)}\n`);
  if (path === '/headers') {
    const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '';
    const rest = request.headers
      .filter(([name]) => name.toLowerCase() !== 'host')
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .sort();
    return goResponse(request, exchange, 200, `Host: ${host}\n${rest.join('')}`);
  }
  const bytes = /^\/bytes\/(\d*)$/.exec(path)?.[1];
  if (bytes !== undefined) return zeros(goResponse(request, exchange, 200, ''), Number(bytes));
  const version = process.variable('VERSION') ?? '';
  const lines = [
    `Hostname: ${hostnameOf(process)}`,
    `Server address: ${own.address.text}:${String(own.port)}`,
    `Client address: ${client.address.text}:${String(client.port)}`,
    `URI: ${request.target}`,
    ...(version === '' ? [] : [`Version: ${version}`]),
  ];
  return goResponse(request, exchange, 200, `${lines.join('\n')}\n`, [['Content-Type', 'text/plain']]);
};

function zeros(empty: HttpResponse, count: number): HttpResponse {
  const length = ['Content-Length', String(count)] as const;
  const others = empty.headers.filter(([name]) => name !== 'Content-Length');
  const typed = count === 0 ? [] : [['Content-Type', 'text/plain; charset=utf-8'] as const];
  return { ...empty, headers: [length, ...others, ...typed], body: utf8('0'.repeat(count)) };
}

const nginx: PodProgram = function* (process) {
  process.arguments = ['/usr/sbin/nginx', '-g', 'daemon off;'];
  process.name = 'nginx';
  const port = Number(process.variable('PORT') ?? 80);
  return yield* server(port, logged(page), (errno) => `nginx: [emerg] ${listening(port, errno)}`)(process);
};

const netexecPage = (hostname: string): Responder => {
  const others = netexecResponder(hostname);
  return (request, exchange) =>
    request.target.split('?')[0] === '/healthz' ? health(request, exchange) : others(request, exchange);
};

const agnhost: PodProgram = function* (process) {
  const [, subcommand = 'pause', ...rest] = process.arguments;
  const hostname = hostnameOf(process);
  switch (subcommand) {
    case 'pause':
      process.print('Paused\n');
      return yield* pauseProgram(process);
    case 'netexec': {
      const [http, udp] = [portFlag(rest, 'http-port', 8080), portFlag(rest, 'udp-port', 8081)];
      const web = server(http, logged(netexecPage(hostname)), (errno) => listening(http, errno));
      process.print(`Started HTTP server on port ${String(http)}\n`);
      if (flag(rest, 'udp-port') === '-1') return yield* web(process);
      process.print(`Started UDP server on port ${String(udp)}\n`);
      return yield* together(web, netexecUdp({ address: anyV6, port: udp }, hostname))(process);
    }
    case 'serve-hostname': {
      const port = portFlag(rest, 'port', 9376);
      return yield* server(port, serveHostnameResponder(hostname), (errno) => listening(port, errno))(
        process,
      );
    }
    case 'connect':
      return yield* agnhostConnect(process, rest);
    default:
      process.complain(`Error: unknown command "${subcommand}" for "app"\n`);
      return 1;
  }
};

const ends = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const;

export const laboratoryImages: ImageSet = {
  commandsOf: { nginx: 'busybox', agnhost: 'busybox' },
  daemons: new Map([
    ['/docker-entrypoint.sh', at('/usr/sbin/nginx', untilSignal(ends, nginx))],
    ['nginx', at('/usr/sbin/nginx', untilSignal(ends, nginx))],
    ['/agnhost', at('/agnhost', untilSignal(ends, agnhost))],
  ]),
};
