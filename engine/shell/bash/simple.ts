/**
 * Simple commands (bash(1), SIMPLE COMMAND EXPANSION): assignments, words, redirections; then a function, a builtin
 * or an external program, in that order. External programs are engine processes.
 */
import type { Assignment, Command, Redirection } from 'unbash';
import { ProcessGroup } from '../../linux/process/group.ts';
import { devNull } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import { assign } from './assign.ts';
import type { Builtin } from './builtin.ts';
import { orAbandon } from './compound.ts';
import { expandText, expandWords } from './expand.ts';
import { callFunction } from './function.ts';
import { ExitJump, ExpansionError } from './jump.ts';
import { locate, type Located } from './locate.ts';
import { setPipeStatus, waitForeground } from './pipeline.ts';
import { quoteIfNeeded } from './quote.ts';
import { redirect, type Saved } from './redirect.ts';
import type { Shell } from './shell.ts';
import { parseShell } from './syntax.ts';

const declarations = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);
const special = new Set([
  'exec',
  'exit',
  'return',
  'break',
  'continue',
  'set',
  'shift',
  'unset',
  'eval',
  '.',
  ':',
  'trap',
  'export',
  'readonly',
]);

export function* runSimple(shell: Shell, node: Command): Running<number> {
  const may = shell.mayExecute;
  shell.mayExecute = false;
  yield* shell.tick();
  shell.position = node.pos;
  const aliased = expandAlias(shell, node);
  if (aliased !== undefined) return yield* shell.interpreter.runText(shell, aliased, undefined);
  shell.substitutionStatus = undefined;
  const assignments = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  const { words, raw } = yield* orAbandon(shell, argumentsOf(shell, node));
  try {
    if (words.length === 0) return yield* assignmentsOnly(shell, node, assignments);
    const name = words[0] ?? '';
    trace(shell, assignments, raw);
    return yield* withRedirections(
      shell,
      node.redirects,
      () => invoke(shell, words, raw, assignments, node, may),
      name === 'exec' && words.length === 1,
    );
  } finally {
    for (const path of shell.substitutions.splice(0)) shell.process.files.delete(path);
  }
}

function* argumentsOf(
  shell: Shell,
  node: Command,
): Running<{ words: string[]; raw: (string | Assignment)[] }> {
  const words: string[] = [];
  const raw: (string | Assignment)[] = [];
  if (node.name === undefined) return { words, raw };
  words.push(...(yield* expandWords(shell, [node.name])));
  raw.push(...words);
  const declares = declarations.has(words[0] ?? '');
  for (const argument of node.args) {
    if (argument.type === 'Word') {
      const more = yield* expandWords(shell, [argument]);
      words.push(...more);
      raw.push(...more);
    } else {
      if (declares) {
        words.push(argument.text);
        raw.push(argument);
      } else {
        const text = yield* argumentText(shell, argument);
        words.push(text);
        raw.push(text);
      }
    }
  }
  return { words, raw };
}

/** What looks like an assignment but is an ordinary argument: expanded, not split. */
function* argumentText(shell: Shell, argument: Assignment): Running<string> {
  if (argument.value.type === 'ArrayValue') return argument.text;
  const written = argument.text.slice(0, argument.value.pos - argument.pos);
  return written + (yield* expandText(shell, argument.value, 'assignment'));
}

function expandAlias(shell: Shell, node: Command): string | undefined {
  const name = node.name;
  if (
    name === undefined ||
    name.parts !== undefined ||
    !(shell.interactive || shell.shopt.has('expand_aliases'))
  )
    return undefined;
  const value = shell.aliases.get(name.text);
  if (value === undefined || shell.expandingAliases.has(name.text)) return undefined;
  shell.expandingAliases.add(name.text);
  const text = shell.source.slice(node.pos, name.pos) + value + shell.source.slice(name.end, node.end);
  return parseShell(text).kind === 'script' ? text : undefined;
}

function* assignmentsOnly(shell: Shell, node: Command, assignments: readonly Assignment[]): Running<number> {
  const traced: string[] = [];
  for (const assignment of assignments) traced.push(yield* orAbandon(shell, assign(shell, assignment)));
  if (shell.options.has('xtrace') && traced.length > 0)
    for (const text of traced) shell.output(2)?.write(`${shell.traceMark}${text}\n`);
  if (node.redirects.length === 0) return shell.substitutionStatus ?? 0;
  return yield* withRedirections(
    shell,
    node.redirects,
    function* () {
      yield* [];
      return shell.substitutionStatus ?? 0;
    },
    false,
  );
}

