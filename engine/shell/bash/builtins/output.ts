/**
 * Builtins that print: echo, printf, pwd, type, history, hash; and cd, which moves.
 */
import type { Running } from '../../../linux/process/wait.ts';
import { echoText } from '../../text/echo.ts';
import { printfText } from '../../text/printf-arguments.ts';
import { type Builtin, invalidOption, letters } from '../builtin.ts';
import { whereIs } from '../locate.ts';
import { resolvePath } from '../resolve-path.ts';
import type { Shell } from '../shell.ts';
import { functionText } from './variables.ts';

type Own = Builtin<Shell>;

const echo: Own = (shell, words) => shell.print(echoText(words));

function* printf(shell: Shell, words: readonly string[]): Running<number> {
  let rest = words;
  let into: string | undefined;
  if (rest[0] === '-v') {
    into = rest[1];
    rest = rest.slice(2);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  else if (/^-[^-]/.test(rest[0] ?? ''))
    return invalidOption(shell, 'printf', (rest[0] ?? '').slice(0, 2), 'printf [-v var] format [arguments]');
  const [format, ...given] = rest;
  if (format === undefined) {
    shell.output(2)?.write('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const printed = printfText(format, given, shell.process.place.environment.wallTime);
  for (const complaint of printed.complaints) shell.complain(`printf: ${complaint}`);
  if (into !== undefined) {
    const element = /^(\w+)\[(.*)\]$/.exec(into);
    if (element === null) shell.setVariable(into, printed.text);
    else shell.setElement(element[1] ?? '', element[2] ?? '', printed.text);
  } else {
    const status = yield* shell.print(printed.text);
    if (status !== 0) return status;
  }
  return printed.complaints.length > 0 ? 1 : 0;
}

function* cd(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words[0] === '-' ? ['--', ...words] : words, 'LPe@');
  if ('unknown' in parsed) return invalidOption(shell, 'cd', parsed.unknown, 'cd [-L|[-P [-e]] [-@]] [dir]');
  const [target, extra] = parsed.operands;
  if (extra !== undefined) {
    shell.complain('cd: too many arguments');
    return 1;
  }
  const wanted = target ?? shell.variables.get('HOME');
  if (wanted === undefined) {
    shell.complain('cd: HOME not set');
    return 1;
  }
  const old = shell.variables.get('OLDPWD');
  if (wanted === '-' && old === undefined) {
    shell.complain('cd: OLDPWD not set');
    return 1;
  }
  const name = wanted === '-' ? (old ?? '') : wanted;
  const path = resolvePath(shell.directory, name);
  if (name !== '' && !shell.process.files.isDirectory(path)) {
    shell.complain(
      `cd: ${name}: ${shell.process.files.get(path) === undefined ? 'No such file or directory' : 'Not a directory'}`,
    );
    return 1;
  }
  const export_ = (variable: string, value: string): void => {
    shell.setVariable(variable, value);
    shell.variables.obtain(variable).exported = true;
  };
  export_('OLDPWD', shell.directory);
  if (name !== '') shell.process.directory = path;
  export_('PWD', shell.directory);
  return wanted === '-' ? yield* shell.print(`${path}\n`) : 0;
}

function* pwd(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words, 'LP');
  if ('unknown' in parsed) return invalidOption(shell, 'pwd', parsed.unknown, 'pwd [-LP]');
  return yield* shell.print(`${shell.directory}\n`);
}

const keywords = new Set([
  '!',
  '[[',
  ']]',
  'case',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'fi',
  'for',
  'function',
  'if',
  'in',
  'select',
  'then',
  'time',
  'until',
  'while',
  '{',
  '}',
  'coproc',
]);

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';

function kindOf(shell: Shell, name: string): Kind | undefined {
  if (shell.aliases.has(name)) return 'alias';
  if (keywords.has(name)) return 'keyword';
  if (shell.functions.has(name)) return 'function';
  if (shell.builtins.has(name)) return 'builtin';
  return whereIs(shell, name) === undefined ? undefined : 'file';
}

function describe(shell: Shell, name: string, kind: Kind): string {
  const definition = shell.functions.get(name);
  if (kind === 'alias') return `${name} is aliased to \`${shell.aliases.get(name) ?? ''}'\n`;
  if (kind === 'keyword') return `${name} is a shell keyword\n`;
  if (kind === 'function' && definition !== undefined)
    return `${name} is a function\n${functionText(name, definition)}`;
  if (kind === 'builtin') return `${name} is a shell builtin\n`;
  return `${name} is ${whereIs(shell, name) ?? ''}\n`;
}

function* type(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words, 'afptP');
  if ('unknown' in parsed)
    return invalidOption(shell, 'type', parsed.unknown, 'type [-afptP] name [name ...]');
  let status = 0;
  for (const name of parsed.operands) {
    const kind = parsed.options.has('P')
      ? whereIs(shell, name) === undefined
        ? undefined
        : 'file'
      : kindOf(shell, name);
    if (kind === undefined) {
      if (!['t', 'p', 'P'].some((option) => parsed.options.has(option)))
        shell.complain(`type: ${name}: not found`);
      status = 1;
      continue;
    }
    if (parsed.options.has('t')) yield* shell.print(`${kind}\n`);
    else if (parsed.options.has('p') || parsed.options.has('P'))
      yield* shell.print(kind === 'file' ? `${whereIs(shell, name) ?? ''}\n` : '');
    else yield* shell.print(describe(shell, name, kind));
  }
  return status;
}

