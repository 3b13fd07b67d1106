/**
 * Builtins that steer the shell itself: `:`, true, false, break, continue, return, exit, eval, source, exec, shift,
 * set, shopt, trap, command, builtin, alias, unalias, let, umask, times, hash, enable.
 */
import { findSignal, signalNames } from '../../../linux/process/signal.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { evaluate } from '../arithmetic.ts';
import { type Builtin, invalidOption, letters } from '../builtin.ts';
import { assignmentLine } from '../declare.ts';
import { ExitJump, ExpansionError, LoopJump, ReturnJump } from '../jump.ts';
import { locate } from '../locate.ts';
import { singleQuote } from '../quote.ts';
import { type SetOption, setOptions } from '../set-options.ts';
import type { Shell } from '../shell.ts';
import { become } from '../simple.ts';

type Own = Builtin<Shell>;

/** A builtin that never waits. */
export function plain(body: (shell: Shell, words: readonly string[]) => number): Own {
  return function* (shell, words) {
    return body(shell, words);
  };
}

function jumpOut(kind: 'break' | 'continue'): Own {
  return plain((shell, [count = '1']) => {
    if (shell.loops === 0) {
      shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
      return 0;
    }
    if (!/^[-+]?\d+$/.test(count)) {
      shell.complain(`${kind}: ${count}: numeric argument required`);
      throw new ExitJump(128);
    }
    if (Number(count) < 1) {
      shell.complain(`${kind}: ${count}: loop count out of range`);
      return 1;
    }
    throw new LoopJump(kind, Math.min(Number(count), shell.loops));
  });
}

function statusOf(shell: Shell, name: string, word: string | undefined): number {
  if (word === undefined) return shell.status;
  if (/^\s*[-+]?\d+\s*$/.test(word)) return Number(BigInt.asUintN(8, BigInt(word.trim().replace('+', ''))));
  shell.complain(`${name}: ${word}: numeric argument required`);
  return 2;
}

const exit: Own = plain((shell, [word, extra]) => {
  const status = statusOf(shell, 'exit', word);
  if (extra !== undefined) {
    shell.complain('exit: too many arguments');
    return 1;
  }
  if (shell.interactive) shell.output(2)?.write('exit\n');
  throw new ExitJump(status);
});

const returns: Own = plain((shell, [word]) => {
  if (shell.functionNames.length === 0 && shell.sourced === 0) {
    shell.complain("return: can only `return' from a function or sourced script");
    return 2;
  }
  throw new ReturnJump(statusOf(shell, 'return', word));
});

function* source(shell: Shell, words: readonly string[]): Running<number> {
  const [name, ...rest] = words[0] === '--' ? words.slice(1) : words;
  if (name === undefined) {
    shell.complain(`${shell.running}: filename argument required`);
    shell.output(2)?.write(`${shell.running}: usage: ${shell.running} filename [arguments]\n`);
    return 2;
  }
  const text = shell.process.files.text(shell.resolve(name));
  if (text === undefined) {
    const directory = shell.process.files.isDirectory(shell.resolve(name));
    shell.complain(
      directory ? `${shell.running}: ${name}: is a directory` : `${name}: No such file or directory`,
    );
    return 1;
  }
  const { positional } = shell;
  if (rest.length > 0) shell.positional = rest;
  shell.sourced++;
  try {
    return yield* shell.interpreter.runText(shell, text, name);
  } catch (jump) {
    if (jump instanceof ReturnJump) return jump.status;
    throw jump;
  } finally {
    shell.sourced--;
    if (rest.length > 0) shell.positional = positional;
  }
}

function* exec(shell: Shell, words: readonly string[]): Running<number> {
  let at = 0;
  while (words[at]?.startsWith('-') === true && words[at] !== '--') at += words[at] === '-a' ? 2 : 1;
  if (words[at] === '--') at++;
  const located = locate(shell, words.slice(at));
  if ('error' in located) {
    shell.complain(`exec: ${located.error.replace('command not found', 'not found')}`);
    if (shell.interactive) return located.status;
    throw new ExitJump(located.status);
  }
  return yield* become(shell, located, shell.variables.environment());
}

