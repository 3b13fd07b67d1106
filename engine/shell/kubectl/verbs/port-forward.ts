/**
 * kubectl port-forward: sockets that listen on this machine and lead into a pod's network namespace (k8s.io/kubectl
 * pkg/cmd/portforward, k8s.io/client-go tools/portforward).
 */
import type { ForwardedConnection } from '../../../kubernetes/node/runtime.ts';
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { Service } from '../../../kubernetes/objects/service.ts';
import { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { strerror } from '../../../linux/errno.ts';
import { Process } from '../../../linux/process/process.ts';
import type { Running } from '../../../linux/process/wait.ts';
import type { TcpSocket } from '../../../linux/socket/tcp/tcp-socket.ts';
import { Address } from '../../../net/address/address.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { findType } from '../resource-names.ts';
import { type ForwardedPort, parsePorts, podPortTexts, servicePortTexts } from './forwarded-ports.ts';
import { attachablePod } from './remote-command.ts';

interface Listener {
  readonly socket: TcpSocket;
  readonly port: ForwardedPort;
}

interface Handled extends Listener {
  readonly connection: ForwardedConnection;
  isFinished: boolean;
}

export function* portForward(run: Invocation): Running<number> {
  const [target = '', ...texts] = run.words;
  if (texts.length === 0)
    throw new Failure(
      "TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples",
    );
  const pod = attachablePod(run, target);
  const service = serviceOf(run, target);
  const chosen = service === undefined ? podPortTexts(texts, pod) : servicePortTexts(texts, service, pod);
  const { phase } = pod.status;
  if (phase !== 'Running')
    throw new Failure(`unable to forward port because pod is not running. Current status=${phase}`);
  const addresses = listenAddresses(run.values('address'));
  const ports = parsePorts(chosen);
  const { process } = run;
  if (!(process instanceof Process) || !(process.place instanceof NetworkNamespace))
    throw new Failure('not simulated: kubectl port-forward where there is no network');
  const { place } = process as Process<NetworkNamespace>;
  const listeners: Listener[] = [];
  for (const port of ports) listeners.push(...listenOn(run, port, addresses, process, place));
  if (listeners.length === 0) {
    const wanted = ports.map(({ local, remote }) => `{${String(local)} ${String(remote)}}`).join(' ');
    throw new Failure(`unable to listen on any of the requested ports: [${wanted}]`);
  }
  const at = { namespace: run.namespace, pod: pod.metadata.name };
  return yield* serve(run, at, listeners);
}

function serviceOf(run: Invocation, target: string): Service | undefined {
  const [type = '', name] = target.split('/');
  if (name === undefined || findType(type).name !== 'services') return undefined;
  const path = resourcePath(resource('services'), run.namespace, name);
  return run.request({ method: 'GET', path }) as Service;
}

interface ListenAddress {
  readonly address: Address;
  /** One of those that are not needed is enough. */
  readonly isNeeded: boolean;
}

function listenAddresses(texts: readonly string[]): readonly ListenAddress[] {
  return (texts.length === 0 ? ['localhost'] : texts).flatMap((text): readonly ListenAddress[] => {
    if (text === 'localhost')
      return ['127.0.0.1', '::1'].map((one) => ({ address: Address.parse(one), isNeeded: false }));
    const address = Address.tryParse(text);
    if (address === undefined) throw new Failure(`${text} is not a valid IP`);
    return [{ address, isNeeded: true }];
  });
}

function listenOn(
  run: Invocation,
  port: ForwardedPort,
  addresses: readonly ListenAddress[],
  holder: Process<unknown>,
  place: NetworkNamespace,
): readonly Listener[] {
  const listeners: Listener[] = [];
  const errors: string[] = [];
  let isLost = false;
  let { local } = port;
  for (const { address, isNeeded } of addresses) {
    const socket = place.sockets.tcp(holder, address.family);
    const host = address.family === 4 ? String(address) : `[${String(address)}]`;
    socket.reuseAddress = true;
    const errno = socket.bind(address, local) ?? socket.listen(4096);
    if (errno === undefined) {
      local = socket.localPort;
      run.print(`Forwarding from ${host}:${String(local)} -> ${String(port.remote)}\n`);
      listeners.push({ socket, port: { local, remote: port.remote } });
      continue;
    }
    socket.close();
    if (isNeeded) isLost = true;
    errors.push(
      `unable to create listener: Error listen tcp${String(address.family)} ${host}:${String(local)}: bind: ${strerror(errno).toLowerCase()}`,
    );
  }
  if (isLost || listeners.length === 0)
    run.complain(
      `Unable to listen on port ${String(local)}: Listeners failed to create with the following errors: [${errors.join(' ')}]\n`,
    );
  return isLost ? [] : listeners;
}

function* serve(
  run: Invocation,
  at: { readonly namespace: string; readonly pod: string },
  listeners: readonly Listener[],
): Running<number> {
  const handled = new Set<Handled>();
  run.process.handle('SIGINT');
  try {
    for (;;) {
      for (const { socket, port } of listeners)
        for (let one = socket.takeConnection(); one !== undefined; one = socket.takeConnection()) {
          run.print(`Handling connection for ${String(port.local)}\n`);
          const result = run.services.portForward(at, port.remote);
          if (result.kind === 'refused') {
            one.close();
            throw lost(run, port, result.message);
          }
          handled.add({ socket: one, port, connection: result.connection, isFinished: false });
        }
      for (const one of handled)
        if (pass(one) === 'ended') {
          handled.delete(one);
          one.socket.close();
          one.connection.close();
          if (one.connection.failure !== undefined) throw lost(run, one.port, one.connection.failure);
        }
      const on = [...listeners, ...handled].map(({ socket }) => socket.readable);
      const reason = yield { on: [...on, ...[...handled].map(({ connection }) => connection.changed)] };
      if (reason === 'signal' && run.process.takeSignal('SIGINT')) return 0;
    }
  } finally {
    for (const { socket } of [...listeners, ...handled]) socket.close();
    for (const { connection } of handled) connection.close();
  }
}

/** What is there, in both directions. */
function pass(one: Handled): 'open' | 'ended' {
  const { socket, connection } = one;
  while (!one.isFinished) {
    const data = socket.takeReceived();
    if (data === 'EAGAIN') break;
    if (typeof data !== 'string' && data.length > 0) connection.send(data);
    else {
      one.isFinished = true;
      connection.finish();
    }
  }
  for (;;) {
    const octets = connection.take();
    if (octets === undefined) return 'ended';
    if (octets.length === 0) return 'open';
    socket.send(octets);
  }
}

/** As klog writes what nobody handles. */
function lost(run: Invocation, { local, remote }: ForwardedPort, message: string): Failure {
  const [, month = '', day = '', time = ''] =
    /^\d+-(\d+)-(\d+)T([\d:.]+)Z/.exec(new Date(run.services.now()).toISOString()) ?? [];
  const [, sandbox = ''] = /inside namespace "([0-9a-f]+)"/.exec(message) ?? [];
  const error = `an error occurred forwarding ${String(local)} -> ${String(remote)}: error forwarding port ${String(remote)} to pod ${sandbox}, uid : ${message}`;
  const pid = run.process instanceof Process ? run.process.pid : 1;
  run.complain(
    `E${month}${day} ${time}000 ${String(pid).padStart(7)} portforward.go:522] "Unhandled Error" err=${JSON.stringify(error)}\n`,
  );
  return new Failure('lost connection to pod');
}
