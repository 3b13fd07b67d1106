/**
 * The container runtime of a node over a simulated machine (containerd's CRI plugin in spirit): a sandbox is a network
 * namespace that the pod network wires, held by a pause process; a container is a process in it with files of its own.
 *
 * Left out: images' file systems beyond what programs read, resource limits, PID namespaces, sandboxes that ended and are
 * not removed yet; where all of the API came later (later-code.ts), emptyDir volumes of containers that started before.
 */
import type { Time } from '../../../clock/clock.ts';
import { FileTree } from '../../../linux/file/file-tree.ts';
import { filesOf } from '../../../linux/module/kernel-module.ts';
import type { Machine } from '../../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { setUp } from '../../../linux/netlink/link.ts';
import type { Executables, Exit, Process, Program, Signal } from '../../../linux/process/process.ts';
import type { SharedEnvironment } from '../../../linux/process/shared-environment.ts';
import { devNull, Sink } from '../../../linux/process/stream.ts';
import { untilSignal } from '../../../linux/program/serve.ts';
import { pauseProgram } from '../../../linux/program/sleep.ts';
import { hexadecimal } from '../../../net/digest/hexadecimal.ts';
import { sha256 } from '../../../net/digest/sha256.ts';
import { laterApiIfThere } from '../../api/later-code.ts';
import type { ImageProgram } from '../../images/catalogue.ts';
import type { Container, Pod, Probe } from '../../objects/pod.ts';
import type { PodName, PodNetwork, PortMapping } from '../pod-network.ts';
import type {
  CommandIo,
  ContainerLog,
  ContainerResult,
  ContainerStart,
  ExecResult,
  ForwardedConnection,
  NodeRuntime,
  RunningCommand,
  ProbeOutcome,
  SandboxResult,
} from '../runtime.ts';
import type { EmptyDirs } from './empty-dirs.ts';
import { ContainerStreams, Log, type RunningContainer } from './container.ts';
import { PortForward } from './port-forward.ts';
import { startProbe } from './probe.ts';

/** What lies in an image: the programs that can be started, and its files. */
export interface ImageContent {
  readonly executables: Executables<NetworkNamespace>;
  readonly files: FileTree;
}

export interface ContainerdParts {
  readonly machine: Machine;
  /** The node's own address. */
  readonly address: string;
  readonly network: PodNetwork;
  readonly contentOf: (image: ImageProgram) => ImageContent;
}

export interface Sandbox {
  readonly pod: Pod;
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly createdAt: Time;
  readonly namespace: NetworkNamespace;
  readonly ips: readonly string[];
  /** How many of the pod's came before it. */
  readonly attempt: number;
  readonly pause: Process<NetworkNamespace>;
}

const pause = untilSignal(['SIGTERM', 'SIGINT'], pauseProgram);
const noExecutables: Executables<NetworkNamespace> = { find: () => undefined, names: () => [] };

export class Containerd implements NodeRuntime {
  readonly #parts: ContainerdParts;
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #containers = new Map<string, RunningContainer>();
  /** How many commands could not be started: each had a name. */
  #execs = 0;
  /** How many sandboxes a pod (by uid) has had, how many containers a name in it. */
  readonly #attempts = new Map<string, number>();
  readonly #exitListeners: ((containerId: string, exit: Exit) => void)[] = [];
  readonly #sandboxListeners: ((podUid: string) => void)[] = [];
  readonly #pauseFiles = new FileTree();
  /** They outlive containers and sandboxes. */
  readonly #emptyDirs: EmptyDirs = new Map();

  constructor(parts: ContainerdParts) {
    this.#parts = parts;
  }

  runSandbox(pod: Pod): SandboxResult {
    const { machine, address, network } = this.#parts;
    const { uid, name, namespace: podNamespace } = pod.metadata;
    if (pod.spec.hostNetwork === true) {
      this.#addSandbox(pod, this.#nameOf(pod).sandbox, machine.host, [address]);
      return { kind: 'running', ips: [address] };
    }
    const named = this.#nameOf(pod);
    const namespace = machine.addNamespace(`cni-${uid}`);
    namespace.label = `${podNamespace ?? 'default'}/${name}`;
    setUp(namespace.devices.loopback);
    const result = network.add(named, namespace, portsOf(pod));
    if (result.kind === 'failed') {
      machine.removeNamespace(namespace);
      return { kind: 'failed', message: `failed to setup network for sandbox: ${result.message}` };
    }
    this.#addSandbox(pod, named.sandbox, namespace, result.ips);
    return { kind: 'running', ips: result.ips };
  }

