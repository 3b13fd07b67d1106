/**
 * Before a container starts: is its image there, does it have to be pulled, may it, and how long to wait after a failure
 * (pkg/kubelet/images image_manager.go). Told in the kubelet's events and the container's waiting reason.
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import type { Image } from '../images/catalogue.ts';
import { checkImage } from '../images/pull.ts';
import type { Pod } from '../objects/pod.ts';
import type { ContainerRecord } from './container-record.ts';
import type { KubeletNode } from './node-services.ts';

/** How long a node takes to start a container. */
const containerTime = 120 * millisecond;
/** How often the kubelet looks again at what it cannot change. */
export const syncPeriod = 14 * second;

/** The worker that wants the container. */
export interface PullHost {
  readonly pod: Pod;
  later(record: ContainerRecord, delay: Time, action: () => void): void;
  /** The status has to be written. */
  changed(): void;
  /** The image is there. */
  start(record: ContainerRecord, image: Image): void;
}

export class ImagePuller {
  readonly #node: KubeletNode;
  readonly #host: PullHost;

  constructor(node: KubeletNode, host: PullHost) {
    this.#node = node;
    this.#host = host;
  }

  /** Pull, then start. */
  begin(record: ContainerRecord): void {
    const { spec } = record;
    const { recorder } = this.#node;
    const path = record.fieldPath;
    const check = checkImage(
      spec.image,
      spec.imagePullPolicy ?? 'IfNotPresent',
      this.#node.images,
      this.#node.nameServer,
    );
    switch (check.kind) {
      case 'present':
        this.#host.later(record, containerTime, () => {
          recorder.normal(
            this.#host.pod,
            'Pulled',
            `Container image "${spec.image}" already present on machine and can be accessed by the pod`,
            path,
          );
          this.#host.start(record, check.image);
        });
        return;
      case 'pull':
        recorder.normal(this.#host.pod, 'Pulling', `Pulling image "${spec.image}"`, path);
        this.#host.later(record, check.takes, () => {
          const took = `${Math.round(check.takes / millisecond)}ms`;
          recorder.normal(
            this.#host.pod,
            'Pulled',
            `Successfully pulled image "${spec.image}" in ${seconds(check.takes) ?? took} (${seconds(check.takes) ?? took} including waiting). Image size: ${check.image.sizeBytes} bytes.`,
            path,
          );
          this.#node.images.add(check.image.name);
          this.#host.start(record, check.image);
        });
        return;
      case 'never':
        this.#refuse(
          record,
          'ErrImageNeverPull',
          `Container image "${spec.image}" is not present with pull policy of Never`,
        );
        return;
      case 'invalid':
        recorder.warning(this.#host.pod, 'InspectFailed', check.message, path);
        this.#refuse(record, 'InvalidImageName', check.message);
        return;
      case 'unknown':
        recorder.normal(this.#host.pod, 'Pulling', `Pulling image "${spec.image}"`, path);
        this.#host.later(record, check.takes, () => {
          this.#pullFailed(record, check.message);
        });
        return;
    }
  }

  /** Nothing to wait for but the next look. */
  #refuse(record: ContainerRecord, reason: string, message: string): void {
    const path = record.fieldPath;
    if (reason === 'ErrImageNeverPull') this.#node.recorder.warning(this.#host.pod, reason, message, path);
    this.#node.recorder.warning(this.#host.pod, 'Failed', `Error: ${reason}`, path);
    const isFirst = record.state.waiting?.reason !== reason;
    record.state = { waiting: { reason, message } };
    this.#host.changed();
    this.#host.later(record, isFirst ? second : syncPeriod, () => {
      this.begin(record);
    });
  }

  #pullFailed(record: ContainerRecord, why: string): void {
    const { recorder, clock } = this.#node;
    const path = record.fieldPath;
    const { image } = record.spec;
    const isFirst = record.pulls.delay === 0;
    recorder.warning(this.#host.pod, 'Failed', `Failed to pull image "${image}": ${why}`, path);
    recorder.warning(this.#host.pod, 'Failed', 'Error: ErrImagePull', path);
    record.pulls.fail(clock.now);
    const failed = { waiting: { reason: 'ErrImagePull', message: why } };
    const backingOff = {
      waiting: {
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image "${image}": ErrImagePull: ${why}`,
      },
    };
    // The status tells what the look before found.
    let found = failed;
    const look = (): void => {
      record.state = found;
      this.#host.changed();
      if (clock.now >= record.pulls.until) {
        this.begin(record);
        return;
      }
      recorder.normal(this.#host.pod, 'BackOff', `Back-off pulling image "${image}"`, path);
      recorder.warning(this.#host.pod, 'Failed', 'Error: ImagePullBackOff', path);
      found = backingOff;
      this.#host.later(record, syncPeriod, look);
    };
    // What began with the sandbox makes the kubelet look again at once.
    this.#host.later(record, isFirst ? second : syncPeriod, look);
  }
}

function seconds(time: Time): string | undefined {
  return time < second ? undefined : `${(time / second).toFixed(3).replace(/0+$/, '').replace(/\.$/, '')}s`;
}
