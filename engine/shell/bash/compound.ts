/**
 * Compound commands that choose and repeat: if, while, until, for, case.
 */
import type { ArithmeticFor, Case, CompoundList, For, If, While } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { expandArithmetic, expandPattern, expandText, expandWords } from './expand.ts';
import { AbandonJump, ExpansionError, LoopJump } from './jump.ts';
import { matchesPattern } from './pattern.ts';
import type { Shell } from './shell.ts';
import { isName } from './variables.ts';

type RunList = (shell: Shell, list: CompoundList) => Running<number>;

function* condition(shell: Shell, list: CompoundList, run: RunList): Running<boolean> {
  shell.conditions++;
  try {
    return (yield* run(shell, list)) === 0;
  } finally {
    shell.conditions--;
  }
}

export function* ifCommand(shell: Shell, node: If, run: RunList): Running<number> {
  for (const branch of [node, ...node.elif])
    if (yield* condition(shell, branch.clause, run)) return yield* run(shell, branch.then);
  return node.else === undefined ? 0 : yield* run(shell, node.else);
}

/** Run a loop's body once. @returns whether the loop goes on */
function* once(shell: Shell, body: CompoundList, run: RunList): Running<boolean> {
  try {
    yield* run(shell, body);
    return true;
  } catch (jump) {
    if (!(jump instanceof LoopJump)) throw jump;
    shell.status = 0;
    if (jump.levels > 1) {
      jump.levels--;
      throw jump;
    }
    return jump.kind === 'continue';
  }
}

export function* whileCommand(shell: Shell, node: While, run: RunList): Running<number> {
  let status = 0;
  shell.loops++;
  try {
    for (;;) {
      let wanted = false;
      try {
        wanted = (yield* condition(shell, node.clause, run)) === (node.kind === 'while');
      } catch (jump) {
        if (!(jump instanceof LoopJump) || jump.levels > 1) throw jump;
        if (jump.kind === 'break') return 0;
        continue;
      }
      yield* shell.tick();
      if (!wanted) return status;
      if (!(yield* once(shell, node.body, run))) return shell.status;
      status = shell.status;
    }
  } finally {
    shell.loops--;
  }
}

export function* forCommand(shell: Shell, node: For, run: RunList): Running<number> {
  const name = node.name.text;
  if (!isName(name)) {
    shell.complain(`\`${name}': not a valid identifier`);
    return 1;
  }
  const words =
    node.wordlist === undefined
      ? shell.positional
      : yield* orAbandon(shell, expandWords(shell, node.wordlist));
  let status = 0;
  shell.loops++;
  try {
    for (const word of words) {
      try {
        shell.setVariable(name, word);
      } catch (error) {
        if (error instanceof ExpansionError) shell.abandon(error);
        throw error;
      }
      shell.trace(() => `for ${name} in ${node.wordlist?.map((one) => one.text).join(' ') ?? '"$@"'}`);
      yield* shell.tick();
      if (!(yield* once(shell, node.body, run))) return shell.status;
      status = shell.status;
    }
    return status;
  } finally {
    shell.loops--;
  }
}

export function* arithmeticFor(shell: Shell, node: ArithmeticFor, run: RunList): Running<number> {
  const text = (expression: ArithmeticFor['test']): string =>
    expression === undefined ? '' : shell.source.slice(expression.pos, expression.end);
  const source = { initialize: text(node.initialize), test: text(node.test), update: text(node.update) };
  let status = 0;
  shell.loops++;
  try {
    yield* expandArithmetic(shell, source.initialize);
    for (;;) {
      yield* shell.tick();
      if (source.test !== '' && (yield* expandArithmetic(shell, source.test)) === 0n) return status;
      if (!(yield* once(shell, node.body, run))) return shell.status;
      status = shell.status;
      yield* expandArithmetic(shell, source.update);
    }
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    shell.complain(`((: ${error.message}`);
    return 1;
  } finally {
    shell.loops--;
  }
}

export function* caseCommand(shell: Shell, node: Case, run: RunList): Running<number> {
  const word = yield* orAbandon(shell, expandText(shell, node.word));
  shell.trace(() => `case ${node.word.text} in`);
  yield* shell.tick();
  let status = 0;
  let through = false;
  for (const item of node.items) {
    let matched = through;
    for (const candidate of item.pattern) {
      if (matched) break;
      const pattern = yield* orAbandon(shell, expandPattern(shell, candidate));
      matched = matchesPattern(
        shell.shopt.has('nocasematch') ? pattern.toLowerCase() : pattern,
        shell.shopt.has('nocasematch') ? word.toLowerCase() : word,
      );
    }
    if (!matched) continue;
    status = item.body.commands.length === 0 ? 0 : yield* run(shell, item.body);
    if (item.terminator === ';;&') through = false;
    else if (item.terminator === ';&') through = true;
    else return status;
  }
  return status;
}

/** An expansion whose failure gives up the command line. */
export function* orAbandon<Result>(shell: Shell, expansion: Running<Result>): Running<Result> {
  try {
    return yield* expansion;
  } catch (error) {
    if (error instanceof ExpansionError) {
      shell.complain(error.message);
      throw new AbandonJump(error.status);
    }
    throw error;
  }
}
