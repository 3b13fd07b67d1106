/**
 * The state of one shell: variables, functions, options, descriptors, jobs, traps; and what every part of the
 * interpreter needs of it: to complain in bash's words, to write, to spend time and see signals. A subshell is a copy.
 */
import type {
  AndOr,
  CompoundList,
  Function as FunctionNode,
  ParsedScript,
  PipelineNode,
  Script,
} from 'unbash';
import { Descriptor } from '../../linux/process/descriptor.ts';
import { compute } from '../../linux/process/process.ts';
import type { ProcessGroup } from '../../linux/process/group.ts';
import { type Signal, signalNames } from '../../linux/process/signal.ts';
import { type Output, TextInput } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import type { ArithmeticVariables } from './arithmetic.ts';
import { evaluate } from './arithmetic.ts';
import { addDynamicVariables } from './dynamic-variables.ts';
import { AbandonJump, ExpansionError, InterruptJump } from './jump.ts';
import type { Builtins } from './builtin.ts';
import { JobTable } from './jobs.ts';
import { resolvePath } from './resolve-path.ts';
import type { SetOption } from './set-options.ts';
import { lineAt } from './syntax.ts';
import { fold, store, type Variable, Variables } from './variables.ts';

/** Virtual time a shell spends on one command of its own, in microseconds. */
const commandTime = 50;

export interface FunctionDefinition {
  readonly node: FunctionNode;
  readonly source: string;
}

/** What the interpreter lends to expansions and builtins, so that they need not know it. */
export interface Interpreter {
  /** Run a parsed script in this shell. */
  run(shell: Shell, script: Script, source: string): Running<number>;
  /** Parse and run text (eval, source, traps); syntax errors are printed. */
  runText(shell: Shell, text: string, origin: string | undefined): Running<number>;
  /** The output of a command substitution. */
  capture(shell: Shell, script: ParsedScript, source: string, how?: 'trimmed' | 'whole'): Running<string>;
  runNode(shell: Shell, node: AndOr | PipelineNode | CompoundList): Running<number>;
  /** Run a command by name with expanded arguments; `command` skips functions, `builtin` external programs too. */
  call(shell: Shell, words: readonly string[], how: 'command' | 'builtin'): Running<number>;
}

export class Shell {
  readonly interpreter: Interpreter;
  readonly builtins: Builtins<Shell>;
  #process: ShellProcess | undefined;
  variables = new Variables();
  functions = new Map<string, FunctionDefinition>();
  aliases = new Map<string, string>();
  readonly options = new Set<SetOption>();
  readonly shopt = new Set<string>(['extglob']);
  positional: readonly string[] = [];
  name = 'bash';
  descriptors = new Map<number, Descriptor>();
  status = 0;
  /** Status of the last command substitution of a command that has no other. */
  substitutionStatus: number | undefined;
  lastBackground: number | undefined;
  traps = new Map<string, string>();
  jobs = new JobTable();
  history: string[] = [];
  readonly expandingAliases = new Set<string>();
  /** How deep in command substitutions, for `set -x`. */
  subshellOfSubstitution = 0;
  interactive = false;
  /** `-c`: messages say `environment` inside functions, as bash's do. */
  fromCommand = false;
  /** What stands before `line N:` in messages. */
  origin = 'bash';
  source = '';
  position = 0;
  loops = 0;
  subshell = 0;
  functionNames: string[] = [];
  /** Inside a test (if, while, &&, !): set -e looks away. */
  conditions = 0;
  sourced = 0;
  /** This process runs nothing after its next command: an external one may replace it. */
  mayExecute = false;
  /** `-c`: the shell's life is over with the text it was given. */
  endsWithText = false;
  umask = 0o022;
  getoptsAt = 0;
  getoptsIndex = 1;
  /** Files that stand for process substitutions of the running command. */
  readonly substitutions: string[] = [];
  #interrupted = false;
  readonly #arrived = new Set<Signal>();
  readonly arithmetic: ArithmeticVariables;

