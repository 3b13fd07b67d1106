/**
 * `pods/exec` and `pods/attach`: what is asked for is found and started, whatever carries its streams
 * (k8s.io/kubernetes pkg/registry/core/pod/strategy.go, k8s.io/cri-streaming pkg/streaming/remotecommand).
 */
import type { ExecResult } from '../../../engine/kubernetes/node/runtime.ts';
import { commandContainer, servedPod } from '../pod-request.ts';
import { BadRequest, clientOf } from '../read-request.ts';
import { type OutputName, RemoteStreams, type StreamOptions } from './command-io.ts';
import { type CommandEnd, endOf } from './command-status.ts';
import { KubeletRefusal, type StreamServing, type UpgradeRequest } from './stream-request.ts';

/** What carries a command's streams to its client. */
export interface CommandWire {
  send(stream: OutputName, octets: Uint8Array): void;
  finish(end: CommandEnd): void;
}

export class RemoteCommand {
  readonly options: StreamOptions;
  readonly streams: RemoteStreams;
  readonly #result: ExecResult;
  readonly #isAttached: boolean;
  /** What came before anything carried it. */
  readonly #early: (readonly [OutputName, Uint8Array])[] = [];
  #wire: CommandWire | undefined;

  /** @throws BadRequest, KubeletRefusal when there is nothing to be had */
  constructor(serving: StreamServing, request: UpgradeRequest, kind: 'exec' | 'attach') {
    const { namespace, pod: name, query } = request;
    const pod = servedPod(serving.api, clientOf(request.message), namespace, name);
    const container = commandContainer(pod, query.get('container') ?? '');
    this.options = streamOptions(query);
    this.#isAttached = kind === 'attach';
    const { stdin, stdout, stderr } = this.options;
    if (!stdin && !stdout && !stderr)
      throw new BadRequest(400, 'BadRequest', 'you must specify at least 1 of stdin, stdout, stderr');
    const command = query.getAll('command');
    if (kind === 'exec' && command.length === 0)
      throw new BadRequest(400, 'BadRequest', 'you must specify at least 1 command');
    this.streams = new RemoteStreams(this.options, (stream, octets) => {
      if (this.#wire === undefined) this.#early.push([stream, octets]);
      else this.#wire.send(stream, octets);
    });
    const target = { namespace, pod: name, container };
    const result =
      kind === 'exec'
        ? serving.streams.exec(target, command, this.streams.io)
        : serving.streams.attach(target, this.streams.io);
    if (result.kind === 'refused')
      throw result.status === 400
        ? new BadRequest(400, 'BadRequest', result.message)
        : new KubeletRefusal(result.message);
    this.#result = result;
    if (this.#isAttached && result.kind === 'started')
      this.streams.onInterrupt = () => {
        result.command.kill('SIGINT');
      };
  }

  /** From now on `wire` carries what comes, and the end. */
  carryBy(wire: CommandWire): void {
    this.#wire = wire;
    for (const [stream, octets] of this.#early.splice(0)) wire.send(stream, octets);
    if (this.#result.kind === 'failed') {
      wire.finish({
        kind: 'failed',
        message: `Internal error occurred: error executing command in container: ${this.#result.message}`,
      });
      return;
    }
    const { command } = this.#result;
    const onEnd = (): void => {
      if (command.exit === undefined) return;
      command.ended.delete(onEnd);
      // How a container's first process ended is for its pod's status to tell.
      this.#wire?.finish(this.#isAttached ? { kind: 'ended', code: 0 } : endOf(command.exit));
    };
    command.ended.add(onEnd);
    onEnd();
  }

  /** The client has gone. */
  abandon(): void {
    this.#wire = { send: () => undefined, finish: () => undefined };
    this.streams.endInput();
    if (this.#result.kind === 'started' && (this.options.tty || this.#isAttached))
      this.#result.command.kill('SIGHUP');
  }
}

function streamOptions(query: URLSearchParams): StreamOptions {
  const isSet = (name: string): boolean => /^(true|1)$/.test(query.get(name) ?? '');
  const tty = isSet('tty');
  return { stdin: isSet('stdin'), stdout: isSet('stdout'), stderr: isSet('stderr') && !tty, tty };
}
