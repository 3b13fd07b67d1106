/**
 * Runs the commands of a prose block in the chapter's world and gives the transcript: what a reader would see who typed
 * them. A command's expected exit status stands behind it as `# exit N`; without it the command must succeed.
 */
import { parseTranscript } from '../../engine/lab/transcript/transcript.ts';
import { typeTranscript } from '../../engine/lab/transcript/type-transcript.ts';
import type { World } from '../../engine/lab/world/world-api.ts';

export interface Transcript {
  readonly commands: readonly string[];
  /** `$ command` and its output, line by line. */
  readonly text: string;
}

/**
 * What stands between the block's commands is thrown away: outputs are made, never pasted.
 * @throws Error when a command ends otherwise than the block says: the prose would be wrong
 */
export function runBlock(world: World, place: string, block: string): Transcript {
  const wanted = parseTranscript(block);
  if (wanted.length === 0) throw new Error('a block to run holds no line that begins with "$ "');
  const turns = typeTranscript(world, wanted, { name: 'prose', place, size: { columns: 100, rows: 40 } });
  for (const [at, { line, status, output }] of turns.entries())
    if (status !== wanted[at]?.status)
      throw new Error(
        `\`${line}\` at ${place} ended with ${status}, the prose says ${wanted[at]?.status}. It printed:\n${output}`,
      );
  return {
    commands: turns.map(({ line }) => line),
    text: turns
      .map(({ line, output }) => `$ ${line}\n${output}`)
      .join('')
      .trimEnd(),
  };
}
