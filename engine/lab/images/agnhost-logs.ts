/**
 * `agnhost logs-generator`: so many lines like an API server's over so long a time
 * (test/images/agnhost/logs-generator/logs_generator.go, in klog's form).
 *
 * Left out: fractions of a unit in --run-duration.
 */
import { second } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import { flag } from './flag.ts';

const methods = ['GET', 'POST', 'PUT'];
const namespaces = ['kube-system', 'default', 'ns'];
/** Of k8s.io/apimachinery pkg/util/rand. */
const letters = 'b c d f g h j k l m n p q r s t v w x z 2 4 5 6 7 8 9'.split(' ');

export function* logsGenerator(
  process: Process<NetworkNamespace>,
  words: readonly string[],
): Running<number> {
  const total = Number(flag(words, 'log-lines-total') ?? flag(words, 't') ?? 0);
  const duration = microseconds(flag(words, 'run-duration') ?? flag(words, 'd') ?? '0s');
  if (!(total > 0)) return failed(process, `Invalid total number of lines: ${String(total)}`, 64);
  if (!(duration > 0)) return failed(process, 'Invalid duration: 0s', 68);
  const random = process.place.environment.random.fork(`logs-generator ${String(process.clock.now)}`);
  for (let line = 0; line < total; line++) {
    const name = Array.from({ length: random.integer(3, 4) }, () => random.pick(letters)).join('');
    const url = `/api/v1/namespaces/${random.pick(namespaces)}/pods/${name}`;
    const text = `${String(line)} ${random.pick(methods)} ${url} ${String(random.integer(200, 599))}`;
    process.complain(`${klogHead(process, 'I', 'logs_generator.go:76')} ${text}\n`);
    const until = process.clock.now + Math.floor(duration / total);
    while (process.clock.now < until) yield { on: [], until };
  }
  return 0;
}

function failed(process: Process<NetworkNamespace>, why: string, line: number): number {
  process.complain(`${klogHead(process, 'F', `logs_generator.go:${String(line)}`)} ${why}\n`);
  return 255;
}

/** As the first process of a container: `I1123 23:04:01.127000       1 logs_generator.go:76]` */
function klogHead(process: Process<NetworkNamespace>, severity: string, place: string): string {
  const iso = new Date(process.place.environment.wallTime).toISOString();
  const [date, time] = [iso.slice(5, 10).replace('-', ''), iso.slice(11, 23)];
  return `${severity}${date} ${time}000       1 ${place}]`;
}

/** A Go duration of one unit. */
function microseconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (match === null) return 0;
  const units = { ms: second / 1000, s: second, m: 60 * second, h: 3600 * second };
  return Number(match[1]) * units[match[2] as keyof typeof units];
}
