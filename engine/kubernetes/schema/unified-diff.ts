/**
 * Differences of two texts as a unified diff, found as Python's difflib and its copy in Go find them (Ratcliff and
 * Obershelp's longest matching block, then left and right of it; k8s.io/apimachinery pkg/util/diff).
 */

interface Block {
  readonly one: number;
  readonly other: number;
  readonly length: number;
}

interface Change {
  readonly equal: boolean;
  readonly one: readonly [number, number];
  readonly other: readonly [number, number];
}

/** The hunks, without the two lines that name the files. */
export function unifiedDiff(one: readonly string[], other: readonly string[], context = 1): string[] {
  const lines: string[] = [];
  for (const hunk of hunks(changes(one, other), context)) {
    const first = hunk[0];
    const last = hunk.at(-1);
    if (first === undefined || last === undefined) continue;
    lines.push(`@@ -${span(first.one[0], last.one[1])} +${span(first.other[0], last.other[1])} @@`);
    for (const change of hunk) {
      if (change.equal) lines.push(...one.slice(...change.one).map((line) => ` ${line}`));
      else {
        lines.push(...one.slice(...change.one).map((line) => `-${line}`));
        lines.push(...other.slice(...change.other).map((line) => `+${line}`));
      }
    }
  }
  return lines;
}

/** `first,count`, where one line needs no count and an empty range begins before it. */
function span(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

function hunks(all: readonly Change[], context: number): Change[][] {
  const found: Change[][] = [];
  let hunk: Change[] = [];
  for (const [index, change] of all.entries()) {
    if (!change.equal) {
      hunk.push(change);
      continue;
    }
    const [from, to] = change.one;
    const shift = change.other[0] - from;
    const part = (low: number, high: number): Change => ({
      equal: true,
      one: [low, high],
      other: [low + shift, high + shift],
    });
    const isLast = index === all.length - 1;
    if (index === 0) {
      if (!isLast) hunk.push(part(Math.max(from, to - context), to));
    } else if (isLast) hunk.push(part(from, Math.min(to, from + context)));
    else if (to - from > context * 2) {
      hunk.push(part(from, from + context));
      found.push(hunk);
      hunk = [part(to - context, to)];
    } else hunk.push(change);
  }
  if (hunk.some((change) => !change.equal)) found.push(hunk);
  return found;
}

function changes(one: readonly string[], other: readonly string[]): Change[] {
  const found: Change[] = [];
  let atOne = 0;
  let atOther = 0;
  for (const block of [...matchingBlocks(one, other), { one: one.length, other: other.length, length: 0 }]) {
    if (atOne < block.one || atOther < block.other)
      found.push({ equal: false, one: [atOne, block.one], other: [atOther, block.other] });
    atOne = block.one + block.length;
    atOther = block.other + block.length;
    if (block.length > 0) found.push({ equal: true, one: [block.one, atOne], other: [block.other, atOther] });
  }
  return found;
}

function matchingBlocks(one: readonly string[], other: readonly string[]): Block[] {
  const places = placesOf(other);
  const waiting: [number, number, number, number][] = [[0, one.length, 0, other.length]];
  const found: Block[] = [];
  for (let range = waiting.pop(); range !== undefined; range = waiting.pop()) {
    const [oneLow, oneHigh, otherLow, otherHigh] = range;
    const block = longestMatch(one, other, places, range);
    if (block.length === 0) continue;
    found.push(block);
    waiting.push([oneLow, block.one, otherLow, block.other]);
    waiting.push([block.one + block.length, oneHigh, block.other + block.length, otherHigh]);
  }
  found.sort((a, b) => a.one - b.one || a.other - b.other);
  return joinAdjacent(found);
}

/** Where each line stands; in long texts those that stand everywhere do not start a match (difflib's autojunk). */
function placesOf(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [at]);
    else known.push(at);
  }
  if (lines.length < 200) return places;
  const popular = Math.floor(lines.length / 100) + 1;
  for (const [line, at] of places) if (at.length > popular) places.delete(line);
  return places;
}

function longestMatch(
  one: readonly string[],
  other: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  [oneLow, oneHigh, otherLow, otherHigh]: readonly [number, number, number, number],
): Block {
  let best: Block = { one: oneLow, other: otherLow, length: 0 };
  let lengths = new Map<number, number>();
  for (let at = oneLow; at < oneHigh; at++) {
    const next = new Map<number, number>();
    for (const place of places.get(one[at] ?? '') ?? []) {
      if (place < otherLow) continue;
      if (place >= otherHigh) break;
      const length = (lengths.get(place - 1) ?? 0) + 1;
      next.set(place, length);
      if (length > best.length) best = { one: at - length + 1, other: place - length + 1, length };
    }
    lengths = next;
  }
  let { one: fromOne, other: fromOther, length } = best;
  while (fromOne > oneLow && fromOther > otherLow && one[fromOne - 1] === other[fromOther - 1]) {
    fromOne--;
    fromOther--;
    length++;
  }
  while (
    fromOne + length < oneHigh &&
    fromOther + length < otherHigh &&
    one[fromOne + length] === other[fromOther + length]
  )
    length++;
  return { one: fromOne, other: fromOther, length };
}

function joinAdjacent(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (
      last !== undefined &&
      last.one + last.length === block.one &&
      last.other + last.length === block.other
    )
      joined[joined.length - 1] = { ...last, length: last.length + block.length };
    else joined.push(block);
  }
  return joined;
}
