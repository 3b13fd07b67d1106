/**
 * kubectl label and kubectl annotate (k8s.io/kubectl pkg/cmd/label, annotate).
 */
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { sortedJson } from '../../../kubernetes/patch/last-applied.ts';
import { isLabelValue } from '../../../kubernetes/validation/names.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

interface Changes {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

export function label(run: Invocation): Running<number> {
  return change(run, 'labels');
}

export function annotate(run: Invocation): Running<number> {
  return change(run, 'annotations');
}

function* change(run: Invocation, field: 'labels' | 'annotations'): Running<number> {
  const isPair = (word: string): boolean => word.includes('=') || (/[^-]-$/.test(word) && word !== '-');
  const pairs = run.words.filter((word, index) => (index > 0 || run.has('filename')) && isPair(word));
  const names = run.words.filter((word) => !pairs.includes(word));
  const noun = field === 'labels' ? 'label' : 'annotation';
  const changes = parse(pairs, field);
  if (names.length === 0 && !run.has('filename'))
    throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (pairs.length === 0 && !run.is('list')) throw new Failure(`at least one ${noun} update is required`);
  if (run.is('local') && names.length > 0)
    throw new Failure(
      `can only use local files by -f ${field === 'labels' ? 'pod' : 'rsrc'}.yaml or --filename=${field === 'labels' ? 'pod' : 'rsrc'}.json when --local=true is set`,
    );
  const mode = dryRunMode(run);
  if (run.is('local') && mode === 'server')
    throw new Failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (field === 'annotations') objectPrinter(run, 'other');
  const errors: Error[] = [];
  for (const { resource, object } of yield* objectsFor(run, names, errors)) {
    if (run.is('list')) {
      const present = presentIn(object, field);
      for (const key of Object.keys(present).sort()) run.print(`${key}=${present[key] ?? ''}\n`);
      continue;
    }
    apply(run, field, resource, object, changes, mode);
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  return 0;
}

function parse(pairs: readonly string[], field: 'labels' | 'annotations'): Changes {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 0) {
      remove.push(pair.slice(0, -1));
      continue;
    }
    const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    if (field === 'labels') {
      const [fault] = isLabelValue(value);
      if (fault !== undefined) throw new Failure(`invalid label value: ${JSON.stringify(pair)}: ${fault}`);
    }
    set.set(key, value);
  }
  for (const key of remove)
    if (set.has(key))
      throw new Failure(
        field === 'labels'
          ? `can not both modify and remove a label in the same command`
          : 'can not both modify and remove an annotation in the same command',
      );
  return { set, remove };
}

/** @param errors gets why some of them could not be read */
function* objectsFor(
  run: Invocation,
  names: readonly string[],
  errors: Error[],
): Running<readonly { readonly resource: Resource; readonly object: KubeObject }[]> {
  const read = (resource: Resource, name: string, namespace: string | undefined): KubeObject =>
    run.request({ method: 'GET', path: resourcePath(resource, namespace, name) }) as KubeObject;
  if (run.is('local') || run.has('filename')) {
    const { manifests, errors: unreadable } = yield* readManifests(run);
    errors.push(...unreadable);
    return manifests.map(({ resource, object, written, namespace }) => {
      if (run.is('local')) return { resource, object: written as unknown as KubeObject };
      const { name = '' } = object['metadata'] as { name?: string };
      if (name === '') throw new Failure('resource name may not be empty');
      return { resource, object: read(resource, name, namespace) };
    });
  }
  const found: { readonly resource: Resource; readonly object: KubeObject }[] = [];
  for (const { resource, name } of selections(names, run.resources)) {
    if (name !== undefined) {
      found.push({ resource, object: read(resource, name, run.namespace) });
      continue;
    }
    if (!run.is('all') && !run.has('selector') && !run.has('field-selector'))
      throw new Failure('resource(s) were provided, but no name was specified');
    const query = run.has('selector') ? { labelSelector: run.text('selector') } : {};
    const path = resourcePath(resource, run.allNamespaces ? undefined : run.namespace);
    for (const object of (run.request({ method: 'GET', path, query }) as KubeList).items)
      found.push({ resource, object });
  }
  return found;
}

/** What a file says may have no metadata at all. */
function presentIn(
  { metadata }: KubeObject,
  field: 'labels' | 'annotations',
): Readonly<Record<string, string>> {
  return (metadata as Partial<KubeObject['metadata']> | null | undefined)?.[field] ?? {};
}

function apply(
  run: Invocation,
  field: 'labels' | 'annotations',
  resource: Resource,
  object: KubeObject,
  { set, remove }: Changes,
  mode: ReturnType<typeof dryRunMode>,
): void {
  const present = presentIn(object, field);
  const noun = field === 'labels' ? 'label' : 'annotation';
  if (!run.is('overwrite')) {
    const clashes = [...set].filter(
      ([key, value]) =>
        present[key] !== undefined && present[key] !== value && key !== 'kubernetes.io/change-cause',
    );
    const [clash] = clashes;
    if (clash !== undefined)
      throw new Failure(
        field === 'labels'
          ? `'${clash[0]}' already has a value (${present[clash[0]] ?? ''}), and --overwrite is false`
          : `--overwrite is false but found the following declared ${noun}(s): '${clash[0]}' already has a value (${present[clash[0]] ?? ''})`,
      );
  }
  let after: KubeObject;
  if (run.is('local') || mode === 'client') {
    const kept = Object.entries(present).filter(([key]) => !remove.includes(key));
    after = { ...object, metadata: { ...object.metadata, [field]: Object.fromEntries([...kept, ...set]) } };
  } else {
    for (const key of remove)
      if (present[key] === undefined && field === 'labels') run.print(`label "${key}" not found.\n`);
    after = run.request({
      method: 'PATCH',
      path: resourcePath(resource, object.metadata.namespace, object.metadata.name),
      contentType: 'application/merge-patch+json',
      body: {
        metadata: { [field]: Object.fromEntries([...set, ...remove.map((key) => [key, null] as const)]) },
      },
      query: { fieldManager: `kubectl-${noun === 'label' ? 'label' : 'annotate'}`, ...dryRunQuery(mode) },
    }) as KubeObject;
  }
  const isChanged = sortedJson(present) !== sortedJson(presentIn(after, field));
  const added = [...set].some(([key, value]) => present[key] !== value);
  const said =
    field === 'annotations'
      ? 'annotated'
      : !isChanged
        ? 'not labeled'
        : !added && remove.length > 0
          ? 'unlabeled'
          : 'labeled';
  const printer = objectPrinter(run, 'other');
  if (printer !== undefined) run.print(printer.print(after));
  else run.print(`${qualifiedSingular(resource)}/${object.metadata.name} ${said}${dryRunSuffix(mode)}\n`);
}
