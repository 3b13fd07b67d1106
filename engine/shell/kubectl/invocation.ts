/**
 * One run of kubectl: its command line, its streams, and requests to the door in the user's name.
 */
import type {
  ApiAnswer,
  ApiDoor,
  ApiRequest,
  ApiResponse,
  ApiWatch,
  User,
} from '../../kubernetes/api/request.ts';
import type { Resource } from '../../kubernetes/api/resources.ts';
import { isStatus } from '../../kubernetes/api/status.ts';
import { discoverResources } from '../../kubernetes/client/discovery.ts';
import { administrator, impersonated } from '../../kubernetes/authorization/attributes.ts';
import type { FileTree } from '../../linux/file/file-tree.ts';
import type { Input, Output } from '../../linux/process/stream.ts';
import type { Terminal } from '../../linux/process/terminal.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Signal } from '../../linux/process/process.ts';
import type { CommandLine } from './command-line.ts';
import { Failure, StatusFailure } from './failure.ts';
import { checkServer, type ClientConfig, clientConfig } from './kubeconfig/client.ts';
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
  readonly terminal: Terminal | undefined;
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
  #resources: readonly Resource[] | undefined;
  readonly #warned = new Set<string>();
  #clientConfig: ClientConfig | undefined;
  #hasServer = false;

  constructor(process: KubectlProcess, door: ApiDoor, services: KubectlServices, line: CommandLine) {
    this.process = process;
    this.#door = door;
    this.services = services;
    this.line = line;
  }

  /** What the server serves. */
  get resources(): readonly Resource[] {
    this.#needServer();
    return (this.#resources ??= discoverResources(this.#door));
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

  /** All values, of lists each. */
  values(flag: string): readonly string[] {
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

  /** Whether the command has such a flag at all. */
  knows(flag: string): boolean {
    return this.line.known.some(({ name }) => name === flag);
  }

  /** The value of a flag of every command; nothing where the command has one of its own by that name. */
  ofRoot(flag: string): string {
    const known = this.line.known.find(({ name }) => name === flag);
    return known?.isGlobal === true ? this.text(flag) : '';
  }

  has(flag: string): boolean {
    return this.line.values.has(flag);
  }

  get namespace(): string {
    return this.value('namespace') ?? this.#client.namespace ?? 'default';
  }

  get #client(): ClientConfig {
    return (this.#clientConfig ??= clientConfig(this));
  }

  /** Reads the configuration. @throws Failure for one that cannot be used */
  checkConfiguration(): void {
    this.#clientConfig ??= clientConfig(this);
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
    const answer = this.#ask(this.#showsManagedFields() ? { ...request, managedFields: true } : request);
    if (answer.kind === 'watch') throw new Failure('unexpected watch');
    if (answer.status >= 300) {
      if (isStatus(answer.body)) throw new StatusFailure(answer.body);
      throw new Failure(String(answer.body));
    }
    return answer;
  }

  /** @throws StatusFailure */
  watch(request: ApiRequest): ApiWatch {
    const answer = this.#ask(request);
    if (answer.kind === 'watch') return answer;
    if (isStatus(answer.body)) throw new StatusFailure(answer.body);
    throw new Failure('unexpected answer');
  }

  /** YAML and JSON leave them out unless they are asked for; templates see all there is. */
  #showsManagedFields(): boolean {
    const [format = ''] = this.text('output').split('=');
    return this.is('show-managed-fields') || /template|^jsonpath|^custom-columns/.test(format);
  }

  #ask(request: ApiRequest): ApiAnswer {
    this.#needServer();
    const answer = this.#door.request({ ...request, client: this.#user() });
    this.#showWarnings(answer.warnings);
    return answer;
  }

  #user(): User {
    const name = this.value('as');
    return name === undefined ? administrator : impersonated(name, this.values('as-group'));
  }

  #needServer(): void {
    if (!this.#hasServer) checkServer(this, this.#client);
    this.#hasServer = true;
  }

  #showWarnings(warnings: readonly string[]): void {
    for (const warning of warnings) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.warn(warning);
    }
  }
}
