/**
 * One pod on its node, from its coming to its end: sandbox, init containers, containers, restarts, termination
 * (pkg/kubelet pod_workers.go, kuberuntime). The kernel side is the NodeRuntime's.
 *
 * Left out: eviction, in-place resizing.
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import type { Exit } from '../../linux/process/process.ts';
import type { Image } from '../images/catalogue.ts';
import type { ProbeOutcome } from '../node/runtime.ts';
import type { Container, Pod, Probe } from '../objects/pod.ts';
import { Backoff } from './backoff.ts';
import { type ContainerRecord, notStarted, terminatedBy } from './container-record.ts';
import { configError, containerStart } from './container-start.ts';
import { ImagePuller, type PullHost, syncPeriod } from './image-puller.ts';
import type { KubeletNode } from './node-services.ts';
import { startProbes } from './probes.ts';
import { PodContainers } from './pod-containers.ts';
import { isRestarted, type RestartHost, restartLater, waitAnew } from './restarts.ts';
import { unmountable } from './files.ts';
import { runPostStart } from './hooks.ts';
import { Stopping } from './stopping.ts';
import { podStatus } from './status.ts';

const notConfigured = 'CreateContainerConfigError';

/** How long a node takes: to see a pod, to make its sandbox. */
const noticing = 20 * millisecond;
const sandboxTime = 350 * millisecond;

export class PodWorker {
  pod: Pod;
  readonly #node: KubeletNode;
  readonly #containers: PodContainers;
  readonly #byId = new Map<string, ContainerRecord>();
  readonly #startTime: string;
  /** Between two attempts to mount its volumes (goroutinemap exponentialbackoff). */
  readonly #mounts = new Backoff(500 * millisecond, 122 * second);
  #ips: readonly string[] = [];
  #sandbox: 'none' | 'running' | 'ended' | 'stopped' = 'none';
  readonly #puller: ImagePuller;
  readonly #host: RestartHost & PullHost;
  readonly #stopping: Stopping;
  #ending: 'no' | 'graceful' | 'gone' = 'no';
  #statusDue = false;
  #done = false;
  /** Why the whole pod failed. */
  #failure: { readonly reason: string; readonly message: string } | undefined;

  constructor(pod: Pod, node: KubeletNode) {
    this.pod = pod;
    this.#node = node;
    this.#startTime = node.wallClock.timestamp;
    const self = (): PodWorker => this;
    this.#host = {
      get pod() {
        return self().pod;
      },
      later: (record, delay, action) => {
        this.#later(record, delay, action);
      },
      changed: () => {
        this.#changed();
      },
      start: (record, image) => {
        this.#start(record, image);
      },
      again: (record) => {
        record.lastState = record.state.terminated === undefined ? record.lastState : record.state;
        this.#puller.begin(record);
      },
    };
    this.#puller = new ImagePuller(node, this.#host);
    this.#stopping = new Stopping(node, this.#host);
    this.#containers = new PodContainers(pod.spec);
    node.clock.after(noticing, () => {
      if (this.#ending !== 'no') return;
      this.#writeStatus();
      this.#makeSandboxAfter(sandboxTime + node.lag);
    });
    const { activeDeadlineSeconds } = pod.spec;
    if (activeDeadlineSeconds !== undefined)
      node.clock.after(activeDeadlineSeconds * second, () => {
        this.#expire();
      });
  }

  /** Containers by id, for the runtime's exits. */
  has(containerId: string): boolean {
    return this.#byId.has(containerId);
  }

  /** The id of a container, running or ended. */
  containerId(name: string): string | undefined {
    return this.#containers.all.find(({ spec }) => spec.name === name)?.id;
  }

