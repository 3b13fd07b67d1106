/**
 * The programs that images start, by the path of their entry point: each takes its command line as the real one does.
 */
import { second } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Executable, Program } from '../../linux/process/process.ts';
import { netexecUdp } from '../../linux/program/agnhost-udp.ts';
import { netexecResponder, serveHostnameResponder } from '../../linux/program/http/agnhost.ts';
import { nginxResponder } from '../../linux/program/http/nginx.ts';
import { httpServer, type Responder } from '../../linux/program/http/server.ts';
import { whoamiResponder } from '../../linux/program/http/whoami.ts';
import { together } from '../../linux/program/serve.ts';
import { pauseProgram, sleepProgram } from '../../linux/program/sleep.ts';

type PodProgram = Program<NetworkNamespace>;

/** `--name=value` or `--name value`. */
function flag(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => word === `--${name}` || word === `-${name}`);
  if (at >= 0) return argv[at + 1];
  return argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function portFlag(argv: readonly string[], name: string, otherwise: number): number {
  const port = Number(flag(argv, name) ?? otherwise);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : otherwise;
}

/** nginx writes a line an access to standard output, in its combined format. */
const withAccessLog =
  (respond: Responder): Responder =>
  (request, exchange) => {
    const response = respond(request, exchange);
    const agent = request.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? '-';
    const length = request.method === 'HEAD' ? 0 : response.body.length;
    exchange.process.print(
      `${exchange.client.address.text} - - [${logDate(exchange.wallTime)}] "${request.method} ${request.target} HTTP/${request.version}" ${String(response.status)} ${String(length)} "-" "${agent}" "-"\n`,
    );
    return response;
  };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `23/Nov/2026:05:00:00 +0000` */
function logDate(wallTime: number): string {
  const date = new Date(wallTime);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${months[date.getUTCMonth()] ?? ''}/${String(date.getUTCFullYear())}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

const nginx: PodProgram = function* (process) {
  process.complain(nginxStart(process.place.environment.wallTime));
  return yield* httpServer({ port: 80, respond: withAccessLog(nginxResponder) })(process);
};

/** What the image's entry point and nginx say when they start. */
function nginxStart(wallTime: number): string {
  const date = new Date(wallTime).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  const notice = (text: string) => `${date} [notice] 1#1: ${text}\n`;
  return [
    '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration\n',
    '/docker-entrypoint.sh: Configuration complete; ready for start up\n',
    notice('using the "epoll" event method'),
    notice('nginx/1.27.0'),
    notice('start worker processes'),
  ].join('');
}

const whoami: PodProgram = function* (process) {
  const port = portFlag(
    process.arguments,
    'port',
    Number(process.environment.get('WHOAMI_PORT_NUMBER') ?? 80),
  );
  const hostname = process.environment.get('HOSTNAME') ?? '';
  process.print(`Starting up on port ${String(port)}\n`);
  return yield* httpServer({ port, respond: whoamiResponder(hostname) })(process);
};

const agnhost: PodProgram = function* (process) {
  const [, subcommand = 'pause', ...rest] = process.arguments;
  const hostname = process.environment.get('HOSTNAME') ?? '';
  switch (subcommand) {
    case 'pause':
      process.print('Paused\n');
      return yield* pauseProgram(process);
    case 'netexec': {
      const http = portFlag(rest, 'http-port', 8080);
      const udp = portFlag(rest, 'udp-port', 8081);
      const web = httpServer({ port: http, respond: netexecResponder(hostname) });
      return yield* together(web, netexecUdp({ port: udp }, hostname))(process);
    }
    case 'serve-hostname':
      return yield* httpServer({
        port: portFlag(rest, 'port', 9376),
        respond: serveHostnameResponder(hostname),
      })(process);
    default:
      process.complain(`not simulated: agnhost ${subcommand}\n`);
      return 1;
  }
};

/** `sleep 3600`, `sleep infinity`: what pods do that only wait to be entered. */
const sleep: PodProgram = function* (process) {
  const [, ...words] = process.arguments;
  let total = 0;
  for (const word of words) {
    const match = /^(\d*\.?\d+|inf|infinity)([smhd]?)$/.exec(word);
    if (match === null) {
      process.complain(`sleep: invalid time interval '${word}'\nTry 'sleep --help' for more information.\n`);
      return 1;
    }
    const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] as '' | 's' | 'm' | 'h' | 'd'];
    total += match[1]?.startsWith('inf') === true ? Number.POSITIVE_INFINITY : Number(match[1]) * unit;
  }
  return yield* total === Number.POSITIVE_INFINITY
    ? pauseProgram(process)
    : sleepProgram(total * second)(process);
};

/** flannel's init containers copy a binary and a configuration to the node, whose disk is not part of this world. */
const copy: PodProgram = function* () {
  return 0;
};

function at(path: string, program: PodProgram): Executable<NetworkNamespace> {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, program };
}

/** By the first word of a container's command line. */
export const daemons: ReadonlyMap<string, Executable<NetworkNamespace>> = new Map([
  ['/docker-entrypoint.sh', at('/docker-entrypoint.sh', nginx)],
  ['nginx', at('/usr/sbin/nginx', nginx)],
  ['/whoami', at('/whoami', whoami)],
  ['/agnhost', at('/agnhost', agnhost)],
  ['/pause', at('/pause', pauseProgram)],
]);

/**
 * What containers are started with although it is a command: the same whether the shell's commands are loaded or not, so
 * that a world does not depend on it.
 */
export const essentials: ReadonlyMap<string, Executable<NetworkNamespace>> = new Map([
  ['sleep', at('/bin/sleep', sleep)],
  ['cp', at('/bin/cp', copy)],
]);