function trace(
  shell: Shell,
  assignments: readonly Assignment[],
  raw: readonly (string | Assignment)[],
): void {
  if (!shell.options.has('xtrace')) return;
  for (const assignment of assignments) shell.output(2)?.write(`${shell.traceMark}${assignment.text}\n`);
  const shown = raw.map((part) => (typeof part === 'string' ? quoteIfNeeded(part) : part.text));
  shell.output(2)?.write(`${shell.traceMark}${shown.join(' ')}\n`);
}

function* withRedirections(
  shell: Shell,
  redirections: readonly Redirection[],
  body: () => Running<number>,
  keep: boolean,
): Running<number> {
  if (redirections.length === 0) return yield* body();
  let saved: Saved;
  try {
    saved = yield* redirect(shell, redirections);
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    shell.complain(error.message);
    return 1;
  }
  if (keep) {
    saved.keep();
    return 0;
  }
  const { descriptors } = shell;
  try {
    return yield* body();
  } finally {
    // `exec` inside an eval may have replaced the table for good.
    if (shell.descriptors === descriptors) saved.restore();
  }
}

function* invoke(
  shell: Shell,
  words: readonly string[],
  raw: readonly (string | Assignment)[],
  assignments: readonly Assignment[],
  node: Command,
  may: boolean,
): Running<number> {
  const name = words[0] ?? '';
  const definition = shell.functions.get(name);
  if (definition !== undefined)
    return yield* callFunction(shell, name, definition, words.slice(1), assignments);
  const builtin = shell.builtins.get(name);
  if (builtin !== undefined) return yield* runBuiltin(shell, builtin, name, words, raw, assignments);
  const environment = shell.variables.environment();
  if (assignments.length > 0) {
    shell.variables.enterFunction();
    try {
      for (const assignment of assignments) {
        yield* orAbandon(shell, assign(shell, assignment, shell.variables.declareLocal(assignment.name)));
        environment.set(assignment.name, shell.variables.get(assignment.name) ?? '');
      }
    } finally {
      shell.variables.leaveFunction();
    }
  }
  return yield* runExternal(shell, words, environment, () => shell.source.slice(node.pos, node.end), may);
}

function* runBuiltin(
  shell: Shell,
  builtin: Builtin<Shell>,
  name: string,
  words: readonly string[],
  raw: readonly (string | Assignment)[],
  assignments: readonly Assignment[],
): Running<number> {
  shell.running = name;
  if (assignments.length === 0) return yield* builtin(shell, words.slice(1), raw.slice(1));
  if (special.has(name) && name !== 'eval' && name !== '.') {
    for (const assignment of assignments) yield* orAbandon(shell, assign(shell, assignment));
    return yield* builtin(shell, words.slice(1), raw.slice(1));
  }
  shell.variables.enterFunction();
  try {
    for (const assignment of assignments) {
      const variable = shell.variables.declareLocal(assignment.name);
      variable.exported = true;
      yield* orAbandon(shell, assign(shell, assignment, variable));
    }
    return yield* builtin(shell, words.slice(1), raw.slice(1));
  } finally {
    shell.variables.leaveFunction();
  }
}

/** @param may this process has nothing else to do: become the program */
export function* runExternal(
  shell: Shell,
  words: readonly string[],
  environment: Map<string, string>,
  text: () => string,
  may: boolean,
): Running<number> {
  const located = locate(shell, words);
  if ('error' in located) {
    shell.complain(located.error);
    return located.status;
  }
  environment.set('_', located.path);
  if (may && !shell.traps.has('EXIT')) return yield* become(shell, located, environment);
  const stream = (
    number: number,
  ): ReturnType<NonNullable<ReturnType<typeof shell.descriptors.get>>['duplicate']> | undefined =>
    shell.descriptors.get(number)?.duplicate();
  const process = shell.process.table.start({
    program: located.program,
    arguments: located.arguments,
    place: shell.process.place,
    files: shell.process.files,
    stdin: stream(0) ?? devNull,
    stdout: stream(1) ?? devNull,
    stderr: stream(2) ?? devNull,
    environment,
    directory: shell.directory,
    parent: shell.process,
    ...(shell.interactive ? { group: new ProcessGroup() } : {}),
  });
  const statuses = yield* waitForeground(shell, [process], text);
  setPipeStatus(shell, statuses);
  return statuses[0] ?? 0;
}

/** execve(2): the shell's own process becomes the program. */
export function* become(shell: Shell, located: Located, environment: Map<string, string>): Running<number> {
  const { process } = shell;
  const streams = [0, 1, 2].map((number) => shell.descriptors.get(number)?.duplicate() ?? devNull);
  process.stdin.close();
  process.stdout.close();
  process.stderr.close();
  [process.stdin = devNull, process.stdout = devNull, process.stderr = devNull] = streams;
  process.environment = environment;
  shell.closeDescriptors();
  throw new ExitJump(yield* process.execute(located.program, located.arguments));
}
