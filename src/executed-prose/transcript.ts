/**
 * Runs the commands of a prose block in the chapter's world and gives the transcript: what a reader would see who typed
 * them. A command's expected exit status stands behind it as `# exit N`; without it the command must succeed. Output that
 * stands in the block is what the author counts on, and must be what comes.
 */
import { unifiedDiff } from '../../engine/lab/replay/unified-diff.ts';
import { parseTranscript, type Turn } from '../../engine/lab/transcript/transcript.ts';
import { typeTranscript } from '../../engine/lab/transcript/type-transcript.ts';
import type { World } from '../../engine/lab/world/world-api.ts';

export interface Transcript {
  readonly commands: readonly string[];
  /** `$ command` and its output. */
  readonly lines: readonly string[];
  /** Numbers of the lines that are commands, from 0. */
  readonly typed: readonly number[];
}

/** @throws Error when a command ends otherwise, or prints something else, than the block says: the prose would be wrong */
export function runBlock(world: World, place: string, block: string): Transcript {
  const turns = type(world, place, block);
  const lines: string[] = [];
  const typed = turns.map(({ line, output }) => {
    const printed = output === '' ? [] : output.replace(/\n$/, '').split('\n');
    return lines.push(`$ ${line}`, ...printed) - printed.length - 1;
  });
  while (lines.at(-1)?.trim() === '') lines.pop();
  return { commands: turns.map(({ line }) => line), lines, typed };
}

/** The one line a command prints, for a number or an address in a sentence. @throws Error when it is not one line */
export function runValue(world: World, place: string, command: string): string {
  const output = type(world, place, `$ ${command}`)
    .map((turn) => turn.output)
    .join('')
    .trim();
  if (output === '' || output.includes('\n'))
    throw new Error(`a value is one line; \`${command}\` at ${place} printed:\n${output}`);
  return output;
}

function type(world: World, place: string, block: string): readonly Turn[] {
  const wanted = parseTranscript(block);
  if (wanted.length === 0) throw new Error('a block to run holds no line that begins with "$ "');
  const turns = typeTranscript(world, wanted, { name: 'prose', place, size: { columns: 100, rows: 40 } });
  for (const [at, { line, status, output }] of turns.entries()) {
    const expected = wanted[at];
    if (status !== expected?.status)
      throw new Error(
        `\`${line}\` at ${place} ended with ${status}, the prose says ${expected?.status}. It printed:\n${output}`,
      );
    if (expected.output !== '' && expected.output.trim() !== output.trim())
      throw new Error(
        `\`${line}\` at ${place} prints something else than the prose says:\n${difference(expected.output, output)}`,
      );
  }
  return turns;
}

function difference(prose: string, world: string): string {
  return unifiedDiff(prose.trim().split('\n'), world.trim().split('\n')).join('\n');
}
