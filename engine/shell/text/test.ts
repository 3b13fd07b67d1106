/**
 * `test` and `[` as programs (coreutils): what an exec without a shell finds. They say what the shell's builtins say.
 */
import { Sink } from '../../linux/process/stream.ts';
import type { Command } from '../command.ts';

export const testTools: readonly Command[] = ['test', '['].map((name): Command => ({
  name,
  path: `/usr/bin/${name}`,
  *program(process) {
    const shell = process.executables.find('sh');
    if (shell === undefined) {
      process.complain(`not simulated: ${name}\n`);
      return 1;
    }
    const { stderr } = process;
    process.stderr = new Sink((text) => {
      stderr.write(text.replace(/^sh: (?:line )?\d+: /, ''));
    });
    try {
      const line = `${name} "$@"`;
      return yield* process.execute(shell.program, ['sh', '-c', line, 'sh', ...process.arguments.slice(1)]);
    } finally {
      process.stderr = stderr;
    }
  },
}));
