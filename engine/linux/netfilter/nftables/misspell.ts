/**
 * Names that are nearly the one asked for: `did you mean …` (nft's src/misspell.c), after Wagner and Fischer with a
 * threshold that grows with the length. As in nft, letters are compared one place too far right, and the end of each row
 * of the matrix is the beginning of the next: what it finds near depends on that.
 */

function distance(known: string, asked: string): number {
  const width = asked.length;
  const costs = new Array<number>((known.length + 1) * (width + 1)).fill(0);
  const at = (row: number, column: number): number => costs[row * width + column] ?? 0;
  for (let row = 0; row <= known.length; row++) costs[row * width] = row;
  for (let column = 0; column <= width; column++) costs[column] = column;
  for (let row = 1; row <= known.length; row++)
    for (let column = 1; column <= width; column++) {
      const swap = known[row] === asked[column] ? 0 : 1;
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + swap);
      if (row > 1 && column > 1 && known[row] === asked[column - 1] && known[row - 1] === asked[column])
        least = Math.min(least, at(row - 2, column - 2) + swap);
      costs[row * width + column] = least;
    }
  return at(known.length, width);
}

/** @returns the nearest of `known` that is near enough, the first of several */
export function nearest<Known>(
  asked: string,
  known: readonly Known[],
  nameOf: (one: Known) => string,
): Known | undefined {
  let found: Known | undefined;
  let least = Infinity;
  for (const one of known) {
    const name = nameOf(one);
    const longer = Math.max(asked.length, name.length);
    const shorter = Math.min(asked.length, name.length);
    if (longer <= 1) continue;
    const threshold =
      longer - shorter <= 1 ? Math.max(Math.ceil(longer / 3), 1) : Math.ceil((longer + 2) / 3);
    const steps = distance(name, asked);
    if (steps <= threshold && steps < least) {
      least = steps;
      found = one;
    }
  }
  return found;
}
