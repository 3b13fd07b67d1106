/**
 * Commands and a prompt in a laboratory, on the terminal this program runs in.
 */
import { createInterface } from 'node:readline';
import type { Laboratory, Place } from '../engine/lab/laboratory/laboratory.ts';
import { Session } from '../engine/lab/replay/session.ts';
import { commandsAt } from '../engine/lab/scenario/commands.ts';
import { findLabPlace, labPlaceNames, labScenarios, openLaboratory } from '../engine/lab/scenario/lab.ts';
import { UsageError } from './arguments.ts';

export interface Standing {
  readonly scenario: string;
  readonly place: string | undefined;
}

/** A day of virtual time: longer than any command that ends. */
const patience = 86_400;

export function runCommands(standing: Standing, commands: readonly string[]): number {
  const { laboratory, place } = open(standing);
  let status = 0;
  for (const command of commands) status = run(laboratory, place, command);
  return status;
}

function run(laboratory: Laboratory, place: Place, command: string): number {
  const session = new Session(laboratory, place, commandsAt(), {
    command,
    columns: process.stdout.columns || 120,
    split: false,
    as: undefined,
    show: (text) => process.stdout.write(text),
  });
  session.finish(patience);
  return session.exit < 0 ? 128 - session.exit : session.exit;
}

/** Read lines until the end of the input; each runs to its end. @returns the last status */
export async function interact(standing: Standing): Promise<number> {
  const { laboratory, place } = open(standing);
  const input = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY,
  });
  input.setPrompt(process.stdin.isTTY ? `root@${place.name}:~# ` : '');
  let status = 0;
  input.prompt();
  for await (const line of input) {
    if (line.trim() === 'exit') break;
    if (line.trim() !== '') status = run(laboratory, place, line);
    input.prompt();
  }
  return status;
}

function open({ scenario, place: name }: Standing): { laboratory: Laboratory; place: Place } {
  const laboratory = openLaboratory(scenario);
  if (laboratory === undefined)
    throw new UsageError(`there is no scenario "${scenario}"; there are ${labScenarios.join(', ')}`);
  const names = labPlaceNames(laboratory);
  const place = name === undefined ? names.values().next().value : findLabPlace(laboratory, name);
  if (place === undefined)
    throw new UsageError(
      `there is no place "${name ?? ''}" in ${scenario}; there are ${[...names.keys()].join(', ')}`,
    );
  return { laboratory, place };
}
