/**
 * kubectl patch (k8s.io/kubectl pkg/cmd/patch).
 *
 * Left out: --subresource other than status and scale.
 */
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import { badRequest } from '../../../kubernetes/api/status.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { applyJsonPatch, applyMergePatch, type JsonPatchOperation } from '../../../kubernetes/patch/merge.ts';
import { applyStrategicPatch } from '../../../kubernetes/patch/strategic.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { absolute, readManifests } from '../manifests.ts';
import { objectPrinter, printNames } from '../printers/output.ts';
import { type Targets, targetsOf } from '../targets.ts';
import { readYaml } from '../yaml-reader.ts';
import { dryRunMode, dryRunQuery } from './dry-run.ts';

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
  // What begins as JSON goes to the server as it is, and the server says what is wrong with it.
  if (read?.kind === 'failed' && /^\s*\{/.test(text))
    throw new StatusFailure(
      badRequest(`${type === 'strategic' ? '' : 'error decoding patch: '}unexpected end of JSON input`)
        .status,
    );
  if (read === undefined || read.kind === 'failed')
    throw new Failure(
      `unable to parse ${JSON.stringify(text)}: ${read?.kind === 'failed' ? read.message : 'empty'}`,
    );
  if (run.is('local') && run.words.length > 0)
    throw new Failure('cannot specify --local and server resources');
  const mode = dryRunMode(run);
  const { targets, errors } = run.is('local') ? yield* asWritten(run) : yield* targetsOf(run, run.words);
  const failures: Error[] = [...errors];
  for (const { resource, namespace, name, object } of targets) {
    const path = resourcePath(resource, namespace, name);
    const sub = run.value('subresource');
    try {
      const after = (
        run.is('local') || mode === 'client'
          ? patched(type, resource, object, read.value)
          : run.request({
              method: 'PATCH',
              path: sub === undefined ? path : `${path}/${sub}`,
              contentType,
              body: read.value,
              query: { fieldManager: 'kubectl-patch', ...dryRunQuery(mode) },
            })
      ) as KubeObject;
      const changed = JSON.stringify(object) !== JSON.stringify(after);
      const printer = objectPrinter(run, 'other');
      if (printer !== undefined) run.print(printer.print(after));
      // Whether it is a dry run is not said: the operation takes its place.
      else run.print(`${printNames(after).trimEnd()} patched${changed ? '' : ' (no change)'}\n`);
    } catch (error) {
      failures.push(error as Error);
    }
  }
  const failure = aggregate(failures);
  if (failure !== undefined) throw failure;
  if (targets.length === 0) throw new Failure('no objects passed to patch');
  return 0;
}

/** What files hold, without the fields that a Go struct would write besides. */
function* asWritten(run: Invocation): Running<Targets> {
  const { manifests, errors } = yield* readManifests(run);
  const targets = manifests.map(({ resource, namespace, written }) => {
    const object = written as unknown as KubeObject;
    return { resource, namespace, name: object.metadata.name, object };
  });
  return { targets, errors };
}

/** As the server would patch it. */
function patched(type: string, { struct }: Resource, object: KubeObject, patch: unknown): unknown {
  switch (type) {
    case 'json':
      return jsonPatched(object, patch as readonly JsonPatchOperation[]);
    case 'merge':
      return applyMergePatch(object, patch);
    default:
      return applyStrategicPatch(struct, object, patch as JsonObject);
  }
}

function jsonPatched(object: KubeObject, operations: readonly JsonPatchOperation[]): unknown {
  if (!Array.isArray(operations))
    throw new Failure('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  try {
    return applyJsonPatch(object, operations);
  } catch (error) {
    const [, key] = /doc is missing key: (.*)$/s.exec((error as Error).message) ?? [];
    throw key === undefined ? error : new Failure(`Object to be patched is missing field (${key})`);
  }
}
