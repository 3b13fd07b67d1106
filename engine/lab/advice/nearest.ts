/**
 * The word that a mistyped one was meant to be: one slip of the finger away (a letter more, less, another, or two
 * swapped: Damerau's distance), two in long words. Undefined when several are as near: then nobody is sure.
 *
 * Left out: which keys lie beside each other.
 */

export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const allowed = word.length >= 6 ? 2 : 1;
  let best = allowed + 1;
  let found: string[] = [];
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const slips = distance(word, candidate);
    if (slips > best) continue;
    if (slips < best) found = [];
    best = slips;
    found.push(candidate);
  }
  return best <= allowed && found.length === 1 ? found[0] : undefined;
}

function distance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let at = 1; at <= one.length; at++) {
    const row = [at];
    for (let index = 1; index <= other.length; index++) {
      const isSame = one[at - 1] === other[index - 1];
      const isSwapped = at > 1 && one[at - 1] === other[index - 2] && one[at - 2] === other[index - 1];
      row.push(
        Math.min(
          (rows[at - 1]?.[index] ?? 0) + 1,
          (row[index - 1] ?? 0) + 1,
          (rows[at - 1]?.[index - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (rows[at - 2]?.[index - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    rows.push(row);
  }
  return rows[one.length]?.[other.length] ?? 0;
}
