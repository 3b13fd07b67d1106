/**
 * kubectl options, plugin list, completion, and top without a metrics server (k8s.io/kubectl pkg/cmd/plugin,
 * completion, top). Completion itself is this shell's own (`complete.ts`), so its scripts are not printed.
 */
import type { Running } from '../../../linux/process/wait.ts';
import { globalOptions } from '../command/global-options.ts';
import { Failure, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';

export function* globalOptionsText(run: Invocation): Running<number> {
  run.print(globalOptions.replaceAll('HOME', run.process.environment.get('HOME') ?? '/root'));
  return 0;
}

export function* pluginList(): Running<number> {
  throw new Failure('unable to find any kubectl plugins in your PATH');
}

export function* completion(run: Invocation): Running<number> {
  const [shell, more] = run.words;
  const usage = "See 'kubectl completion -h' for help and examples";
  if (shell === undefined) throw new Failure(`Shell not specified.\n${usage}`);
  if (more !== undefined) throw new Failure(`Too many arguments. Expected only the shell type.\n${usage}`);
  if (!['bash', 'zsh', 'fish', 'powershell'].includes(shell))
    throw new Failure(`Unsupported shell type ${JSON.stringify(shell)}.\n${usage}`);
  throw new PlainFailure(`not simulated: kubectl completion ${shell}`, 1);
}

export function* topNode(run: Invocation): Running<number> {
  return yield* top(run, 'node', '--selector');
}

export function* topPod(run: Invocation): Running<number> {
  return yield* top(run, 'pod', 'selector');
}

/** No cluster here has a metrics server. @param selector as the verb calls that flag */
function* top(run: Invocation, kind: string, selector: string): Running<number> {
  if (run.words.length > 1)
    throw new Failure(`${kind} [NAME | -l label]\nSee 'kubectl top ${kind} -h' for help and examples`);
  if (run.has('selector') && run.words.length > 0)
    throw new Failure(`only one of NAME or ${selector} can be provided`);
  const sortBy = run.text('sort-by');
  if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory')
    throw new Failure('--sort-by accepts only cpu or memory');
  throw new Failure('Metrics API not available');
}
