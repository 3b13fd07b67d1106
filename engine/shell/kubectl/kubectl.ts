/**
 * kubectl 1.36 as a program (k8s.io/kubectl): finds its command, reads the flags, speaks to the API's door, prints. It
 * never sees the store. Each verb has its own file in `verbs/`; what there is to be said on a command line comes from
 * `command/`.
 */
import type { Program } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { parseCommandLine } from './command-line.ts';
import { helpOf } from './command/help.ts';
import { commandAt, type CommandNode, findCommand, plainWord } from './command/tree.ts';
import { similar, verbs } from './commands.ts';
import { Failure, failureText, PlainFailure } from './failure.ts';
import { Invocation, type KubectlProcess } from './invocation.ts';
import type { KubectlServices } from './services.ts';

export function kubectl<Place>(door: ApiDoor, services: KubectlServices): Program<Place> {
  return (process) => main(process, process.arguments.slice(1), door, services);
}

/** Commands that ask no server and need no configuration. */
const isByItself = ['completion', 'options', 'plugin list', 'version'];

function* main(
  process: KubectlProcess,
  words: readonly string[],
  door: ApiDoor,
  services: KubectlServices,
): Running<number> {
  try {
    const found = findCommand(words);
    const { node } = found;
    if (node.path === 'help') return help(process, found.rest);
    if (node.path === 'alpha') {
      process.complain('No alpha commands are available in this version of kubectl\n');
      return 0;
    }
    const name = node.path === '' ? plainWord(found.rest, node) : undefined;
    if (name !== undefined) throw unknownCommand(name, words[0] ?? '');
    const parsed = parseCommandLine(found.rest, node.flags);
    const called = ['kubectl', node.path].filter(Boolean).join(' ');
    if (parsed.kind === 'failed') throw new Failure(`${parsed.message}\nSee '${called} --help' for usage.`);
    const { line } = parsed;
    for (const { name, deprecated = '' } of line.deprecated)
      process.complain(`Flag --${name} has been deprecated, ${deprecated}\n`);
    if (/^(1|t|true)$/i.test(line.values.get('help')?.at(-1) ?? 'false')) {
      process.print(helpOf(node.path));
      return 0;
    }
    const missing = node.flags.filter(({ required, name }) => required && !line.values.has(name));
    if (missing.length > 0)
      throw new Failure(`required flag(s) ${missing.map(({ name }) => `"${name}"`).join(', ')} not set`);
    const verb = verbs[node.path];
    if (verb !== undefined) {
      const run = new Invocation(process, door, services, line);
      if (!node.path.startsWith('config ') && !isByItself.includes(node.path)) run.checkConfiguration();
      return yield* verb(run);
    }
    return group(process, node, called, line.words);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.complain(failureText(error));
    return error instanceof Failure || error instanceof PlainFailure ? error.exitStatus : 1;
  }
}

/** What only holds other commands shows them. */
function group(
  process: KubectlProcess,
  { path, children }: CommandNode,
  called: string,
  words: readonly string[],
): number {
  if (path === '' || path === 'certificate') {
    process.print(helpOf(path));
    return 0;
  }
  if (children.length === 0) throw new PlainFailure(`not simulated: ${called}`, 1);
  if (words.length > 0)
    throw new Failure(
      `unknown command ${JSON.stringify(words.join(' '))}\nSee '${called} -h' for help and examples`,
    );
  if (path === 'rollout') process.print(helpOf(path));
  else process.complain(helpOf(path));
  return 1;
}

function help(process: KubectlProcess, words: readonly string[]): number {
  if (words.includes('--help') || words.includes('-h')) {
    process.print(helpOf('help'));
    return 0;
  }
  const topic = commandAt(words.filter((word) => !word.startsWith('-')));
  if (topic === undefined) {
    const [usage = ''] = /^Basic Commands[\s\S]*/m.exec(helpOf('')) ?? [];
    process.complain(`Unknown help topic [${words.map((word) => `\`${word}\``).join(' ')}]\n\n\n${usage}`);
  } else process.print(helpOf(topic.path));
  return 0;
}

function unknownCommand(name: string, firstWord: string): Error {
  if (firstWord.startsWith('-'))
    return new PlainFailure(`Error: flags cannot be placed before plugin name: ${firstWord}`);
  const meant = similar(name);
  return new Failure(
    `unknown command "${name}" for "kubectl"${meant.length === 0 ? '' : `\n\nDid you mean this?\n${meant.map((one) => `\t${one}\n`).join('')}`}`,
  );
}
