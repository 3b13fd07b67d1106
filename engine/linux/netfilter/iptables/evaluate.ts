/**
 * A packet passes a chain (nft_do_chain of net/netfilter/nf_tables_core.c; ipt_do_table of ip_tables.c).
 *
 * A rule counts when all its conditions hold. `-j` comes back to the next rule when the other chain ends; `-g` does
 * not: the end of that chain is the end of this one. The end of a built-in chain is its policy.
 */
import type { NetworkPacket } from '../../../net/packet/ethernet.ts';
import { octets } from '../../../net/wire/length.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../hook.ts';
import type { Netfilter } from '../netfilter.ts';
import type { Chain } from './chain.ts';

/** Lengths are asked for at every rule that counts: the last one is remembered. */
let measured: NetworkPacket | undefined;
let measuredLength = 0;

export function lengthOf(packet: NetworkPacket): number {
  if (packet !== measured) {
    measured = packet;
    measuredLength = octets(packet);
  }
  return measuredLength;
}

/** @returns `continue` when no rule decided */
export function traverse(
  chain: Chain,
  skb: PacketBuffer,
  state: HookState,
  netfilter: Netfilter,
): Verdict | 'continue' {
  if (chain.drawsByChance) draw(chain, netfilter);
  const { rules } = chain;
  rules: for (const rule of rules) {
    for (const test of rule.tests) if (!test(skb, state)) continue rules;
    rule.packets++;
    rule.bytes += lengthOf(skb.packet);
    const { jump, action } = rule;
    if (jump !== undefined) {
      const verdict = traverse(jump, skb, state, netfilter);
      if (verdict !== 'continue' || rule.isGoto) return verdict;
    } else if (action !== undefined) {
      const verdict = action(skb, state);
      if (verdict === 'return') return 'continue';
      if (verdict !== 'continue') return verdict;
    }
  }
  return 'continue';
}

/** Ask who forces the draw, if anybody does. */
export function draw(chain: Chain, netfilter: Netfilter): void {
  chain.forced = undefined;
  if (netfilter.pick === undefined) return;
  const { jumps } = chain;
  const wanted = netfilter.pick(chain.name, jumps);
  if (wanted !== undefined && jumps.includes(wanted)) chain.forced = wanted;
}

/** What a built-in chain's policy says. */
export function policyOf(chain: Chain, skb: PacketBuffer): Verdict {
  if (chain.counts) {
    chain.packets++;
    chain.bytes += lengthOf(skb.packet);
  }
  return chain.policy === 'DROP' ? 'drop' : 'accept';
}
