/**
 * The kubelet's probes as what they are: a connection, a request or a command (pkg/probe in Kubernetes). HTTP and TCP
 * probes leave the node's own namespace as packets and pass its rules like any other.
 *
 * Left out: gRPC probes, HTTPS.
 */
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { fromUtf8, utf8 } from '../../../net/wire/utf8.ts';
import { FileTree } from '../../../linux/file/file-tree.ts';
import type { Machine } from '../../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { type Process } from '../../../linux/process/process.ts';
import { devNull, Sink } from '../../../linux/process/stream.ts';
import type { Running } from '../../../linux/process/wait.ts';
import type { Container, Probe } from '../../objects/pod.ts';
import type { IntOrString } from '../../objects/meta.ts';
import type { CommandIo, ExecResult, ProbeOutcome } from '../runtime.ts';

export interface ProbeStart {
  readonly machine: Machine;
  readonly address: string;
  readonly container: Container;
  readonly probe: Probe;
  readonly done: (outcome: ProbeOutcome) => void;
  readonly exec: (argv: readonly string[], io: CommandIo) => ExecResult;
}

export function startProbe(start: ProbeStart): void {
  const { machine, probe, done } = start;
  if (probe.exec !== undefined) {
    execProbe(start, probe.exec.command ?? []);
    return;
  }
  if (probe.grpc !== undefined) {
    done({ success: false, message: 'not simulated: gRPC probes' });
    return;
  }
  machine.processes.start({
    program: function* (process) {
      done(yield* networkProbe(process, start));
      return 0;
    },
    arguments: ['kubelet'],
    place: machine.host,
    files: new FileTree(),
    stdin: devNull,
    stdout: devNull,
    stderr: devNull,
  });
}

function portOf(container: Container, port: IntOrString): number | undefined {
  if (typeof port === 'number') return port;
  return container.ports?.find((named) => named.name === port)?.containerPort;
}

function* networkProbe(process: Process<NetworkNamespace>, start: ProbeStart): Running<ProbeOutcome> {
  const { probe, container } = start;
  const target = probe.httpGet ?? probe.tcpSocket;
  const port = target === undefined ? undefined : portOf(container, target.port);
  if (target === undefined || port === undefined)
    return { success: false, message: 'probe has no usable port' };
  const host = target.host ?? start.address;
  const address = Address.tryParse(host);
  if (address === undefined) return { success: false, message: `dial tcp: lookup ${host}: no such host` };
  const until = process.clock.now + (probe.timeoutSeconds ?? 1) * second;
  const socket = process.place.sockets.tcp(process);
  try {
    const errno = yield* socket.connectWithin(address, port, until);
    const dial = `dial tcp ${host}:${String(port)}`;
    const url =
      probe.httpGet === undefined ? undefined : `http://${host}:${String(port)}${probe.httpGet.path ?? '/'}`;
    const fail = (why: string): ProbeOutcome => ({
      success: false,
      message: url === undefined ? `${dial}: ${why}` : `Get "${url}": ${dial}: ${why}`,
    });
    if (errno === 'EINPROGRESS')
      return fail(
        url === undefined ? 'i/o timeout' : 'i/o timeout (Client.Timeout exceeded while awaiting headers)',
      );
    if (errno === 'ECONNREFUSED') return fail('connect: connection refused');
    if (errno === 'EHOSTUNREACH') return fail('connect: no route to host');
    if (errno !== undefined) return fail(`connect: ${errno}`);
    if (url === undefined) return { success: true, message: '' };
    const path = probe.httpGet?.path ?? '/';
    socket.send(
      utf8(
        `GET ${path} HTTP/1.1\r\nHost: ${host}:${String(port)}\r\nUser-Agent: kube-probe/1.36\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
      ),
    );
    const answer = yield* socket.receive(until);
    if (answer === 'EAGAIN')
      return {
        success: false,
        message: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      };
    if (typeof answer === 'string')
      return { success: false, message: `Get "${url}": read: connection reset by peer` };
    if (answer.length === 0) return { success: false, message: `Get "${url}": EOF` };
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(fromUtf8(answer))?.[1] ?? 0);
    if (status >= 200 && status < 400) return { success: true, message: '' };
    return { success: false, message: `HTTP probe failed with statuscode: ${String(status)}` };
  } finally {
    socket.close();
  }
}

function execProbe(start: ProbeStart, argv: readonly string[]): void {
  const { probe, done, machine } = start;
  let output = '';
  const sink = new Sink((text) => {
    output += text;
  });
  const result = start.exec(argv, { stdin: devNull, stdout: sink, stderr: sink });
  if (result.kind === 'failed') {
    done({ success: false, message: result.message });
    return;
  }
  const { command } = result;
  let finished = false;
  const finish = (outcome: ProbeOutcome): void => {
    if (finished) return;
    finished = true;
    timer.cancel();
    command.ended.delete(onEnd);
    done(outcome);
  };
  const onEnd = (): void => {
    if (command.exit !== undefined) finish({ success: command.exit.status === 0, message: output });
  };
  const seconds = probe.timeoutSeconds ?? 1;
  const timer = machine.environment.clock.after(seconds * second, () => {
    command.kill('SIGKILL');
    finish({
      success: false,
      message: `command timed out: "${argv.join(' ')}" timed out after ${String(seconds)}s`,
    });
  });
  command.ended.add(onEnd);
}
