/**
 * What is taken on each node, kept up to date as pods come and go (the scheduler's NodeInfo).
 */
import type { Node } from '../objects/node.ts';
import type { Pod } from '../objects/pod.ts';
import { quantityValue } from '../schema/quantity.ts';
import { type PodRequests, requestsOf } from './filters.ts';

/** What the scheduler assumes of a container that asks for nothing, when it compares nodes. */
const assumedCpu = 0.1;
const assumedMemory = 200 * 1024 * 1024;

export class NodeUsage {
  cpu = 0;
  memory = 0;
  /** With assumptions for pods that ask for nothing. */
  scoreCpu = 0;
  scoreMemory = 0;
  pods = 0;
  readonly hostPorts = new Set<string>();
  /** Pods by owner, to spread them. */
  readonly owners = new Map<string, number>();
  allocatable = { cpu: 0, memory: 0, pods: 110 };

  setNode({ status }: Node): void {
    const { allocatable } = status;
    this.allocatable = {
      cpu: quantityValue(allocatable?.['cpu']) ?? 0,
      memory: quantityValue(allocatable?.['memory']) ?? 0,
      pods: quantityValue(allocatable?.['pods']) ?? 110,
    };
  }

  add(pod: Pod): void {
    this.#count(pod, requestsOf(pod), 1);
  }

  remove(pod: Pod): void {
    this.#count(pod, requestsOf(pod), -1);
  }

  #count(pod: Pod, requests: PodRequests, sign: 1 | -1): void {
    this.cpu += sign * requests.cpu;
    this.memory += sign * requests.memory;
    this.scoreCpu += sign * (requests.cpu || assumedCpu);
    this.scoreMemory += sign * (requests.memory || assumedMemory);
    this.pods += sign;
    for (const port of requests.hostPorts)
      if (sign > 0) this.hostPorts.add(port);
      else this.hostPorts.delete(port);
    const owner = ownerOf(pod);
    if (owner !== undefined) this.owners.set(owner, (this.owners.get(owner) ?? 0) + sign);
  }
}

export function ownerOf(pod: Pod): string | undefined {
  return pod.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}
