/**
 * kubectl apply: creates what is not there and changes what is, of files or of a kustomization, and tells or prints what
 * came of it (k8s.io/kubectl pkg/cmd/apply apply.go). How one object is applied is in `client-side-apply.ts` and
 * `server-side-apply.ts`; what is then deleted, in `prune.ts`.
 *
 * Left out: --applyset.
 */
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { type Manifest, readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { applyOne, applyByForce, type Applied } from './client-side-apply.ts';
import { type DryRun, dryRunMode, dryRunSuffix, fieldValidation } from './dry-run.ts';
import { checkPruning, prunableKinds, prune } from './prune.ts';
import { serverSideApply } from './server-side-apply.ts';

export function* apply(run: Invocation): Running<number> {
  if (run.has('applyset')) throw new Failure('not simulated: kubectl apply --applyset');
  if (run.words.length > 0)
    throw new Failure(
      `Unexpected args: [${run.words.join(' ')}]\nSee 'kubectl apply -h' for help and examples`,
    );
  const mode = dryRunMode(run);
  if (!run.has('filename') && !run.has('kustomize')) throw new Failure('must specify one of -f and -k');
  if (run.has('filename') && run.has('kustomize')) throw new Failure('only one of -f or -k can be specified');
  if (run.has('kustomize')) throw new Failure('not simulated: kubectl apply --kustomize');
  fieldValidation(run);
  const prunable = run.is('prune') ? prunableKinds(run) : [];
  checkFlags(run, mode);
  const { manifests, errors: unreadable } = yield* readManifests(run, run.value('selector'));
  const errors: Error[] = [];
  const failed = aggregate(unreadable);
  if (failed !== undefined) errors.push(failed);
  if (manifests.length === 0 && failed === undefined) throw new Failure('no objects passed to apply');
  const applied: KubeObject[] = [];
  for (const manifest of manifests)
    try {
      const { object, verb } = yield* applyManifest(run, manifest, mode);
      applied.push(object);
      if (!printsObjects(run))
        tell(run, object, `${qualifiedSingular(manifest.resource)}/${object.metadata.name} ${verb}`, mode);
    } catch (error) {
      errors.push(error as Error);
    }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  if (printsObjects(run)) printAll(run, applied);
  if (run.is('prune')) prune(run, prunable, manifests, applied, mode);
  return 0;
}

/** Any format but `name`, which stands for the words. */
function printsObjects(run: Invocation): boolean {
  return !['', 'name'].includes(run.text('output'));
}

function tell(run: Invocation, object: KubeObject, words: string, mode: DryRun): void {
  const printer = objectPrinter(run, 'other');
  run.print(printer === undefined ? `${words}${dryRunSuffix(mode)}\n` : printer.print(object));
}

function* applyManifest(run: Invocation, manifest: Manifest, mode: DryRun): Running<Applied> {
  const { name = '', generateName } = manifest.object['metadata'] as {
    readonly name?: string;
    readonly generateName?: string;
  };
  if (name === '' && generateName !== undefined)
    throw new Failure(`from ${generateName}: cannot use generate name with apply`);
  if (run.is('server-side'))
    return { object: serverSideApply(run, manifest, mode), verb: 'serverside-applied' };
  return run.is('force') ? yield* applyByForce(run, manifest, mode) : applyOne(run, manifest, mode);
}

/** @throws Failure for flags that do not go together */
function checkFlags(run: Invocation, mode: DryRun): void {
  const isServerSide = run.is('server-side');
  if (run.is('force-conflicts') && !isServerSide)
    throw new Failure('--force-conflicts only works with --server-side');
  if (mode === 'client' && isServerSide)
    throw new Failure(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    );
  if (run.is('force') && isServerSide) throw new Failure('--force cannot be used with --server-side');
  if (run.is('force') && mode === 'server') throw new Failure('--dry-run=server cannot be used with --force');
  if (run.is('all') && run.text('selector') !== '')
    throw new Failure('cannot set --all and --selector at the same time');
  checkPruning(run);
  if (run.text('subresource') !== '' && !isServerSide)
    throw new Failure('--subresource can only be specified for --server-side');
}

function printAll(run: Invocation, applied: readonly KubeObject[]): void {
  const printer = objectPrinter(run, 'typed');
  const [first] = applied;
  if (first === undefined || printer === undefined) return;
  if (applied.length === 1) {
    run.print(objectPrinter(run, 'other')?.print(first) ?? '');
    return;
  }
  const list: unknown = { apiVersion: 'v1', kind: 'List', metadata: {}, items: applied };
  run.print(printer.print(list as KubeObject));
}