const shift: Own = plain((shell, [count = '1']) => {
  if (!/^\d+$/.test(count)) {
    shell.complain(
      `shift: ${count}: ${/^-\d+$/.test(count) ? 'shift count out of range' : 'numeric argument required'}`,
    );
    return 1;
  }
  if (Number(count) > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(Number(count));
  return 0;
});

function* set(shell: Shell, words: readonly string[]): Running<number> {
  if (words.length === 0) {
    const lines = shell.variables.names().map((name) => {
      const variable = shell.variables.find(name);
      return variable === undefined ? '' : `${assignmentLine(name, variable)}\n`;
    });
    return yield* shell.print(lines.join(''));
  }
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--' || word === '-') {
      if (word === '--' || at + 1 < words.length) shell.positional = words.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) {
      shell.positional = words.slice(at);
      return 0;
    }
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        const name = words[++at];
        if (name === undefined) return yield* shell.print(listOptions(shell, word.startsWith('-')));
        if (
          !(name in setOptions) &&
          ![
            'emacs',
            'vi',
            'history',
            'braceexpand',
            'hashall',
            'posix',
            'notify',
            'errtrace',
            'functrace',
            'interactive-comments',
          ].includes(name)
        ) {
          shell.complain(`set: ${name}: invalid option name`);
          return 2;
        }
        if (name in setOptions) change(shell, name as SetOption, word.startsWith('-'));
        continue;
      }
      const option = (Object.keys(setOptions) as SetOption[]).find((name) => setOptions[name] === letter);
      if (option !== undefined) change(shell, option, word.startsWith('-'));
      else if (!'bhkptBEHPT'.includes(letter))
        return invalidOption(
          shell,
          'set',
          word.slice(0, 1) + letter,
          'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
        );
    }
  }
  return 0;
}

function change(shell: Shell, option: SetOption, on: boolean): void {
  if (on) shell.options.add(option);
  else shell.options.delete(option);
}

function listOptions(shell: Shell, table: boolean): string {
  const known: Record<string, boolean> = { braceexpand: true, hashall: true, 'interactive-comments': true };
  for (const name of Object.keys(setOptions)) known[name] = shell.options.has(name as SetOption);
  return Object.keys(known)
    .sort()
    .map((name) =>
      table
        ? `${name.padEnd(15)}\t${known[name] === true ? 'on' : 'off'}\n`
        : `set ${known[name] === true ? '-' : '+'}o ${name}\n`,
    )
    .join('');
}

const shoptNames = [
  'dotglob',
  'expand_aliases',
  'extglob',
  'failglob',
  'globstar',
  'inherit_errexit',
  'lastpipe',
  'nocaseglob',
  'nocasematch',
  'nullglob',
];

