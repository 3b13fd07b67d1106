/**
 * What a pod's worker needs of its kubelet.
 */
import type { Clock, Time } from '../../clock/clock.ts';
import type { WallClock } from '../api/wall-clock.ts';
import type { Recorder } from '../client/recorder.ts';
import type { NodeImages } from '../images/pull.ts';
import type { NodeRuntime } from '../node/runtime.ts';
import type { Pod, PodStatus } from '../objects/pod.ts';
import type { EnvironmentSources } from './environment.ts';
import type { FileSources } from './files.ts';

export interface KubeletNode {
  readonly name: string;
  readonly address: string;
  readonly nameServer: string;
  /** How much slower than the fastest this node is to make a sandbox: no two nodes are quite alike. */
  readonly lag: Time;
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly runtime: NodeRuntime;
  readonly recorder: Recorder;
  readonly images: NodeImages;
  readonly sources: EnvironmentSources;
  readonly fileSources: FileSources;
  newContainerId(): string;
  /** @returns the pod as stored, undefined when it is gone */
  writeStatus(pod: Pod, status: PodStatus): Pod | undefined;
  /** The pod ended: take it out of the API. */
  deletePod(pod: Pod): void;
  /** The worker has nothing left to do. */
  forget(pod: Pod): void;
}
