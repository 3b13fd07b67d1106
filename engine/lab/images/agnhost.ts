/**
 * `agnhost`, Kubernetes' image for tests, by its subcommands (k8s.io/kubernetes test/images/agnhost): connect,
 * dns-server-list, dns-suffix, entrypoint-tester, etc-hosts, liveness, logs-generator, netexec, pause, serve-hostname, test-webserver.
 *
 * Left out: the others, and what each of these does not know by its own module.
 */
import { second } from '../../clock/clock.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process, Program } from '../../linux/process/process.ts';
import { netexecUdp } from '../../linux/program/agnhost-udp.ts';
import { netexecResponder, parameter, serveHostnameResponder } from '../../linux/program/http/agnhost.ts';
import { goResponse } from '../../linux/program/http/go.ts';
import { httpServer, type Responder } from '../../linux/program/http/server.ts';
import { together } from '../../linux/program/serve.ts';
import { pauseProgram } from '../../linux/program/sleep.ts';
import { agnhostConnect } from './agnhost-connect.ts';
import { fileServer } from './agnhost-files.ts';
import { logsGenerator } from './agnhost-logs.ts';
import { portFlag } from './flag.ts';

type PodProgram = Program<NetworkNamespace>;

export const agnhost: PodProgram = function* (process) {
  const [, subcommand = 'pause', ...rest] = process.arguments;
  const hostname = process.variable('HOSTNAME') ?? '';
  switch (subcommand) {
    case 'pause':
      process.print('Paused\n');
      return yield* pauseProgram(process);
    case 'netexec': {
      const http = portFlag(rest, 'http-port', 8080);
      const udp = portFlag(rest, 'udp-port', 8081);
      const web = goServer(process, http, netexecResponder(hostname));
      return yield* together(web, netexecUdp({ port: udp }, hostname))(process);
    }
    case 'serve-hostname': {
      const port = portFlag(rest, 'port', 9376);
      return yield* goServer(process, port, serveHostnameResponder(hostname))(process);
    }
    case 'connect':
      return yield* agnhostConnect(process, rest);
    case 'entrypoint-tester':
      process.print(`[${process.arguments.join(' ')}]\n`);
      return 0;
    case 'dns-suffix':
      return printSetting(process, 'search');
    case 'dns-server-list':
      return printSetting(process, 'nameserver');
    case 'etc-hosts':
      process.print(`${process.files.text('/etc/hosts') ?? ''}\n`);
      return 0;
    case 'liveness':
      return yield* goServer(process, 8080, aliveForTenSeconds(process.clock.now))(process);
    case 'logs-generator':
      return yield* logsGenerator(process, rest);
    case 'test-webserver':
      return yield* goServer(process, portFlag(rest, 'port', 80), fileServer)(process);
    default:
      process.complain(`not simulated: agnhost ${subcommand}\n`);
      return 1;
  }
};

/** The first line of /etc/resolv.conf that sets it, without its name (dns/dns.go). */
function printSetting(process: Process<NetworkNamespace>, name: 'search' | 'nameserver'): number {
  const lines = (process.files.text('/etc/resolv.conf') ?? '').split('\n');
  const line = lines.find((each) => each.startsWith(name));
  if (line === undefined) {
    process.complain('not simulated: the stack of a Go program that panics\n');
    return 1;
  }
  process.print(`${line.split(' ').slice(1).join(',')}\n`);
  return 0;
}

function goServer(process: Process<NetworkNamespace>, port: number, respond: Responder): PodProgram {
  return httpServer({ port, respond, refused: fatal(process, port) });
}

/** Go's log.Fatal on what net.Listen says. */
export function fatal(process: Process<NetworkNamespace>, port: number): (errno: Errno) => string {
  return (errno) => {
    const date = new Date(process.place.environment.wallTime).toISOString().slice(0, 19);
    const words = strerror(errno).toLowerCase();
    return `${date.replaceAll('-', '/').replace('T', ' ')} listen tcp :${String(port)}: bind: ${words}\n`;
  };
}

/** @param started microseconds */
function aliveForTenSeconds(started: number): Responder {
  return (request, exchange) => {
    const seconds = (exchange.process.clock.now - started) / second;
    switch (request.target.split('?')[0]) {
      case '/healthz':
        return seconds > 10
          ? goResponse(request, exchange, 500, `error: ${String(seconds)}`)
          : goResponse(request, exchange, 200, 'ok');
      case '/started':
        return goResponse(request, exchange, 200, `${String(seconds)}s`);
      case '/redirect': {
        const location = parameter(request.target.split('?')[1] ?? '', 'loc') ?? '';
        return goResponse(request, exchange, 302, `<a href="${location}">Found</a>.\n\n`, [
          ['Content-Type', 'text/html; charset=utf-8'],
          ['Location', location],
        ]);
      }
      default:
        return goResponse(request, exchange, 404, '404 page not found\n');
    }
  };
}