function* shopt(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words, 'supqo');
  if ('unknown' in parsed)
    return invalidOption(shell, 'shopt', parsed.unknown, 'shopt [-pqsu] [-o] [optname ...]');
  const names = parsed.operands.length === 0 ? shoptNames : parsed.operands;
  let status = 0;
  for (const name of names) {
    if (!shoptNames.includes(name)) {
      shell.complain(`shopt: ${name}: invalid shell option name`);
      status = 1;
    } else if (parsed.options.has('s')) shell.shopt.add(name);
    else if (parsed.options.has('u')) shell.shopt.delete(name);
    else {
      const on = shell.shopt.has(name);
      if (!on && parsed.operands.length > 0) status = 1;
      if (!parsed.options.has('q')) yield* shell.print(`${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
    }
  }
  return status;
}

const pseudo = ['EXIT', 'ERR', 'DEBUG', 'RETURN'];

function* trap(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(
    words[0]?.startsWith('-') === true && words[0] !== '-' ? words : ['--', ...words],
    'lp',
  );
  if ('unknown' in parsed)
    return invalidOption(shell, 'trap', parsed.unknown, 'trap [-lp] [[arg] signal_spec ...]');
  const { operands, options } = parsed;
  const known = (text: string): string | undefined => {
    if (text === '0') return 'EXIT';
    const name = text.toUpperCase().replace(/^SIG/, '');
    return pseudo.includes(name) ? name : findSignal(text)?.slice(3);
  };
  if (operands.length === 0 || options.has('p')) {
    const order = ['EXIT', ...signalNames.map((signal) => signal.slice(3)), 'ERR', 'DEBUG', 'RETURN'];
    const lines = order
      .filter(
        (name) =>
          shell.traps.has(name) && (operands.length === 0 || operands.some((one) => known(one) === name)),
      )
      .map(
        (name) =>
          `trap -- ${singleQuote(shell.traps.get(name) ?? '')} ${pseudo.includes(name) ? name : `SIG${name}`}\n`,
      );
    return yield* shell.print(lines.join(''));
  }
  const resets = operands.length === 1 || operands[0] === '-';
  const action = resets ? undefined : operands[0];
  let status = 0;
  for (const text of operands.length === 1 ? operands : operands.slice(1)) {
    const name = known(text);
    if (name === undefined) {
      shell.complain(`trap: ${text}: invalid signal specification`);
      status = 1;
    } else shell.setTrap(name, action);
  }
  return status;
}

function* evaluates(shell: Shell, words: readonly string[]): Running<number> {
  const text = (words[0] === '--' ? words.slice(1) : words).join(' ');
  return text.trim() === '' ? 0 : yield* shell.interpreter.runText(shell, text, undefined);
}

const lets: Own = plain((shell, words) => {
  if (words.length === 0) {
    shell.complain('let: expression expected');
    return 1;
  }
  try {
    let value = 0n;
    for (const word of words) value = evaluate(word, shell.arithmetic);
    return value === 0n ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    shell.complain(`let: ${error.message}`);
    return 1;
  }
});

function* alias(shell: Shell, words: readonly string[]): Running<number> {
  const show = (name: string, value: string): string => `alias ${name}=${singleQuote(value)}\n`;
  const operands = words.filter((word) => word !== '-p');
  if (operands.length === 0)
    return yield* shell.print(
      [...shell.aliases]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => show(name, value))
        .join(''),
    );
  let status = 0;
  for (const word of operands) {
    const at = word.indexOf('=');
    const value = shell.aliases.get(word);
    if (at > 0) shell.aliases.set(word.slice(0, at), word.slice(at + 1));
    else if (value !== undefined) yield* shell.print(show(word, value));
    else {
      shell.complain(`alias: ${word}: not found`);
      status = 1;
    }
  }
  return status;
}

const unalias: Own = plain((shell, words) => {
  if (words[0] === '-a') {
    shell.aliases.clear();
    return 0;
  }
  let status = 0;
  for (const word of words)
    if (!shell.aliases.delete(word)) {
      shell.complain(`unalias: ${word}: not found`);
      status = 1;
    }
  return status;
});

function* umask(shell: Shell, words: readonly string[]): Running<number> {
  const [word] = words.filter((one) => !one.startsWith('-'));
  if (word === undefined) {
    if (!words.includes('-S')) return yield* shell.print(`${shell.umask.toString(8).padStart(4, '0')}\n`);
    const bits = (shift: number): string =>
      ['r', 'w', 'x'].filter((_bit, at) => ((shell.umask >> shift) & (4 >> at)) === 0).join('');
    return yield* shell.print(`u=${bits(6)},g=${bits(3)},o=${bits(0)}\n`);
  }
  if (!/^[0-7]+$/.test(word)) {
    shell.complain(
      `umask: ${/^\d+$/.test(word) ? `${word}: octal number out of range` : `\`${word.slice(0, 1)}': invalid symbolic mode operator`}`,
    );
    return 1;
  }
  shell.umask = parseInt(word, 8) & 0o777;
  return 0;
}

export const control: readonly (readonly [string, Own])[] = [
  [':', plain(() => 0)],
  ['true', plain(() => 0)],
  ['false', plain(() => 1)],
  ['break', jumpOut('break')],
  ['continue', jumpOut('continue')],
  ['return', returns],
  ['exit', exit],
  ['logout', exit],
  ['eval', evaluates],
  ['source', source],
  ['.', source],
  ['exec', exec],
  ['shift', shift],
  ['set', set],
  ['shopt', shopt],
  ['trap', trap],
  ['let', lets],
  ['alias', alias],
  ['unalias', unalias],
  ['umask', umask],
  ['times', (shell) => shell.print('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n')],
];
