/**
 * One run of kubectl: its command line, its streams, and requests to the door in the user's name.
 */
import type { ApiDoor, ApiRequest, ApiResponse, ApiWatch } from '../../kubernetes/api/request.ts';
import { isStatus } from '../../kubernetes/api/status.ts';
import type { FileTree } from '../../linux/file/file-tree.ts';
import type { Input, Output } from '../../linux/process/stream.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Signal } from '../../linux/process/process.ts';
import type { CommandLine } from './command-line.ts';
import { Failure, StatusFailure } from './failure.ts';
import type { KubectlServices } from './services.ts';

/** What kubectl uses of its process. */
export interface KubectlProcess {
  readonly files: FileTree;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: ReadonlyMap<string, string>;
  readonly directory: string;
  readonly clock: Clock;
  print(text: string): void;
  complain(text: string): void;
  handle(signal: Exclude<Signal, 'SIGKILL'>): void;
  takeSignal(signal: Signal): boolean;
}

export class Invocation {
  readonly process: KubectlProcess;
  readonly services: KubectlServices;
  readonly line: CommandLine;
  readonly #door: ApiDoor;
  readonly #warned = new Set<string>();

  constructor(process: KubectlProcess, door: ApiDoor, services: KubectlServices, line: CommandLine) {
    this.process = process;
    this.#door = door;
    this.services = services;
    this.line = line;
  }

  get words(): readonly string[] {
    return this.line.words;
  }

  /** The last value of a flag. */
  value(flag: string): string | undefined {
    return this.line.values.get(flag)?.at(-1);
  }

  text(flag: string, otherwise = ''): string {
    return this.value(flag) ?? otherwise;
  }

  /** All values; commas separate several in one. */
  values(flag: string): readonly string[] {
    return (this.line.values.get(flag) ?? []).flatMap((value) => value.split(','));
  }

  /** All values as they stand. */
  rawValues(flag: string): readonly string[] {
    return this.line.values.get(flag) ?? [];
  }

  is(flag: string, otherwise = false): boolean {
    const value = this.value(flag);
    return value === undefined ? otherwise : /^(1|t|true)$/i.test(value);
  }

  number(flag: string, otherwise: number): number {
    const value = this.value(flag);
    return value === undefined ? otherwise : Number(value);
  }

  has(flag: string): boolean {
    return this.line.values.has(flag);
  }

  get namespace(): string {
    return this.value('namespace') ?? 'default';
  }

  get namespaceIsExplicit(): boolean {
    return this.has('namespace');
  }

  get allNamespaces(): boolean {
    return this.is('all-namespaces');
  }

  print(text: string): void {
    this.process.print(text);
  }

  complain(text: string): void {
    this.process.complain(text);
  }

  warn(text: string): void {
    this.complain(`Warning: ${text}\n`);
  }

  /** @throws StatusFailure */
  request(request: ApiRequest): unknown {
    const answer = this.respond(request);
    return answer.body;
  }

  /** @throws StatusFailure */
  respond(request: ApiRequest): ApiResponse {
    const answer = this.#door.request(request);
    this.#showWarnings(answer.warnings);
    if (answer.kind === 'watch') throw new Failure('unexpected watch');
    if (answer.status >= 300) {
      if (isStatus(answer.body)) throw new StatusFailure(answer.body);
      throw new Failure(String(answer.body));
    }
    return answer;
  }

  /** @throws StatusFailure */
  watch(request: ApiRequest): ApiWatch {
    const answer = this.#door.request(request);
    this.#showWarnings(answer.warnings);
    if (answer.kind === 'watch') return answer;
    if (isStatus(answer.body)) throw new StatusFailure(answer.body);
    throw new Failure('unexpected answer');
  }

  #showWarnings(warnings: readonly string[]): void {
    for (const warning of warnings) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.warn(warning);
    }
  }
}