  constructor(interpreter: Interpreter, builtins: Builtins<Shell>) {
    this.interpreter = interpreter;
    this.builtins = builtins;
    this.arithmetic = {
      get: (name, index) => {
        if (index !== undefined) return this.element(name, index);
        const value =
          this.variables.get(name) ?? (/^\d+$/.test(name) ? this.positional[Number(name) - 1] : undefined);
        if (value === undefined && this.options.has('nounset'))
          throw new ExpansionError(`${name}: unbound variable`, 127);
        return value;
      },
      set: (name, index, value) => {
        if (index === undefined) this.variables.set(name, value);
        else this.setElement(name, index, value);
      },
    };
    addDynamicVariables(this);
  }

  /** A copy for a subshell; its process is set when that starts. */
  fork(): Shell {
    const child = new Shell(this.interpreter, this.builtins);
    const dynamic = child.variables.dynamic;
    child.variables = this.variables.copy();
    for (const [name, value] of dynamic) child.variables.dynamic.set(name, value);
    child.functions = new Map(this.functions);
    child.aliases = new Map(this.aliases);
    for (const option of this.options) child.options.add(option);
    child.shopt.clear();
    for (const option of this.shopt) child.shopt.add(option);
    child.positional = this.positional;
    child.name = this.name;
    for (const [number, descriptor] of this.descriptors)
      child.descriptors.set(number, descriptor.duplicate());
    child.jobs.inherited = this.jobs.list();
    child.status = this.status;
    child.lastBackground = this.lastBackground;
    for (const [name, action] of this.traps) if (action === '') child.traps.set(name, action);
    child.fromCommand = this.fromCommand;
    child.origin = this.origin;
    child.source = this.source;
    child.position = this.position;
    child.subshell = this.subshell + 1;
    child.functionNames = [...this.functionNames];
    child.conditions = this.conditions;
    child.sourced = this.sourced;
    child.umask = this.umask;
    child.interactive = false;
    child.quiet = this.interactive || this.quiet;
    child.history = this.history;
    child.shellPid = this.shellPid;
    child.loops = this.loops;
    child.subshellOfSubstitution = this.subshellOfSubstitution;
    return child;
  }

  /** A subshell of an interactive shell: messages have no line number. */
  quiet = false;
  /** `$$` stays the same in subshells. */
  shellPid = 0;

