/**
 * What the figure shows of a journey, as plain data: it travels inside a page, so that a figure made when the book was
 * built comes alive without the engine. `projectJourney` makes it from events; every view is a projection of it.
 */
import type { Flow, FlowOutcome } from '../../../engine/lab/probe/flow.ts';
import type { Consulted, Decision, JourneyEvent } from '../../../engine/linux/journey/event.ts';

/** What an address belongs to. A Service address belongs to nobody: it is drawn dashed. */
export type NetworkKind = 'node' | 'pod' | 'service';

export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** One header of a packet, outermost first. */
export interface Header {
  /** `Ethernet`, `IPv4`, … */
  readonly name: string;
  /** What its box says: `Eth`, `IP`. */
  readonly short: string;
  /** Under it: `10.8.0.10 → 10.8.1.10`, `SYN`. */
  readonly brief: string;
  /** 0 outermost; 1 inside a tunnel. */
  readonly depth: number;
  readonly quoted: boolean;
  /** Whose addresses it carries; a header without addresses takes that of its IP header. */
  readonly network: NetworkKind | undefined;
  readonly fields: readonly HeaderField[];
}

export interface PacketView {
  /** In one line: `TCP 10.8.0.5:43210 → 10.96.10.50:80 [SYN]`. */
  readonly summary: string;
  readonly headers: readonly Header[];
  /** Its octets, in base64. */
  readonly octets: string;
}

/** A network namespace the flow's packets visit. */
export interface Lane {
  /** `k8s-w1/host` */
  readonly id: string;
  readonly machine: string;
  readonly namespace: string;
  /** `client`, `k8s-w1` */
  readonly label: string;
  /** `pod`: a pod's namespace; `wire`: a switch; the others a machine's own. */
  readonly kind: 'pod' | 'node' | 'control-plane' | 'wire' | 'outside';
  /** Where this namespace is on the map: a pod's id, a machine's name. */
  readonly place: string;
}

/** One packet from its sender to its end. */
export interface Trip {
  /** The engine's number of the packet. */
  readonly packet: number;
  readonly cause: number | undefined;
  /** `SYN`, `echo request`, `who has 10.8.0.1?` */
  readonly label: string;
  /** `forth`: from the flow's sender; `back`: towards it; `aside`: what other packets needed, such as ARP. */
  readonly way: 'forth' | 'back' | 'aside';
  /** Indices of its steps, in order. */
  readonly steps: readonly number[];
  /** Why it ended, when it did not arrive. */
  readonly end: 'arrived' | 'dropped';
}

export interface Step {
  /** Position in the flow, from 0. */
  readonly index: number;
  /** Position of its packet in `trips`. */
  readonly trip: number;
  /** Position in `lanes`. */
  readonly lane: number;
  /** Microseconds since the flow began. */
  readonly at: number;
  readonly device: string | undefined;
  readonly direction: JourneyEvent['direction'];
  readonly layer: JourneyEvent['layer'];
  readonly decision: Decision;
  /** The netfilter hook it was taken at. */
  readonly hook?: JourneyEvent['hook'];
  /** Position in `packets`. */
  readonly before: number;
  /** Undefined: the packet ended here. */
  readonly after: number | undefined;
  readonly consulted: readonly Consulted[];
  readonly sentence: string;
}

export interface JourneyModel {
  readonly version: 1;
  readonly flow: Flow;
  readonly outcome: FlowOutcome;
  /** Of the world when the flow began: milliseconds since 1970, for clocks and capture files. */
  readonly wallTime: number;
  readonly lanes: readonly Lane[];
  readonly trips: readonly Trip[];
  readonly steps: readonly Step[];
  readonly packets: readonly PacketView[];
}
