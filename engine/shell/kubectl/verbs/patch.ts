/**
 * kubectl patch (k8s.io/kubectl pkg/cmd/patch).
 *
 * Left out: --local, --subresource other than status and scale.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
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
  if (run.is('local')) throw new Failure('not simulated: kubectl patch --local');
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
  const wanted = run.has('filename')
    ? (yield* readManifests(run)).manifests.map(({ resource, object }) => ({
        resource,
        name: (object['metadata'] as { name?: string }).name,
      }))
    : selections(run.words);
  if (wanted.length === 0 || wanted.some(({ name }) => name === undefined))
    throw new Failure('resource(s) were provided, but no name was specified');
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'other');
  for (const { resource, name = '' } of wanted) {
    const path = resourcePath(resource, run.namespace, name);
    const sub = run.value('subresource');
    const before = run.request({ method: 'GET', path }) as KubeObject;
    const after = run.request({
      method: 'PATCH',
      path: sub === undefined ? path : `${path}/${sub}`,
      contentType,
      body: read.value,
      query: { fieldManager: 'kubectl-patch', ...dryRunQuery(mode === 'client' ? 'server' : mode) },
    }) as KubeObject;
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    if (printer !== undefined) run.print(printer.print(after));
    else
      run.print(
        `${qualifiedSingular(resource)}/${name} patched${changed ? '' : ' (no change)'}${dryRunSuffix(mode)}\n`,
      );
  }
  return 0;
}
