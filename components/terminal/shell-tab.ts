/**
 * One tab of the terminal: a shell at a place, the line being written, and what has been shown. A screen (xterm, or
 * plain text on a phone) shows what it writes and hands it keys.
 */
import type { Console } from '../../engine/lab/world/world-api.ts';
import type { WorldStore } from '../world/world-store.ts';
import { withoutAnsi } from './ansi.ts';
import { applyCompletion, inColumns } from './completion.ts';
import { entered, insert, type LineState, type LineStep, newLine, press } from './line-editor.ts';
import { drawLine, nothingDrawn } from './line-view.ts';
import { strokes } from './keys.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  clear(): void;
}

const longestTranscript = 400;

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
  #typedAhead: string[] = [];
  #release: readonly (() => void)[] = [];
  #generation = -1;
  #transcript: string[] = [];
  #partial = '';

  constructor(store: WorldStore, name: string, place: string) {
    this.#store = store;
    this.name = name;
    this.place = place;
  }

  /** Lines shown so far, the newest last: for screen readers and plain screens. */
  get transcript(): readonly string[] {
    return this.#partial === '' ? this.#transcript : [...this.#transcript, this.#partial];
  }

  get line(): LineState {
    return this.#line;
  }

  get prompt(): string {
    return this.#console === undefined ? '' : coloured(this.#console.prompt, this.place);
  }

  get idle(): boolean {
    return this.#console?.idle ?? false;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  attach(screen: Screen): void {
    this.#screen = screen;
    this.connect();
  }

  /** Takes its console from the world as it is now: after a reset that is another one. */
  connect(): void {
    const { generation } = this.#store.snapshot();
    const screen = this.#screen;
    if (screen === undefined || this.#store.world === undefined || generation === this.#generation) return;
    for (const release of this.#release) release();
    if (this.#generation >= 0)
      this.#show('\r\n\u001b[2mThe cluster was put back: this is a new shell.\u001b[0m\r\n');
    this.#generation = generation;
    const console = this.#store.console(this.name, this.place, {
      columns: screen.columns,
      rows: screen.rows,
    });
    this.#console = console;
    this.#release = [console.onOutput((text) => this.#output(text)), console.onIdle(() => this.#promptDue())];
    this.#isPrompting = false;
    this.#promptDue();
  }

  resize(): void {
    if (this.#screen !== undefined)
      this.#console?.resize({ columns: this.#screen.columns, rows: this.#screen.rows });
  }

  /** Keys as the keyboard sends them, or a paste. @returns whether the focus should go on */
  keys(data: string): 'leave' | undefined {
    for (const stroke of strokes(data)) {
      const step: LineStep =
        'text' in stroke ? { state: insert(this.#line, stroke.text) } : press(this.#line, stroke.key);
      this.#line = step.state;
      if (step.effect === 'leave') return 'leave';
      if (step.effect === 'enter' && data.length > 1 && !this.#isPrompting) this.#wait();
      else this.#act(step.effect);
    }
    this.#redraw();
    return undefined;
  }

  /** Types a command line for the reader, after what runs now. */
  run(line: string): void {
    if (this.idle && this.#isPrompting) this.#enter(line);
    else this.#typedAhead.push(line);
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

  /** A pasted line waits for its turn: the one before it still runs. */
  #wait(): void {
    this.#typedAhead.push(this.#line.text);
    this.#line = newLine(this.#line.history);
  }

  #act(effect: LineStep['effect']): void {
    switch (effect) {
      case 'enter':
        this.#enter(this.#line.text);
        return;
      case 'interrupt':
        if (this.idle) {
          this.#show('^C\r\n');
          this.#isPrompting = false;
          this.#promptDue();
        } else void this.#store.perform({ kind: 'key', tab: this.name, key: 'interrupt' });
        return;
      case 'end':
        if (!this.idle) void this.#store.perform({ kind: 'key', tab: this.name, key: 'end' });
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

  #enter(text: string): void {
    this.#line = { ...this.#line, text, cursor: text.length, search: undefined };
    this.#redraw();
    this.#note(`${this.#isPrompting ? withoutAnsi(this.prompt) : ''}${text}\n`);
    this.#screen?.write('\r\n');
    this.#drawn = nothingDrawn;
    this.#line = entered(this.#line);
    const wasPrompting = this.#isPrompting;
    this.#isPrompting = false;
    if (wasPrompting && text.trim() === '') {
      this.#promptDue();
      return;
    }
    void this.#store
      .perform({ kind: 'type', tab: this.name, place: this.place, line: text })
      .then(() => this.#promptDue());
  }

  #complete(): void {
    const candidates = this.#console?.complete(this.#line.text, this.#line.cursor) ?? [];
    const { state, choices } = applyCompletion(this.#line, candidates);
    this.#line = state;
    if (choices.length === 0) return;
    this.#redraw();
    const { columns } = this.#screen ?? { columns: 80 };
    this.#show(`\r\n${inColumns(choices, columns).replaceAll('\n', '\r\n')}\r\n`);
    this.#drawn = nothingDrawn;
  }

  #output(text: string): void {
    // Output of a job in the background comes above the line being written.
    if (this.#isPrompting) this.#screen?.write('\r\u001b[J');
    this.#show(text);
    if (this.#isPrompting) {
      this.#drawn = nothingDrawn;
      this.#redraw();
    }
  }

  #promptDue(): void {
    if (this.#isPrompting || !this.idle) return;
    this.#isPrompting = true;
    this.#drawn = nothingDrawn;
    this.#redraw();
    const next = this.#typedAhead.shift();
    if (next !== undefined) this.#enter(next);
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

/** Pods in the pod network's colour, nodes in theirs: as everywhere in the book. */
function coloured(prompt: string, place: string): string {
  if (prompt.includes('\u001b')) return prompt;
  const colour = place.startsWith('pod/')
    ? 36
    : place.startsWith('node/')
      ? 34
      : place === 'workstation'
        ? 33
        : 37;
  const [, name = prompt, rest = ''] = /^(\S*?)(:.*)$/s.exec(prompt) ?? [];
  return `\u001b[1;${String(colour)}m${name}\u001b[0m${rest}`;
}
