/**
 * Names that are nearly the one asked for: `did you mean …` (nft's src/misspell.c): Damerau-Levenshtein distance under
 * a threshold that grows with the length.
 */

function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        least = Math.min(least, (before[column - 2] ?? 0) + 1);
      next.push(least);
    }
    before = last;
    last = next;
  }
  return last[other.length] ?? 0;
}

/** @returns the nearest of `names` that is near enough; never the name itself */
export function suggestion(name: string, names: readonly string[]): string | undefined {
  let found: string | undefined;
  let least = Infinity;
  for (const other of names) {
    if (other === name) continue;
    const longer = Math.max(name.length, other.length);
    const shorter = Math.min(name.length, other.length);
    if (longer <= 1) continue;
    const threshold =
      longer - shorter <= 1 ? Math.max(Math.ceil(longer / 3), 1) : Math.ceil((longer + 2) / 3);
    const steps = distance(name, other);
    if (steps <= threshold && steps < least) {
      least = steps;
      found = other;
    }
  }
  return found;
}
