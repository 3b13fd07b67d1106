/**
 * Doing the steps that build an oracle case: calls of the kernel for the ground (machines, cables, parameters), the
 * commands themselves for the rest. What a command refuses is a complaint in its own words, and the next step goes on.
 */
import { applySteps } from '../configure/apply.ts';
import type { LabStep } from '../configure/step.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';
import { Session } from '../replay/session.ts';
import { commandsAt } from '../scenario/commands.ts';
import type { CommandStep } from './steps.ts';

/** Seconds after which a command is given up. */
const patience = 60;

export function build(laboratory: Laboratory, steps: readonly (LabStep | CommandStep)[]): void {
  for (const step of steps)
    if (step.do === 'command') {
      const { exit, merged } = runCommand(laboratory, step);
      if (exit !== 0) laboratory.complaints.push(`${step.namespace}: ${merged.trim()}`);
    } else applySteps(laboratory, [step]);
}

/** Run a command line to its end. */
export function runCommand(
  laboratory: Laboratory,
  { namespace, line, input }: Omit<CommandStep, 'do'>,
): Session {
  const session = new Session(laboratory, laboratory.place(namespace), commandsAt(), {
    command: line,
    columns: 120,
    split: false,
    as: undefined,
    stdin: input,
  });
  session.finish(patience);
  return session;
}
