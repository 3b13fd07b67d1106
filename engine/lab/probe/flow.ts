/**
 * A flow a reader asks about: from a place to a destination. The figure sends it as a program would (connect, request,
 * answer), through every hook of every kernel.
 */

export interface Flow {
  /** A place: `pod/default/client`, `node/k8s-w1`, `laptop`. */
  readonly from: string;
  /** A name (resolved by the sender's own resolver), an address, or `pod/NAMESPACE/NAME` for that pod's address. */
  readonly to: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Not for ICMP. */
  readonly port?: number;
  /** The endpoint of a Service to draw, as `10.8.1.8:8080`; by chance when absent. */
  readonly endpoint?: string;
}

/** What the sender of the flow got. */
export interface FlowOutcome {
  /** `answered`: data or an echo came back. The others are the socket's error. */
  readonly verdict: 'answered' | 'refused' | 'unreachable' | 'timeout' | 'unresolved' | 'failed';
  /** In one sentence. */
  readonly sentence: string;
  /** The answer's text, when there was one. */
  readonly answer?: string;
  /** The errno name, when there was one. */
  readonly errno?: string;
}
