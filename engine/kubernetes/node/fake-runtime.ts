/**
 * A container runtime without kernels, for tests of the object side: addresses one after the other from the node's
 * range, containers that run until they are told to end. What a program would do is told by `behaviour`.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Exit, Signal } from '../../linux/process/process.ts';
import { WaitQueue } from '../../linux/process/wait.ts';
import type { Container, Pod, Probe } from '../objects/pod.ts';
import type {
  CommandIo,
  ContainerLog,
  ContainerResult,
  ContainerStart,
  ExecResult,
  LogLine,
  NodeRuntime,
  ProbeOutcome,
  SandboxResult,
} from './runtime.ts';

export interface FakeBehaviour {
  /** How a container started with these arguments ends by itself; undefined: it runs on. */
  readonly ends?: (start: ContainerStart) => { readonly after: number; readonly exit: Exit } | undefined;
  readonly logs?: (start: ContainerStart) => readonly string[];
  readonly probe?: (pod: Pod, container: Container, probe: Probe) => ProbeOutcome;
  /** Whether SIGTERM ends the program at once (a shell's `sleep` as process 1 ignores it). */
  readonly endsOnTerm?: (start: ContainerStart) => boolean;
  readonly cannotStart?: (start: ContainerStart) => string | undefined;
}

export class FakeRuntime implements NodeRuntime {
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #hostAddress: string;
  readonly #behaviour: FakeBehaviour;
  readonly #addresses = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** No address below is free. */
  #lowest = 2;
  readonly #running = new Map<string, ContainerStart>();
  readonly #logs = new Map<string, { readonly lines: LogLine[]; readonly changed: WaitQueue }>();
  readonly #listeners: ((containerId: string, exit: Exit) => void)[] = [];

  /** @param prefix the pods' range without its last part, as `10.8.0` */
  constructor(clock: Clock, prefix: string, hostAddress: string, behaviour: FakeBehaviour = {}) {
    this.#clock = clock;
    this.#prefix = prefix;
    this.#hostAddress = hostAddress;
    this.#behaviour = behaviour;
  }

  runSandbox(pod: Pod): SandboxResult {
    if (pod.spec.hostNetwork === true) return { kind: 'running', ips: [this.#hostAddress] };
    const parts = this.#prefix.split('.').map(Number);
    for (let last = this.#lowest; last < 254 * 256; last++) {
      const address = `${parts[0] ?? 0}.${parts[1] ?? 0}.${(parts[2] ?? 0) + (last >> 8)}.${last & 255}`;
      if (this.#taken.has(address)) continue;
      this.#lowest = last + 1;
      this.#taken.add(address);
      this.#addresses.set(pod.metadata.uid, address);
      return { kind: 'running', ips: [address] };
    }
    return { kind: 'failed', message: 'no IP addresses available in range set' };
  }

  stopSandbox(pod: Pod): void {
    const address = this.#addresses.get(pod.metadata.uid);
    if (address === undefined) return;
    this.#addresses.delete(pod.metadata.uid);
    this.#taken.delete(address);
    const [, , third = 0, fourth = 0] = address.split('.').map(Number);
    const base = Number(this.#prefix.split('.')[2] ?? 0);
    this.#lowest = Math.min(this.#lowest, (third - base) * 256 + fourth);
  }

  startContainer(start: ContainerStart): ContainerResult {
    const why = this.#behaviour.cannotStart?.(start);
    if (why !== undefined) return { kind: 'failed', message: why };
    this.#running.set(start.id, start);
    const lines = (this.#behaviour.logs?.(start) ?? []).map((text): LogLine => ({
      at: this.#clock.now,
      stream: 'stdout',
      text,
    }));
    this.#logs.set(start.id, { lines, changed: new WaitQueue() });
    const initial = start.pod.spec.initContainers?.some(
      ({ name, restartPolicy }) => name === start.container.name && restartPolicy === undefined,
    );
    const end =
      this.#behaviour.ends?.(start) ??
      (initial === true ? { after: 1000, exit: { status: 0, signal: undefined } } : undefined);
    if (end !== undefined)
      this.#clock.after(end.after, () => {
        this.#exit(start.id, end.exit);
      });
    return { kind: 'started' };
  }

  signal(containerId: string, signal: Signal): void {
    const start = this.#running.get(containerId);
    if (start === undefined) return;
    if (signal === 'SIGTERM' && this.#behaviour.endsOnTerm?.(start) === false) return;
    const exit: Exit = signal === 'SIGTERM' ? { status: 0, signal: undefined } : { status: 137, signal };
    this.#clock.after(1000, () => {
      this.#exit(containerId, exit);
    });
  }

  /** A sandbox here is an address; nothing of it can end by itself. */
  onSandboxExit(): void {
    return;
  }

  onContainerExit(listener: (containerId: string, exit: Exit) => void): void {
    this.#listeners.push(listener);
  }

  probe(
    pod: Pod,
    container: Container,
    _id: string,
    probe: Probe,
    done: (outcome: ProbeOutcome) => void,
  ): void {
    const outcome = this.#behaviour.probe?.(pod, container, probe) ?? { success: true, message: '' };
    this.#clock.after(1000, () => {
      done(outcome);
    });
  }

  exec(_containerId: string, argv: readonly string[], io: CommandIo): ExecResult {
    io.stdout.write(`${argv.join(' ')}\n`);
    return {
      kind: 'started',
      command: { ended: new WaitQueue(), exit: { status: 0, signal: undefined }, kill: () => undefined },
    };
  }

  /** Nothing is printed here but into logs. */
  attach(): undefined {
    return undefined;
  }

  /** Nothing listens here. */
  portForward(): undefined {
    return undefined;
  }

  log(containerId: string): ContainerLog | undefined {
    return this.#logs.get(containerId);
  }

  removeContainer(containerId: string): void {
    this.#running.delete(containerId);
    this.#logs.delete(containerId);
  }

  #exit(containerId: string, exit: Exit): void {
    if (!this.#running.delete(containerId)) return;
    this.#logs.get(containerId)?.changed.wake();
    for (const listener of this.#listeners) listener(containerId, exit);
  }
}