  #addSandbox(pod: Pod, id: string, namespace: NetworkNamespace, ips: readonly string[]): void {
    const { uid } = pod.metadata;
    const { environment, processes } = this.#parts.machine;
    const attempt = this.#attempts.get(uid) ?? 0;
    const holder = processes.start({
      program: pause,
      arguments: ['/pause'],
      place: namespace,
      files: this.#pauseFiles,
      stdin: devNull,
      stdout: new Sink(() => undefined),
      stderr: new Sink(() => undefined),
      directory: '/',
      executables: noExecutables,
      init: true,
    });
    holder.ended.add(() => {
      if (this.#sandboxes.get(uid)?.pause === holder)
        for (const listener of this.#sandboxListeners) listener(uid);
    });
    this.#sandboxes.set(uid, {
      pod,
      id,
      createdAt: environment.clock.now,
      namespace,
      ips,
      attempt,
      pause: holder,
    });
  }

  /** Its own name differs from attempt to attempt: what a plugin keeps for one is not the next one's. */
  #nameOf({ metadata: { name, namespace, uid } }: Pod): PodName {
    const attempt = this.#attempts.get(uid) ?? 0;
    const seed = `sandbox ${attempt === 0 ? '' : `${String(attempt)} `}of ${uid}`;
    return { namespace: namespace ?? 'default', name, uid, sandbox: hexadecimal(sha256(seed)) };
  }

  stopSandbox(pod: Pod): void {
    const { uid } = pod.metadata;
    const sandbox = this.#sandboxes.get(uid);
    if (sandbox === undefined) return;
    this.#sandboxes.delete(uid);
    sandbox.pause.kill('SIGKILL');
    if (pod.metadata.deletionTimestamp !== undefined) this.#emptyDirs.delete(uid);
    const { machine, network } = this.#parts;
    if (sandbox.namespace !== machine.host) {
      network.delete(this.#nameOf(sandbox.pod));
      machine.removeNamespace(sandbox.namespace);
    }
    this.#attempts.set(uid, sandbox.attempt + 1);
  }

  startContainer(start: ContainerStart): ContainerResult {
    const { machine, contentOf } = this.#parts;
    const sandbox = this.#sandboxes.get(start.pod.metadata.uid);
    if (sandbox === undefined)
      return { kind: 'failed', message: `sandbox container "${start.pod.metadata.uid}" is not running` };
    const { executables, files } = contentOf(start.program);
    const found = findProgram(executables, start.arguments);
    if (typeof found === 'string')
      return {
        kind: 'failed',
        message: `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${found}`,
      };
    const layers = [files, ...filesOf(sandbox.namespace)];
    const tree =
      laterApiIfThere()?.filesWithEmptyDirs(start, layers, this.#emptyDirs) ?? new FileTree(...layers);
    for (const [path, content] of start.files) tree.set(path, content);
    tree.set('/etc/hostname', `${start.hostname}\n`);
    const streams = new ContainerStreams(new Log(machine.environment.clock), start.container);
    const process = machine.processes.start({
      program: found,
      arguments: start.arguments,
      place: sandbox.namespace,
      files: tree,
      stdin: streams.stdin,
      stdout: streams.output('stdout'),
      stderr: streams.output('stderr'),
      ...(streams.terminal === undefined ? {} : { terminal: streams.terminal }),
      environment: environmentOf(start),
      directory: start.container.workingDir ?? '/',
      executables,
      init: true,
    });
    if (streams.terminal !== undefined) streams.terminal.foreground = process.group;
    const name = `${start.pod.metadata.uid}/${start.container.name}`;
    const attempt = this.#attempts.get(name) ?? 0;
    this.#attempts.set(name, attempt + 1);
    this.#containers.set(start.id, { start, process, streams, attempt });
    const onEnd = (): void => {
      const { exit } = process;
      if (exit === undefined) return;
      process.ended.delete(onEnd);
      streams.log.end();
      for (const listener of this.#exitListeners) listener(start.id, exit);
    };
    process.ended.add(onEnd);
    return { kind: 'started' };
  }

  signal(containerId: string, signal: Signal): void {
    this.#containers.get(containerId)?.process.kill(signal);
  }

  onContainerExit(listener: (containerId: string, exit: Exit) => void): void {
    this.#exitListeners.push(listener);
  }

  onSandboxExit(listener: (podUid: string) => void): void {
    this.#sandboxListeners.push(listener);
  }

  probe(
    pod: Pod,
    container: Container,
    containerId: string,
    probe: Probe,
    done: (outcome: ProbeOutcome) => void,
  ): void {
    const running = this.#containers.get(containerId);
    const sandbox = this.#sandboxes.get(pod.metadata.uid);
    if (running === undefined || sandbox === undefined) {
      done({ success: false, message: 'container not running' });
      return;
    }
    startProbe({
      machine: this.#parts.machine,
      address: sandbox.ips[0] ?? '',
      container,
      probe,
      done,
      exec: (argv, io) => this.exec(containerId, argv, io),
    });
  }

  exec(containerId: string, argv: readonly string[], io: CommandIo): ExecResult {
    const running = this.#containers.get(containerId);
    if (running?.process.exit !== undefined || running === undefined)
      return { kind: 'failed', message: 'container not running' };
    const { process } = running;
    const found = findProgram(process.executables, argv);
    if (typeof found === 'string') {
      this.#execs++;
      const id = hexadecimal(sha256(`exec ${String(this.#execs)} in ${containerId}`));
      const message = `failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: ${found}`;
      return { kind: 'failed', message };
    }
    const command = this.#parts.machine.processes.start({
      program: found,
      arguments: argv,
      place: process.place,
      files: process.files,
      ...io,
      environment: environmentOf(running.start),
      directory: running.start.container.workingDir ?? '/',
      executables: process.executables,
    });
    return { kind: 'started', command };
  }

  attach(containerId: string, io: CommandIo): RunningCommand | undefined {
    const running = this.#containers.get(containerId);
    if (running?.process.exit !== undefined || running === undefined) return undefined;
    const { process, streams } = running;
    const leave = streams.attach(io);
    process.ended.add(leave);
    return {
      ended: process.ended,
      get exit() {
        return process.exit;
      },
      kill: (signal) => {
        if (signal === 'SIGHUP') leave();
        else streams.terminal?.foreground?.kill(signal);
      },
    };
  }

  portForward(pod: Pod, port: number): ForwardedConnection | undefined {
    const sandbox = this.#sandboxes.get(pod.metadata.uid);
    if (sandbox === undefined) return undefined;
    const { machine } = this.#parts;
    const forward = new PortForward();
    const path = sandbox.namespace === machine.host ? 'host' : `/var/run/netns/${sandbox.namespace.name}`;
    machine.processes.start({
      program: (process) => forward.run(process, port, sandbox.id, path),
      arguments: ['containerd'],
      place: sandbox.namespace,
      files: this.#pauseFiles,
      stdin: devNull,
      stdout: devNull,
      stderr: devNull,
    });
    return forward;
  }

  /** The process of a container, for a terminal that stands in it. */
  processOf(containerId: string): RunningContainer['process'] | undefined {
    return this.#containers.get(containerId)?.process;
  }

  /** In the order they were made. */
  get sandboxes(): readonly Sandbox[] {
    return [...this.#sandboxes.values()];
  }

  get containers(): readonly RunningContainer[] {
    return [...this.#containers.values()];
  }

  log(containerId: string): ContainerLog | undefined {
    return this.#containers.get(containerId)?.streams.log;
  }

  removeContainer(containerId: string): void {
    this.#containers.delete(containerId);
  }
}

/** Of every process that is started in a container, whatever its first one made of its own. */
function environmentOf({ environment, hostname }: ContainerStart): SharedEnvironment {
  return {
    get: (name) => (name === 'HOSTNAME' ? hostname : environment.get(name)),
    copy: () => new Map([...environment, ['HOSTNAME', hostname]]),
  };
}

function portsOf({ spec }: Pod): readonly PortMapping[] {
  return spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, containerPort, protocol = 'TCP', hostIP }) =>
      hostPort === undefined || hostPort === 0
        ? []
        : [
            {
              hostPort,
              containerPort,
              protocol: protocol.toLowerCase() as PortMapping['protocol'],
              ...(hostIP === undefined ? {} : { hostIP }),
            },
          ],
    ),
  );
}

/** @returns the program, or runc's words when the image does not have it */
function findProgram(
  executables: Executables<NetworkNamespace>,
  argv: readonly string[],
): Program<NetworkNamespace> | string {
  const name = argv[0] ?? '';
  const found = executables.find(name);
  if (found !== undefined) return found.program;
  return name.includes('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : `exec: "${name}": executable file not found in $PATH`;
}