  /** The object changed in the API. */
  update(pod: Pod): void {
    this.pod = pod;
    const before = this.#containers.ephemeral.length;
    this.#containers.add(pod.spec);
    if (this.#containers.ephemeral.length > before && this.#sandbox === 'running') this.#proceed();
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

  #later(record: ContainerRecord, delay: Time, action: () => void): void {
    const timer = this.#node.clock.after(delay, () => {
      record.timers.delete(timer);
      action();
    });
    record.timers.add(timer);
  }

  #makeSandboxAfter(delay: Time): void {
    this.#node.clock.after(delay, () => {
      this.#makeSandbox();
    });
  }

  #makeSandbox(): void {
    if (this.#ending !== 'no' || this.#isOver()) return;
    const failure = unmountable(this.pod, this.#node.fileSources);
    if (failure !== undefined) {
      const message = `MountVolume.SetUp failed for volume "${failure.volume}" : ${failure.message}`;
      this.#node.recorder.warning(this.pod, 'FailedMount', message);
      this.#mounts.fail(this.#node.clock.now);
      this.#makeSandboxAfter(this.#mounts.delay);
      return;
    }
    const result = this.#node.runtime.runSandbox(this.pod);
    if (result.kind === 'failed') {
      const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = ${result.message}`;
      this.#node.recorder.warning(this.pod, 'FailedCreatePodSandBox', message);
      this.#makeSandboxAfter(syncPeriod);
      return;
    }
    this.#ips = result.ips;
    this.#sandbox = 'running';
    this.#proceed();
  }

  #proceed(): void {
    if (this.#ending === 'no') for (const record of this.#containers.next()) this.#puller.begin(record);
  }

  #start(record: ContainerRecord, image: Image): void {
    if (this.#ending !== 'no') return;
    const { recorder, sources } = this.#node;
    const { spec } = record;
    const path = record.fieldPath;
    const message = configError(this.pod, spec, sources);
    if (message !== undefined) {
      recorder.warning(this.pod, 'Failed', `Error: ${message}`, path);
      const isFirst = record.state.waiting?.reason !== notConfigured;
      record.state = { waiting: { reason: notConfigured, message } };
      this.#changed();
      this.#later(record, isFirst ? second : syncPeriod, () => {
        this.#puller.begin(record);
      });
      return;
    }
    if (record.id !== undefined) {
      this.#byId.delete(record.id);
      record.previousId = record.id;
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
      const terminated = notStarted(result.message, record, now);
      recorder.warning(this.pod, 'Failed', `Error: ${terminated.message}`, path);
      this.#ended(record, terminated);
      return;
    }
    recorder.normal(this.pod, 'Started', 'Container started', path);
    record.state = { running: { startedAt: now } };
    record.startedAt = this.#node.clock.now;
    record.killing = false;
    runPostStart(this.#node, this.pod, record, (succeeded) => {
      if (succeeded) this.#isUp(record);
      else this.#stopping.one(record, this.#grace);
    });
  }

  #isUp(record: ContainerRecord): void {
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
      worker.#node.recorder.warning(worker.pod, 'Unhealthy', message, record.fieldPath);
    },
    restart(record: ContainerRecord, why: string, grace: number | undefined) {
      worker.#node.recorder.normal(worker.pod, 'Killing', why, record.fieldPath);
      worker.#stopping.one(record, grace ?? worker.pod.spec.terminationGracePeriodSeconds ?? 30);
    },
  }))(this);

  /** A container's first process ended. */
  exited(containerId: string, exit: Exit): void {
    const record = this.#byId.get(containerId);
    if (record === undefined || !(record.running || record.postStarting)) return;
    record.postStarting = false;
    this.#ended(record, terminatedBy(exit, record, this.#node.wallClock.timestamp));
  }

  #ended(record: ContainerRecord, terminated: NonNullable<ContainerRecord['state']['terminated']>): void {
    record.stopTimers();
    if (record.previousId !== undefined) this.#node.runtime.removeContainer(record.previousId);
    record.previousId = undefined;
    record.state = { terminated };
    record.ready = false;
    record.started = false;
    this.#stopping.ended(record);
    if (this.#ending !== 'no') {
      this.#changed();
      this.#finishIfEmpty();
      return;
    }
    if (this.#sandbox === 'ended') {
      this.#changed();
      this.#remakeIfEmpty();
      return;
    }
    if (record.role === 'init' && terminated.exitCode === 0) {
      record.ready = true;
      this.#changed();
      this.#proceed();
      return;
    }
    this.#changed();
    if (!this.#isOver() && isRestarted(record, terminated.exitCode, this.pod.spec.restartPolicy ?? 'Always'))
      restartLater(this.#node, this.#host, record);
    else if (this.#isOver()) this.#stopping.all(this.#containers.all, this.#grace);
    this.#finishIfOver();
  }

  /** The sandbox's own process ended: all that runs in it is ended, and it is made anew (podSandboxChanged). */
  sandboxEnded(): void {
    if (this.#sandbox !== 'running' || this.#ending !== 'no' || this.#isOver()) return;
    this.#sandbox = 'ended';
    const message = 'Pod sandbox changed, it will be killed and re-created.';
    this.#node.recorder.normal(this.pod, 'SandboxChanged', message);
    this.#stopping.all(this.#containers.all, this.#grace);
    this.#changed();
    this.#remakeIfEmpty();
  }

  #remakeIfEmpty(): void {
    if (this.#containers.anyRunning) return;
    this.#sandbox = 'none';
    this.#ips = [];
    this.#node.runtime.stopSandbox(this.pod);
    const { init, main } = this.#containers;
    for (const record of [...init, ...main]) waitAnew(record, init.length > 0, this.#node.clock.now);
    this.#changed();
    this.#makeSandboxAfter(sandboxTime);
  }

  get #grace(): number {
    return this.pod.spec.terminationGracePeriodSeconds ?? 30;
  }

  #isOver(): boolean {
    return this.#failure !== undefined || this.#containers.isOver(this.pod.spec);
  }

  /** A pod that ended gives its network back; the object stays. */
  #finishIfOver(): void {
    if (this.#sandbox !== 'running' || !this.#isOver() || this.#containers.anyRunning) return;
    this.#sandbox = 'stopped';
    this.#node.runtime.stopSandbox(this.pod);
    this.#changed();
  }

  /** It ran longer than it may (activeDeadlineSeconds). */
  #expire(): void {
    if (this.#ending !== 'no' || this.#isOver()) return;
    this.#failure = {
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    };
    this.#node.recorder.normal(
      this.pod,
      'DeadlineExceeded',
      'Pod was active on the node longer than specified deadline',
    );
    this.#stopping.all(this.#containers.all, this.#grace);
    this.#changed();
    this.#finishIfOver();
  }

  #terminate(grace: number): void {
    this.#stopping.all(this.#containers.all, grace);
    this.#finishIfEmpty();
  }

  #finishIfEmpty(): void {
    if (this.#done || this.#containers.anyRunning) return;
    this.#done = true;
    const hadSandbox = this.#sandbox === 'running' || this.#sandbox === 'ended';
    if (hadSandbox) this.#node.runtime.stopSandbox(this.pod);
    this.#sandbox = 'stopped';
    for (const { id, previousId } of this.#containers.all)
      for (const each of [id, previousId]) if (each !== undefined) this.#node.runtime.removeContainer(each);
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
      containers: this.#containers,
      hostIp: this.#node.address,
      ips: this.#ips,
      sandboxReady: this.#sandbox === 'running',
      startTime: this.#startTime,
      failure: this.#failure,
      ending: this.#ending !== 'no',
      now: this.#node.wallClock.timestamp,
    });
    const next = this.#node.writeStatus(this.pod, status);
    if (next !== undefined) this.pod = next;
  }
}
