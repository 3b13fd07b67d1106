/** The ranges of a cluster, and what fits into them. */
import { Address } from '../../engine/net/address/address.ts';
import { Prefix } from '../../engine/net/address/prefix.ts';

/** As it is entered. */
export interface Plan {
  /** Of the machines. */
  readonly node: string;
  readonly pod: string;
  /** Bits of each node's part of the pod range. */
  readonly nodeMask: string;
  readonly service: string;
  /** The kubelet's limit. */
  readonly maxPods: string;
  /** A network that pods must reach, such as an office's; empty: none. */
  readonly other: string;
}

export type RangeName = 'node' | 'pod' | 'service' | 'other';

export const rangeWords: Readonly<Record<RangeName, string>> = {
  node: 'node network',
  pod: 'pod network',
  service: 'service network',
  other: 'other network',
};

export interface Range {
  readonly name: RangeName;
  readonly prefix: Prefix;
}

/** Those that can be read, in the order of the form. */
export function rangesOf(plan: Plan): readonly Range[] {
  return (['node', 'pod', 'service', 'other'] as const).flatMap((name) => {
    const prefix = readRange(plan[name]);
    return prefix === undefined ? [] : [{ name, prefix }];
  });
}

/** @returns undefined when it is no IPv4 range with its length */
export function readRange(text: string): Prefix | undefined {
  const prefix = text.includes('/') ? Prefix.tryParse(text.trim()) : undefined;
  return prefix?.family === 4 ? prefix : undefined;
}

/** @returns undefined when it is no whole number of the range */
export function readNumber(text: string, low: number, high: number): number | undefined {
  const number = /^\d{1,5}$/.test(text.trim()) ? Number(text) : undefined;
  return number !== undefined && number >= low && number <= high ? number : undefined;
}

export interface Capacity {
  /** Machines in the node network. */
  readonly machines: number;
  /** Nodes that can be given a part of the pod network. */
  readonly nodes: number;
  /** Addresses of a node's part that pods can have. */
  readonly podsPerNode: number;
  /** Nodes that both networks have room for, times the pods each may run. */
  readonly pods: number;
  readonly services: number;
}

/** @returns undefined while something is missing or wrong */
export function capacityOf(plan: Plan): Capacity | undefined {
  const [node, pod, service] = [plan.node, plan.pod, plan.service].map(readRange);
  const mask = readNumber(plan.nodeMask, 1, 32);
  const limit = readNumber(plan.maxPods, 1, 65_535);
  if (node === undefined || pod === undefined || service === undefined) return undefined;
  if (mask === undefined || limit === undefined || mask < pod.length) return undefined;
  // The first address names the network and the last is its broadcast address.
  const machines = Math.max(0, node.size - 2);
  const nodes = 2 ** (mask - pod.length);
  // Besides, the bridge has the first address that is left.
  const podsPerNode = Math.max(0, 2 ** (32 - mask) - 3);
  return {
    machines,
    nodes,
    podsPerNode,
    pods: Math.min(nodes, machines) * Math.min(podsPerNode, limit),
    services: Math.max(0, service.size - 2),
  };
}

/** The addresses two ranges both claim. */
export function shared(one: Prefix, other: Prefix): Prefix | undefined {
  if (!one.overlaps(other)) return undefined;
  return (one.length >= other.length ? one : other).canonical;
}

/** A stretch of addresses that ranges claim, and where it lies on the line, from 0 to 1. */
export interface Piece {
  readonly first: number;
  /** The number of addresses. */
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Of the line, between two pieces. */
const gap = 0.05;

/**
 * The line of all addresses without the stretches nobody claims: inside a piece it is true to scale, so that overlaps are;
 * a piece has room by the bits of its addresses, or a /22 would not be seen beside a /12.
 */
export function piecesOf(prefixes: readonly Prefix[]): readonly Piece[] {
  const merged: { first: number; end: number }[] = [];
  for (const { network, size } of [...prefixes].sort((one, other) => one.network.bits - other.network.bits)) {
    const end = network.bits + size;
    const last = merged.at(-1);
    if (last !== undefined && network.bits <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ first: network.bits, end });
  }
  const bits = merged.map(({ first, end }) => Math.log2(end - first) + 1);
  const room = (1 - gap * (merged.length - 1)) / bits.reduce((sum, each) => sum + each, 0);
  let from = 0;
  return merged.map(({ first, end }, at) => {
    const to = from + (bits[at] ?? 0) * room;
    const piece = { first, size: end - first, from, to };
    from = to + gap;
    return piece;
  });
}

/** Where a range begins and ends on the line, from 0 to 1. */
export function place(
  prefix: Prefix,
  pieces: readonly Piece[],
): { readonly from: number; readonly to: number } {
  const at = prefix.network.bits;
  const piece = pieces.find(({ first, size }) => at >= first && at < first + size);
  if (piece === undefined) return { from: 0, to: 0 };
  const scale = (piece.to - piece.from) / piece.size;
  const from = piece.from + (at - piece.first) * scale;
  return { from, to: from + prefix.size * scale };
}

/** What kubeadm is told. */
export function kubeadmFlags(plan: Plan): readonly string[] {
  const [pod, service] = [plan.pod, plan.service].map((text) => readRange(text)?.canonical.toString() ?? '…');
  const mask = readNumber(plan.nodeMask, 1, 32);
  return [
    `kubeadm init --pod-network-cidr=${pod ?? ''} --service-cidr=${service ?? ''}`,
    ...(mask === undefined || mask === 24
      ? []
      : [`# kube-controller-manager: --node-cidr-mask-size=${String(mask)} (24 unless it is said)`]),
  ];
}

/** The addresses everybody finds at the same places of a service network. */
export function wellKnown(service: Prefix): { readonly api: string; readonly dns: string } {
  const at = (offset: number) => Address.v4((service.network.bits + offset) >>> 0).text;
  return { api: at(1), dns: at(10) };
}
