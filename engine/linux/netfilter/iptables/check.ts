/**
 * What the kernel refuses of a rule the tool let pass (xt_check_match and xt_check_target of net/netfilter/x_tables.c,
 * nft_chain_validate of net/netfilter/nf_tables_api.c).
 *
 * Left out: a target in a user's chain that is wrong for the built-in chain the packets come from.
 */
import type { Chain } from './chain.ts';
import { IptablesError } from './error.ts';
import type { Rule } from './rule.ts';
import type { Table } from './table.ts';

function fail(operation: string, reason: string, chain: Chain): IptablesError {
  return new IptablesError(4, ` ${operation} failed (${reason}): rule in chain ${chain.name}`);
}

/** @throws IptablesError */
export function checkKernel(
  rule: Rule,
  table: Table,
  chain: Chain,
  operation: string,
  dialect: 'nft' | 'legacy',
): void {
  const { target, jump, header } = rule;
  const because = (reason: string): IptablesError => fail(operation, reason, chain);
  if (jump?.isBuiltIn === true) {
    if (dialect === 'legacy') throw because('Invalid argument');
    throw because(jump.handle > 0 ? 'Operation not supported' : 'No such file or directory');
  }
  // nf_tables cannot compare no bits at all.
  if (
    dialect === 'nft' &&
    [header.source, header.destination].some((term) => term?.mask.every((word) => word === 0))
  )
    throw because('Invalid argument');
  const { matches } = rule;
  const isMisplaced =
    (target?.table ?? table.name) !== table.name ||
    (dialect === 'legacy' && (target?.legacyTable ?? table.name) !== table.name) ||
    matches.some(({ tables }) => tables?.includes(table.name) === false) ||
    (chain.isBuiltIn &&
      (target?.chains?.includes(chain.name) === false ||
        matches.some(({ refusedIn }) => refusedIn?.includes(chain.name) === true)));
  if (isMisplaced) throw because('Invalid argument');
  const { number: protocol, inverted: protocolInverted } = header.protocol ?? { number: 0, inverted: false };
  const context = { family: header.family, protocol, protocolInverted, dialect };
  for (const extension of target === undefined ? matches : [...matches, target]) {
    const refusal = extension.isRefused?.(context, matches) ?? false;
    if (refusal !== false) throw because(refusal === true ? 'Invalid argument' : refusal);
  }
}

/** NFT_JUMP_STACK_SIZE */
const deepest = 16;

/** No packet may come back to a chain it is in. @throws IptablesError */
export function checkLoops(table: Table): void {
  const done = new Set<Chain>();
  const open = new Set<Chain>();
  const comesBack = (chain: Chain): boolean => {
    if (done.has(chain)) return false;
    open.add(chain);
    for (const { jump } of chain.rules)
      if (jump !== undefined && (open.has(jump) || open.size >= deepest || comesBack(jump))) return true;
    open.delete(chain);
    done.add(chain);
    return false;
  };
  for (const chain of table.chains)
    if (chain.isBuiltIn && comesBack(chain)) throw fail('RULE_APPEND', 'Too many links', chain);
}
