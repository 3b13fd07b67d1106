/**
 * The kubelet's object side: one worker per pod bound to its node, their statuses and events (pkg/kubelet). The kernel
 * side is behind NodeRuntime.
 *
 * Left out: node status and leases (the cluster writes the node once), static pods, resource admission.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Random } from '../../clock/random.ts';
import { hexWord } from '../allocation/names.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { Client, failed } from '../client/client.ts';
import { Recorder } from '../client/recorder.ts';
import type { ControllerContext } from '../controllers/context.ts';
import type { NodeImages } from '../images/pull.ts';
import type { NodeRuntime } from '../node/runtime.ts';
import type { ConfigMap, Secret } from '../objects/config.ts';
import type { Pod, PodStatus } from '../objects/pod.ts';
import type { KubeletNode } from './node-services.ts';
import { PodWorker } from './pod-worker.ts';
import type { ServiceVariables } from './service-variables.ts';

const pods = resource('pods');
const configMaps = resource('configmaps');
const secrets = resource('secrets');

export interface KubeletOptions {
  readonly name: string;
  readonly address: string;
  readonly clusterDns: string;
  readonly clusterDomain: string;
  readonly nodeResolvConf: string;
  readonly images: NodeImages;
  /** One for all kubelets. */
  readonly services: ServiceVariables;
  /** See KubeletNode. */
  readonly lag: Time;
}

export class Kubelet {
  readonly name: string;
  readonly runtime: NodeRuntime;
  readonly #workers = new Map<string, PodWorker>();
  readonly #node: KubeletNode;

  constructor(context: ControllerContext, runtime: NodeRuntime, options: KubeletOptions) {
    this.name = options.name;
    this.runtime = runtime;
    this.#node = this.#services(context, runtime, options);
    runtime.onContainerExit((containerId, exit) => {
      for (const worker of this.#workers.values())
        if (worker.has(containerId)) {
          worker.exited(containerId, exit);
          return;
        }
    });
    runtime.onSandboxExit((uid) => {
      // The kubelet asks the runtime what runs every second (PLEG).
      context.clock.after(second, () => this.#workers.get(uid)?.sandboxEnded());
    });
  }

  /** A pod of this node changed. */
  see(pod: Pod, gone: boolean): void {
    const { uid } = pod.metadata;
    const worker = this.#workers.get(uid);
    if (gone) worker?.gone();
    else if (worker !== undefined) worker.update(pod);
    else if (pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed') {
      const next = new PodWorker(pod, this.#node);
      this.#workers.set(uid, next);
      if (pod.metadata.deletionTimestamp !== undefined) next.update(pod);
    }
  }

  /** The container's id in the runtime; undefined when it has not been started. */
  containerId(pod: Pod, container: string): string | undefined {
    return this.#workers.get(pod.metadata.uid)?.containerId(container);
  }

  #services(context: ControllerContext, runtime: NodeRuntime, options: KubeletOptions): KubeletNode {
    const client = new Client(context.door, `system:node:${options.name}`);
    const random: Random = context.random.fork(`kubelet ${options.name}`);
    const configMap = (namespace: string, name: string): ConfigMap | undefined =>
      client.get(configMaps, namespace, name) as ConfigMap | undefined;
    const secret = (namespace: string, name: string): Secret | undefined =>
      client.get(secrets, namespace, name) as Secret | undefined;
    return {
      name: options.name,
      address: options.address,
      nameServer: /^nameserver\s+(\S+)/m.exec(options.nodeResolvConf)?.[1] ?? '127.0.0.1',
      lag: options.lag,
      clock: context.clock,
      wallClock: context.wallClock,
      runtime,
      recorder: new Recorder(client, context.wallClock, 'kubelet', options.name),
      images: options.images,
      sources: { configMap, secret, services: options.services },
      fileSources: {
        clusterDns: options.clusterDns,
        clusterDomain: options.clusterDomain,
        nodeResolvConf: options.nodeResolvConf,
        nodeName: options.name,
        nodeAddress: options.address,
        configMap,
        secret,
      },
      newContainerId: () => containerId(random),
      writeStatus: (pod, status) => this.#writeStatus(client, pod, status),
      deletePod: (pod) => {
        client.delete(pods, pod.metadata.namespace, pod.metadata.name, {
          gracePeriodSeconds: 0,
          preconditions: { uid: pod.metadata.uid },
        });
      },
      forget: (pod) => {
        this.#workers.delete(pod.metadata.uid);
      },
    };
  }

  #writeStatus(client: Client, pod: Pod, status: PodStatus): Pod | undefined {
    const fresh = client.get(pods, pod.metadata.namespace, pod.metadata.name) as Pod | undefined;
    if (fresh?.metadata.uid !== pod.metadata.uid) return undefined;
    if (same(fresh.status, status)) return fresh;
    const result = client.updateStatus(pods, { ...fresh, status });
    return failed(result) ? undefined : result;
  }
}

/** 64 hexadecimal digits, from two draws. */
function containerId(random: Random): string {
  let word = random.uint32();
  const step = random.uint32() | 1;
  const words: string[] = [];
  for (let index = 0; index < 8; index++) {
    word = Math.imul(word ^ (word >>> 15), 0x2c1b_3c6d) + step;
    words.push(hexWord(word >>> 0));
  }
  return words.join('');
}

/** Hands each pod's changes to the kubelet of its node. */
export function connectKubelets(context: ControllerContext, kubelets: ReadonlyMap<string, Kubelet>): void {
  context.informers.pods.onChange(({ object, gone }) => {
    const { nodeName } = object.spec;
    if (nodeName !== undefined) kubelets.get(nodeName)?.see(object, gone);
  });
}
