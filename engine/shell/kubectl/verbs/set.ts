/**
 * kubectl set image (k8s.io/kubectl pkg/cmd/set). The other subcommands are not simulated.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Container, PodSpec } from '../../../kubernetes/objects/pod.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { flags } from '../command-line.ts';
import { Failure, nothingNamed } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

export const setFlags = flags(
  'all:bool',
  'dry-run:string=unchanged',
  'field-manager:string',
  'f|filename:strings',
  'local:bool',
  'o|output:string',
  'R|recursive:bool',
  'l|selector:string',
  'template:string',
);

export const setNotSimulated = ['env', 'resources', 'selector', 'serviceaccount', 'sa', 'subject'];

interface Templated extends KubeObject {
  readonly spec: PodSpec & { readonly template?: { readonly spec: PodSpec } };
}

export function* set(run: Invocation): Running<number> {
  const [action, ...words] = run.words;
  if (action === undefined) throw new Failure('not simulated: the help text of kubectl set');
  if (action !== 'image')
    throw new Failure(`unknown command "${action}"\nSee 'kubectl set -h' for help and examples`);
  for (const flag of ['all', 'filename', 'local', 'selector'])
    if (run.has(flag)) throw new Failure(`not simulated: kubectl set image --${flag}`);
  const pairs = words.filter((word) => word.includes('='));
  const names = words.filter((word) => !word.includes('='));
  if (names.length === 0) throw new Failure(nothingNamed);
  if (pairs.length === 0) throw new Failure('at least one image update is required');
  const images = new Map(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'other');
  for (const { resource, name } of selections(names)) {
    if (name === undefined) throw new Failure('resource(s) were provided, but no name was specified');
    const path = resourcePath(resource, run.namespace, name);
    const object = run.request({ method: 'GET', path }) as Templated;
    const spec = object.spec.template?.spec ?? object.spec;
    const changes = changed(spec, images);
    if (changes === undefined) continue;
    const body =
      object.spec.template === undefined ? { spec: changes } : { spec: { template: { spec: changes } } };
    const after = run.request({
      method: 'PATCH',
      path,
      contentType: 'application/strategic-merge-patch+json',
      body,
      query: { fieldManager: 'kubectl-set', ...dryRunQuery(mode === 'client' ? 'server' : mode) },
    }) as KubeObject;
    if (printer !== undefined) run.print(printer.print(after));
    else run.print(`${qualifiedSingular(resource)}/${name} image updated${dryRunSuffix(mode)}\n`);
  }
  return 0;
}

/** @returns undefined when every image is as wanted */
function changed(spec: PodSpec, images: ReadonlyMap<string, string>): Partial<PodSpec> | undefined {
  const lists = { containers: spec.containers, initContainers: spec.initContainers ?? [] };
  const all = [...lists.containers, ...lists.initContainers];
  for (const name of images.keys())
    if (name !== '*' && !all.some((one) => one.name === name))
      throw new Failure(`unable to find container named "${name}"`);
  const updated = (containers: readonly Container[]): readonly Container[] =>
    containers.flatMap(({ name, image }) => {
      const wanted = images.get(name) ?? images.get('*');
      return wanted === undefined || wanted === image ? [] : [{ name, image: wanted }];
    });
  const containers = updated(lists.containers);
  const initContainers = updated(lists.initContainers);
  if (containers.length + initContainers.length === 0) return undefined;
  return {
    ...(containers.length === 0 ? {} : { containers }),
    ...(initContainers.length === 0 ? {} : { initContainers }),
  };
}
