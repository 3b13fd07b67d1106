/**
 * One tab of the terminal: a shell at a place, the line being written, and what has been shown. A screen (xterm, or
 * plain text on a phone) shows what it writes and hands it keys.
 */
import type { Console } from '../../engine/lab/world/world-api.ts';
import type { WorldStore } from '../world/world-store.ts';
import { withoutAnsi } from './ansi.ts';
import { applyCompletion, inColumns } from './completion.ts';
import { entered, insert, type LineState, type LineStep, newLine, press } from './line-editor.ts';
import { drawLine, eraseLine, nothingDrawn, rowOfCursor } from './line-view.ts';
import { strokes } from './keys.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  clear(): void;
}

interface TypedLine {
  readonly line: string;
  /** It came with the line before it in one paste. */
  readonly pasted?: true;
}

const longestTranscript = 400;

/** bash's PS2: the command goes on in the next line. */
const continuation = '> ';

export class ShellTab {
  readonly name: string;
  readonly place: string;
  readonly #store: WorldStore;
  readonly #listeners = new Set<() => void>();
  #console: Console | undefined;
  #screen: Screen | undefined;
  #line: LineState = newLine();
  #drawn = nothingDrawn;
  #isPrompting = false;
  #typedAhead: TypedLine[] = [];
  #release: readonly (() => void)[] = [];
  #generation = -1;
  #transcript: string[] = [];
  #partial = '';

  constructor(store: WorldStore, name: string, place: string) {
    this.#store = store;
    this.name = name;
    this.place = place;
  }

  get store(): WorldStore {
    return this.#store;
  }

  /** Lines shown so far, the newest last: for screen readers and plain screens. */
  get transcript(): readonly string[] {
    return this.#partial === '' ? this.#transcript : [...this.#transcript, this.#partial];
  }

  get line(): LineState {
    return this.#line;
  }

