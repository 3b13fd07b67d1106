/**
 * bash at a terminal: prompt, a command (of several lines if need be), its output, the next prompt. Ctrl-C gives up
 * the line, Ctrl-D on an empty one ends the shell; jobs that ended are reported before a prompt.
 */
import type { Terminal } from '../../linux/process/terminal.ts';
import type { Running } from '../../linux/process/wait.ts';
import { runMain } from './interpreter.ts';
import { AbandonJump, ExitJump, InterruptJump } from './jump.ts';
import { reportJobs } from './report-jobs.ts';
import { defaultPrompt, promptText } from './prompt.ts';
import type { Shell } from './shell.ts';
import { parseShell, wantsMore } from './syntax.ts';

/** What no line can be: lines end with a newline or are not empty. */
const interrupted = '\0';

const atPrompt = new WeakMap<Terminal, Shell>();

/** The shell that last waited for a command at a terminal: the session's own, or one it has started (ssh, exec). */
export function shellAt(terminal: Terminal): Shell | undefined {
  return atPrompt.get(terminal);
}

/** bash has Debian's; sh (dash) its own. */
function promptWithout(shell: Shell): string {
  if (shell.origin !== 'sh') return defaultPrompt;
  return shell.process.credentials.uid === 0 ? '# ' : '$ ';
}

export function* interact(shell: Shell): Running<number> {
  let text = '';
  for (;;) {
    reportJobs(shell);
    const prompt =
      text === ''
        ? (shell.variables.get('PS1') ?? promptWithout(shell))
        : (shell.variables.get('PS2') ?? '> ');
    const shown = yield* promptText(shell, prompt);
    if (shell.process.terminal?.prompter !== 'host') shell.output(2)?.write(shown);
    const line = yield* nextLine(shell, shown);
    if (line === interrupted) {
      shell.output(2)?.write('\n');
      shell.status = 130;
      text = '';
      continue;
    }
    if (line === undefined) {
      if (text !== '') {
        shell.output(2)?.write(`${shell.origin}: syntax error: unexpected end of file\n`);
        shell.status = 2;
        text = '';
        continue;
      }
      shell.output(2)?.write('exit\n');
      return shell.status;
    }
    text += line;
    if (text.trim() === '') {
      text = '';
      continue;
    }
    if (parseShell(text).kind === 'incomplete' || wantsMore(text)) continue;
    shell.history.push(text.replace(/\n$/, ''));
    const whole = text;
    text = '';
    yield* runLine(shell, whole);
  }
}

function* runLine(shell: Shell, text: string): Running<void> {
  try {
    yield* runMain(shell, text, undefined);
  } catch (jump) {
    if (jump instanceof ExitJump) throw jump;
    if (jump instanceof AbandonJump) shell.status = jump.status;
    else if (jump instanceof InterruptJump) {
      shell.status = 130;
      shell.output(2)?.write('\n');
    } else throw jump;
  } finally {
    shell.loops = 0;
    shell.conditions = 0;
  }
}

/** The next line typed. Says when it waits with nothing typed ahead. */
function* nextLine(shell: Shell, prompt: string): Running<string | undefined> {
  const input = shell.descriptors.get(0);
  for (;;) {
    const line = input?.readLine();
    if (line !== '') return line;
    const { terminal } = shell.process;
    if (terminal !== undefined) {
      atPrompt.set(terminal, shell);
      terminal.onPrompt?.(prompt);
    }
    if (input !== undefined) yield { on: [input.readable] };
    try {
      yield* shell.seeSignals();
    } catch (jump) {
      if (!(jump instanceof InterruptJump)) throw jump;
      return interrupted;
    }
  }
}