  get process(): ShellProcess {
    if (this.#process === undefined) throw new Error('this shell has not started');
    return this.#process;
  }

  start(process: ShellProcess): void {
    this.#process = process;
    if (this.shellPid === 0) this.shellPid = process.pid;
    process.handle('SIGINT');
  }

  get group(): ProcessGroup {
    return this.process.group;
  }

  get line(): number {
    return lineAt(this.source, this.position);
  }

  get directory(): string {
    return this.process.directory;
  }

  /** An absolute, normal path. */
  resolve(path: string): string {
    return resolvePath(this.directory, path);
  }

  /** An array element; `index` is text. @returns undefined when it is unset */
  element(name: string, index: string): string | undefined {
    const variable = this.variables.find(name);
    if (variable?.associative !== undefined) return variable.associative.get(index);
    const number = Number(evaluate(index, this.arithmetic));
    if (variable === undefined) return undefined;
    if (variable.indexed === undefined) return number === 0 || number === -1 ? variable.value : undefined;
    return variable.indexed.get(number < 0 ? Math.max(-1, ...variable.indexed.keys()) + 1 + number : number);
  }

  /** @throws ExpansionError when the index is bad or the variable read-only */
  setElement(
    name: string,
    index: string,
    value: string,
    variable: Variable = this.variables.obtain(name),
  ): void {
    if (variable.readonly) throw new ExpansionError(`${name}: readonly variable`);
    if (variable.associative !== undefined) {
      variable.associative.set(index, fold(variable, value));
      return;
    }
    let number = Number(evaluate(index, this.arithmetic));
    if (variable.indexed === undefined) {
      variable.indexed = new Map(variable.value === undefined ? [] : [[0, variable.value]]);
      variable.value = undefined;
    }
    if (number < 0) number += Math.max(-1, ...variable.indexed.keys()) + 1;
    if (number < 0) throw new ExpansionError(`${name}[${index}]: bad array subscript`);
    variable.indexed.set(number, fold(variable, value));
  }

  setVariable(name: string, value: string, variable: Variable = this.variables.obtain(name)): void {
    if (this.variables.dynamic.has(name)) this.variables.set(name, value);
    else store(name, variable, variable.integer ? evaluate(value, this.arithmetic).toString() : value);
    if (this.options.has('allexport')) variable.exported = true;
  }

  /** set -x. */
  trace(text: () => string): void {
    if (this.options.has('xtrace')) this.output(2)?.write(`${this.traceMark}${text()}\n`);
  }

  get traceMark(): string {
    const mark = this.variables.get('PS4') ?? '+ ';
    return mark.slice(0, 1).repeat(this.subshellOfSubstitution) + mark;
  }

  /** The start of a message: `bash: line 3: ` or, at a prompt, `bash: `. */
  get prefix(): string {
    if (this.interactive || this.quiet) return `${this.origin}: `;
    if (this.functionNames.length > 0 && this.fromCommand && this.sourced === 0)
      return `environment: line ${this.line}: `;
    return `${this.origin}: line ${this.line}: `;
  }

  /** Say on standard error what is wrong. */
  complain(message: string): void {
    this.descriptors.get(2)?.write(`${this.prefix}${message}\n`);
  }

  output(number: number): Output | undefined {
    return this.descriptors.get(number);
  }

  /** Write as a builtin: waits while a pipe is full, ends the process when nobody reads. @returns the exit status */
  *print(text: string, number = 1): Running<number> {
    if (text === '') return 0;
    const output = this.descriptors.get(number);
    if (output === undefined) return 1;
    while (output.full) yield* this.pause(output);
    if (output.write(text) === 'written') {
      if (output.failure === undefined) return 0;
      this.complain(`${this.running}: write error: ${output.failure}`);
      return 1;
    }
    if (this.traps.get('PIPE') === '') {
      this.complain(`${this.running}: write error: Broken pipe`);
      return 1;
    }
    this.process.kill('SIGPIPE');
    for (;;) yield { on: [] };
  }

  /** The builtin that runs now, for its write errors. */
  running = 'echo';

  *pause(output: Output): Running<void> {
    yield { on: [output.writable] };
    yield* this.seeSignals();
  }

  /** Spend the time of one command and act on signals that came. */
  *tick(): Running<void> {
    yield* compute(this.process, commandTime);
    yield* this.seeSignals();
  }

  /** Run traps for signals that came; SIGINT without a trap ends the command line (or this shell). */
  *seeSignals(): Running<void> {
    this.collectSignals();
    for (const signal of signalNames) {
      if (!this.#arrived.delete(signal)) continue;
      const action = this.traps.get(signal.slice(3));
      if (action !== undefined) yield* this.runTrap(action);
      else if (signal === 'SIGINT') this.#interrupted = true;
    }
    if (!this.#interrupted) return;
    this.#interrupted = false;
    throw new InterruptJump();
  }

  *runTrap(action: string): Running<void> {
    const status = this.status;
    yield* this.interpreter.runText(this, action, undefined);
    this.status = status;
  }

  /** A foreground child has taken the SIGINT that came meanwhile, or died of it. */
  takeInterrupt(): boolean {
    this.collectSignals();
    return this.traps.get('INT') === undefined && this.#arrived.delete('SIGINT');
  }

  /** Take what came from the process, so that its waits wait again; acted on at the next `seeSignals`. */
  collectSignals(): void {
    for (const signal of signalNames) if (this.process.takeSignal(signal)) this.#arrived.add(signal);
  }

  /** Whether a signal came that has not been acted on. */
  get signalled(): boolean {
    this.collectSignals();
    return this.#arrived.size > 0;
  }

  setTrap(name: string, action: string | undefined): void {
    if (action === undefined) this.traps.delete(name);
    else this.traps.set(name, action);
    if (name === 'EXIT' || name === 'ERR' || name === 'DEBUG' || name === 'RETURN' || name === 'KILL') return;
    const signal = `SIG${name}` as Exclude<Signal, 'SIGKILL'>;
    if (action === undefined && name !== 'INT') this.process.restore(signal);
    else if (action === '') this.process.ignore(signal);
    else this.process.handle(signal);
  }

  /** Print what is wrong with an expansion and give the command line up. */
  abandon(error: ExpansionError): never {
    if (error.message !== '') this.complain(error.message);
    throw new AbandonJump(error.status);
  }

  setInput(number: number, text: string): void {
    this.descriptors.set(number, Descriptor.input(new TextInput(text)));
  }

  closeDescriptors(): void {
    for (const descriptor of this.descriptors.values()) descriptor.close();
    this.descriptors.clear();
  }
}
