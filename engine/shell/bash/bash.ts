/**
 * The program `bash` (and `sh`): `-c`, a script, standard input, or a person at a terminal.
 *
 * Left out: start-up files (as with --norc), history expansion (`!!`), restricted and POSIX mode.
 */
import { Descriptor } from '../../linux/process/descriptor.ts';
import { openForReading } from '../../linux/file/open-file.ts';
import { readAll } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { interact } from './interactive.ts';
import { newShell, runMain } from './interpreter.ts';
import { untilEnd } from './pipeline.ts';
import { type SetOption, setOptions } from './set-options.ts';
import type { Shell } from './shell.ts';
import { isName } from './variables.ts';

const version = '5.2.15(1)-release';

export function* bash(process: ShellProcess): Running<number> {
  const shell = openShell(process);
  try {
    return yield* start(shell, process.arguments.slice(1));
  } finally {
    shell.closeDescriptors();
  }
}

export const bashCommands: readonly Command[] = [
  { name: 'bash', path: '/usr/bin/bash', program: bash },
  { name: 'sh', path: '/usr/bin/sh', program: bash },
];

/** A shell in a process, with its environment and streams. */
export function openShell(process: ShellProcess): Shell {
  const shell = newShell();
  // The process closes its own streams when it ends; the shell has duplicates.
  const input = Descriptor.shareInput(process.stdin);
  const output = Descriptor.shareOutput(process.stdout);
  const error =
    process.stderr === process.stdout ? output.duplicate() : Descriptor.shareOutput(process.stderr);
  shell.descriptors.set(0, input).set(1, output).set(2, error);
  shell.start(process);
  for (const [name, value] of process.environment) {
    if (!isName(name)) shell.variables.passedOn.set(name, value);
    if (!isName(name) || shell.variables.dynamic.has(name)) continue;
    const variable = shell.variables.obtain(name);
    variable.value = value;
    variable.exported = true;
  }
  const set = (name: string, value: string, exported: boolean): void => {
    const variable = shell.variables.obtain(name);
    variable.value = value;
    if (exported) variable.exported = true;
  };
  set('PWD', process.directory, true);
  set('SHLVL', (Number(process.environment.get('SHLVL') ?? '0') + 1).toString(), true);
  set('IFS', ' \t\n', false);
  set('OPTIND', '1', false);
  set('BASH_VERSION', version, false);
  set('BASH', '/bin/bash', false);
  if (shell.variables.get('HOSTNAME') === undefined) set('HOSTNAME', hostName(process), false);
  shell.name = process.arguments[0] ?? 'bash';
  shell.origin = shell.name.replace(/^-/, '');
  return shell;
}

function hostName(process: ShellProcess): string {
  return process.files.text('/etc/hostname')?.trim() ?? 'localhost';
}

function* start(shell: Shell, words: readonly string[]): Running<number> {
  let at = 0;
  let command = false;
  let stdin = false;
  let interactive = false;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--' || word === '-') {
      at++;
      break;
    }
    if (word.startsWith('--')) {
      if (word === '--version')
        return yield* shell.print(`GNU bash, version ${version} (x86_64-pc-linux-gnu)\n`);
      if (['--norc', '--noprofile', '--login', '--posix', '--noediting'].includes(word)) continue;
      return badOption(shell, word);
    }
    if (!/^[-+]./.test(word)) break;
    for (const letter of word.slice(1)) {
      const option = (Object.keys(setOptions) as SetOption[]).find((name) => setOptions[name] === letter);
      if (letter === 'c') command = true;
      else if (letter === 's') stdin = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 'o') {
        const name = words[++at] ?? '';
        if (name in setOptions) shell.options.add(name as SetOption);
      } else if (option !== undefined) {
        if (word.startsWith('-')) shell.options.add(option);
        else shell.options.delete(option);
      } else if (letter !== 'l') return badOption(shell, word.slice(0, 1) + letter);
    }
  }
  const operands = words.slice(at);
  if (command) return yield* runCommandText(shell, operands);
  if (!stdin && operands.length > 0) return yield* runFile(shell, operands);
  shell.positional = operands;
  if (interactive || shell.process.stdin.terminal !== undefined) return yield* runInteractive(shell);
  const input = shell.descriptors.get(0);
  const text = input === undefined ? '' : yield* readAll(input);
  return yield* untilEnd(shell, (own) => runMain(own, text, undefined));
}

function badOption(shell: Shell, word: string): number {
  shell
    .output(2)
    ?.write(
      `${shell.origin}: ${word}: invalid option\nUsage:\tbash [GNU long option] [option] ...\n\tbash [GNU long option] [option] script-file ...\n`,
    );
  return 2;
}

function* runCommandText(shell: Shell, operands: readonly string[]): Running<number> {
  const [text, name, ...rest] = operands;
  if (text === undefined) {
    shell.output(2)?.write(`${shell.origin}: -c: option requires an argument\n`);
    return 2;
  }
  if (name !== undefined) {
    shell.name = name;
    shell.origin = name;
  }
  shell.positional = rest;
  shell.fromCommand = true;
  shell.endsWithText = true;
  return yield* untilEnd(shell, (own) => runMain(own, text, '-c'));
}

function* runFile(shell: Shell, operands: readonly string[]): Running<number> {
  const [name = '', ...rest] = operands;
  const { files } = shell.process;
  const path = shell.resolve(name);
  const text = files.text(path);
  if (text === undefined) {
    const found = openForReading(files, path);
    const words = 'error' in found ? found.error : 'No such file or directory';
    shell.output(2)?.write(`${shell.origin}: ${name}: ${words === 'Is a directory' ? words : words}\n`);
    return words === 'Is a directory' ? 126 : 127;
  }
  shell.name = name;
  shell.origin = name;
  shell.positional = rest;
  return yield* untilEnd(shell, (own) => runMain(own, text, undefined));
}

/** Also the body of a browser's or a test's session (session.ts). */
export function* runInteractive(shell: Shell): Running<number> {
  shell.interactive = true;
  shell.origin = 'bash';
  shell.options.add('monitor');
  shell.shopt.add('expand_aliases');
  // As a login shell does: SIGTERM is taken and forgotten, and its children do not inherit that.
  shell.process.handle('SIGTERM');
  const { terminal } = shell.process;
  const before = terminal?.foreground;
  if (terminal !== undefined) terminal.foreground = shell.group;
  try {
    return yield* untilEnd(shell, interact);
  } finally {
    if (terminal !== undefined && before !== undefined) terminal.foreground = before;
  }
}
