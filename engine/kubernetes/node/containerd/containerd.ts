/**
 * The container runtime of a node over a simulated machine (containerd's CRI plugin in spirit): a sandbox is a network
 * namespace that the pod network wires, a container is a process in it with files of its own.
 *
 * Left out: images' file systems beyond what programs read, resource limits, the pause process's share in PIDs.
 */
import type { Time } from '../../../clock/clock.ts';
import { FileTree } from '../../../linux/file/file-tree.ts';
import { filesOf } from '../../../linux/module/kernel-module.ts';
import type { Machine } from '../../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { setUp } from '../../../linux/netlink/link.ts';
import type { Executables, Exit, Program, Signal } from '../../../linux/process/process.ts';
import { devNull } from '../../../linux/process/stream.ts';
import { hexadecimal } from '../../../net/digest/hexadecimal.ts';
import { sha256 } from '../../../net/digest/sha256.ts';
import type { ImageProgram } from '../../images/catalogue.ts';
import type { Container, Pod, Probe } from '../../objects/pod.ts';
import type { PodNetwork } from '../pod-network.ts';
import type {
  CommandIo,
  ContainerLog,
  ContainerResult,
  ContainerStart,
  ExecResult,
  NodeRuntime,
  ProbeOutcome,
  SandboxResult,
} from '../runtime.ts';
import { Log, type RunningContainer } from './container.ts';
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
}

export class Containerd implements NodeRuntime {
  readonly #parts: ContainerdParts;
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #containers = new Map<string, RunningContainer>();
  /** How many containers a name in a pod has had. */
  readonly #attempts = new Map<string, number>();
  readonly #exitListeners: ((containerId: string, exit: Exit) => void)[] = [];

  constructor(parts: ContainerdParts) {
    this.#parts = parts;
  }

  runSandbox(pod: Pod): SandboxResult {
    const { machine, address, network } = this.#parts;
    const { uid, name, namespace: podNamespace } = pod.metadata;
    if (pod.spec.hostNetwork === true) {
      this.#addSandbox(pod, machine.host, [address]);
      return { kind: 'running', ips: [address] };
    }
    const namespace = machine.addNamespace(`cni-${uid}`);
    namespace.label = `${podNamespace ?? 'default'}/${name}`;
    setUp(namespace.devices.loopback);
    const result = network.add({ namespace: podNamespace ?? 'default', name, uid }, namespace);
    if (result.kind === 'failed') {
      machine.removeNamespace(namespace);
      return { kind: 'failed', message: `failed to setup network for sandbox: ${result.message}` };
    }
    this.#addSandbox(pod, namespace, result.ips);
    return { kind: 'running', ips: result.ips };
  }

  #addSandbox(pod: Pod, namespace: NetworkNamespace, ips: readonly string[]): void {
    const { uid } = pod.metadata;
    const id = hexadecimal(sha256(`sandbox of ${uid}`));
    const createdAt = this.#parts.machine.environment.clock.now;
    this.#sandboxes.set(uid, { pod, id, createdAt, namespace, ips });
  }

  stopSandbox(pod: Pod): void {
    const { uid, name, namespace: podNamespace } = pod.metadata;
    const sandbox = this.#sandboxes.get(uid);
    if (sandbox === undefined) return;
    this.#sandboxes.delete(uid);
    const { machine, network } = this.#parts;
    if (sandbox.namespace === machine.host) return;
    network.delete({ namespace: podNamespace ?? 'default', name, uid });
    machine.removeNamespace(sandbox.namespace);
  }

  startContainer(start: ContainerStart): ContainerResult {
    const { machine, contentOf } = this.#parts;
    const sandbox = this.#sandboxes.get(start.pod.metadata.uid);
    if (sandbox === undefined)
      return { kind: 'failed', message: `sandbox container "${start.pod.metadata.uid}" is not running` };
    const { executables, files } = contentOf(start.program);
    const found = findProgram(executables, start.arguments);
    if (typeof found === 'string') return { kind: 'failed', message: found };
    const tree = new FileTree(files, ...filesOf(sandbox.namespace));
    for (const [path, content] of start.files) tree.set(path, content);
    tree.set('/etc/hostname', `${start.hostname}\n`);
    const log = new Log(machine.environment.clock);
    const process = machine.processes.start({
      program: found,
      arguments: start.arguments,
      place: sandbox.namespace,
      files: tree,
      stdin: devNull,
      stdout: log.output('stdout'),
      stderr: log.output('stderr'),
      environment: new Map([...start.environment, ['HOSTNAME', start.hostname]]),
      directory: start.container.workingDir ?? '/',
      executables,
    });
    const name = `${start.pod.metadata.uid}/${start.container.name}`;
    const attempt = this.#attempts.get(name) ?? 0;
    this.#attempts.set(name, attempt + 1);
    this.#containers.set(start.id, { start, process, log, attempt });
    const onEnd = (): void => {
      const { exit } = process;
      if (exit === undefined) return;
      process.ended.delete(onEnd);
      log.end();
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
    if (typeof found === 'string') return { kind: 'failed', message: found };
    const command = this.#parts.machine.processes.start({
      program: found,
      arguments: argv,
      place: process.place,
      files: process.files,
      stdin: io.stdin,
      stdout: io.stdout,
      stderr: io.stderr,
      environment: process.environment,
      directory: running.start.container.workingDir ?? '/',
      executables: process.executables,
    });
    return { kind: 'started', command };
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
    return this.#containers.get(containerId)?.log;
  }

  removeContainer(containerId: string): void {
    this.#containers.delete(containerId);
  }
}

/** @returns the program, or runc's words when the image does not have it */
function findProgram(
  executables: Executables<NetworkNamespace>,
  argv: readonly string[],
): Program<NetworkNamespace> | string {
  const name = argv[0] ?? '';
  const found = executables.find(name);
  if (found !== undefined) return found.program;
  const why = name.includes('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : `exec: "${name}": executable file not found in $PATH`;
  return `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${why}`;
}
