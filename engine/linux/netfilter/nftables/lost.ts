/**
 * What is not there, with a guess at what was meant. What nft looks up itself (evaluate.c: table_not_found,
 * set_not_found) it says outright; what the kernel misses is guessed at afterwards (cmd.c: nft_cmd_enoent), a table
 * first.
 */
import { fromKernel, type Location, NftError, noSuchFile, notProcessed } from './error.ts';
import { nearest } from './misspell.ts';
import type { Family, NftTable } from './model.ts';

const missing = 'No such file or directory';

type Tables = readonly NftTable[];

/** As a command names it. */
export interface Asked {
  readonly family: Family;
  readonly table: string;
  readonly location: Location;
}

interface Found {
  readonly kind: 'chain' | 'set' | 'map' | 'obj';
  readonly name: string;
  readonly table: NftTable;
}

function meantTable({ family, name }: NftTable, at: Location): NftError {
  return new NftError(`${missing}; did you mean table ‘${name}’ in family ${family}?`, at);
}

function meant({ kind, name, table }: Found, at: Location | undefined): NftError {
  return new NftError(
    `${missing}; did you mean ${kind} ‘${name}’ in table ${table.family} ‘${table.name}’?`,
    at,
  );
}

const nameOf = ({ name }: { readonly name: string }) => name;

const chainsOf = (tables: Tables) =>
  tables.flatMap((table) => [...table.chains.keys()].map((name): Found => ({ kind: 'chain', name, table })));

const setsOf = (tables: Tables) =>
  tables.flatMap((table) =>
    [...table.sets.values()].map(({ name, shape }): Found => ({
      kind: shape.kind === 'map' ? 'map' : 'set',
      name,
      table,
    })),
  );

const objectsOf = (tables: Tables) =>
  tables.flatMap((table) =>
    [...table.objects.values()].map(({ name }): Found => ({ kind: 'obj', name, table })),
  );

/** A table that nft looked up. */
export function unknownTable(tables: Tables, { table, location }: Asked): NftError {
  const other = nearest(table, tables, nameOf);
  return other === undefined ? noSuchFile(location) : meantTable(other, location);
}

/** A set that nft looked up. */
export function unknownSet(tables: Tables, name: string, at: Location | undefined): NftError {
  const other = nearest(name, setsOf(tables), nameOf);
  return other === undefined ? noSuchFile(at) : meant(other, at);
}

/** A table the kernel missed. */
export function noTable(tables: Tables, { table, location }: Asked): NftError {
  const other = nearest(table, tables, nameOf);
  return other === undefined ? notProcessed(missing, location) : fromKernel(meantTable(other, location));
}

/** The table or what it should hold; `at` is what the kernel pointed at. @param isNamed whether it exists, so that nothing else is meant */
function guess(
  tables: Tables,
  { family, table, location }: Asked,
  other: Found | undefined,
  at: Location,
  isNamed = false,
): NftError | undefined {
  if (other === undefined) return undefined;
  const isThere = tables.some((each) => each.family === family && each.name === table);
  if (!isThere && (other.table.name !== table || other.table.family !== family))
    return fromKernel(meantTable(other.table, location));
  return isNamed ? undefined : fromKernel(meant(other, at));
}

export function noChain(tables: Tables, asked: Asked, name: string, at: Location): NftError {
  return guess(tables, asked, nearest(name, chainsOf(tables), nameOf), at) ?? notProcessed(missing, at);
}

/** Something a rule needs: the chain it goes into is what is guessed at. */
export function missedByRule(tables: Tables, asked: Asked, chain: string, at: Location): NftError {
  const other = nearest(chain, chainsOf(tables), nameOf);
  return guess(tables, asked, other, at, other?.name === chain) ?? notProcessed(missing, at);
}

export function noSet(tables: Tables, asked: Asked, name: string, at: Location): NftError {
  return guess(tables, asked, nearest(name, setsOf(tables), nameOf), at) ?? notProcessed(missing, at);
}

export function noObject(
  tables: Tables,
  asked: Asked,
  name: string,
  at: Location,
  otherwise = notProcessed(missing, at),
): NftError {
  return guess(tables, asked, nearest(name, objectsOf(tables), nameOf), at) ?? otherwise;
}
