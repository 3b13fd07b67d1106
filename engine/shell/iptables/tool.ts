/**
 * The programs of the iptables family: one code, two sets of tables, two families (xtables-nft-multi,
 * xtables-legacy-multi).
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Ruleset } from '../../linux/netfilter/iptables/ruleset.ts';

export interface Tool {
  /** As it calls itself in its messages. */
  readonly name: string;
  /** `nf_tables` or `legacy`. */
  readonly flavour: string;
  readonly ruleset: (namespace: NetworkNamespace) => Ruleset;
}

export function versionOf({ name, flavour }: Tool): string {
  return `${name} v1.8.9 (${flavour})`;
}
