/**
 * nft monitor trace: what rules do with the packets that a rule marked for it (nft's src/netlink.c:
 * netlink_events_trace_cb). The text of a rule is the one it had when the monitor began: its counters stand still.
 */
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { Rule } from '../../../linux/netfilter/iptables/rule.ts';
import type { NftRule } from '../../../linux/netfilter/nftables/model.ts';
import { ruleText } from '../../../linux/netfilter/nftables/print/statement.ts';
import type { PrintStyle } from '../../../linux/netfilter/nftables/print/value.ts';
import { nfTables } from '../../../linux/netfilter/nftables/tables.ts';
import type { TraceEvent } from '../../../linux/netfilter/trace/trace.ts';
import { foreignRuleText } from '../foreign.ts';
import { packetText } from './packet.ts';

/** Texts of rules, as they were first asked for. */
export class RuleTexts {
  readonly #texts = new Map<object, string>();
  readonly #style: PrintStyle;

  constructor(namespace: NetworkNamespace, style: PrintStyle) {
    this.#style = style;
    const { iptables, ip6tables } = namespace.netfilter;
    for (const { chains } of nfTables.of(namespace).tables)
      for (const { rules } of chains.values()) for (const rule of rules) this.of(rule);
    for (const { chains } of [...iptables.tables, ...ip6tables.tables])
      for (const { rules } of chains) for (const rule of rules) this.of(rule);
  }

  of(rule: object): string {
    let text = this.#texts.get(rule);
    if (text === undefined) {
      text =
        rule instanceof Rule ? foreignRuleText(rule, this.#style) : ruleText(rule as NftRule, this.#style);
      this.#texts.set(rule, text);
    }
    return text;
  }
}

export function traceText(event: TraceEvent, texts: RuleTexts): string {
  const head = `trace id ${event.id.toString(16).padStart(8, '0')} ${event.family} ${event.table} ${event.chain}`;
  const packet =
    event.packet === undefined ? '' : `${head} packet: ${packetText(event.packet, event.family)}\n`;
  const { verdict, chain } = event.verdict;
  if (event.rule === undefined) {
    const mark = event.mark === 0 ? '' : `meta mark 0x${event.mark.toString(16).padStart(8, '0')} `;
    return `${packet}${head} policy ${verdict} ${mark}\n`;
  }
  const to = chain === undefined ? '' : ` ${chain}`;
  return `${packet}${head} rule ${texts.of(event.rule)} (verdict ${verdict}${to})\n`;
}
