/**
 * kubectl taint: taints put on nodes and taken off (k8s.io/kubectl pkg/cmd/taint).
 */
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Node } from '../../../kubernetes/objects/node.ts';
import { isLabelValue, isQualifiedName } from '../../../kubernetes/validation/names.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { objectPrinter } from '../printers/output.ts';
import { findType } from '../resource-names.ts';
import { dryRunMode, dryRunQuery, fieldValidation } from './dry-run.ts';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

interface Wanted {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

export function* taint(run: Invocation): Running<number> {
  dryRunMode(run);
  fieldValidation(run);
  const isTaint = (word: string): boolean => /[=:]/.test(word) || word.endsWith('-');
  const first = run.words.findIndex(isTaint);
  const [type, ...names] = first < 0 ? run.words : run.words.slice(0, first);
  const specs = first < 0 ? [] : run.words.slice(first);
  const late = specs.find((word) => !isTaint(word));
  if (late !== undefined) throw new Failure(`all resources must be specified before taint changes: ${late}`);
  if (type === undefined) throw new Failure('one or more resources must be specified as <resource> <name>');
  if (specs.length === 0) throw new Failure('at least one taint update is required');
  const wanted = parse(specs);
  if (findType(type).kind !== 'Node')
    throw new Failure(`invalid resource type ${type.toLowerCase()}, only node types are supported`);
  const clashes = wanted.add.flatMap(({ key, effect }) =>
    wanted.remove
      .filter((one) => one.key === key && (one.effect === '' || one.effect === effect))
      .map((one) => `${one.key}=${one.effect}`),
  );
  if (clashes.length > 0)
    throw new Failure(
      `can not both modify and remove the following taint(s) in the same command: ${clashes.join(', ')}`,
    );
  const nodes = nodesFor(run, names);
  const errors: Error[] = [...nodes.errors];
  for (const node of nodes.found) {
    try {
      change(run, node, wanted);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  return 0;
}

function nodesFor(
  run: Invocation,
  names: readonly string[],
): { readonly found: readonly Node[]; readonly errors: readonly Error[] } {
  const nodes = resource('nodes');
  const selector = run.text('selector');
  if (run.is('all') && selector !== '')
    throw new Failure("setting 'all' parameter with a non empty selector is prohibited");
  if (run.is('all') || selector !== '') {
    const query = selector === '' ? {} : { labelSelector: selector };
    const list = run.request({ method: 'GET', path: resourcePath(nodes, undefined), query });
    return { found: (list as KubeList<Node>).items, errors: [] };
  }
  if (names.length === 0)
    throw new Failure("at least one resource name must be specified since 'all' parameter is not set");
  const found: Node[] = [];
  const errors: Error[] = [];
  for (const name of names) {
    try {
      found.push(run.request({ method: 'GET', path: resourcePath(nodes, undefined, name) }) as Node);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  return { found, errors };
}

/** @throws Failure */
function parse(specs: readonly string[]): Wanted {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  const bad = (why: string): Failure => new Failure(`${why}\nSee 'kubectl taint -h' for help and examples`);
  for (const spec of specs) {
    const one = parseOne(spec.replace(/-$/, ''), bad);
    if (spec.endsWith('-')) {
      remove.push({ key: one.key, effect: one.effect });
      continue;
    }
    if (one.effect === '') throw bad(`invalid taint spec: ${spec}`);
    if (add.some(({ key, effect }) => key === one.key && effect === one.effect))
      throw bad(
        `duplicated taints with the same key and effect: {${one.key} ${one.value ?? ''} ${one.effect} <nil>}`,
      );
    add.push(one);
  }
  return { add, remove };
}

function parseOne(text: string, bad: (why: string) => Failure): Taint {
  const [before = '', effect, more] = text.split(':');
  if (more !== undefined) throw bad(`invalid taint spec: ${text}`);
  if (effect !== undefined && !['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect))
    throw bad(`invalid taint effect: ${effect}, unsupported taint effect`);
  const parts = effect === undefined ? [before] : before.split('=');
  const [key = '', value] = parts;
  if (parts.length > 2) throw bad(`invalid taint spec: ${text}`);
  const faults = [...(value === undefined ? [] : isLabelValue(value))];
  if (faults.length === 0) faults.push(...isQualifiedName(key));
  if (faults.length > 0) throw bad(`invalid taint spec: ${text}, ${faults.join('; ')}`);
  return { key, ...(value === undefined || value === '' ? {} : { value }), effect: effect ?? '' };
}

function change(run: Invocation, node: Node, { add, remove }: Wanted): void {
  const old = (node.spec as { readonly taints?: readonly Taint[] }).taints ?? [];
  const overwrite = run.is('overwrite');
  const same = (one: Taint, other: Taint): boolean => one.key === other.key && one.effect === other.effect;
  const { name } = node.metadata;
  if (!overwrite) {
    const there = add.filter((one) => old.some((other) => same(one, other))).map(({ key }) => key);
    if (there.length > 0)
      throw new Failure(
        `node ${name} already has ${there.join(',')} taint(s) with same effect(s) and --overwrite is false`,
      );
  }
  let taints = [...add, ...old.filter((one) => !add.some((other) => same(one, other)))];
  const added = taints.length !== old.length;
  let removed = false;
  const errors: Error[] = [];
  for (const one of remove) {
    const kept = taints.filter((other) => !(one.effect === '' ? other.key === one.key : same(one, other)));
    removed = kept.length !== taints.length;
    if (!removed)
      errors.push(
        new Failure(
          `taint ${JSON.stringify(`${one.key}${one.effect === '' ? '' : `:${one.effect}`}`)} not found`,
        ),
      );
    taints = kept;
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  const operation = (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted';
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'other');
  const after = (
    mode === 'client'
      ? { ...node, spec: { ...node.spec, taints } }
      : run.request({
          method: 'PATCH',
          path: resourcePath(resource('nodes'), undefined, name),
          contentType: 'application/strategic-merge-patch+json',
          body: { spec: { taints: taints.length === 0 ? null : taints } },
          query: {
            fieldManager: run.text('field-manager', 'kubectl-taint'),
            ...fieldValidation(run),
            ...dryRunQuery(mode),
          },
        })
  ) as KubeObject;
  if (printer !== undefined) run.print(printer.print(after));
  else run.print(`node/${name} ${operation}\n`);
}
