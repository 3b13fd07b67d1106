/**
 * Calling a shell function: its own positional parameters and local variables, `return`.
 */
import type { Assignment } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { assign } from './assign.ts';
import { orAbandon } from './compound.ts';
import { ExitJump, ReturnJump } from './jump.ts';
import type { FunctionDefinition, Shell } from './shell.ts';

/** Deeper than any honest recursion, and less than the host's stack can bear. */
const deepest = 150;

export function* callFunction(
  shell: Shell,
  name: string,
  definition: FunctionDefinition,
  words: readonly string[],
  assignments: readonly Assignment[],
): Running<number> {
  if (shell.functionNames.length >= deepest) {
    shell.complain(`${name}: maximum function nesting level exceeded (${deepest})`);
    throw new ExitJump(1);
  }
  const { positional, source, position, loops, sourced } = shell;
  shell.variables.enterFunction();
  shell.functionNames.push(name);
  try {
    for (const assignment of assignments) {
      const variable = shell.variables.declareLocal(assignment.name);
      variable.exported = true;
      yield* orAbandon(shell, assign(shell, assignment, variable));
    }
    shell.positional = words;
    shell.source = definition.source;
    shell.loops = 0;
    shell.sourced = 0;
    return yield* shell.interpreter.runNode(shell, definition.node.body);
  } catch (jump) {
    if (jump instanceof ReturnJump) return jump.status;
    throw jump;
  } finally {
    shell.functionNames.pop();
    shell.variables.leaveFunction();
    shell.positional = positional;
    shell.source = source;
    shell.position = position;
    shell.loops = loops;
    shell.sourced = sourced;
  }
}
