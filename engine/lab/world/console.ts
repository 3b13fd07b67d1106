/**
 * A console of a world: a shell session at a place, as a terminal shows it.
 */
import type { TerminalSize } from '../../linux/process/stream.ts';
import { ShellSession } from '../../shell/bash/session.ts';
import type { ConsoleSession, OpenConsole, Standing } from '../stage/stage.ts';

export const openConsole: OpenConsole = (tab, place, standing, size) =>
  new WorldConsole(tab, place, standing, size);

class WorldConsole implements ConsoleSession {
  readonly tab: string;
  readonly place: string;
  readonly prompt: string;
  readonly #session: ShellSession;
  readonly #idleListeners = new Set<() => void>();
  #wasIdle = true;

  constructor(tab: string, place: string, standing: Standing, size: TerminalSize) {
    this.tab = tab;
    this.place = place;
    this.prompt = `${standing.user}@${standing.hostname}:${standing.directory === homeOf(standing) ? '~' : standing.directory}${standing.user === 'root' ? '#' : '$'} `;
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
      prompt: '',
    });
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
    this.#session.run(line);
  }

  interrupt(): void {
    this.#session.interrupt();
  }

  endOfFile(): void {
    this.#session.endOfFile();
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

function homeOf(standing: Standing): string {
  return standing.environment.get('HOME') ?? (standing.user === 'root' ? '/root' : `/home/${standing.user}`);
}
