/**
 * What the kernel refuses when a transaction is handed over: chains and sets that are not there, statements on hooks
 * where they cannot work, loops (nf_tables_api.c: nft_chain_validate, nf_tables_check_loops; nft_nat.c, nft_reject.c:
 * their validate functions).
 */
import { type Location, NftError, notProcessed } from './error.ts';
import type { Base, Family, NftChain, NftRule, NftTable } from './model.ts';
import { noChain } from './lost.ts';
import { partsOf, typeOf } from './selectors.ts';
import type { Expression, Statement } from './syntax.ts';

const notSupported = 'Operation not supported';

const hooksOf: Readonly<Record<Family, readonly string[]>> = {
  ip: ['prerouting', 'input', 'forward', 'output', 'postrouting'],
  ip6: ['prerouting', 'input', 'forward', 'output', 'postrouting'],
  inet: ['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress'],
  arp: ['input', 'output'],
  bridge: ['prerouting', 'input', 'forward', 'output', 'postrouting'],
  netdev: ['ingress', 'egress'],
};

export function checkBase(family: Family, base: Base, known: NftChain | undefined, at: Location): void {
  const { type, hook } = base;
  if (!hooksOf[family].includes(hook)) throw new NftError('unknown chain hook', at);
  const routes = type === 'route' && hook !== 'output';
  const translates = type === 'nat' && hook === 'forward';
  const foreign = type !== 'filter' && !['ip', 'ip6', 'inet'].includes(family);
  if (routes || translates || foreign) throw notProcessed(notSupported, at);
  if (known === undefined) return;
  const { base: other } = known;
  if (other === undefined || other.hook !== hook || other.type !== type || other.priority !== base.priority)
    throw notProcessed(other === undefined ? notSupported : 'File exists', at);
}

function targetsOf(statement: Statement): readonly string[] {
  if (statement.kind === 'verdict') return statement.chain === undefined ? [] : [statement.chain];
  if (statement.kind !== 'vmap' || statement.map.kind !== 'set') return [];
  return statement.map.elements.flatMap(({ data }) =>
    data?.kind === 'verdict' && data.chain !== undefined ? [data.chain] : [],
  );
}

/** The sets a statement names. */
function setsOf(statement: Statement): readonly (readonly [Expression, Expression])[] {
  const ofMap = (value: Expression | undefined): readonly (readonly [Expression, Expression])[] =>
    value?.kind === 'map' && value.map.kind === 'reference' ? [[value.key, value.map]] : [];
  switch (statement.kind) {
    case 'match':
      return statement.right.kind === 'reference' ? [[statement.left, statement.right]] : [];
    case 'vmap':
      return statement.map.kind === 'reference' ? [[statement.key, statement.map]] : [];
    case 'assign':
      return ofMap(statement.value);
    case 'nat':
      return [...ofMap(statement.address), ...ofMap(statement.port)];
    case 'object':
      return typeof statement.name === 'string' ? [] : ofMap(statement.name);
    case 'update':
      return statement.meter === undefined
        ? [[statement.key, { kind: 'reference', name: statement.set }]]
        : [];
    default:
      return [];
  }
}

/** `what`: a chain's name, `@SET`, or a named object in quotes. */
export function isReferred(table: NftTable, what: string): boolean {
  for (const { rules } of table.chains.values())
    for (const { statements } of rules)
      for (const statement of statements) {
        if (targetsOf(statement).includes(what)) return true;
        if (setsOf(statement).some(([, set]) => set.kind === 'reference' && `@${set.name}` === what))
          return true;
        if (
          statement.kind === 'object' &&
          typeof statement.name === 'string' &&
          `"${statement.name}"` === what
        )
          return true;
      }
  for (const set of table.sets.values())
    for (const { data } of set.elements)
      if (data !== undefined && 'kind' in data && data.chain === what) return true;
  return false;
}

export function checkRule(table: NftTable, chain: NftChain, rule: NftRule, at: Location): void {
  for (const statement of rule.statements) {
    for (const target of targetsOf(statement))
      if (!table.chains.has(target)) throw noChain(table, chain.name, statement.at ?? at);
    for (const [key, set] of setsOf(statement)) checkSet(table, key, set);
    if (statement.kind === 'object' && typeof statement.name === 'string') {
      if (!table.objects.has(`${statement.type} ${statement.name}`))
        throw noChain(table, chain.name, statement.at ?? at);
    }
    if (statement.kind === 'update' && statement.meter !== undefined) continue;
    if (chain.base !== undefined) checkHook(statement, chain.base, at);
  }
}

function checkSet(table: NftTable, key: Expression, reference: Expression): void {
  if (reference.kind !== 'reference') return;
  const set = table.sets.get(reference.name);
  if (set === undefined) throw new NftError('No such file or directory', reference.at);
  const types = partsOf(key).map(typeOf);
  const wanted = set.shape.key;
  const fits =
    types.length === wanted.length &&
    types.every((type, at) => type.name === wanted[at]?.name || type.bits === wanted[at]?.bits);
  if (fits) return;
  const name = (list: readonly { readonly description: string }[]) =>
    list.length === 1
      ? (list[0]?.description ?? '')
      : `concatenation of (${list.map(({ description }) => description).join(', ')})`;
  throw new NftError(
    `datatype mismatch, expected ${name(types)}, expression has type ${name(wanted)}`,
    reference.at,
    key.at,
  );
}

function checkHook(statement: Statement, { type, hook }: Base, at: Location): void {
  const wrong =
    statement.kind === 'nat'
      ? type !== 'nat' ||
        (statement.type === 'snat'
          ? hook !== 'postrouting' && hook !== 'input'
          : statement.type === 'masquerade'
            ? hook !== 'postrouting'
            : hook !== 'prerouting' && hook !== 'output')
      : statement.kind === 'reject'
        ? hook === 'postrouting' || type === 'nat'
        : false;
  if (wrong) throw notProcessed(notSupported, at);
}

/** All jumps go somewhere, and none of those that packets reach goes in a circle. */
export function checkJumps(table: NftTable): void {
  const targets = (chain: NftChain): readonly string[] =>
    chain.rules.flatMap(({ statements }) =>
      statements.flatMap((statement) => [
        ...targetsOf(statement),
        ...(statement.kind === 'vmap' && statement.map.kind === 'reference'
          ? mapTargets(table, statement.map.name)
          : []),
      ]),
    );
  const walk = (chain: NftChain, above: readonly NftChain[]): void => {
    if (above.includes(chain) || above.length > 16) throw notProcessed('Too many links');
    for (const name of targets(chain)) {
      const next = table.chains.get(name);
      if (next === undefined) throw notProcessed('No such file or directory');
      walk(next, [...above, chain]);
    }
  };
  for (const chain of table.chains.values()) if (chain.base !== undefined) walk(chain, []);
}

function mapTargets(table: NftTable, name: string): readonly string[] {
  return (table.sets.get(name)?.elements ?? []).flatMap(({ data }) =>
    data !== undefined && 'kind' in data && data.chain !== undefined ? [data.chain] : [],
  );
}
