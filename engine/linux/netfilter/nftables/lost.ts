/**
 * What is not there, with a guess at what was meant (nft's src/cmd.c: nft_cmd_enoent).
 */
import { type Location, NftError, notProcessed } from './error.ts';
import { suggestion } from './misspell.ts';
import type { NftTable } from './model.ts';

const missing = 'No such file or directory';

export function noChain(table: NftTable, name: string, at: Location): NftError {
  const other = suggestion(name, [...table.chains.keys()]);
  if (other === undefined) return notProcessed(missing, at);
  return new NftError(
    `${missing}; did you mean chain ‘${other}’ in table ${table.family} ‘${table.name}’?`,
    at,
  );
}

export function noSet(table: NftTable, name: string, at: Location): NftError {
  const other = suggestion(name, [...table.sets.keys()]);
  if (other === undefined) return notProcessed(missing, at);
  const kind = table.sets.get(other)?.shape.kind ?? 'set';
  return new NftError(
    `${missing}; did you mean ${kind} ‘${other}’ in table ${table.family} ‘${table.name}’?`,
    at,
  );
}
