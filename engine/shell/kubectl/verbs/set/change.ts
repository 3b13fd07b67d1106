/**
 * What the subcommands of kubectl set have in common: objects are changed here, and what changed is sent as a strategic
 * merge patch (k8s.io/kubectl pkg/cmd/set helper.go).
 */
import { resourcePath } from '../../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../../kubernetes/objects/meta.ts';
import { sortedJson } from '../../../../kubernetes/patch/last-applied.ts';
import { threeWayPatch } from '../../../../kubernetes/patch/three-way.ts';
import { writtenByGo } from '../../../../kubernetes/schema/go-written.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { aggregate, Failure, StatusFailure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { objectPrinter } from '../../printers/output.ts';
import { qualifiedSingular } from '../../resource-names.ts';
import { type Target, targetsOf } from '../../targets.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from '../dry-run.ts';

export interface Change {
  /** `env updated`, behind the name of what was changed. */
  readonly done: string;
  /** Before the server's words when it refused; undefined: they are shown as they are. */
  readonly failed: string | undefined;
  /** `always`: it is sent also when nothing changed. */
  readonly send: 'changed' | 'always';
  /** Changes its copy of the object; errors that concern the whole command go to `errors`. @throws Failure */
  readonly change: (object: Writable, errors: Error[], target: Target) => void;
}

/** These commands read and write objects as their types. */
function asTyped({ resource: { struct } }: Target, object: KubeObject): KubeObject {
  if (struct === undefined) return object;
  return writtenByGo(struct, object as unknown as JsonObject) as unknown as KubeObject;
}

/** A copy that may be written to. */
export type Writable = Record<string, unknown>;

/** @param before checks of the arguments that follow finding the objects */
export function* changeTargets(
  run: Invocation,
  words: readonly string[],
  { done, failed, send, change }: Change,
  before: (targets: readonly Target[]) => void = () => undefined,
): Running<number> {
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'typed');
  const { targets, errors: missing } = yield* targetsOf(run, words);
  const none = aggregate(missing);
  if (none !== undefined) throw none;
  before(targets);
  const isLocal = run.is('local') || mode === 'client';
  const show = (target: Target, object: KubeObject): void => {
    if (printer !== undefined) run.print(printer.print(asTyped(target, object)));
    else run.print(`${qualifiedSingular(target.resource)}/${target.name} ${done}${dryRunSuffix(mode)}\n`);
  };
  const errors: Error[] = [];
  const ready: { readonly target: Target; readonly after: KubeObject; readonly patch: JsonObject }[] = [];
  for (const target of targets) {
    const object = target.object as unknown as JsonObject;
    const after = JSON.parse(JSON.stringify(object)) as Writable;
    try {
      change(after, errors, target);
    } catch (error) {
      if (failed === undefined) throw error;
      const named = `${qualifiedSingular(target.resource)}/${target.name}`;
      errors.push(new Failure(`error: ${named} ${(error as Error).message}\n`));
      continue;
    }
    if (send === 'changed' && sortedJson(after) === sortedJson(object)) continue;
    const patch = threeWayPatch(target.resource.struct, object, after as JsonObject, object);
    ready.push({ target, after: after as unknown as KubeObject, patch });
  }
  for (const { target, after, patch } of ready) {
    if (isLocal) {
      show(target, after);
      continue;
    }
    try {
      const updated = run.request({
        method: 'PATCH',
        path: resourcePath(target.resource, target.namespace, target.name),
        contentType: 'application/strategic-merge-patch+json',
        body: patch,
        query: { fieldManager: run.text('field-manager', 'kubectl-set'), ...dryRunQuery(mode) },
      }) as KubeObject;
      show(target, updated);
    } catch (error) {
      if (!(error instanceof StatusFailure) || failed === undefined) throw error;
      errors.push(new Failure(`${failed} ${error.status.message ?? ''}`));
    }
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  return 0;
}

export interface WritableContainer {
  name: string;
  image?: string;
  env?: { name: string; value?: string; valueFrom?: Record<string, unknown> }[];
  resources?: Record<string, Record<string, unknown>>;
}

export interface WritablePodSpec {
  /** null: as Go writes a list that nobody set. */
  containers: WritableContainer[] | null;
  initContainers?: WritableContainer[];
  serviceAccountName?: string;
}

/** The pod an object is or makes (polymorphichelpers.UpdatePodSpecForObjectFn). @throws Failure */
export function podSpecOf(object: Writable, { resource }: Target): WritablePodSpec {
  const spec = object['spec'] as Writable | undefined;
  switch (resource.kind) {
    case 'Pod':
      return spec as unknown as WritablePodSpec;
    case 'ReplicationController':
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'Job':
      return (spec?.['template'] as { readonly spec: WritablePodSpec }).spec;
    case 'CronJob': {
      const template = spec?.['jobTemplate'] as {
        readonly spec: { readonly template: { readonly spec: WritablePodSpec } };
      };
      return template.spec.template.spec;
    }
    default:
      throw new Failure(
        `the object is not a pod or does not have a pod template: *${resource.version}.${resource.kind}`,
      );
  }
}

/** Containers, then init containers, whose names match `web`, `*` or `side*`. */
export function selectContainers(spec: WritablePodSpec, pattern: string): readonly WritableContainer[] {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const matches = new RegExp(`^${parts.join('.*')}$`);
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].filter(({ name }) =>
    matches.test(name),
  );
}

/** `NAME=VALUE` arguments behind the resources. @throws Failure */
export function resourcesAndPairs(
  run: Invocation,
  pairType: string,
): { readonly words: readonly string[]; readonly pairs: readonly string[] } {
  const isPair = (word: string): boolean => word.includes('=') || (word.endsWith('-') && word.length > 1);
  const first = run.words.findIndex(isPair);
  const at = first < 0 ? run.words.length : first;
  const pairs = run.words.slice(at);
  const late = pairs.some((word) => !isPair(word));
  if (late)
    throw new Failure(
      `all resources must be specified before ${pairType} changes: ${run.words[run.words.findIndex((word, index) => index > at && !isPair(word))] ?? ''}`,
    );
  return { words: run.words.slice(0, at), pairs };
}
