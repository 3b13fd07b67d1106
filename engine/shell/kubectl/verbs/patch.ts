/**
 * kubectl patch (k8s.io/kubectl pkg/cmd/patch).
 *
 * Left out: --subresource other than status and scale.
 */
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { applyJsonPatch, applyMergePatch, type JsonPatchOperation } from '../../../kubernetes/patch/merge.ts';
import { applyStrategicPatch } from '../../../kubernetes/patch/strategic.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { flags } from '../command-line.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { absolute, readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';
import { readYaml } from '../yaml-reader.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

export const patchFlags = flags(
  'dry-run:string=unchanged',
  'field-manager:string',
  'f|filename:strings',
  'local:bool',
  'o|output:string',
  'p|patch:string',
  'patch-file:string',
  'R|recursive:bool',
  'subresource:string',
  'template:string',
  'type:string',
);

const contentTypes: Readonly<Record<string, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

export function* patch(run: Invocation): Running<number> {
  const type = run.text('type', 'strategic').toLowerCase();
  const contentType = contentTypes[type];
  if (contentType === undefined)
    throw new Failure(`--type must be one of [json merge strategic], not ${JSON.stringify(type)}`);
  const file = run.value('patch-file');
  const text =
    file === undefined ? run.value('patch') : run.process.files.text(absolute(run.process.directory, file));
  if (text === undefined || text === '')
    throw new Failure('must specify --patch or --patch-file containing the contents of the patch');
  const [read] = readYaml(text);
  if (read === undefined || read.kind === 'failed')
    throw new Failure(
      `unable to parse ${JSON.stringify(text)}: ${read?.kind === 'failed' ? read.message : 'empty'}`,
    );
  if (run.is('local') && run.words.length > 0)
    throw new Failure('cannot specify --local and server resources');
  const wanted = run.has('filename')
    ? (yield* readManifests(run)).manifests.map(({ resource, object, written }) => ({
        resource,
        name: (object['metadata'] as { name?: string }).name,
        written,
      }))
    : selections(run.words).map((selection) => ({ ...selection, written: {} }));
  if (wanted.length === 0 || wanted.some(({ name }) => name === undefined))
    throw new Failure('resource(s) were provided, but no name was specified');
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'other');
  for (const { resource, name = '', written } of wanted) {
    const path = resourcePath(resource, run.namespace, name);
    const sub = run.value('subresource');
    const isLocal = run.is('local');
    const before = (isLocal ? written : run.request({ method: 'GET', path })) as KubeObject;
    const after = (
      isLocal
        ? patched(type, resource, before, read.value)
        : run.request({
            method: 'PATCH',
            path: sub === undefined ? path : `${path}/${sub}`,
            contentType,
            body: read.value,
            query: { fieldManager: 'kubectl-patch', ...dryRunQuery(mode === 'client' ? 'server' : mode) },
          })
    ) as KubeObject;
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    if (printer !== undefined) run.print(printer.print(after));
    else
      run.print(
        `${qualifiedSingular(resource)}/${name} patched${changed ? '' : ' (no change)'}${dryRunSuffix(mode)}\n`,
      );
  }
  return 0;
}

/** As the server would patch it. */
function patched(type: string, { struct }: Resource, object: KubeObject, patch: unknown): unknown {
  switch (type) {
    case 'json':
      return applyJsonPatch(object, patch as readonly JsonPatchOperation[]);
    case 'merge':
      return applyMergePatch(object, patch);
    default:
      return applyStrategicPatch(struct, object, patch as JsonObject);
  }
}
