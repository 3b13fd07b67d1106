/**
 * A console of a world: a shell session at a place, as a terminal shows it. It remembers what a screen would still show,
 * so that a terminal opened later (after a reload, an undo) shows the same.
 */
import type { TerminalSize } from '../../linux/process/stream.ts';
import type { Editing } from '../../linux/process/terminal.ts';
import type { CompletionTable } from '../../shell/bash/completion.ts';
import { ShellSession } from '../../shell/bash/session.ts';
import { adviceFor } from '../advice/advice.ts';
import type { ConsoleSession, OpenConsole, Stage, Standing } from '../stage/stage.ts';
import type { Console } from './world-api.ts';
import { Scrollback } from './scrollback.ts';

/** What Tab knows of the commands at a place. */
export type Completers = (stage: Stage, standing: Standing) => CompletionTable;

export function consolesWith(completers: Completers): OpenConsole {
  return (tab, place, standing, size, stage) =>
    new WorldConsole(tab, place, standing, size, stage, completers(stage, standing));
}

/** What of a command's output is kept beside the scrollback, about: characters. */
const longestPrinted = 20_000;

class WorldConsole implements ConsoleSession {
  readonly tab: string;
  readonly place: string;
  readonly #session: ShellSession;
  readonly #stage: Stage;
  readonly #standing: Standing;
  readonly #idleListeners = new Set<() => void>();
  readonly #editingListeners = new Set<() => void>();
  readonly #scrollback = new Scrollback();
  readonly #history: string[] = [];
  #prompt: string;
  /** Nothing was typed yet: the shell may not have come to its first prompt. */
  #isFresh = true;
  #advice: string | undefined;
  /** The last command, and what it printed so far. */
  #line: string | undefined;
  #printed = '';
  #isRunning = false;
  #wasIdle = true;

  constructor(
    tab: string,
    place: string,
    standing: Standing,
    size: TerminalSize,
    stage: Stage,
    completers: CompletionTable,
  ) {
    this.tab = tab;
    this.place = place;
    this.#stage = stage;
    this.#standing = standing;
    this.#prompt = firstPrompt(standing);
    this.#session = new ShellSession({
      machine: { processes: standing.processes },
      place: standing.namespace,
      files: standing.files,
      commands: standing.executables,
      terminal: size,
      environment: new Map([
        ...standing.environment,
        ['HOSTNAME', standing.hostname],
        ['USER', standing.user],
        ['HOME', homeOf(standing)],
      ]),
      directory: standing.directory,
      credentials: standing.credentials,
      completers,
      prompter: 'host',
    });
    this.#session.onOutput((text) => {
      this.#scrollback.add(text);
      if (this.#printed.length < longestPrinted) this.#printed += text;
    });
    this.#session.onPrompt = (prompt) => this.#waits(prompt);
    this.#session.terminal.onEditing = () => {
      for (const listener of [...this.#editingListeners]) listener();
    };
  }

  #waits(prompt: string): void {
    this.#prompt = prompt;
    if (!this.#isRunning || this.#line === undefined) return;
    this.#isRunning = false;
    this.#scrollback.endLine();
    this.#advice = adviceFor({
      line: this.#line,
      status: this.status,
      printed: this.#printed,
      place: this.place,
      commands: this.#standing.executables.names(),
      devices: this.#standing.namespace.devices.list().map(({ name }) => name),
      stage: this.#stage,
    });
    if (this.#advice !== undefined) this.#scrollback.add(`\u001b[2m${this.#advice}\u001b[0m\n`);
  }

  get prompt(): string {
    return this.#prompt;
  }

  get last(): Console['last'] {
    return this.#line === undefined ? undefined : { line: this.#line, printed: this.#printed };
  }

  get advice(): string | undefined {
    return this.#advice;
  }

  get scrollback(): string {
    return this.#scrollback.text;
  }

  get history(): readonly string[] {
    return this.#history;
  }

  get editing(): Editing | undefined {
    return this.#session.terminal.editing;
  }

  get idle(): boolean {
    return this.#session.idle;
  }

  get status(): number {
    return this.#session.status;
  }

  get ended(): boolean {
    return this.#session.ended;
  }

  run(line: string): void {
    const isCommand = this.idle || this.#isFresh;
    this.#isFresh = false;
    this.#scrollback.add(`${isCommand ? this.#prompt : ''}${line}\n`);
    this.#advice = undefined;
    if (isCommand) {
      this.#isRunning = true;
      this.#line = line;
      this.#printed = '';
      if (line.trim() !== '' && this.#history.at(-1) !== line) this.#history.push(line);
    }
    this.#session.run(line);
  }

  interrupt(): void {
    this.#session.interrupt();
  }

  endOfFile(): void {
    this.#session.endOfFile();
  }

  finishEditing(text: string | undefined): void {
    this.#session.terminal.finishEditing(text);
  }

  resize(size: TerminalSize): void {
    this.#session.terminal.resize(size);
  }

  onOutput(listener: (text: string) => void): () => void {
    return this.#session.onOutput((text) => {
      listener(text);
    });
  }

  onIdle(listener: () => void): () => void {
    this.#idleListeners.add(listener);
    return () => {
      this.#idleListeners.delete(listener);
    };
  }

  onEditing(listener: () => void): () => void {
    this.#editingListeners.add(listener);
    return () => {
      this.#editingListeners.delete(listener);
    };
  }

  /** The world tells after it ran events. */
  checkIdle(): void {
    const { idle } = this.#session;
    if (idle && !this.#wasIdle) for (const listener of this.#idleListeners) listener();
    this.#wasIdle = idle;
  }

  complete(line: string, cursor: number): readonly string[] {
    return this.#session.complete(line, cursor).candidates;
  }
}

function firstPrompt(standing: Standing): string {
  const { user, hostname, directory } = standing;
  return `${user}@${hostname}:${directory === homeOf(standing) ? '~' : directory}${user === 'root' ? '#' : '$'} `;
}

function homeOf(standing: Standing): string {
  return standing.environment.get('HOME') ?? (standing.user === 'root' ? '/root' : `/home/${standing.user}`);
}
