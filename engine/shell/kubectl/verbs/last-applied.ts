/**
 * kubectl apply view-last-applied, set-last-applied, edit-last-applied: the annotation in which `apply` remembers what it
 * was given (k8s.io/kubectl pkg/cmd/apply apply_view_last_applied.go, apply_set_last_applied.go).
 *
 * Left out: edit-last-applied.
 */
import { goJson } from '../../../kubernetes/schema/go-json.ts';
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { lastAppliedAnnotation, sortedJson } from '../../../kubernetes/patch/last-applied.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { type Manifest, readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { toYaml } from '../printers/yaml.ts';
import { readOne } from '../read.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { targetsOf } from '../targets.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

export function* viewLastApplied(run: Invocation): Running<number> {
  const { targets, errors } = yield* targetsOf(run, run.words, 'all');
  const failure = aggregate(errors);
  if (failure !== undefined) throw failure;
  const output = run.text('output', 'yaml');
  for (const { object } of targets) {
    const text = object.metadata.annotations?.[lastAppliedAnnotation];
    // Without one nothing is said: the error is lost on its way.
    if (text === undefined) continue;
    if (output !== 'yaml' && output !== 'json')
      throw new Failure(
        `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`,
      );
    const value: unknown = JSON.parse(text);
    run.print(output === 'json' ? `${goJson(value, 2)}\n` : toYaml(value));
  }
  return 0;
}

export function* setLastApplied(run: Invocation): Running<number> {
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'other');
  const { manifests, errors } = yield* readManifests(run);
  const [unreadable] = errors;
  if (unreadable !== undefined) throw unreadable;
  const changed: { readonly manifest: Manifest; readonly current: KubeObject; readonly name: string }[] = [];
  for (const manifest of manifests) {
    const { name = '' } = manifest.object['metadata'] as { readonly name?: string };
    const current = readOne(run, manifest.resource, manifest.namespace, name) as KubeObject;
    const before = current.metadata.annotations?.[lastAppliedAnnotation];
    if (before === undefined && !run.is('create-annotation'))
      throw new Failure(
        `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
      );
    if (before?.trim() === sortedJson(manifest.object))
      run.print(`set-last-applied ${name}: no changes required.\n`);
    else changed.push({ manifest, current, name });
  }
  for (const { manifest, current, name } of changed) {
    const { resource, namespace, object } = manifest;
    const made =
      mode === 'client'
        ? current
        : (run.request({
            method: 'PATCH',
            path: resourcePath(resource, namespace, name),
            contentType: 'application/merge-patch+json',
            body: annotated(object),
            query: { fieldManager: 'kubectl', ...dryRunQuery(mode) },
          }) as KubeObject);
    if (printer !== undefined) run.print(printer.print(made));
    else run.print(`${qualifiedSingular(resource)}/${name} configured${dryRunSuffix(mode)}\n`);
  }
  return 0;
}

function annotated(object: JsonObject): JsonObject {
  return { metadata: { annotations: { [lastAppliedAnnotation]: `${sortedJson(object)}\n` } } };
}
