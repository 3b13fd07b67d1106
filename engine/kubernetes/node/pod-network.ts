/**
 * What the container runtime asks of the network plugin: CNI's ADD and DEL (containernetworking/cni SPEC 1.1), as calls.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';

export interface PodName {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The id of its sandbox, 64 hexadecimal digits. */
  readonly sandbox: string;
}

/** A port of the node that leads to one of the pod's: the capability `portMappings`. */
export interface PortMapping {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly hostIP?: string;
}

export type PodNetworkResult =
  /** Addresses without prefix length, IPv4 before IPv6. */
  | { readonly kind: 'added'; readonly ips: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };

export interface PodNetwork {
  /** Wire the pod's namespace to the node and give it an address. */
  add(pod: PodName, namespace: NetworkNamespace, ports: readonly PortMapping[]): PodNetworkResult;
  /** Take wire and address away; harmless when there is nothing. */
  delete(pod: PodName): void;
}
