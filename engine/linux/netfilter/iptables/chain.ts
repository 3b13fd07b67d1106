/**
 * A chain: rules in order, and for a built-in one the hook it hangs on and its policy.
 */
import type { Hook } from '../hook.ts';
import type { Rule } from './rule.ts';

export type Policy = 'ACCEPT' | 'DROP';

export class Chain {
  name: string;
  /** Undefined for a user's chain. */
  readonly hook: Hook | undefined;
  policy: Policy = 'ACCEPT';
  rules: Rule[] = [];
  /** Its number in the kernel's table, which lists chains in that order; 0: the kernel does not have it yet. */
  handle = 0;
  /** Does the policy count? In nf_tables only once somebody set it (NFTA_CHAIN_COUNTERS). */
  counts = false;
  /** Packets the policy decided. */
  packets = 0;
  bytes = 0;
  /** A rule of it draws by chance: see EndpointPick. */
  drawsByChance = false;
  /** The chain that a forced draw chose for the present packet. */
  forced: string | undefined;

  constructor(name: string, hook?: Hook) {
    this.name = name;
    this.hook = hook;
  }

  get isBuiltIn(): boolean {
    return this.hook !== undefined;
  }

  /** The chains its rules jump to. */
  get jumps(): readonly string[] {
    return this.rules.flatMap((rule) => (rule.jump === undefined ? [] : [rule.jump.name]));
  }
}