function* command(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words, 'pvV');
  if ('unknown' in parsed)
    return invalidOption(shell, 'command', parsed.unknown, 'command [-pVv] command [arg ...]');
  const { options, operands } = parsed;
  if (!options.has('v') && !options.has('V'))
    return operands.length === 0 ? 0 : yield* shell.interpreter.call(shell, operands, 'command');
  let status = 0;
  for (const name of operands) {
    const kind = kindOf(shell, name);
    if (kind === undefined) {
      if (options.has('V')) shell.complain(`command: ${name}: not found`);
      status = 1;
    } else if (options.has('V')) yield* shell.print(describe(shell, name, kind));
    else if (kind === 'alias') yield* shell.print(`alias ${name}='${shell.aliases.get(name) ?? ''}'\n`);
    else yield* shell.print(`${kind === 'file' ? (whereIs(shell, name) ?? '') : name}\n`);
  }
  return status;
}

function* builtin(shell: Shell, words: readonly string[]): Running<number> {
  const [name] = words;
  if (name === undefined) return 0;
  if (!shell.builtins.has(name)) {
    shell.complain(`builtin: ${name}: not a shell builtin`);
    return 1;
  }
  return yield* shell.interpreter.call(shell, words, 'builtin');
}

function* history(shell: Shell, words: readonly string[]): Running<number> {
  const [word] = words;
  if (word === '-c') {
    shell.history.length = 0;
    return 0;
  }
  if (word !== undefined && !/^\d+$/.test(word)) {
    if (/^-[dnarwps]/.test(word)) {
      shell.complain(`not simulated: history ${word}`);
      return 1;
    }
    if (word.startsWith('-'))
      return invalidOption(
        shell,
        'history',
        word.slice(0, 2),
        'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
      );
    shell.complain(`history: ${word}: numeric argument required`);
    return 1;
  }
  const from = word === undefined ? 0 : Math.max(0, shell.history.length - Number(word));
  return yield* shell.print(
    shell.history
      .slice(from)
      .map((line, at) => `${(from + at + 1).toString().padStart(5)}  ${line}\n`)
      .join(''),
  );
}

export const output: readonly (readonly [string, Own])[] = [
  ['echo', echo],
  ['printf', printf],
  ['cd', cd],
  ['pwd', pwd],
  ['type', type],
  ['command', command],
  ['builtin', builtin],
  ['history', history],
  ['hash', (shell, words) => shell.print(words.length === 0 ? 'hash: hash table empty\n' : '')],
  ['dirs', (shell) => shell.print(`${shell.directory.replace(shell.variables.get('HOME') ?? '\0', '~')}\n`)],
];
