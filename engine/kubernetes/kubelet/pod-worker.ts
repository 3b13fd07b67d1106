/**
 * One pod on its node, from its coming to its end: sandbox, init containers, containers, restarts, termination
 * (pkg/kubelet pod_workers.go, kuberuntime). The kernel side is the NodeRuntime's.
 *
 * Left out: lifecycle hooks, ephemeral containers, eviction, in-place resizing.
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import { type Exit, signalNumber } from '../../linux/process/process.ts';
import type { Image } from '../images/catalogue.ts';
import type { ProbeOutcome } from '../node/runtime.ts';
import type { Container, Pod, Probe } from '../objects/pod.ts';
import { ContainerRecord } from './container-record.ts';
import { containerStart } from './container-start.ts';
import { environmentOf } from './environment.ts';
import { ImagePuller, syncPeriod } from './image-puller.ts';
import type { KubeletNode } from './node-services.ts';
import { startProbes } from './probes.ts';
import { isInitialized, podStatus } from './status.ts';

/** How long a node takes: to see a pod, to make its sandbox. */
const noticing = 20 * millisecond;
const sandboxTime = 350 * millisecond;

export class PodWorker {
  pod: Pod;
  readonly #node: KubeletNode;
  readonly #init: readonly ContainerRecord[];
  readonly #main: readonly ContainerRecord[];
  readonly #byId = new Map<string, ContainerRecord>();
  readonly #startTime: string;
  #ips: readonly string[] = [];
  #sandbox: 'none' | 'running' | 'stopped' = 'none';
  readonly #puller: ImagePuller;
  #ending: 'no' | 'graceful' | 'gone' = 'no';
  #statusDue = false;
  #done = false;

