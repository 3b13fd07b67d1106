/**
 * jq's regular expressions: match, test, sub and split, run by JavaScript's engine in place of Oniguruma.
 */
import type { Evaluator } from '../evaluate.ts';
import type { Outputs } from '../item.ts';
import { isArray, type Json, JqError, typeOf } from '../json.ts';
import { shown } from '../path.ts';
import type { Scope } from '../scope.ts';
import type { Filter } from '../syntax.ts';
import { text } from './argument.ts';

export function expression(pattern: Json, flags: Json): RegExp {
  if (isArray(pattern)) return expression(pattern[0] ?? null, pattern[1] ?? flags);
  if (typeof pattern !== 'string')
    throw new JqError(`${typeOf(pattern)} (${shown(pattern)}) cannot be matched, as it is not a string`);
  const given = typeof flags === 'string' ? flags : '';
  const source = (given.includes('x') ? pattern.replace(/\s+|#.*$/gm, '') : pattern).replaceAll(
    '\\h',
    '[0-9a-fA-F]',
  );
  const bad = /[^gimnpslx]/.exec(given);
  if (bad !== null) throw new JqError(`${given} is not a valid modifier string`);
  try {
    return new RegExp(source, `g${given.includes('i') ? 'i' : ''}${/[sp]/.test(given) ? 's' : ''}u`);
  } catch {
    try {
      return new RegExp(source, `g${given.includes('i') ? 'i' : ''}`);
    } catch {
      throw new JqError(`${pattern} (at offset 0) is not a valid regex: invalid pattern`);
    }
  }
}

export function* matches(name: string, value: Json, pattern: Json, flags: Json): Outputs {
  const source = text(value, 'matched, as it is not a string');
  const compiled = expression(pattern, flags);
  if (name === 'test') {
    yield { value: compiled.test(source), path: undefined };
    return;
  }
  const global =
    (typeof flags === 'string' && flags.includes('g')) ||
    (isArray(pattern) && typeof pattern[1] === 'string' && pattern[1].includes('g'));
  for (const match of source.matchAll(compiled)) {
    yield { value: matchObject(match), path: undefined };
    if (!global) return;
  }
}

function matchObject(match: RegExpMatchArray): Json {
  const names = Object.keys(match.groups ?? {});
  const offset = [...(match.input ?? '').slice(0, match.index)].length;
  let unnamed = 0;
  const captures = match.slice(1).map((group: string | undefined, index): Json => {
    const name = names.find((one) => match.groups?.[one] === group && index >= unnamed) ?? null;
    if (name !== null) names.splice(names.indexOf(name), 1);
    unnamed++;
    const at =
      group === undefined ? -1 : offset + [...match[0].slice(0, Math.max(0, match[0].indexOf(group)))].length;
    return new Map<string, Json>([
      ['offset', at],
      ['length', group === undefined ? 0 : [...group].length],
      ['string', group ?? null],
      ['name', name],
    ]);
  });
  return new Map<string, Json>([
    ['offset', offset],
    ['length', [...match[0]].length],
    ['string', match[0]],
    ['captures', captures],
  ]);
}

export function substitute(
  evaluator: Evaluator,
  value: Json,
  pattern: Json,
  replacement: Filter | undefined,
  flags: Json,
  scope: Scope,
): Json {
  const source = text(value, 'matched, as it is not a string');
  const global = typeof flags === 'string' && flags.includes('g');
  let result = '';
  let at = 0;
  for (const match of source.matchAll(expression(pattern, flags))) {
    const groups = new Map<string, Json>(
      Object.entries(match.groups ?? {}).map(([name, group]) => [
        name,
        (group as string | undefined) ?? null,
      ]),
    );
    const [with_] = replacement === undefined ? [] : [...evaluator.values(replacement, groups, scope)];
    result += source.slice(at, match.index) + text(with_ ?? '', 'added to a string');
    at = match.index + match[0].length;
    if (!global) break;
  }
  return result + source.slice(at);
}
