/**
 * diff: two files line by line, in the normal and the unified format. `kubectl diff` and people use it.
 *
 * Left out: directories, ignoring blanks, side by side.
 */
import { ansiDate } from './date-format.ts';
import { absolutePath, emit, openInput, readInput, splitLines, tool, UsageError } from './tool.ts';

export type Edit = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string };

/** The shortest edit script, by the longest common subsequence of what differs between common ends. */
export function editScript(one: readonly string[], other: readonly string[]): Edit[] {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start++;
  let end = 0;
  while (
    end < one.length - start &&
    end < other.length - start &&
    one[one.length - 1 - end] === other[other.length - 1 - end]
  )
    end++;
  const a = one.slice(start, one.length - end);
  const b = other.slice(start, other.length - end);
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const edits: Edit[] = one.slice(0, start).map((text) => ({ kind: 'same', text }));
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ kind: 'same', text: a[i] ?? '' });
      i++;
      j++;
    } else if (
      i < a.length &&
      (j >= b.length || (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    )
      edits.push({ kind: 'removed', text: a[i++] ?? '' });
    else edits.push({ kind: 'added', text: b[j++] ?? '' });
  }
  return [...edits, ...one.slice(one.length - end).map((text): Edit => ({ kind: 'same', text }))];
}

function span(from: number, count: number): string {
  return count <= 1 ? `${count === 0 ? from - 1 : from}` : `${from},${from + count - 1}`;
}

function normal(edits: readonly Edit[]): string {
  let text = '';
  let [left, right] = [1, 1];
  for (let at = 0; at < edits.length;) {
    if (edits[at]?.kind === 'same') {
      at++;
      left++;
      right++;
      continue;
    }
    const removed: string[] = [];
    const added: string[] = [];
    for (; at < edits.length && edits[at]?.kind !== 'same'; at++)
      (edits[at]?.kind === 'removed' ? removed : added).push(edits[at]?.text ?? '');
    const kind = removed.length === 0 ? 'a' : added.length === 0 ? 'd' : 'c';
    text += `${span(left, removed.length)}${kind}${span(right, added.length)}\n${removed.map((line) => `< ${line}\n`).join('')}${kind === 'c' ? '---\n' : ''}${added.map((line) => `> ${line}\n`).join('')}`;
    left += removed.length;
    right += added.length;
  }
  return text;
}

/** The hunks of two texts, with three lines around what changed. */
export function unifiedDiff(one: readonly string[], other: readonly string[]): string {
  return unified(editScript(one, other), 3);
}

function unified(edits: readonly Edit[], context: number): string {
  const changed = edits.flatMap((edit, index) => (edit.kind === 'same' ? [] : [index]));
  let text = '';
  for (let at = 0; at < changed.length;) {
    let last = at;
    while (last + 1 < changed.length && (changed[last + 1] ?? 0) - (changed[last] ?? 0) <= 2 * context + 1)
      last++;
    const from = Math.max(0, (changed[at] ?? 0) - context);
    const hunk = edits.slice(from, (changed[last] ?? 0) + context + 1);
    const before = edits.slice(0, from);
    const range = (other: 'removed' | 'added'): string => {
      const count = hunk.filter((edit) => edit.kind !== other).length;
      const start = before.filter((edit) => edit.kind !== other).length + (count === 0 ? 0 : 1);
      return count === 1 ? `${start}` : `${start},${count}`;
    };
    text += `@@ -${range('added')} +${range('removed')} @@\n${hunk.map((edit) => `${{ same: ' ', removed: '-', added: '+' }[edit.kind]}${edit.text}\n`).join('')}`;
    at = last + 1;
  }
  return text;
}

export const diff = tool(
  'diff',
  { short: 'uU:qNrbwBiy', long: { unified: 'u', brief: 'q', 'new-file': 'N' }, absent: 'rbwBiy', failure: 2 },
  function* (process, parsed) {
    const [one, other, extra] = parsed.operands;
    if (one === undefined || other === undefined)
      throw new UsageError(
        `missing operand after '${one ?? 'diff'}'\ndiff: Try 'diff --help' for more information.`,
        2,
      );
    if (extra !== undefined)
      throw new UsageError(`extra operand '${extra}'\ndiff: Try 'diff --help' for more information.`, 2);
    const texts: string[] = [];
    for (const name of [one, other]) {
      const path = absolutePath(process, name);
      const into = process.files.isDirectory(path)
        ? `${name}/${(name === one ? other : one).replace(/^.*\//, '')}`
        : name;
      const opened = openInput(process, into);
      if ('error' in opened) throw new UsageError(`${into}: ${opened.error}`, 2);
      texts.push(yield* readInput(opened.stream));
    }
    const [left = '', right = ''] = texts;
    if (left === right) return 0;
    if (parsed.has('q')) yield* emit(process, `Files ${one} and ${other} differ\n`);
    else {
      const edits = editScript(splitLines(left), splitLines(right));
      const stamp = ansiDate('%Y-%m-%d %H:%M:%S.000000000 +0000', process.place.environment.epoch);
      const wanted = parsed.has('u') || parsed.has('U');
      yield* emit(
        process,
        wanted
          ? `--- ${one}\t${stamp}\n+++ ${other}\t${stamp}\n${unified(edits, Number(parsed.value('U') ?? 3))}`
          : normal(edits),
      );
    }
    return 1;
  },
);
