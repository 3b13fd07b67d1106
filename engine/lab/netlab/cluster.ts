/**
 * The reference cluster of the lab: three nodes, seven pods, a gateway, an Internet host and a laptop. The names,
 * addresses and MAC addresses are those of the recordings.
 */
import { nameSpaces, uuid5 } from '../../net/digest/uuid.ts';
import { isCalico, type LabMode } from './mode.ts';

export const clusterCidr = '10.8.0.0/16';
export const internetHost = '203.0.113.10';
export const gateway = '10.10.20.1';

export interface LabNode {
  readonly name: string;
  readonly address: string;
  readonly podCidr: string;
}

/** In the order they are built. */
export const nodes: readonly LabNode[] = [
  { name: 'cp1', address: '10.10.20.3', podCidr: '10.8.2.0/24' },
  { name: 'w1', address: '10.10.20.4', podCidr: '10.8.0.0/24' },
  { name: 'w2', address: '10.10.20.5', podCidr: '10.8.1.0/24' },
];

export interface LabPod {
  readonly name: string;
  readonly node: string;
  readonly address: string;
  readonly role: 'tools' | 'web' | 'dns';
}

export const pods: readonly LabPod[] = [
  { name: 'client', node: 'w1', address: '10.8.0.5', role: 'tools' },
  { name: 'web-1', node: 'w1', address: '10.8.0.6', role: 'web' },
  { name: 'coredns-a', node: 'w1', address: '10.8.0.2', role: 'dns' },
  { name: 'web-2', node: 'w2', address: '10.8.1.8', role: 'web' },
  { name: 'web-3', node: 'w2', address: '10.8.1.9', role: 'web' },
  { name: 'coredns-b', node: 'cp1', address: '10.8.2.2', role: 'dns' },
  { name: 'cp-pod', node: 'cp1', address: '10.8.2.3', role: 'tools' },
];

export function podsOf(node: string): readonly LabPod[] {
  return pods.filter((pod) => pod.node === node);
}

/** Nodes in the order in which their first pod appears: pods are built node by node. */
export const nodesByPods: readonly string[] = [...new Set(pods.map(({ node }) => node))];

/** The address without its prefix length. */
export function networkOf(cidr: string): string {
  return cidr.split('/')[0] ?? cidr;
}

/** The gateway of a pod's network: its first address. */
export function bridgeAddress(cidr: string): string {
  return networkOf(cidr).replace(/\d+$/, '1');
}

/** Calico hands a node a block of 64 addresses. */
export function blockOf(cidr: string): string {
  return cidr.replace('/24', '/26');
}

export const mac = {
  /** A machine on the LAN, by its address. */
  lan: (address: string): string => `52:54:00:0a:14:${hex(lastOctet(address))}`,
  internetHost: '52:54:00:cb:71:0a',
  laptop: '52:54:00:ac:10:32',
  bridge: (podCidr: string): string => `be:39:00:${hex(octets(podCidr)[2] ?? 0)}:00:01`,
  tunnel: (mode: LabMode, nodeAddress: string): string =>
    `${isCalico(mode) ? '66' : 'f2'}:a1:5c:00:00:${hex(lastOctet(nodeAddress))}`,
  pod: (address: string): string => `7e:${spread(address)}`,
  podPeer: (mode: LabMode, address: string): string =>
    isCalico(mode) ? 'ee:ee:ee:ee:ee:ee' : `8a:${spread(address)}`,
};

/** The name of a pod's network namespace, as the container runtime draws it. */
export function podNamespace(pod: string): string {
  return `cni-${uuid5(nameSpaces.dns, pod)}`;
}

/** The name of the node's end of a pod's link. */
export function hostDevice(mode: LabMode, pod: string): string {
  const hash = uuid5(nameSpaces.oid, pod).replaceAll('-', '');
  return isCalico(mode) ? `cali${hash.slice(0, 11)}` : `veth${hash.slice(0, 8)}`;
}

function octets(address: string): number[] {
  return networkOf(address).split('.').map(Number);
}

function lastOctet(address: string): number {
  return octets(address)[3] ?? 0;
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}

/** The third octet first, the fourth last: what is between is the same for all pods. */
function spread(address: string): string {
  return `${hex(octets(address)[2] ?? 0)}:00:00:00:${hex(lastOctet(address))}`;
}