  get prompt(): string {
    if (this.#console === undefined || this.#console.ended) return '';
    return coloured(this.#console.prompt, this.place);
  }

  get idle(): boolean {
    return this.#console?.idle ?? false;
  }

  /** What a text editor in the foreground shows. */
  get editing(): Console['editing'] {
    return this.#console?.editing;
  }

  /** The last command and its output. */
  get last(): Console['last'] {
    return this.#console?.last;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  attach(screen: Screen): void {
    this.#screen = screen;
    this.#generation = -1;
    this.connect();
  }

  /** Takes its console from the world as it is now, with all that it has shown: after a reset that is another one. */
  connect(): void {
    const { generation } = this.#store.snapshot();
    const screen = this.#screen;
    if (screen === undefined || this.#store.world === undefined || generation === this.#generation) return;
    const isAnother = this.#generation >= 0;
    this.#generation = generation;
    screen.clear();
    this.#transcript = [];
    this.#partial = '';
    this.#open(screen, isAnother ? 'The cluster was put back to this point.' : undefined);
  }

  /** A shell, below what the screen shows. */
  #open(screen: Screen, note: string | undefined): void {
    for (const release of this.#release) release();
    this.#release = [];
    const { columns, rows } = screen;
    this.#isPrompting = false;
    try {
      this.#console = this.#store.console(this.name, this.place, { columns, rows });
    } catch (error) {
      this.#console = undefined;
      this.#show(dim(error instanceof RangeError ? `There is no ${this.place} now.` : String(error)));
      return;
    }
    const console = this.#console;
    this.#show(withColouredPrompts(console, this.place));
    if (note !== undefined) this.#show(dim(note));
    if (this.#line.history.length === 0) this.#line = newLine(console.history);
    this.#release = [
      console.onOutput((text) => this.#output(text)),
      console.onIdle(() => this.#promptDue()),
      console.onEditing(() => this.#tell()),
    ];
    this.#promptDue();
  }

  resize(): void {
    const screen = this.#screen;
    if (screen === undefined) return;
    this.#console?.resize({ columns: screen.columns, rows: screen.rows });
    // The screen has wrapped the line anew.
    this.#drawn = { row: rowOfCursor(this.#isPrompting ? this.prompt : '', this.#line, screen.columns) };
    if (this.#isPrompting) this.#redraw();
  }

  /** Keys as the keyboard sends them, or a paste. @returns whether the focus should go on */
  keys(data: string): 'leave' | undefined {
    let isFirst = true;
    for (const stroke of strokes(data)) {
      const step: LineStep =
        'text' in stroke ? { state: insert(this.#line, stroke.text) } : press(this.#line, stroke.key);
      this.#line = step.state;
      if (step.effect === 'leave') return 'leave';
      if (step.effect === 'enter') {
        const typed: TypedLine = { line: this.#line.text, ...(!isFirst && { pasted: true }) };
        isFirst = false;
        if (data.length > 1 && !this.#isPrompting) this.#wait(typed);
        else this.#enter(typed);
      } else this.#act(step.effect);
    }
    this.#redraw();
    return undefined;
  }

  /** Types a command line for the reader, after what runs now. */
  run(line: string): void {
    if (this.idle && this.#isPrompting) this.#enter({ line });
    else this.#typedAhead.push({ line });
  }

  /** Puts a line into the prompt, for the reader to run. */
  put(line: string): void {
    this.#line = { ...insert(newLine(this.#line.history), line) };
    this.#redraw();
  }

  complete(line: string): readonly string[] {
    return this.#console?.complete(line, line.length) ?? [];
  }

  interrupt(): void {
    this.keys('\u0003');
  }

  /** The text editor is left. @param text what was saved; undefined: the file stays as it is */
  finishEditing(text: string | undefined): void {
    void this.#store.perform({ kind: 'edit', tab: this.name, ...(text === undefined ? {} : { text }) });
  }

  /** A pasted line waits for its turn: the one before it still runs. */
  #wait(typed: TypedLine): void {
    this.#typedAhead.push(typed);
    this.#line = newLine(this.#line.history);
  }

  #act(effect: LineStep['effect']): void {
    switch (effect) {
      case 'interrupt':
        this.#typedAhead = [];
        if (this.idle && this.#console?.prompt !== continuation) {
          this.#show('^C\n');
          this.#isPrompting = false;
          this.#promptDue();
        } else this.#key('interrupt');
        return;
      case 'end':
        this.#key('end');
        return;
      case 'complete':
        this.#complete();
        return;
      case 'clear':
        this.#screen?.clear();
        this.#drawn = nothingDrawn;
        this.#redraw();
        return;
      default:
        return;
    }
  }

  #key(key: 'interrupt' | 'end'): void {
    if (this.#console === undefined || this.#console.ended) return;
    this.#isPrompting = false;
    void this.#store.perform({ kind: 'key', tab: this.name, key }).then(() => this.#promptDue());
  }

  #enter({ line: text, ...pasted }: TypedLine): void {
    if (this.#console === undefined || this.#console.ended) {
      this.#line = newLine(this.#line.history);
      if (this.#screen !== undefined) this.#open(this.#screen, undefined);
      return;
    }
    this.#line = { ...this.#line, text, cursor: text.length, search: undefined };
    this.#redraw();
    this.#note(`${this.#isPrompting ? withoutAnsi(this.prompt) : ''}${text}\n`);
    this.#screen?.write('\r\n');
    this.#drawn = nothingDrawn;
    this.#line = entered(this.#line);
    const wasPrompting = this.#isPrompting;
    this.#isPrompting = false;
    if (wasPrompting && text.trim() === '' && this.#console.prompt !== continuation) {
      this.#promptDue();
      return;
    }
    void this.#store
      .perform({ kind: 'type', tab: this.name, place: this.place, line: text, ...pasted })
      .then(() => this.#promptDue());
  }

  #complete(): void {
    const candidates = this.#console?.complete(this.#line.text, this.#line.cursor) ?? [];
    const { state, choices } = applyCompletion(this.#line, candidates);
    this.#line = state;
    if (choices.length === 0) return;
    this.#redraw();
    const { columns } = this.#screen ?? { columns: 80 };
    this.#show(`\n${inColumns(choices, columns)}\n`);
    this.#drawn = nothingDrawn;
  }

  #output(text: string): void {
    // Output of a job in the background comes above the line being written.
    if (this.#isPrompting) this.#screen?.write(eraseLine(this.#drawn));
    this.#show(text);
    if (this.#isPrompting) {
      this.#drawn = nothingDrawn;
      this.#redraw();
    }
  }

  #promptDue(): void {
    if (this.#isPrompting || !this.idle || this.#console === undefined) return;
    const { advice, ended } = this.#console;
    if (this.#partial !== '') this.#show('\n');
    if (advice !== undefined && this.#transcript.at(-1) !== advice) this.#show(dim(advice));
    if (ended) this.#show(dim('This shell has ended. Enter opens a new one.'));
    this.#isPrompting = true;
    this.#drawn = nothingDrawn;
    this.#redraw();
    const next = ended ? undefined : this.#typedAhead.shift();
    if (next !== undefined) {
      const { text } = this.#line;
      this.#enter(next);
      // What the reader wrote meanwhile, or pasted without a line end, stays.
      this.#line = insert(this.#line, text);
    }
    this.#tell();
  }

  #redraw(): void {
    const screen = this.#screen;
    if (screen !== undefined) {
      const [output, drawn] = drawLine(
        this.#isPrompting ? this.prompt : '',
        this.#line,
        screen.columns,
        this.#drawn,
      );
      if (this.#isPrompting || this.#line.text !== '' || this.#drawn !== nothingDrawn) {
        screen.write(output);
        this.#drawn = drawn;
      }
    }
    this.#tell();
  }

  #show(text: string): void {
    if (text === '') return;
    this.#screen?.write(text.replace(/\r?\n/g, '\r\n'));
    this.#note(withoutAnsi(text));
  }

  #note(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    this.#transcript = [...this.#transcript, ...lines].slice(-longestTranscript);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const dim = (text: string) => `\u001b[2m${text}\u001b[0m\n`;

const promptParts = /^(\S+@\S*?)(:.*)$/s;

/** What the console has shown, its own prompts in colour again. */
function withColouredPrompts({ scrollback, prompt }: Console, place: string): string {
  const name = promptParts.exec(prompt)?.[1];
  if (name === undefined) return scrollback;
  const shown = coloured(`${name}:`, place);
  return scrollback
    .split('\n')
    .map((line) => (line.startsWith(`${name}:`) ? shown + line.slice(name.length + 1) : line))
    .join('\n');
}

/** Pods in the pod network's colour, nodes in theirs: as everywhere in the book. */
function coloured(prompt: string, place: string): string {
  const [, name, rest = ''] = promptParts.exec(prompt) ?? [];
  if (name === undefined || prompt.includes('\u001b')) return prompt;
  const colour = place.startsWith('pod/')
    ? 36
    : place.startsWith('node/')
      ? 34
      : place === 'workstation'
        ? 33
        : 37;
  return `\u001b[1;${String(colour)}m${name}\u001b[0m${rest}`;
}
