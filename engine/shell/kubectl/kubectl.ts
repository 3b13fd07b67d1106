/**
 * kubectl 1.36 as a program (k8s.io/kubectl): reads its command line, speaks to the API's door, prints. It never sees
 * the store. Each verb has its own file in `verbs/`.
 */
import type { Program } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { type Command, commandNames, commands, similar, subcommandOf } from './commands.ts';
import { commonFlags, parseCommandLine } from './command-line.ts';
import { Failure, failureText, PlainFailure } from './failure.ts';
import { Invocation, type KubectlProcess } from './invocation.ts';
import type { KubectlServices } from './services.ts';

export function kubectl<Place>(door: ApiDoor, services: KubectlServices): Program<Place> {
  return (process) => main(process, process.arguments.slice(1), door, services);
}

function* main(
  process: KubectlProcess,
  words: readonly string[],
  door: ApiDoor,
  services: KubectlServices,
): Running<number> {
  try {
    const { name, rest } = splitVerb(words);
    if (name === undefined) {
      const parsed = parseCommandLine(rest, commonFlags, 'yes');
      if (parsed.kind === 'failed') throw new Failure(`${parsed.message}\nSee 'kubectl --help' for usage.`);
      throw new PlainFailure('not simulated: the help text of kubectl', 1);
    }
    const command = commandFor(name, words[0] ?? '');
    const [what] = rest;
    if (what !== undefined && command.notSimulated.includes(what))
      throw new PlainFailure(`not simulated: kubectl ${name} ${what}`, 1);
    const subcommand = subcommandOf(command, rest);
    const flags = [...(subcommand?.flags ?? command.flags), ...commonFlags];
    const parsed = parseCommandLine(rest, flags, command.interspersed);
    if (parsed.kind === 'failed')
      throw new Failure(
        `${parsed.message}\nSee 'kubectl ${[name, subcommand?.name].filter(Boolean).join(' ')} --help' for usage.`,
      );
    if (parsed.line.values.has('help')) throw new PlainFailure(`not simulated: kubectl ${name} --help`, 1);
    return yield* command.run(new Invocation(process, door, services, parsed.line));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.complain(failureText(error));
    return error instanceof Failure || error instanceof PlainFailure ? error.exitStatus : 1;
  }
}

/** The verb may stand behind common flags (`kubectl -n x get pods`). */
function splitVerb(words: readonly string[]): {
  readonly name: string | undefined;
  readonly rest: readonly string[];
} {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-'))
      return { name: word, rest: [...words.slice(0, index), ...words.slice(index + 1)] };
    const flag = commonFlags.find((one) => word === `--${one.name}` || word === `-${one.short ?? ''}`);
    // A flag the root does not know takes the next word with it, as cobra has it.
    if (
      flag === undefined
        ? !word.includes('=') && (word.startsWith('--') || word.length === 2)
        : flag.bare === undefined
    )
      index++;
  }
  return { name: undefined, rest: words };
}

/** @throws Failure */
function commandFor(name: string, firstWord: string): Command {
  const command = commands[name];
  if (command !== undefined) return command;
  if (commandNames.includes(name)) throw new PlainFailure(`not simulated: kubectl ${name}`, 1);
  if (firstWord.startsWith('-'))
    throw new PlainFailure(`Error: flags cannot be placed before plugin name: ${firstWord}`);
  const meant = similar(name);
  throw new Failure(
    `unknown command "${name}" for "kubectl"${meant.length === 0 ? '' : `\n\nDid you mean this?\n${meant.map((one) => `\t${one}\n`).join('')}`}`,
  );
}
