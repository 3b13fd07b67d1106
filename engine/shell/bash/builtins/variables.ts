/**
 * Builtins about variables: export, readonly, declare, typeset, local, unset, getopts, read, mapfile.
 */
import type { Assignment } from 'unbash';
import type { Running } from '../../../linux/process/wait.ts';
import { evaluate } from '../arithmetic.ts';
import { assign, assignText } from '../assign.ts';
import { type Builtin, invalidOption, letters } from '../builtin.ts';
import { orAbandon } from '../compound.ts';
import { describeVariable } from '../declare.ts';
import { ExpansionError } from '../jump.ts';
import type { Shell } from '../shell.ts';
import { isName, type Variable } from '../variables.ts';

type Own = Builtin<Shell>;
type Raw = readonly (string | Assignment)[];

const usage: Readonly<Record<string, string>> = {
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  local: 'local [option] name[=value] ...',
  export: 'export [-fn] [name[=value] ...] or export -p',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
};

function declaration(command: 'export' | 'readonly' | 'declare' | 'typeset' | 'local'): Own {
  return function* (shell, _words, raw) {
    const flags = new Set<string>();
    const removed = new Set<string>();
    let at = 0;
    for (; at < raw.length; at++) {
      const word = raw[at];
      if (typeof word !== 'string' || !/^[-+]./.test(word) || word === '--') break;
      for (const letter of word.slice(1)) {
        if (!'aAfFgiIlnrtuxp'.includes(letter))
          return invalidOption(shell, command, word.slice(0, 1) + letter, usage[command] ?? '');
        (word.startsWith('-') ? flags : removed).add(letter);
      }
    }
    if (raw[at] === '--') at++;
    const operands = raw.slice(at);
    if (command === 'local' && shell.functionNames.length === 0) {
      shell.complain('local: can only be used in a function');
      return 1;
    }
    if (command === 'export' && !flags.has('n')) flags.add('x');
    if (command === 'export' && flags.has('n')) removed.add('x');
    if (command === 'readonly') flags.add('r');
    if (flags.has('f') || flags.has('F')) return yield* functions(shell, flags, operands, command);
    if (operands.length === 0 || flags.has('p')) return yield* show(shell, flags, operands, command);
    const local =
      command === 'local' ||
      ((command === 'declare' || command === 'typeset') && shell.functionNames.length > 0 && !flags.has('g'));
    let status = 0;
    for (const operand of operands)
      if (!(yield* declareOne(shell, command, operand, flags, removed, local))) status = 1;
    return status;
  };
}

function* declareOne(
  shell: Shell,
  command: string,
  operand: string | Assignment,
  flags: Set<string>,
  removed: Set<string>,
  local: boolean,
): Running<boolean> {
  const match = typeof operand === 'string' ? /^([^=]*?)(\+?)(?:=([^]*))?$/.exec(operand) : null;
  const name = typeof operand === 'string' ? (match?.[1] ?? '') : operand.name;
  const element = /^(\w+)\[(.*)\]$/.exec(name);
  if (!isName(element?.[1] ?? name)) {
    shell.complain(
      `${command}: \`${typeof operand === 'string' ? operand : operand.text}': not a valid identifier`,
    );
    return false;
  }
  const variable = local
    ? shell.variables.declareLocal(element?.[1] ?? name)
    : shell.variables.obtain(element?.[1] ?? name);
  if (variable.readonly && (typeof operand !== 'string' || match?.[3] !== undefined)) {
    shell.complain(
      `${command === 'export' || command === 'readonly' ? '' : `${command}: `}${name}: readonly variable`,
    );
    return false;
  }
  attribute(variable, flags, removed);
  try {
    if (typeof operand !== 'string') yield* orAbandon(shell, assign(shell, operand, variable));
    else if (match?.[3] !== undefined) {
      if (element !== null) shell.setElement(element[1] ?? '', element[2] ?? '', match[3], variable);
      else assignText(shell, name, match[3], match[2] === '+', variable);
    }
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    shell.complain(`${command}: ${error.message}`);
    return false;
  }
  if (flags.has('r')) variable.readonly = true;
  return true;
}

function attribute(variable: Variable, flags: Set<string>, removed: Set<string>): void {
  if (flags.has('a') && variable.indexed === undefined)
    variable.indexed = new Map(variable.value === undefined ? [] : [[0, variable.value]]);
  if (flags.has('A') && variable.associative === undefined) variable.associative = new Map();
  if (flags.has('x')) variable.exported = true;
  if (removed.has('x')) variable.exported = false;
  if (flags.has('i')) variable.integer = true;
  if (removed.has('i')) variable.integer = false;
  if (flags.has('l')) variable.fold = 'lower';
  if (flags.has('u')) variable.fold = 'upper';
}

function* show(shell: Shell, flags: Set<string>, operands: Raw, command: string): Running<number> {
  let status = 0;
  const names =
    operands.length > 0 && flags.has('p')
      ? operands.map((operand) => (typeof operand === 'string' ? operand : operand.name))
      : shell.variables.names();
  for (const name of names) {
    const variable = shell.variables.find(name);
    if (variable === undefined) {
      shell.complain(`${command}: ${name}: not found`);
      status = 1;
      continue;
    }
    if (operands.length === 0) {
      if (flags.has('x') && !variable.exported) continue;
      if (flags.has('r') && !variable.readonly) continue;
      if (flags.has('a') && variable.indexed === undefined) continue;
      if (flags.has('A') && variable.associative === undefined) continue;
      if (flags.has('i') && !variable.integer) continue;
    }
    yield* shell.print(`${describeVariable(name, variable, 'declare')}\n`);
  }
  return status;
}

