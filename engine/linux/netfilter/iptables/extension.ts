/**
 * What a match (`-m`) and a target (`-j`) are: options they take, how they print themselves, what they do with a
 * packet (struct xtables_match and xtables_target of include/xtables.h; xt_match and xt_target of the kernel).
 *
 * One file each in matches/ and targets/. An instance belongs to one rule; it is not changed after `check`.
 */
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState, Verdict } from '../hook.ts';
import type { Netfilter } from '../netfilter.ts';
import type { Chain } from './chain.ts';
import type { Rule } from './rule.ts';

/** What an option takes; `pair` is two words. */
export type OptionKind = 'flag' | 'value' | 'pair';

/** Where a rule stands while it is made ready to run. */
export interface Place {
  readonly namespace: NetworkNamespace;
  readonly netfilter: Netfilter;
  readonly table: string;
  /** Written by iptables-legacy, or by iptables-nft, whose rules are nf_tables' own. */
  readonly dialect: 'nft' | 'legacy';
  readonly chain: Chain;
  readonly rule: Rule;
}

export type Test = (skb: PacketBuffer, state: HookState) => boolean;

/** `continue`: on with the next rule. */
export type Action = (skb: PacketBuffer, state: HookState) => Verdict | 'continue' | 'return';

/** What an extension is told of the rule it stands in. */
export interface RuleContext {
  readonly family: 4 | 6;
  /** IP protocol number; 0: any. */
  readonly protocol: number;
  readonly protocolInverted: boolean;
  /** Who writes it; `nft` when absent. */
  readonly dialect?: Place['dialect'];
  /** Where it is written, for what names something there; absent when a text is only read. */
  readonly namespace?: NetworkNamespace | undefined;
  /** Say something on the error stream and go on. */
  readonly warn?: ((line: string) => void) | undefined;
}

interface Extension {
  readonly name: string;
  /** Long options by full name. */
  readonly options: Readonly<Record<string, OptionKind>>;
  /** An option was read. @throws IptablesError */
  set(option: string, value: string, inverted: boolean, context: RuleContext): void;
  /** All options were read. @throws IptablesError */
  check(context: RuleContext): void;
  /** As options: `--dport 80`; empty when there are none. */
  save(): string;
  /** As `iptables -L` shows it; empty when it shows nothing. */
  print(numeric: boolean): string;
  /** In the words of nft; when it has none nft shows only its name. */
  translate?(): string | undefined;
  /** Which options may follow `!`, where it matters and the extension does not look itself. */
  readonly inverts?: readonly string[];
  /** The first name of an option that has several, which messages say. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Which options one excludes, by first names, in the order in which the tool looks (xtables_options_fcheck). */
  readonly excludes?: Readonly<Record<string, readonly string[]>>;
  /** Options may come again and again. */
  readonly repeats?: boolean;
  /** Needs connection tracking. */
  readonly usesConntrack?: boolean;
  /** Does the kernel refuse it in a rule like this? True: EINVAL; else in the words of strerror(3). */
  isRefused?(context: RuleContext, matches: readonly Match[]): boolean | string;
  /** It was taken into a rule, or out of it: what it names is in use. */
  hold?(place: Place): void;
  release?(place: Place): void;
}

export interface Match extends Extension {
  compile(place: Place): Test;
  /** Refused by the kernel in these built-in chains. */
  readonly refusedIn?: readonly string[];
  /** The only tables it works in. */
  readonly tables?: readonly string[];
}

export interface Target extends Extension {
  /** What `iptables -L` calls it; its name when absent. */
  readonly listedAs?: string;
  compile(place: Place): Action;
  /** The only table it works in. */
  readonly table?: string;
  /** The same where iptables-legacy writes; nf_tables' own expressions have no such limit. */
  readonly legacyTable?: string;
  /** The only built-in chains it works in. */
  readonly chains?: readonly string[];
}
