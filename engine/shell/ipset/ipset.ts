/**
 * ipset(8) of ipset 7.17. See README.md.
 */
import { type IpSets, ipSets } from '../../linux/netfilter/ipset/ip-sets.ts';
import { isCapable, readAll } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import { HostAnswers } from '../../linux/resolver/host-answers.ts';
import { readWithNames } from '../../linux/resolver/read-with-names.ts';
import { resolvePath } from '../bash/resolve-path.ts';
import type { Command, ShellProcess } from '../command.ts';
import { commandOf, type CommonOptions, noOptions, takeCommon } from './arguments.ts';
import type { Names } from './element.ts';
import { IpsetError, misuse, refused } from './error.ts';
import { help, typeHelp } from './help.ts';
import { listSets } from './print.ts';
import { splitLine } from '../../linux/netfilter/iptables/parse/split.ts';
import {
  type Change,
  create,
  destroy,
  NotModelled,
  readChange,
  rename,
  slotNamed,
  swap,
  typeNamed,
} from './run.ts';

const program = 'ipset v7.17';

/** Where its output goes and what it was told. */
interface Session {
  readonly process: ShellProcess;
  readonly sets: IpSets;
  readonly options: CommonOptions;
  readonly names: Names;
  /** Inside `restore`. */
  readonly batch: Batch | undefined;
}

/** Additions and deletions of `restore`, which are handed to the kernel together before something else is done. */
class Batch {
  #pending: { readonly line: number; readonly change: Change }[] = [];
  /** The line being read, or the one whose change the kernel is told. */
  line = 0;

  add(change: Change): void {
    const [first] = this.#pending;
    if (first !== undefined && first.change.slot !== change.slot) this.handOver();
    this.#pending.push({ line: this.line, change });
  }

  /** @throws IpsetError */
  handOver(): void {
    const { line: reading } = this;
    const pending = this.#pending;
    this.#pending = [];
    for (const { line, change } of pending) {
      this.line = line;
      change.run();
    }
    this.line = reading;
  }
}

export const ipset: Command = {
  name: 'ipset',
  path: '/usr/sbin/ipset',
  *program(process) {
    const options = noOptions();
    const names = { hosts: new HostAnswers(), warnings: new Set<string>() };
    const session = { process, sets: ipSets.of(process.place), options, names, batch: undefined };
    try {
      const words = takeCommon(process.arguments.slice(1), options);
      if (options.resolve) throw new NotModelled('ipset -resolve');
      const [first, ...rest] = words;
      if (first === undefined) throw misuse('No command specified.');
      if (first === '-') return yield* interactive(session, yield* readAll(process.stdin));
      if (commandOf(first) !== 'restore') return yield* runWithNames(session, first, rest);
      if (rest.length > 0) throw misuse(`Unknown argument ${rest[0] ?? ''}`);
      const text =
        options.file === undefined ? yield* readAll(process.stdin) : fileText(process, options.file);
      return text === undefined ? 255 : yield* restore({ ...session, batch: new Batch() }, text);
    } catch (error) {
      return complain(session, error);
    }
  },
};

function fileText(process: ShellProcess, name: string): string | undefined {
  return process.files.text(resolvePath(process.directory, name));
}

/** @throws IpsetError where no file can be written */
function writeFile({ process }: Session, name: string, text: string): void {
  const reason =
    name === ''
      ? 'No such file or directory'
      : process.files.write(resolvePath(process.directory, name), text);
  if (reason !== undefined) throw refused(`Cannot open ${name} for writing: ${reason}`);
}

/** @throws what is no refusal */
function complain({ process, options }: Session, error: unknown, line?: number): number {
  if (error instanceof NotModelled) {
    process.complain(`not simulated: ${error.message}\n`);
    return 1;
  }
  if (!(error instanceof IpsetError)) throw error;
  if (options.quiet && error.status === 1) return 1;
  const where = line === undefined || error.status === 2 ? '' : `Error in line ${String(line)}: `;
  process.complain(`${program}: ${where}${error.message}\n`);
  if (error.status === 2) process.complain("Try `ipset help' for more information.\n");
  return error.status;
}

/** One command, read again after each name it asks for. @returns the exit status @throws IpsetError */
function* runWithNames(session: Session, first: string, words: readonly string[]): Running<number> {
  const { process, names, options } = session;
  const warn = (): void => {
    for (const text of options.quiet ? [] : names.warnings) process.complain(`Warning: ${text}\n`);
    names.warnings.clear();
  };
  return yield* readWithNames(process, names.hosts, () => {
    names.warnings.clear();
    return run(session, first, words, warn);
  });
}

