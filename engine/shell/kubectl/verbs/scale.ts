/**
 * kubectl scale (k8s.io/kubectl pkg/cmd/scale).
 *
 * Left out: --timeout waits.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { targetsOf } from '../targets.ts';
import { type DryRun, dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

export function* scale(run: Invocation): Running<number> {
  if (!run.has('replicas')) throw new Failure('required flag(s) "replicas" not set');
  const replicas = run.number('replicas', 0);
  if (replicas < 0)
    throw new Failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'other');
  const { targets, errors } = yield* targetsOf(run, run.words);
  const unreachable = aggregate(errors);
  if (unreachable !== undefined && targets.length === 0) throw unreachable;
  if (targets.length === 0) throw new Failure('no objects passed to scale');
  for (const { resource, namespace, name, object } of targets) {
    if (mode !== 'client') change(run, `${resourcePath(resource, namespace, name)}/scale`, replicas, mode);
    if (printer !== undefined) run.print(printer.print(object));
    else run.print(`${qualifiedSingular(resource)}/${name} scaled${dryRunSuffix(mode)}\n`);
  }
  if (unreachable !== undefined) throw unreachable;
  return 0;
}

function change(run: Invocation, path: string, replicas: number, mode: DryRun): void {
  const wanted = run.number('current-replicas', -1);
  if (wanted >= 0) {
    const { spec } = run.request({ method: 'GET', path }) as Scale;
    const has = spec.replicas ?? 0;
    if (wanted !== has) throw new Failure(`Expected replicas to be ${String(wanted)}, was ${String(has)}`);
  }
  run.request({
    method: 'PATCH',
    path,
    contentType: 'application/merge-patch+json',
    body: { spec: { replicas } },
    query: dryRunQuery(mode),
  });
}
