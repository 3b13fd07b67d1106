/** What Tab does with the words that could stand at the cursor. */
import { insert, type LineState } from './line-editor.ts';

export interface Completion {
  readonly state: LineState;
  /** To be shown under the line: there is more than one and nothing in common is left to add. */
  readonly choices: readonly string[];
}

export function applyCompletion(state: LineState, candidates: readonly string[]): Completion {
  const word = /[^\s=,|;&]*$/.exec(state.text.slice(0, state.cursor))?.[0] ?? '';
  const fitting = candidates.filter((each) => each.startsWith(word));
  const [only] = fitting;
  if (only === undefined) return { state, choices: [] };
  if (fitting.length === 1)
    return { state: insert(state, only.slice(word.length) + (/[/=]$/.test(only) ? '' : ' ')), choices: [] };
  const shared = sharedStart(fitting);
  if (shared.length > word.length) return { state: insert(state, shared.slice(word.length)), choices: [] };
  return { state, choices: fitting };
}

function sharedStart(words: readonly string[]): string {
  let shared = words[0] ?? '';
  for (const word of words) while (!word.startsWith(shared)) shared = shared.slice(0, -1);
  return shared;
}

/** In columns, as bash lists them. */
export function inColumns(words: readonly string[], columns: number): string {
  const width = Math.max(...words.map(({ length }) => length)) + 2;
  const perRow = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(words.length / perRow);
  return Array.from({ length: rows }, (_, row) =>
    words
      .filter((_word, at) => at % rows === row)
      .map((word) => word.padEnd(width))
      .join('')
      .trimEnd(),
  ).join('\n');
}
