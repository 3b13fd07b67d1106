/**
 * The interpreter as one thing: texts and scripts run in a shell, with bash's way of giving up a line, and syntax
 * errors in its words.
 */
import type { Statement } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { builtins } from './builtins/all.ts';
import { runNode, runStatement, runStatements } from './execute.ts';
import { AbandonJump, ExitJump } from './jump.ts';
import { capture } from './pipeline.ts';
import { type Interpreter, Shell } from './shell.ts';
import { runExternal } from './simple.ts';
import { lineAt, openHereDocument, type Parsed, parseShell, type SyntaxError } from './syntax.ts';

const interpreter: Interpreter = {
  *run(shell, script, source) {
    return yield* within(shell, source, shell.origin, () => runStatements(shell, script.commands));
  },
  *runText(shell, text, origin) {
    const parsed = parseShell(text);
    return yield* within(shell, text, origin ?? shell.origin, function* () {
      yield* runStatements(shell, runnable(parsed, text));
      if (parsed.kind !== 'script') {
        complainOfSyntax(shell, parsed.error, origin === undefined ? 'eval' : undefined);
        shell.status = origin === undefined ? 1 : 2;
      }
      return shell.status;
    });
  },
  runNode,
  *capture(shell, script, source, how = 'trimmed') {
    return yield* capture(
      shell,
      script,
      source,
      function* (own, body, text) {
        if (body.errors !== undefined) {
          const parsed = parseShell(body.source ?? text.slice(body.pos, body.end));
          if (parsed.kind !== 'script') complainOfSyntax(own, parsed.error, undefined);
          throw new ExitJump(2);
        }
        return yield* interpreter.run(own, body, text);
      },
      how,
    );
  },
  *call(shell, words, how) {
    const name = words[0] ?? '';
    const builtin = shell.builtins.get(name);
    if (builtin !== undefined) {
      shell.running = name;
      return yield* builtin(shell, words.slice(1), words.slice(1));
    }
    if (how === 'builtin') return 1;
    return yield* runExternal(shell, words, shell.variables.environment(), () => words.join(' '), false);
  },
};

export function newShell(): Shell {
  return new Shell(interpreter, builtins);
}

function* within(shell: Shell, source: string, origin: string, body: () => Running<number>): Running<number> {
  const before = { source: shell.source, position: shell.position, origin: shell.origin };
  shell.source = source;
  shell.origin = origin;
  try {
    return yield* body();
  } finally {
    shell.source = before.source;
    shell.position = before.position;
    shell.origin = before.origin;
    shell.expandingAliases.clear();
  }
}

/** The statements that run before bash meets the error: those of earlier lines. */
function runnable(parsed: Parsed, text: string): readonly Statement[] {
  if (parsed.kind === 'script') return parsed.script.commands;
  return parsed.script.commands.filter((statement) => lineAt(text, statement.end) < parsed.error.badLine);
}

/** @param where `-c`, `eval`: what stands before the line number */
export function complainOfSyntax(shell: Shell, error: SyntaxError, where: string | undefined): void {
  const output = shell.output(2);
  if (shell.interactive) {
    output?.write(`${shell.origin}: ${error.message}\n`);
    return;
  }
  const prefix = `${shell.origin}: ${where === undefined ? '' : `${where}: `}line ${error.line}: `;
  output?.write(`${prefix}${error.message}\n`);
  if (error.text !== undefined) output?.write(`${prefix}\`${error.text}'\n`);
}

function isLastSimple(statement: Statement, statements: readonly Statement[]): boolean {
  return (
    statement === statements.at(-1) && statement.command.type === 'Command' && statement.background !== true
  );
}

/** Run a whole text as a shell's input: a line that is given up does not end what follows. @returns the status */
export function* runMain(shell: Shell, text: string, where: '-c' | undefined): Running<number> {
  const parsed = parseShell(text);
  shell.source = text;
  const open = openHereDocument(text);
  if (open !== undefined)
    shell
      .output(2)
      ?.write(
        `${shell.origin}: line ${text.replace(/\n$/, '').split('\n').length}: warning: here-document at line ${open.line} delimited by end-of-file (wanted \`${open.delimiter}')\n`,
      );
  let abandoned = 0;
  const statements = runnable(parsed, text);
  for (const statement of statements) {
    if (lineAt(text, statement.pos) <= abandoned) continue;
    try {
      shell.source = text;
      // `bash -c`: nothing comes after the last command, so bash becomes it (ONESHOT).
      shell.mayExecute =
        shell.endsWithText && parsed.kind === 'script' && isLastSimple(statement, statements);
      yield* runStatement(shell, statement);
    } catch (jump) {
      if (!(jump instanceof AbandonJump)) throw jump;
      shell.status = jump.status;
      if (jump.status === 127 && !shell.interactive) throw new ExitJump(jump.status);
      abandoned = lineAt(text, statement.end);
    }
  }
  if (parsed.kind !== 'script') {
    complainOfSyntax(shell, parsed.error, where);
    shell.status = 2;
  }
  return shell.status;
}
