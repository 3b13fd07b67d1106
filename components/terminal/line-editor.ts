/**
 * Editing one command line, in the keys bash's readline has by default: movement, killing, history, and search back
 * through it. Pure: a state and a key give the next state, and what should happen besides.
 */

export interface LineState {
  readonly text: string;
  readonly cursor: number;
  /** What Ctrl-Y would bring back. */
  readonly killed: string;
  readonly history: readonly string[];
  /** Position in the history; its length: the line being written. */
  readonly at: number;
  /** The line as it was before the reader went into the history. */
  readonly draft: string;
  /** Ctrl-R: what is searched for. */
  readonly search: string | undefined;
}

export type LineEffect = 'enter' | 'interrupt' | 'end' | 'complete' | 'clear' | 'leave';

export interface LineStep {
  readonly state: LineState;
  readonly effect?: LineEffect;
}

export const longestHistory = 500;

export function newLine(history: readonly string[] = []): LineState {
  return { text: '', cursor: 0, killed: '', history, at: history.length, draft: '', search: undefined };
}

/** After Enter: an empty line, the entered one in the history (not twice in a row). */
export function entered(state: LineState): LineState {
  const { text, history } = state;
  const grown =
    text.trim() === '' || history.at(-1) === text ? history : [...history, text].slice(-longestHistory);
  return { ...newLine(grown), killed: state.killed };
}

export function insert(state: LineState, text: string): LineState {
  if (state.search !== undefined) return searchFor(state, state.search + text, state.history.length);
  const { cursor } = state;
  return {
    ...state,
    text: state.text.slice(0, cursor) + text + state.text.slice(cursor),
    cursor: cursor + text.length,
  };
}

/** @param key as `keyOf` names it */
export function press(state: LineState, key: string): LineStep {
  if (state.search !== undefined) return pressInSearch(state, state.search, key);
  const { text, cursor } = state;
  switch (key) {
    case 'Enter':
      return { state, effect: 'enter' };
    case 'Tab':
      return { state, effect: text === '' ? 'leave' : 'complete' };
    case 'Ctrl-C':
      return { state: { ...newLine(state.history), killed: state.killed }, effect: 'interrupt' };
    case 'Ctrl-D':
      return text === '' ? { state, effect: 'end' } : { state: remove(state, cursor, cursor + 1) };
    case 'Ctrl-L':
      return { state, effect: 'clear' };
    case 'Backspace':
      return { state: remove(state, cursor - 1, cursor) };
    case 'Delete':
      return { state: remove(state, cursor, cursor + 1) };
    case 'Ctrl-U':
      return { state: kill(state, 0, cursor) };
    case 'Ctrl-K':
      return { state: kill(state, cursor, text.length) };
    case 'Ctrl-W':
      return { state: kill(state, wordStart(text, cursor), cursor) };
    case 'Ctrl-Y':
      return { state: insert(state, state.killed) };
    case 'Ctrl-R':
      return { state: { ...state, search: '', draft: text } };
    case 'Up':
    case 'Ctrl-P':
      return { state: toHistory(state, state.at - 1) };
    case 'Down':
    case 'Ctrl-N':
      return { state: toHistory(state, state.at + 1) };
    default:
      return { state: { ...state, cursor: moved(state, key) } };
  }
}

function moved({ text, cursor }: LineState, key: string): number {
  switch (key) {
    case 'Left':
    case 'Ctrl-B':
      return Math.max(0, cursor - 1);
    case 'Right':
    case 'Ctrl-F':
      return Math.min(text.length, cursor + 1);
    case 'Home':
    case 'Ctrl-A':
      return 0;
    case 'End':
    case 'Ctrl-E':
      return text.length;
    case 'Alt-B':
      return wordStart(text, cursor);
    case 'Alt-F':
      return wordEnd(text, cursor);
    default:
      return cursor;
  }
}

function remove(state: LineState, from: number, to: number): LineState {
  if (from < 0) return state;
  return { ...state, text: state.text.slice(0, from) + state.text.slice(to), cursor: from };
}

function kill(state: LineState, from: number, to: number): LineState {
  if (from === to) return state;
  return { ...remove(state, from, to), killed: state.text.slice(from, to) };
}

function wordStart(text: string, cursor: number): number {
  return /\S+\s*$/.exec(text.slice(0, cursor))?.index ?? 0;
}

function wordEnd(text: string, cursor: number): number {
  return cursor + (/^\s*\S+/.exec(text.slice(cursor))?.[0].length ?? 0);
}

function toHistory(state: LineState, at: number): LineState {
  const { history } = state;
  if (at < 0 || at > history.length) return state;
  const draft = state.at === history.length ? state.text : state.draft;
  const text = history[at] ?? draft;
  return { ...state, at, draft, text, cursor: text.length };
}

/** The newest line of the history before `before` that holds the text. */
function searchFor(state: LineState, search: string, before: number): LineState {
  const found = state.history.slice(0, before).findLastIndex((line) => line.includes(search));
  if (search === '' || found < 0) return { ...state, search };
  const text = state.history[found] ?? '';
  return { ...state, search, at: found, text, cursor: text.indexOf(search) };
}

function pressInSearch(state: LineState, search: string, key: string): LineStep {
  switch (key) {
    case 'Ctrl-R':
      return { state: searchFor(state, search, state.at) };
    case 'Backspace':
      return { state: searchFor(state, search.slice(0, -1), state.history.length) };
    case 'Escape':
    case 'Ctrl-C':
    case 'Ctrl-G':
      return {
        state: {
          ...state,
          search: undefined,
          at: state.history.length,
          text: state.draft,
          cursor: state.draft.length,
        },
      };
    default:
      return press({ ...state, search: undefined }, key);
  }
}
