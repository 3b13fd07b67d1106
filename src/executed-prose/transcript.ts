/**
 * Runs the commands of a prose block in the chapter's world and gives the transcript: what a reader would see who typed
 * them. A command's expected exit status stands behind it as `# exit N`; without it the command must succeed.
 */
import type { World } from '../../engine/lab/world/world-api.ts';

export interface Command {
  readonly line: string;
  readonly status: number;
}

export interface Transcript {
  readonly commands: readonly string[];
  /** `$ command` and its output, line by line. */
  readonly text: string;
}

/** In the world's microseconds. */
const second = 1_000_000;
/** Longer than any command of the prose takes. */
const patience = 120 * second;

/** Each line of a block is `$ command`; what stands between them is thrown away: outputs are made, never pasted. */
export function commandsOf(block: string): readonly Command[] {
  return block
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => {
      const match = /^\$ (.*?)(?:\s+# exit (\d+))?$/.exec(line);
      return { line: match?.[1] ?? '', status: Number(match?.[2] ?? 0) };
    });
}

/** @throws Error when a command ends otherwise than the block says: the prose would be wrong */
export function runBlock(world: World, place: string, block: string): Transcript {
  const commands = commandsOf(block);
  if (commands.length === 0) throw new Error('a block to run holds no line that begins with "$ "');
  const tab = `prose at ${place}`;
  const console = world.console(tab, place, { columns: 100, rows: 40 });
  let text = '';
  for (const { line, status } of commands) {
    let output = '';
    const stop = console.onOutput((piece) => (output += piece));
    world.perform({ kind: 'type', tab, place, line });
    const end = world.now + patience;
    do world.run(world.now + second / 10);
    while (!console.idle && world.now < end);
    stop();
    if (!console.idle)
      throw new Error(`\`${line}\` at ${place} still runs after ${patience / second} seconds`);
    if (console.status !== status)
      throw new Error(
        `\`${line}\` at ${place} ended with ${console.status}, the prose says ${status}. It printed:\n${output}`,
      );
    const ended = output === '' || output.endsWith('\n') ? output : `${output}\n`;
    text += `$ ${line}\n${ended}`;
  }
  return { commands: commands.map(({ line }) => line), text: text.trimEnd() };
}