/** @param warn says what was noticed while the command was read @throws IpsetError, UnknownHost */
function run(session: Session, first: string, words: readonly string[], warn: () => void): number {
  const { process, sets, options, names } = session;
  const command = commandOf(first);
  if (command === undefined) throw misuse(`No command specified: unknown argument ${first}`);
  const [one, two, ...rest] = words;
  const mandatory = (): string => {
    if (one === undefined) throw misuse(`Missing mandatory argument to command ${command}`);
    return one;
  };
  const second = (): string => {
    mandatory();
    if (two === undefined) throw misuse(`Missing second mandatory argument to command ${command}`);
    return two;
  };
  const noMore = (more: string | undefined): void => {
    if (more !== undefined) throw misuse(`Unknown argument ${more}`);
  };
  if (session.batch !== undefined && (command === 'version' || command === 'help'))
    throw invalidInRestore(command);
  if (command === 'version') {
    process.print(`${program}, protocol version: 7\n`);
    return 0;
  }
  if (command === 'help') return printHelp(session, one);
  if (command === 'quit') return 0;
  if (!isCapable(process.credentials, 'net_admin'))
    throw new IpsetError(1, 'Kernel error received: Operation not permitted');
  if (command !== 'add' && command !== 'del' && command !== 'test') session.batch?.handOver();
  switch (command) {
    case 'create':
      create(sets, mandatory(), second(), rest, options, names);
      warn();
      return 0;
    case 'add':
    case 'del':
    case 'test': {
      const change = readChange(sets, command, mandatory(), second(), rest, options, names);
      warn();
      if (session.batch !== undefined && command !== 'test') {
        session.batch.add(change);
        return 0;
      }
      session.batch?.handOver();
      return command === 'test' ? tell(session, change) : Number(!change.run());
    }
    case 'destroy':
      noMore(two);
      destroy(sets, one, options);
      return 0;
    case 'flush':
      noMore(two);
      for (const slot of one === undefined ? sets.slots : [slotNamed(sets, one)]) sets.flush(slot);
      return 0;
    case 'rename':
      rename(sets, mandatory(), second());
      return 0;
    case 'swap':
      swap(sets, mandatory(), second());
      return 0;
    case 'list':
    case 'save': {
      noMore(two);
      const slots = one === undefined ? sets.slots : [slotNamed(sets, one)];
      // What comes first in `restore` says how all is shown.
      const mode = (options.mode ??= command === 'save' ? 'save' : 'plain');
      const text = listSets(sets, slots, mode, options);
      if (options.file === undefined) process.print(text);
      else writeFile(session, options.file, text);
      return 0;
    }
    case 'restore':
      throw invalidInRestore(command);
  }
}

function invalidInRestore(command: string): IpsetError {
  return misuse(`Command \`${command}' is invalid in restore mode.`);
}

/** `test` says what it found, on the error stream. */
function tell({ process, options }: Session, change: Change): number {
  const found = change.run();
  const { element, slot } = change;
  const neighbour = change.given.get('before') ?? change.given.get('after');
  const text = neighbour === undefined ? element : `${element} after ${neighbour}`;
  if (!options.quiet)
    process.complain(
      found ? `Warning: ${text} is in set ${slot.set.name}.\n` : `${text} is NOT in set ${slot.set.name}.\n`,
    );
  return found ? 0 : 1;
}

function printHelp({ process }: Session, typeName: string | undefined): number {
  if (typeName === undefined) {
    process.print(help('with types'));
    return 0;
  }
  const type = typeNamed(typeName);
  if (type === undefined) {
    process.complain(
      `${program}: Unknown settype: \`${typeName}'\nTry \`ipset help' for more information.\n`,
    );
    process.print(help('without'));
    return 2;
  }
  process.print(`${help('without')}\n${typeHelp(type)}`);
  return 0;
}

/** What was not handed over when a line is wrong, or says `quit`, is lost. A `test` ends it, whatever it finds. */
function* restore(session: Session & { readonly batch: Batch }, text: string): Running<number> {
  const { batch } = session;
  try {
    for (const [at, line] of text.split('\n').entries()) {
      batch.line = at + 1;
      if (/^\s*(#|$)/.test(line) || line === 'COMMIT') continue;
      const [first = '', ...rest] = takeCommon(splitLine(line.trim()), session.options);
      if (commandOf(first) === 'quit') return 0;
      const status = yield* runWithNames(session, first, rest);
      if (status !== 0 || commandOf(first) === 'test') return status;
    }
    batch.handOver();
    return 0;
  } catch (error) {
    return complain(session, error, batch.line);
  }
}

/** `ipset -`: commands one by one after a prompt. */
function* interactive(session: Session, text: string): Running<number> {
  for (const line of text.split('\n')) {
    session.process.print('ipset> ');
    const [first, ...rest] = splitLine(line.trim());
    if (first === undefined) continue;
    if (commandOf(first) === 'quit') return 0;
    try {
      yield* runWithNames(session, first, rest);
    } catch (error) {
      complain(session, error);
    }
  }
  return 0;
}
