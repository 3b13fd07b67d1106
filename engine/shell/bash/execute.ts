/**
 * The interpreter: walks the syntax tree (bash(1), SHELL GRAMMAR). Lists and compound commands are here; simple
 * commands, pipelines and expansions have files of their own.
 *
 * Left out: coproc, select.
 */
import type { CommandNode, CompoundList, PipelineNode, Statement, AndOr, Redirection } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { arithmeticFor, caseCommand, forCommand, ifCommand, whileCommand } from './compound.ts';
import { evaluateTest } from './conditional.ts';
import { expandArithmetic } from './expand.ts';
import { ExitJump, ExpansionError } from './jump.ts';
import { runBackground, runPipeline, runSubshell } from './pipeline.ts';
import { redirect } from './redirect.ts';
import type { Shell } from './shell.ts';
import { runSimple } from './simple.ts';

export type Run = (shell: Shell, node: AndOr | PipelineNode | CompoundList) => Running<number>;

export function* runStatements(shell: Shell, statements: readonly Statement[]): Running<number> {
  for (const statement of statements) yield* runStatement(shell, statement);
  return shell.status;
}

export function* runStatement(shell: Shell, statement: Statement): Running<number> {
  if (statement.background === true) {
    runBackground(shell, statement, runNode);
    shell.status = 0;
    yield* shell.tick();
    return 0;
  }
  return yield* runNode(shell, statement.command);
}

export function* runNode(shell: Shell, node: AndOr | PipelineNode | CompoundList): Running<number> {
  if (node.type === 'CompoundList') return yield* runStatements(shell, node.commands);
  if (node.type === 'AndOr') return yield* runAndOr(shell, node);
  if (node.type === 'Pipeline') {
    const negated = node.prefixes.some((prefix) => prefix.type === 'Negation');
    if (negated) shell.conditions++;
    try {
      shell.status = yield* runPipeline(shell, node, runNode);
    } finally {
      if (negated) shell.conditions--;
    }
    if (!negated) yield* checkStatus(shell);
    return shell.status;
  }
  return yield* runCommand(shell, node);
}

function* runAndOr(shell: Shell, node: AndOr): Running<number> {
  for (const [index, command] of node.commands.entries()) {
    const operator = node.operators[index - 1];
    if (operator === '&&' && shell.status !== 0) continue;
    if (operator === '||' && shell.status === 0) continue;
    const last = index === node.commands.length - 1;
    if (!last) shell.conditions++;
    try {
      yield* runNode(shell, command);
    } finally {
      if (!last) shell.conditions--;
    }
  }
  return shell.status;
}

/** set -e and the ERR trap. */
function* checkStatus(shell: Shell): Running<void> {
  if (shell.status === 0 || shell.conditions > 0) return;
  const trap = shell.traps.get('ERR');
  if (trap !== undefined && trap !== '') yield* shell.runTrap(trap);
  if (shell.options.has('errexit')) throw new ExitJump(shell.status);
}

function* runCommand(shell: Shell, node: CommandNode): Running<number> {
  shell.position = node.pos;
  if (node.type === 'Command') {
    shell.status = yield* runSimple(shell, node);
    yield* checkStatus(shell);
    return shell.status;
  }
  if (node.type === 'Redirected') return yield* redirected(shell, node.redirects, node.command);
  shell.status = yield* compound(shell, node);
  if (node.type === 'Subshell' || node.type === 'TestCommand' || node.type === 'ArithmeticCommand')
    yield* checkStatus(shell);
  return shell.status;
}

function* redirected(
  shell: Shell,
  redirections: readonly Redirection[],
  command: CommandNode,
): Running<number> {
  let saved;
  try {
    saved = yield* redirect(shell, redirections);
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    shell.complain(error.message);
    shell.status = 1;
    yield* checkStatus(shell);
    return 1;
  }
  try {
    return yield* runCommand(shell, command);
  } finally {
    saved.restore();
  }
}

function* compound(
  shell: Shell,
  node: Exclude<CommandNode, { type: 'Command' | 'Redirected' }>,
): Running<number> {
  switch (node.type) {
    case 'If':
      return yield* ifCommand(shell, node, runNode);
    case 'While':
      return yield* whileCommand(shell, node, runNode);
    case 'For':
      return yield* forCommand(shell, node, runNode);
    case 'ArithmeticFor':
      return yield* arithmeticFor(shell, node, runNode);
    case 'Case':
      return yield* caseCommand(shell, node, runNode);
    case 'BraceGroup':
      return yield* runNode(shell, node.body);
    case 'Subshell':
      return yield* runSubshell(shell, node, runNode);
    case 'Function': {
      const name = node.name.value;
      shell.functions.set(name, { node, source: shell.source });
      return 0;
    }
    case 'TestCommand':
      shell.trace(() => shell.source.slice(node.pos, node.end));
      yield* shell.tick();
      try {
        return (yield* evaluateTest(shell, node.expression)) ? 0 : 1;
      } catch (error) {
        if (!(error instanceof ExpansionError)) throw error;
        shell.complain(error.status === 2 ? `[[: ${error.message}` : error.message);
        return error.status === 2 ? 2 : 1;
      }
    case 'ArithmeticCommand':
      shell.trace(() => `((${node.body}))`);
      yield* shell.tick();
      try {
        return (yield* expandArithmetic(shell, node.body)) === 0n ? 1 : 0;
      } catch (error) {
        if (!(error instanceof ExpansionError)) throw error;
        shell.complain(`((: ${error.message}`);
        return 1;
      }
    case 'Select':
    case 'Coproc':
      shell.complain(`not simulated: ${node.type.toLowerCase()}`);
      return 1;
  }
}
