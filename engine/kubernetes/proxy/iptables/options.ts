/**
 * What of a node and of kube-proxy's configuration the rules depend on.
 */
export interface ProxyOptions {
  /** This node's name: which endpoints are local. */
  readonly node: string;
  readonly zone?: string;
  /** The node's own address, for load balancer source ranges that contain it. */
  readonly nodeIP?: string;
  /** The pods' range; absent: no way to tell pods from others (`detectLocalMode` finds nothing). */
  readonly clusterCidr?: string;
  /** Default 4. */
  readonly family?: 4 | 6;
  /** Default true. IPv6 never has node ports on localhost. */
  readonly localhostNodePorts?: boolean;
  /** The node's addresses that `--nodeport-addresses` selects; absent: all local addresses. */
  readonly nodePortIPs?: readonly string[];
  readonly masqueradeAll?: boolean;
  /** The kernel knows `MASQUERADE --random-fully` (since 3.13). Default true. */
  readonly randomFully?: boolean;
  /** The kernel has nfnetlink accounting: two counters are kept with it. Default true. */
  readonly accounting?: boolean;
  /**
   * `kube-proxy`: what kube-proxy 1.36 writes; the jumps in the builtin chains come apart (`jumps.ts`).
   * `lab`: the text of the recorded laboratory, which has the jumps within, writes the mark with eight digits and uses
   * no accounting. The kernel ends up with the same rules. Default `kube-proxy`.
   */
  readonly form?: 'kube-proxy' | 'lab';
}

/** Bit 14 of the mark: this packet is to be masqueraded. */
export function masqueradeMark(options: ProxyOptions): string {
  return options.form === 'lab' ? '0x00004000' : '0x4000';
}

export function hasAccounting(options: ProxyOptions): boolean {
  return options.form !== 'lab' && (options.accounting ?? true);
}

/** Node ports answer on 127.0.0.1 (with route_localnet, which KUBE-FIREWALL guards). */
export function hasLocalhostNodePorts(options: ProxyOptions): boolean {
  return options.family !== 6 && (options.localhostNodePorts ?? true);
}