function* functions(shell: Shell, flags: Set<string>, operands: Raw, command: string): Running<number> {
  if (command === 'export' || command === 'readonly') return 0;
  let status = 0;
  const names =
    operands.length === 0
      ? [...shell.functions.keys()].sort()
      : operands.map((operand) => (typeof operand === 'string' ? operand : operand.name));
  for (const name of names) {
    const definition = shell.functions.get(name);
    if (definition === undefined) status = 1;
    else if (flags.has('F')) yield* shell.print(operands.length === 0 ? `declare -f ${name}\n` : `${name}\n`);
    else yield* shell.print(functionText(name, definition));
  }
  return status;
}

/** The function's text; bash would print its own layout. */
export function functionText(
  name: string,
  definition: { node: { body: { pos: number; end: number } }; source: string },
): string {
  const { pos, end } = definition.node.body;
  return `${name} () \n${definition.source.slice(pos, end)}\n`;
}

function* unset(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words, 'fvn');
  if ('unknown' in parsed)
    return invalidOption(shell, 'unset', parsed.unknown, 'unset [-f] [-v] [-n] [name ...]');
  let status = 0;
  for (const name of parsed.operands) {
    const element = /^(\w+)\[(.*)\]$/.exec(name);
    if (element !== null) {
      const variable = shell.variables.find(element[1] ?? '');
      const index = element[2] ?? '';
      if (variable?.associative !== undefined)
        variable.associative.delete(index.replace(/^(["'])(.*)\1$/, '$2'));
      else if (variable?.indexed !== undefined) {
        const number = Number(evaluate(index, shell.arithmetic));
        variable.indexed.delete(number < 0 ? Math.max(-1, ...variable.indexed.keys()) + 1 + number : number);
      }
      continue;
    }
    if (parsed.options.has('f') || (!parsed.options.has('v') && shell.variables.find(name) === undefined)) {
      shell.functions.delete(name);
      continue;
    }
    if (!shell.variables.unset(name)) {
      shell.complain(`unset: ${name}: cannot unset: readonly variable`);
      status = 1;
    }
  }
  return status;
}

function* getopts(shell: Shell, words: readonly string[]): Running<number> {
  const [specification, name, ...given] = words;
  if (specification === undefined || name === undefined) {
    shell.output(2)?.write('getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const list = given.length > 0 ? given : shell.positional;
  const silent = specification.startsWith(':');
  let index = Number(shell.variables.get('OPTIND') ?? '1');
  if (index <= 1 && shell.getoptsAt === 0) shell.getoptsAt = 1;
  if (index !== shell.getoptsIndex) shell.getoptsAt = 1;
  const word = list[index - 1];
  const finish = (status: number, value: string): number => {
    shell.getoptsIndex = index;
    shell.setVariable('OPTIND', index.toString());
    shell.setVariable(name, value);
    return status;
  };
  if (word === undefined || !/^-./.test(word) || word === '--') {
    if (word === '--') index++;
    shell.getoptsAt = 1;
    shell.variables.unset('OPTARG');
    return finish(1, '?');
  }
  const letter = word[shell.getoptsAt] ?? '';
  const last = shell.getoptsAt + 1 >= word.length;
  const known = letter !== ':' && specification.replace(/^:/, '').includes(letter);
  const takes = known && specification[specification.indexOf(letter, silent ? 1 : 0) + 1] === ':';
  const step = (): void => {
    if (last) index++;
    shell.getoptsAt = last ? 1 : shell.getoptsAt + 1;
  };
  if (!known) {
    step();
    if (silent) shell.setVariable('OPTARG', letter);
    else {
      shell.variables.unset('OPTARG');
      shell.output(2)?.write(`${shell.name}: illegal option -- ${letter}\n`);
    }
    return finish(0, '?');
  }
  if (!takes) {
    step();
    shell.variables.unset('OPTARG');
    return finish(0, letter);
  }
  const attached = word.slice(shell.getoptsAt + 1);
  shell.getoptsAt = 1;
  const argument = last ? list[index] : attached;
  index += last && argument !== undefined ? 2 : 1;
  if (argument === undefined) {
    if (silent) shell.setVariable('OPTARG', letter);
    else {
      shell.variables.unset('OPTARG');
      shell.output(2)?.write(`${shell.name}: option requires an argument -- ${letter}\n`);
    }
    return finish(0, silent ? ':' : '?');
  }
  shell.setVariable('OPTARG', argument);
  return finish(0, letter);
}

export const variables: readonly (readonly [string, Own])[] = [
  ['export', declaration('export')],
  ['readonly', declaration('readonly')],
  ['declare', declaration('declare')],
  ['typeset', declaration('typeset')],
  ['local', declaration('local')],
  ['unset', unset],
  ['getopts', getopts],
];
