/**
 * A rule: conditions, and what to do when all hold.
 *
 * `jump` and `target` exclude each other; with neither the rule only counts. Conditions become closures once, when the
 * rule enters a chain, so that a packet costs no look-ups.
 */
import type { Provenance } from '../../journey/event.ts';
import type { Chain } from './chain.ts';
import type { Action, Match, Place, Target, Test } from './extension.ts';
import { type Header, headerTests } from './header.ts';

/** A rule as it was read: the chain it jumps to is still a name. */
export interface RuleText {
  readonly header: Header;
  readonly matches: readonly Match[];
  readonly target: Target | undefined;
  /** Name of the chain for -j or -g. */
  readonly jump: string | undefined;
  readonly isGoto: boolean;
  /** From -c or a saved `[packets:bytes]`. */
  readonly packets: number;
  readonly bytes: number;
}

export class Rule {
  readonly header: Header;
  readonly matches: readonly Match[];
  readonly target: Target | undefined;
  /** The chain it goes to. */
  jump: Chain | undefined;
  readonly isGoto: boolean;
  packets: number;
  bytes: number;
  readonly provenance: Provenance | undefined;
  /** Its number in the kernel's table, which chains have numbers of, too; a replaced rule hands it on. */
  handle = 0;
  tests: readonly Test[] = [];
  /** Each test in a reader's words. */
  labels: readonly string[] = [];
  action: Action | undefined;

  constructor(text: RuleText, jump: Chain | undefined, provenance: Provenance | undefined) {
    this.header = text.header;
    this.matches = text.matches;
    this.target = text.target;
    this.jump = jump;
    this.isGoto = text.isGoto;
    this.packets = text.packets;
    this.bytes = text.bytes;
    this.provenance = provenance;
  }

  /** It enters a chain. */
  compile(place: Place): void {
    const named = headerTests(this.header);
    for (const match of this.matches)
      if (match.name !== 'comment')
        named.push({ test: match.compile(place), label: match.print(true) || match.name });
    this.tests = named.map(({ test }) => test);
    this.labels = named.map(({ label }) => label);
    this.action = this.target?.compile(place);
    if (this.usesConntrack) place.netfilter.conntrack.hold();
    for (const extension of this.#extensions) extension.hold?.(place);
  }

  /** It left its chain. */
  release(place: Place): void {
    if (this.usesConntrack) place.netfilter.conntrack.release();
    for (const extension of this.#extensions) extension.release?.(place);
  }

  get #extensions(): readonly (Match | Target)[] {
    return this.target === undefined ? this.matches : [...this.matches, this.target];
  }

  private get usesConntrack(): boolean {
    return this.#extensions.some(({ usesConntrack }) => usesConntrack === true);
  }
}