  constructor(pod: Pod, node: KubeletNode) {
    this.pod = pod;
    this.#node = node;
    this.#startTime = node.wallClock.timestamp;
    const self = (): PodWorker => this;
    this.#puller = new ImagePuller(node, {
      get pod() {
        return self().pod;
      },
      later: (record, delay, action) => {
        this.#later(record, delay, action);
      },
      fieldPath: (record) => this.#fieldPath(record),
      changed: () => {
        this.#changed();
      },
      start: (record, image) => {
        this.#start(record, image);
      },
    });
    this.#init = (pod.spec.initContainers ?? []).map(
      (spec) => new ContainerRecord(spec, spec.restartPolicy === 'Always' ? 'sidecar' : 'init'),
    );
    this.#main = pod.spec.containers.map((spec) => new ContainerRecord(spec, 'main'));
    if (this.#init.length > 0)
      for (const record of [...this.#main, ...this.#init.slice(1)])
        record.state = { waiting: { reason: 'PodInitializing' } };
    node.clock.after(noticing, () => {
      if (this.#ending !== 'no') return;
      this.#writeStatus();
      node.clock.after(sandboxTime + node.lag, () => {
        this.#makeSandbox();
      });
    });
  }

  /** Containers by id, for the runtime's exits. */
  has(containerId: string): boolean {
    return this.#byId.has(containerId);
  }

  /** The id of a container, running or ended. */
  containerId(name: string): string | undefined {
    return [...this.#main, ...this.#init].find(({ spec }) => spec.name === name)?.id;
  }

  /** The object changed in the API. */
  update(pod: Pod): void {
    this.pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined && this.#ending === 'no') {
      this.#ending = 'graceful';
      this.#terminate(pod.metadata.deletionGracePeriodSeconds ?? 30);
    }
  }

  /** The object is gone from the API: end what still runs. */
  gone(): void {
    if (this.#done) return;
    const wasEnding = this.#ending !== 'no';
    this.#ending = 'gone';
    if (!wasEnding) this.#terminate(Math.min(2, this.pod.spec.terminationGracePeriodSeconds ?? 2));
  }

  #records(): readonly ContainerRecord[] {
    return [...this.#init, ...this.#main];
  }

  #later(record: ContainerRecord, delay: Time, action: () => void): void {
    const timer = this.#node.clock.after(delay, () => {
      record.timers.delete(timer);
      action();
    });
    record.timers.add(timer);
  }

  #fieldPath({ spec, role }: ContainerRecord): string {
    return `spec.${role === 'main' ? 'containers' : 'initContainers'}{${spec.name}}`;
  }

  #makeSandbox(): void {
    if (this.#ending !== 'no') return;
    const result = this.#node.runtime.runSandbox(this.pod);
    if (result.kind === 'failed') {
      this.#node.recorder.warning(
        this.pod,
        'FailedCreatePodSandBox',
        `Failed to create pod sandbox: rpc error: code = Unknown desc = ${result.message}`,
      );
      this.#node.clock.after(syncPeriod, () => {
        this.#makeSandbox();
      });
      return;
    }
    this.#ips = result.ips;
    this.#sandbox = 'running';
    this.#proceed();
  }

  /** Start what is next: the init containers in order, then all others. */
  #proceed(): void {
    if (this.#ending !== 'no') return;
    for (const record of this.#init) {
      if (record.role === 'sidecar' ? record.started : record.state.terminated?.exitCode === 0) continue;
      if (record.running || record.timers.size > 0) return;
      if (record.state.terminated !== undefined) return;
      if (record.state.waiting?.reason === 'PodInitializing')
        record.state = { waiting: { reason: 'PodInitializing' } };
      this.#puller.begin(record);
      return;
    }
    for (const record of this.#main)
      if (record.state.waiting !== undefined && record.timers.size === 0 && !record.running)
        this.#puller.begin(record);
  }

  #start(record: ContainerRecord, image: Image): void {
    if (this.#ending !== 'no') return;
    const { recorder, sources } = this.#node;
    const { spec } = record;
    const path = this.#fieldPath(record);
    const needsEnvironment =
      (spec.env ?? []).length > 0 || (spec as { envFrom?: unknown }).envFrom !== undefined;
    const checked = needsEnvironment ? environmentOf(this.pod, spec, sources) : undefined;
    if (checked?.kind === 'failed') {
      recorder.warning(this.pod, 'Failed', `Error: ${checked.message}`, path);
      record.state = { waiting: { reason: 'CreateContainerConfigError', message: checked.message } };
      this.#changed();
      this.#later(record, syncPeriod, () => {
        this.#puller.begin(record);
      });
      return;
    }
    if (record.id !== undefined) {
      this.#byId.delete(record.id);
      this.#node.runtime.removeContainer(record.id);
    }
    const id = this.#node.newContainerId();
    record.id = id;
    record.image = image.name;
    record.imageId = image.digest;
    this.#byId.set(id, record);
    recorder.normal(this.pod, 'Created', 'Container created', path);
    const result = this.#node.runtime.startContainer(
      containerStart(this.pod, this.#ips, this.#node, record.spec, id, image.program),
    );
    const now = this.#node.wallClock.timestamp;
    if (result.kind === 'failed') {
      const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${result.message}`;
      recorder.warning(this.pod, 'Failed', `Error: ${message}`, path);
      this.#ended(record, {
        exitCode: 128,
        reason: 'StartError',
        message,
        startedAt: '1970-01-01T00:00:00Z',
        finishedAt: now,
        containerID: `containerd://${id}`,
      });
      return;
    }
    recorder.normal(this.pod, 'Started', 'Container started', path);
    record.state = { running: { startedAt: now } };
    record.startedAt = this.#node.clock.now;
    record.killing = false;
    startProbes(this.#probeHost, record);
    this.#changed();
    if (record.role === 'sidecar' && record.started) this.#proceed();
  }

  readonly #probeHost = ((worker: PodWorker) => ({
    get pod() {
      return worker.pod;
    },
    schedule(record: ContainerRecord, delay: Time, action: () => void) {
      worker.#later(record, delay, action);
    },
    run(record: ContainerRecord, container: Container, probe: Probe, done: (outcome: ProbeOutcome) => void) {
      if (record.id !== undefined) worker.#node.runtime.probe(worker.pod, container, record.id, probe, done);
    },
    changed() {
      worker.#changed();
      worker.#proceed();
    },
    unhealthy(record: ContainerRecord, message: string) {
      worker.#node.recorder.warning(worker.pod, 'Unhealthy', message, worker.#fieldPath(record));
    },
    restart(record: ContainerRecord, why: string) {
      worker.#node.recorder.normal(worker.pod, 'Killing', why, worker.#fieldPath(record));
      worker.#kill(record, worker.pod.spec.terminationGracePeriodSeconds ?? 30);
    },
  }))(this);

  /** A container's first process ended. */
  exited(containerId: string, exit: Exit): void {
    const record = this.#byId.get(containerId);
    if (record === undefined || !record.running) return;
    const signal = exit.signal === undefined ? undefined : signalNumber[exit.signal];
    const exitCode = exit.signal === undefined ? exit.status : 128 + (signal ?? 0);
    this.#ended(record, {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: record.state.running?.startedAt ?? this.#node.wallClock.timestamp,
      finishedAt: this.#node.wallClock.timestamp,
      containerID: `containerd://${containerId}`,
    });
  }

  #ended(record: ContainerRecord, terminated: NonNullable<ContainerRecord['state']['terminated']>): void {
    record.stopTimers();
    record.state = { terminated };
    record.ready = false;
    record.started = false;
    if (this.#ending !== 'no') {
      this.#changed();
      this.#finishIfEmpty();
      return;
    }
    if (record.role === 'init' && terminated.exitCode === 0) {
      record.ready = true;
      this.#changed();
      this.#proceed();
      return;
    }
    const policy = record.role === 'sidecar' ? 'Always' : (this.pod.spec.restartPolicy ?? 'Always');
    const again =
      policy === 'OnFailure' || record.role === 'init'
        ? terminated.exitCode !== 0 && policy !== 'Never'
        : policy === 'Always';
    this.#changed();
    if (again) this.#restartLater(record);
    else if (
      this.#main.every(({ state }) => state.terminated !== undefined) &&
      isInitialized({ init: this.#init })
    )
      for (const sidecar of this.#init) if (sidecar.running) this.#kill(sidecar, 30);
  }

  /** The first restart at once, then with longer and longer waits. */
  #restartLater(record: ContainerRecord): void {
    const { clock, recorder } = this.#node;
    const wait = record.restarts.delay === 0 ? 0 : Math.max(0, record.restarts.until - clock.now);
    const restart = (): void => {
      record.lastState = record.state.terminated === undefined ? record.lastState : record.state;
      record.restartCount++;
      record.restarts.fail(clock.now);
      this.#puller.begin(record);
    };
    if (wait === 0) {
      this.#later(record, second, restart);
      return;
    }
    this.#later(record, second, () => {
      const delay = Math.round(record.restarts.delay / second);
      const { name, namespace, uid } = this.pod.metadata;
      const text = delay >= 60 ? `${Math.floor(delay / 60)}m${delay % 60}s` : `${delay}s`;
      recorder.warning(
        this.pod,
        'BackOff',
        `Back-off restarting failed container ${record.spec.name} in pod ${name}_${namespace ?? ''}(${uid})`,
        this.#fieldPath(record),
      );
      record.lastState = record.state.terminated === undefined ? record.lastState : record.state;
      record.state = {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off ${text} restarting failed container=${record.spec.name} pod=${name}_${namespace ?? ''}(${uid})`,
        },
      };
      this.#changed();
      this.#later(record, Math.max(0, record.restarts.until - clock.now), restart);
    });
  }

  #kill(record: ContainerRecord, grace: number): void {
    const { id } = record;
    if (id === undefined || !record.running || record.killing) return;
    record.killing = true;
    this.#node.runtime.signal(id, grace === 0 ? 'SIGKILL' : 'SIGTERM');
    if (grace === 0) return;
    this.#node.clock.after(grace * second, () => {
      if (record.id === id && record.running) this.#node.runtime.signal(id, 'SIGKILL');
    });
  }

  #terminate(grace: number): void {
    for (const record of this.#records()) {
      if (!record.running) {
        record.stopTimers();
        continue;
      }
      this.#node.recorder.normal(
        this.pod,
        'Killing',
        `Stopping container ${record.spec.name}`,
        this.#fieldPath(record),
      );
      this.#kill(record, grace);
    }
    this.#finishIfEmpty();
  }

  #finishIfEmpty(): void {
    if (this.#done || this.#records().some(({ running }) => running)) return;
    this.#done = true;
    if (this.#sandbox === 'running') this.#node.runtime.stopSandbox(this.pod);
    const hadSandbox = this.#sandbox === 'running';
    this.#sandbox = 'stopped';
    for (const record of this.#records())
      if (record.id !== undefined) this.#node.runtime.removeContainer(record.id);
    if (this.#ending === 'gone') {
      this.#node.forget(this.pod);
      return;
    }
    this.#node.clock.after(hadSandbox ? 100 * millisecond : 10 * millisecond, () => {
      if (this.#ending === 'graceful') {
        this.#writeStatus();
        this.#node.deletePod(this.pod);
      }
      this.#node.forget(this.pod);
    });
  }

  /** Write the status soon: what changes at one moment is one write. */
  #changed(): void {
    if (this.#statusDue || this.#ending === 'gone') return;
    this.#statusDue = true;
    this.#node.clock.after(10 * millisecond, () => {
      this.#statusDue = false;
      if (this.#ending !== 'gone' && !this.#done) this.#writeStatus();
    });
  }

  #writeStatus(): void {
    const status = podStatus({
      pod: this.pod,
      init: this.#init,
      main: this.#main,
      hostIp: this.#node.address,
      ips: this.#ips,
      sandboxReady: this.#sandbox === 'running',
      startTime: this.#startTime,
      now: this.#node.wallClock.timestamp,
    });
    const next = this.#node.writeStatus(this.pod, status);
    if (next !== undefined) this.pod = next;
  }
}
