/**
 * kubectl cordon and uncordon: whether the scheduler may use a node (k8s.io/kubectl pkg/cmd/drain).
 */
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList } from '../../../kubernetes/objects/meta.ts';
import type { Node } from '../../../kubernetes/objects/node.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { flags } from '../command-line.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

export const cordonFlags = flags('dry-run:string=unchanged', 'l|selector:string');

export function cordon(run: Invocation): Running<number> {
  return mark(run, 'cordon');
}

export function uncordon(run: Invocation): Running<number> {
  return mark(run, 'uncordon');
}

function* mark(run: Invocation, verb: 'cordon' | 'uncordon'): Running<number> {
  const nodes = resource('nodes');
  const selector = run.value('selector');
  if (run.words.length === 0 && selector === undefined)
    throw new Failure(`USAGE: ${verb} NODE [flags]\nSee 'kubectl ${verb} -h' for help and examples`);
  const names =
    selector === undefined
      ? run.words.map((word) => word.replace(/^(nodes?|no)\//, ''))
      : (
          run.request({
            method: 'GET',
            path: resourcePath(nodes, undefined),
            query: { labelSelector: selector },
          }) as KubeList
        ).items.map(({ metadata }) => metadata.name);
  const mode = dryRunMode(run);
  const wanted = verb === 'cordon';
  const found = names.map(
    (name) => run.request({ method: 'GET', path: resourcePath(nodes, undefined, name) }) as Node,
  );
  for (const { metadata, spec } of found) {
    const label = `node/${metadata.name}`;
    if ((spec.unschedulable === true) === wanted) {
      run.print(`${label} already ${verb}ed${dryRunSuffix(mode)}\n`);
      continue;
    }
    if (mode !== 'client')
      run.request({
        method: 'PATCH',
        path: resourcePath(nodes, undefined, metadata.name),
        contentType: 'application/strategic-merge-patch+json',
        body: { spec: { unschedulable: wanted ? true : null } },
        query: dryRunQuery(mode),
      });
    run.print(`${label} ${verb}ed${dryRunSuffix(mode)}\n`);
  }
  return 0;
}
