/**
 * What the kernel refuses when a transaction is handed over: chains and sets that are not there, statements on hooks
 * where they cannot work, loops (nf_tables_api.c: nft_chain_validate, nf_tables_check_loops; nft_nat.c, nft_reject.c:
 * their validate functions).
 */
import { type Location, NftError, notProcessed, throwAll } from './error.ts';
import type { Base, Family, NftChain, NftRule, NftTable } from './model.ts';
import { type Asked, missedByRule, unknownSet, unknownTable } from './lost.ts';
import { ownSets } from './own-sets.ts';
import { readBy } from './reads.ts';
import { partsOf, typeOf } from './selectors.ts';
import type { Expression, NatStatement, Statement } from './syntax.ts';

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

/** Looked at only when something is missing. */
interface AllTables {
  readonly known: readonly NftTable[];
}

export function checkRule(
  all: AllTables,
  table: NftTable,
  chain: NftChain,
  rule: NftRule,
  at: Location,
): void {
  const missed = (where: Location): NftError =>
    missedByRule(all.known, { family: table.family, table: table.name, location: where }, chain.name, where);
  for (const statement of rule.statements) {
    if (statement.kind === 'vmap') checkTargets(table, statement.map);
    for (const target of targetsOf(statement))
      if (!table.chains.has(target)) throw missed(statement.at ?? at);
    for (const [key, set] of setsOf(statement)) checkSet(all, table, key, set);
    if (statement.kind === 'object' && typeof statement.name === 'string') {
      if (!table.objects.has(`${statement.type} ${statement.name}`)) throw missed(statement.at ?? at);
    }
  }
}

/** A rule for a table that is not there: its sets are made before it, and each is refused. */
export function noTableFor(
  tables: readonly NftTable[],
  asked: Asked,
  chain: string,
  statements: readonly Statement[],
): NftError {
  const { location } = asked;
  if (statements.some((each) => setsOf(each).some(([, set]) => set.kind === 'reference')))
    return unknownTable(tables, asked);
  const missing = 'No such file or directory';
  const errors = statements
    .flatMap(ownSets)
    .flatMap(({ at }) => [notProcessed(missing, location), notProcessed(missing, at)]);
  errors.push(missedByRule(tables, asked, chain, location));
  const [first = notProcessed(missing, location), ...more] = errors;
  first.more = more;
  return first;
}

/** The elements of a rule's own map say where they go before the rule does. */
function checkTargets(table: NftTable, map: Expression): void {
  if (map.kind !== 'set') return;
  for (const { key, data } of map.elements)
    if (data?.kind === 'verdict' && data.chain !== undefined && !table.chains.has(data.chain))
      throw notProcessed('No such file or directory', key.at);
}

function checkSet(all: AllTables, table: NftTable, key: Expression, reference: Expression): void {
  if (reference.kind !== 'reference') return;
  const set = table.sets.get(reference.name);
  if (set === undefined) throw unknownSet(all.known, reference.name, reference.at);
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

const input = ['prerouting', 'input', 'forward'];
const output = ['forward', 'output', 'postrouting'];
const local = ['prerouting', 'input', 'forward', 'output'];

/** Hooks where an expression has what it asks for (nft_fib_validate, nft_rt_validate, nft_meta_get_validate); undefined: everywhere. */
function hooksFor(part: Expression): readonly string[] | undefined {
  if (part.kind === 'rt' && part.key === 'mtu') return output;
  if (part.kind === 'meta' && part.key === 'ipsec') return input;
  if (part.kind !== 'fib') return undefined;
  if (part.result !== 'type' || part.by.includes('iif')) return input;
  return part.by.includes('oif') ? output : undefined;
}

const natHooks: Readonly<Record<NatStatement['type'], readonly string[]>> = {
  dnat: ['prerouting', 'output'],
  redirect: ['prerouting', 'output'],
  snat: ['postrouting', 'input'],
  masquerade: ['postrouting'],
};

function fits(statement: Statement, { type, hook }: Base): boolean {
  if (statement.kind === 'nat' && (type !== 'nat' || !natHooks[statement.type].includes(hook))) return false;
  if (statement.kind === 'reject' && !local.includes(hook)) return false;
  return readBy(statement).every((part) => hooksFor(part)?.includes(hook) ?? true);
}

/** What the kernel has against a table's rules; those of `without` are not there yet. */
function objection(table: NftTable, without: ReadonlySet<NftRule>): string | undefined {
  const known = new Set<string>();
  const walk = (chain: NftChain, base: Base, above: readonly NftChain[]): string | undefined => {
    if (above.includes(chain) || above.length > 16) return 'Too many links';
    // A chain reached twice at the same depth says the same twice.
    const visit = `${chain.name} ${String(above.length)}`;
    if (known.has(visit)) return undefined;
    known.add(visit);
    for (const rule of chain.rules) {
      if (without.has(rule)) continue;
      for (const statement of rule.statements) {
        if (!fits(statement, base)) return notSupported;
        const mapped =
          statement.kind === 'vmap' && statement.map.kind === 'reference'
            ? mapTargets(table, statement.map.name)
            : [];
        for (const name of [...targetsOf(statement), ...mapped]) {
          const next = table.chains.get(name);
          const found =
            next === undefined ? 'No such file or directory' : walk(next, base, [...above, chain]);
          if (found !== undefined) return found;
        }
      }
    }
    return undefined;
  };
  for (const chain of table.chains.values()) {
    known.clear();
    const found = chain.base === undefined ? undefined : walk(chain, chain.base, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * All jumps go somewhere, none of those that packets reach goes in a circle, and every rule can work where packets reach
 * it. The kernel looks again at each rule handed over: the first that makes a table wrong is refused, and all after it.
 *
 * @param made the new rules, in their order
 */
export function checkTable(
  table: NftTable,
  made: readonly { readonly rule: NftRule; readonly at: Location }[],
): void {
  if (objection(table, new Set()) === undefined) return;
  const errors: NftError[] = [];
  const without = new Set(made.map(({ rule }) => rule));
  for (const { rule, at } of made) {
    const sets = rule.statements.flatMap(ownSets);
    const before = errors.length > 0 ? objection(table, without) : undefined;
    if (before !== undefined) errors.push(...sets.map((set) => notProcessed(before, set.at)));
    without.delete(rule);
    const found = objection(table, without);
    if (found !== undefined) errors.push(notProcessed(found, at));
  }
  throwAll(errors.length > 0 ? errors : [notProcessed(notSupported)]);
}

function mapTargets(table: NftTable, name: string): readonly string[] {
  return (table.sets.get(name)?.elements ?? []).flatMap(({ data }) =>
    data !== undefined && 'kind' in data && data.chain !== undefined ? [data.chain] : [],
  );
}
