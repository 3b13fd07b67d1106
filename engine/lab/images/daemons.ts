/**
 * The programs that images start, by the path of their entry point: each takes its command line as the real one does.
 */
import { second } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Executable, Program } from '../../linux/process/process.ts';
import { nginxResponder } from '../../linux/program/http/nginx.ts';
import { httpServer, type Responder } from '../../linux/program/http/server.ts';
import { whoamiResponder } from '../../linux/program/http/whoami.ts';
import { untilSignal } from '../../linux/program/serve.ts';
import { pauseProgram, sleepProgram } from '../../linux/program/sleep.ts';
import { agnhost, fatal } from './agnhost.ts';
import { portFlag } from './flag.ts';
import { accessLogLine } from './access-log.ts';

type PodProgram = Program<NetworkNamespace>;

/** nginx writes a line an access to standard output, in its combined format. */
const withAccessLog =
  (respond: Responder): Responder =>
  (request, exchange) => {
    const response = respond(request, exchange);
    exchange.process.print(accessLogLine(request, response, exchange));
    return response;
  };

const nginx: PodProgram = function* (process) {
  process.complain(nginxStart(process.place.environment.wallTime));
  // The entry point has become nginx, which names its processes by their part.
  process.name = 'nginx';
  process.arguments = ['nginx: master process nginx -g daemon off;'];
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
  const port = portFlag(process.arguments, 'port', Number(process.variable('WHOAMI_PORT_NUMBER') ?? 80));
  const hostname = process.variable('HOSTNAME') ?? '';
  process.print(`Starting up on port ${String(port)}\n`);
  return yield* httpServer({ port, respond: whoamiResponder(hostname), refused: fatal(process, port) })(
    process,
  );
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

export function at(path: string, program: PodProgram): Executable<NetworkNamespace> {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, program };
}

/** By the first word of a container's command line. */
export const daemons: ReadonlyMap<string, Executable<NetworkNamespace>> = new Map([
  [
    '/docker-entrypoint.sh',
    at('/docker-entrypoint.sh', untilSignal(['SIGQUIT', 'SIGTERM', 'SIGINT'], nginx)),
  ],
  ['nginx', at('/usr/sbin/nginx', untilSignal(['SIGQUIT', 'SIGTERM', 'SIGINT'], nginx))],
  ['/whoami', at('/whoami', untilSignal(['SIGTERM', 'SIGINT'], whoami))],
  ['/agnhost', at('/agnhost', untilSignal(['SIGTERM', 'SIGINT', 'SIGQUIT'], agnhost))],
  // The same program under another name, by which tests of the entry point know which one ran.
  ['/agnhost-2', at('/agnhost-2', untilSignal(['SIGTERM', 'SIGINT', 'SIGQUIT'], agnhost))],
  ['/pause', at('/pause', untilSignal(['SIGTERM', 'SIGINT'], pauseProgram))],
]);

/**
 * What containers are started with although it is a command: the same whether the shell's commands are loaded or not, so
 * that a world does not depend on it.
 */
export const essentials: ReadonlyMap<string, Executable<NetworkNamespace>> = new Map([
  ['sleep', at('/bin/sleep', sleep)],
  ['cp', at('/bin/cp', copy)],
]);
