/**
 * kube-proxy's nftables mode, and the kernel's nf_tables with it: code that a world fetches when a kube-proxy of it is
 * started in that mode (`nftables/proxy.ts`; importing `nftables/whole-code.ts` brings it).
 */
import type { NftablesProxy } from './nftables/proxy.ts';

/** As whoever brings it calls it. */
export const nftablesCode = 'kube-proxy-nftables';

export type LaterNftables = typeof NftablesProxy;

let there: LaterNftables | undefined;

export function bringNftables(proxy: LaterNftables): void {
  there = proxy;
}

/** undefined while it is not there. */
export function laterNftables(): LaterNftables | undefined {
  return there;
}
