/**
 * Elements come into sets and leave them (nf_tables_newsetelem, nf_tables_delsetelem; nft's src/intervals.c).
 */
import { compare } from './datatype.ts';
import { fresh } from './compile/stateful.ts';
import { merged, spansOf } from './constant.ts';
import { type Location, NftError, notProcessed } from './error.ts';
import { dataOf, keyExpression } from './parse/block.ts';
import type { NftCommand } from './parse/command.ts';
import { dataOf as elementData, parseSet } from './parse/right.ts';
import { type NftElement, type NftSet, sameData, sameKey } from './set.ts';
import type { SetElement } from './syntax.ts';

type ElementCommand = Extract<NftCommand, { object: 'element' }>;

/** What stands in braces, read as the set wants it. */
export function elementsOf({ words, context }: ElementCommand, { shape }: NftSet): readonly SetElement[] {
  words.goTo(0);
  return parseSet(words, keyExpression(shape.key), context, dataOf(shape.data)).elements;
}

/** @returns those that are new. @throws NftError; then some may be in already */
export function addElements(
  set: NftSet,
  elements: readonly SetElement[],
  now: number,
  verb: 'add' | 'create',
): readonly NftElement[] {
  const made: NftElement[] = [];
  const isInterval = set.shape.flags.includes('interval');
  for (const element of elements) {
    if (
      element.key.kind !== 'any' &&
      !isInterval &&
      spansOf(element.key).some(({ first, last }) => first !== last)
    )
      throw new NftError(
        "You must add 'flags interval' to your set declaration if you want to add prefix elements",
        element.key.at,
      );
    const next = elementOf(set, element, now);
    if (isKnown(set, next, element.key.at, verb, now)) continue;
    if (set.shape.size !== undefined && set.size >= set.shape.size)
      throw notProcessed('Too many open files in system', element.key.at);
    set.add(next);
    made.push(next);
  }
  if (set.shape.merges) mergeElements(set);
  return made;
}

/** @returns those that were there. @throws NftError for one that was not */
export function removeElements(set: NftSet, elements: readonly SetElement[]): readonly NftElement[] {
  const gone: NftElement[] = [];
  for (const { key } of elements) {
    const spans = spansOf(key);
    const known = set.elements.find((each) => sameKey(each.key, spans));
    if (!set.delete(spans))
      throw set.shape.flags.includes('interval')
        ? new NftError('element does not exist', key.at)
        : notProcessed('No such file or directory', key.at);
    if (known !== undefined) gone.push(known);
  }
  return gone;
}

/** Is it there already? Overlaps of intervals are refused, unless the set merges them. */
function isKnown(
  set: NftSet,
  element: NftElement,
  at: Location | undefined,
  verb: 'add' | 'create',
  now: number,
): boolean {
  if (set.shape.flags.includes('interval')) {
    if (set.shape.merges && set.shape.key.length === 1) return false;
    const other = set.overlapping(element.key);
    if (other === undefined) return false;
    const same = sameKey(other.key, element.key);
    if (!same && set.shape.key.length === 1) throw new NftError('interval overlaps with an existing one', at);
    if (verb === 'create' || !same || !sameData(other.data, element.data))
      throw notProcessed('File exists', at);
    return true;
  }
  const known = set.find(
    element.key.map(({ first }) => first),
    now,
  );
  if (known === undefined || (known.key.length === 0 && element.key.length > 0)) return false;
  if (verb === 'create' || !sameData(known.data, element.data)) throw notProcessed('File exists', at);
  return true;
}

function elementOf(set: NftSet, element: SetElement, now: number): NftElement {
  const lives = element.timeout ?? set.shape.timeout;
  const left = element.expires ?? lives;
  const statements = element.statements.length > 0 ? element.statements : set.shape.statements;
  return {
    key: spansOf(element.key),
    data: elementData(element.data),
    comment: element.comment,
    timeout: element.timeout,
    expires: left === undefined ? undefined : now + left,
    statements: statements.map(fresh),
  };
}

/** `auto-merge`: what touches or overlaps is one. */
function mergeElements(set: NftSet): void {
  if (set.shape.key.length !== 1) return;
  const plain = set.elements.filter(({ key, data }) => key.length === 1 && data === undefined);
  const joined = merged(plain.flatMap(({ key }) => key));
  if (joined.length === plain.length) return;
  for (const { key } of plain) set.delete(key);
  for (const span of joined) {
    const same = plain.find(
      ({ key: [first] }) => first !== undefined && compare(first.first, span.first) === 0,
    );
    if (same !== undefined) set.add({ ...same, key: [span] });
  }
}
