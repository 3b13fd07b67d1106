/**
 * The command `s`: matches of an expression in a text replaced, by their numbers, with groups and changes of case.
 */
import type { ReplacementPart, Substitution } from './parser.ts';

/** @returns the new text; undefined when nothing was replaced */
export function substitute(text: string, expression: RegExp, substitution: Substitution): string | undefined {
  expression.lastIndex = 0;
  let count = 0;
  let changes = 0;
  let end = -1;
  const result = text.replace(expression, (...found: unknown[]) => {
    const groups = found.filter(
      (part, index): part is string | undefined =>
        index === 0 || typeof part === 'string' || part === undefined,
    );
    const matched = groups[0] ?? '';
    const offset = found.find((part) => typeof part === 'number') as number;
    // An empty match right after a match does not count.
    if (matched === '' && offset === end) return '';
    end = offset + matched.length;
    count++;
    if (count < Math.max(1, substitution.nth) || (!substitution.global && changes > 0)) return matched;
    changes++;
    return fill(substitution.replacement, groups);
  });
  return changes === 0 ? undefined : result;
}

/** @param groups the match, its groups, then the whole text (which no group number reaches) */
function fill(parts: readonly ReplacementPart[], groups: readonly (string | undefined)[]): string {
  let text = '';
  let fold = '';
  let once = '';
  for (const part of parts) {
    if (typeof part === 'object' && 'fold' in part) {
      if (part.fold === 'u' || part.fold === 'l') once = part.fold;
      else fold = part.fold === 'E' ? '' : part.fold;
      continue;
    }
    let piece = typeof part === 'string' ? part : (groups[part.group] ?? '');
    if (fold === 'U') piece = piece.toUpperCase();
    if (fold === 'L') piece = piece.toLowerCase();
    if (once !== '' && piece !== '') {
      piece =
        (once === 'u' ? piece.slice(0, 1).toUpperCase() : piece.slice(0, 1).toLowerCase()) + piece.slice(1);
      once = '';
    }
    text += piece;
  }
  return text;
}
