/**
 * The verbs: which function does which command, and which command a typing error may have meant (cobra's
 * SuggestionsFor).
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Invocation } from './invocation.ts';
import { apply } from './verbs/apply.ts';
import { apiResources, apiVersions, clusterInfo, version } from './verbs/cluster.ts';
import { attach } from './verbs/attach.ts';
import { canI, whoAmI } from './verbs/auth.ts';
import { autoscale } from './verbs/autoscale.ts';
import { completion, globalOptionsText, pluginList, topNode, topPod } from './verbs/by-itself.ts';
import { config, configActions } from './verbs/config.ts';
import { cp } from './verbs/cp.ts';
import { debug } from './verbs/debug/debug.ts';
import { diff } from './verbs/diff.ts';
import { events } from './verbs/events.ts';
import { cordon, drain, uncordon } from './verbs/drain.ts';
import { createConfigMap } from './verbs/create/config-map.ts';
import { createDeployment } from './verbs/create/deployment.ts';
import { create } from './verbs/create/from-files.ts';
import { createIngress } from './verbs/create/ingress.ts';
import { createCronJob, createJob } from './verbs/create/job.ts';
import {
  createClusterRole,
  createClusterRoleBinding,
  createRole,
  createRoleBinding,
} from './verbs/create/rbac.ts';
import { createGenericSecret, createRegistrySecret, createTlsSecret } from './verbs/create/secret.ts';
import { createService } from './verbs/create/service.ts';
import {
  createDisruptionBudget,
  createNamespace,
  createPriorityClass,
  createQuota,
  createServiceAccount,
  createToken,
} from './verbs/create/simple.ts';
import { deleteCommand } from './verbs/delete.ts';
import { describe } from './verbs/describe.ts';
import { edit } from './verbs/edit.ts';
import { exec } from './verbs/exec.ts';
import { explain } from './verbs/explain.ts';
import { expose } from './verbs/expose.ts';
import { get } from './verbs/get.ts';
import { annotate, label } from './verbs/label.ts';
import { setLastApplied, viewLastApplied } from './verbs/last-applied.ts';
import { logs } from './verbs/logs.ts';
import { patch } from './verbs/patch.ts';
import { portForward } from './verbs/port-forward.ts';
import { replace } from './verbs/replace.ts';
import { rollout } from './verbs/rollout.ts';
import { runPod } from './verbs/run.ts';
import { scale } from './verbs/scale.ts';
import { setEnv } from './verbs/set/env.ts';
import { setImage, setResources, setSelector, setServiceAccount, setSubject } from './verbs/set/set.ts';
import { taint } from './verbs/taint.ts';
import { wait } from './verbs/wait.ts';

export type Verb = (run: Invocation) => Running<number>;

/** By the words behind `kubectl`. Commands that are not here are not simulated. */
export const verbs: Readonly<Record<string, Verb>> = {
  annotate: annotate,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  apply: apply,
  'apply set-last-applied': setLastApplied,
  'apply view-last-applied': viewLastApplied,
  attach,
  autoscale,
  'cluster-info': clusterInfo,
  'auth can-i': canI,
  'auth whoami': whoAmI,
  completion,
  debug,
  diff,
  events,
  options: globalOptionsText,
  'plugin list': pluginList,
  'top node': topNode,
  'top pod': topPod,
  ...Object.fromEntries(
    configActions.map((action) => [`config ${action}`, (run: Invocation) => config(run, action)]),
  ),
  cordon: cordon,
  cp,
  create: create,
  'create clusterrole': createClusterRole,
  'create clusterrolebinding': createClusterRoleBinding,
  'create configmap': createConfigMap,
  'create cronjob': createCronJob,
  'create deployment': createDeployment,
  'create ingress': createIngress,
  'create job': createJob,
  'create namespace': createNamespace,
  'create poddisruptionbudget': createDisruptionBudget,
  'create priorityclass': createPriorityClass,
  'create quota': createQuota,
  'create role': createRole,
  'create rolebinding': createRoleBinding,
  'create secret docker-registry': createRegistrySecret,
  'create secret generic': createGenericSecret,
  'create secret tls': createTlsSecret,
  'create service clusterip': (run) => createService(run, 'clusterip'),
  'create service externalname': (run) => createService(run, 'externalname'),
  'create service loadbalancer': (run) => createService(run, 'loadbalancer'),
  'create service nodeport': (run) => createService(run, 'nodeport'),
  'create serviceaccount': createServiceAccount,
  'create token': createToken,
  delete: deleteCommand,
  describe: describe,
  drain,
  edit: edit,
  exec: exec,
  explain: explain,
  expose: expose,
  get: get,
  label: label,
  logs: logs,
  patch: patch,
  'port-forward': portForward,
  replace,
  'rollout history': (run) => rollout(run, 'history'),
  'rollout pause': (run) => rollout(run, 'pause'),
  'rollout restart': (run) => rollout(run, 'restart'),
  'rollout resume': (run) => rollout(run, 'resume'),
  'rollout status': (run) => rollout(run, 'status'),
  'rollout undo': (run) => rollout(run, 'undo'),
  run: runPod,
  scale: scale,
  'set env': setEnv,
  'set image': setImage,
  'set resources': setResources,
  'set selector': setSelector,
  'set serviceaccount': setServiceAccount,
  'set subject': setSubject,
  taint,
  uncordon: uncordon,
  version: version,
  wait: wait,
};

/** All that the real one has, in the order of its help: suggestions come so. */
const commandNames: readonly string[] = [
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
