/**
 * kubectl create -f: objects from files, and --raw (k8s.io/kubectl pkg/cmd/create create.go).
 *
 * Left out: --edit.
 */
import { resourcePath } from '../../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../../kubernetes/objects/meta.ts';
import { withLastApplied } from '../../../../kubernetes/patch/last-applied.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { aggregate, Failure, StatusFailure, withSource } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { asNew, readManifests } from '../../manifests.ts';
import { nameOf, objectPrinter } from '../../printers/output.ts';
import { qualifiedSingular } from '../../resource-names.ts';
import { sendRaw } from '../raw.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix, fieldValidation } from '../dry-run.ts';

export function* create(run: Invocation): Running<number> {
  if (run.words.length > 0)
    throw new Failure(
      `Unexpected args: [${run.words.join(' ')}]\nSee 'kubectl create -h' for help and examples`,
    );
  if (run.has('edit')) throw new Failure('not simulated: kubectl create --edit');
  if (!run.has('filename') && !run.has('kustomize')) throw new Failure('must specify one of -f and -k');
  if (run.has('raw')) return yield* sendRaw(run, 'POST');
  return yield* fromFiles(run);
}

function* fromFiles(run: Invocation): Running<number> {
  if (run.has('kustomize')) throw new Failure('not simulated: kubectl create -k');
  const mode = dryRunMode(run);
  const validation = fieldValidation(run);
  const printer = objectPrinter(run, 'other');
  const { inOrder } = yield* readManifests(run);
  const errors: Error[] = [];
  let count = 0;
  for (const manifest of inOrder) {
    if (manifest instanceof Error) {
      errors.push(manifest);
      continue;
    }
    const { resource: of, namespace, object, source } = manifest;
    try {
      const body = run.is('save-config') ? withLastApplied(object) : object;
      const made =
        mode === 'client'
          ? (body as unknown as KubeObject)
          : (run.request({
              method: 'POST',
              path: resourcePath(of, namespace),
              body: asNew(body),
              query: { fieldManager: 'kubectl-create', ...validation, ...dryRunQuery(mode) },
            }) as KubeObject);
      count++;
      if (printer === undefined)
        run.print(`${qualifiedSingular(of)}/${nameOf(made)} created${dryRunSuffix(mode)}\n`);
      else run.print(printer.print(made));
    } catch (error) {
      errors.push(withSource(error, 'creating', source));
      if (!(error instanceof StatusFailure)) break;
    }
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  if (count === 0) throw new Failure('no objects passed to create');
  return 0;
}
