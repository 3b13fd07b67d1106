/**
 * Netfilter of one network namespace: connection tracking, address translation and the rule sets, put together.
 *
 * Nothing is registered on the hooks until a rule or a table asks for it (nf_ct_netns_get, nf_register_net_hooks), so
 * a pod without rules pays nothing.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';

/**
 * Which endpoint a service draws. Consulted once for each passage of a packet through a chain that has a rule with
 * `-m statistic --mode random`: the name of the chain, and the chains its rules jump to. What it returns is the chain
 * whose rule matches; `undefined` leaves it to chance. Recordings and oracles force the kernel's own draw by it.
 */
export type EndpointPick = (chain: string, candidates: readonly string[]) => string | undefined;

export interface Netfilter {
  /** See EndpointPick; normally unset. */
  pick: EndpointPick | undefined;
}

export function createNetfilter(_namespace: NetworkNamespace): Netfilter {
  return { pick: undefined };
}
