/**
 * kubectl's commands: which there are, which are simulated, which one a typing error may have meant (cobra's
 * SuggestionsFor).
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Flag } from './command-line.ts';
import type { Invocation } from './invocation.ts';
import { apply, applyFlags } from './verbs/apply.ts';
import {
  apiResources,
  apiResourcesFlags,
  apiVersions,
  clusterInfo,
  clusterInfoFlags,
  config,
  configFlags,
  version,
  versionFlags,
} from './verbs/cluster.ts';
import { cordon, cordonFlags, uncordon } from './verbs/cordon.ts';
import { set, setFlags, setNotSimulated } from './verbs/set.ts';
import { create, createFlags, createNotSimulated, createSubcommands } from './verbs/create.ts';
import { deleteCommand, deleteFlags } from './verbs/delete.ts';
import { describe, describeFlags } from './verbs/describe.ts';
import { exec, execFlags } from './verbs/exec.ts';
import { expose, exposeFlags } from './verbs/expose.ts';
import { get, getFlags } from './verbs/get.ts';
import { annotate, label, labelFlags } from './verbs/label.ts';
import { logs, logsFlags } from './verbs/logs.ts';
import { patch, patchFlags } from './verbs/patch.ts';
import { rollout, rolloutFlags } from './verbs/rollout.ts';
import { runFlags, runPod } from './verbs/run.ts';
import { scale, scaleFlags } from './verbs/scale.ts';
import { wait, waitFlags } from './verbs/wait.ts';

export interface Command {
  readonly run: (run: Invocation) => Running<number>;
  readonly flags: readonly Flag[];
  /** Words after the verb that name what is not simulated. */
  readonly notSimulated: readonly string[];
  /** By the words after the verb; those with flags of their own have no others. '' is the command without any. */
  readonly subcommands: Readonly<Record<string, Subcommand>>;
  /** Whether flags may stand behind the first word. */
  readonly interspersed: 'yes' | 'no';
}

export interface Subcommand {
  /** As usage errors name it. */
  readonly name: string;
  readonly flags: readonly Flag[] | undefined;
}

function command(run: Command['run'], flags: readonly Flag[], ...subcommands: readonly string[]): Command {
  return {
    run,
    flags,
    interspersed: 'yes',
    notSimulated: [],
    subcommands: Object.fromEntries(subcommands.map((name) => [name, { name, flags: undefined }])),
  };
}

/** What of a command the words after the verb name. */
export function subcommandOf({ subcommands }: Command, words: readonly string[]): Subcommand | undefined {
  const named = subcommands[words.slice(0, 2).join(' ')] ?? subcommands[words[0] ?? ''];
  // Behind flags a subcommand may stand anywhere: then the flags of all are known.
  return named ?? (words.some((word) => word in subcommands) ? undefined : subcommands['']);
}

export const commands: Readonly<Record<string, Command>> = {
  annotate: command(annotate, labelFlags),
  'api-resources': command(apiResources, apiResourcesFlags),
  'api-versions': command(apiVersions, []),
  apply: command(apply, applyFlags, 'view-last-applied'),
  cordon: command(cordon, cordonFlags),
  'cluster-info': command(clusterInfo, clusterInfoFlags),
  config: command(
    config,
    configFlags,
    'view',
    'current-context',
    'get-contexts',
    'get-clusters',
    'get-users',
  ),
  create: {
    ...command(create, createFlags),
    notSimulated: createNotSimulated,
    subcommands: createSubcommands,
  },
  delete: command(deleteCommand, deleteFlags),
  describe: command(describe, describeFlags),
  exec: command(exec, execFlags),
  expose: command(expose, exposeFlags),
  get: command(get, getFlags),
  label: command(label, labelFlags),
  logs: command(logs, logsFlags),
  patch: command(patch, patchFlags),
  rollout: command(rollout, rolloutFlags, 'history', 'pause', 'restart', 'resume', 'status', 'undo'),
  run: command(runPod, runFlags),
  scale: command(scale, scaleFlags),
  set: { ...command(set, setFlags, 'image'), notSimulated: setNotSimulated },
  uncordon: command(uncordon, cordonFlags),
  version: command(version, versionFlags),
  wait: command(wait, waitFlags),
};

/** All that the real one has, in the order of its help: suggestions come so. */
export const commandNames: readonly string[] = [
  'create',
  'expose',
  'run',
  'set',
  'explain',
  'get',
  'edit',
  'delete',
  'rollout',
  'scale',
  'autoscale',
  'certificate',
  'cluster-info',
  'top',
  'cordon',
  'uncordon',
  'drain',
  'taint',
  'describe',
  'logs',
  'attach',
  'exec',
  'port-forward',
  'proxy',
  'cp',
  'auth',
  'debug',
  'events',
  'diff',
  'apply',
  'patch',
  'replace',
  'wait',
  'kustomize',
  'label',
  'annotate',
  'completion',
  'api-resources',
  'api-versions',
  'config',
  'kuberc',
  'plugin',
  'version',
  'options',
  'help',
];

/** Commands two changes away, or that begin so. */
export function similar(word: string): readonly string[] {
  return commandNames.filter(
    (name) => distance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()),
  );
}

/** Levenshtein's. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_unused, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let index = 1; index <= other.length; index++)
      next.push(
        Math.min(
          (row[index] ?? 0) + 1,
          (next[index - 1] ?? 0) + 1,
          (row[index - 1] ?? 0) + (one[at - 1] === other[index - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[other.length] ?? 0;
}
