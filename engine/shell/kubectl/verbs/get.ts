/**
 * kubectl get: tables and objects, one kind or several, watched or not (k8s.io/kubectl pkg/cmd/get).
 *
 * Left out: chunks of large lists, `-k`, subresources other than status and scale.
 */
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { textOf } from '../../../kubernetes/schema/text.ts';
import type { Table } from '../../../kubernetes/table/render.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { flags } from '../command-line.ts';
import { aggregate, Failure, isNotFound, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { JsonPath, relaxed } from '../printers/jsonpath.ts';
import { objectPrinter } from '../printers/output.ts';
import { TablePrinter } from '../printers/table.ts';
import { multipleTypes, type Selection, selections } from '../resource-names.ts';

export const getFlags = flags(
  'A|all-namespaces:bool',
  'allow-missing-template-keys:bool',
  'chunk-size:int',
  'field-selector:string',
  'f|filename:strings',
  'ignore-not-found:bool',
  'k|kustomize:string',
  'L|label-columns:strings',
  'no-headers:bool',
  'o|output:string',
  'output-watch-events:bool',
  'raw:string',
  'R|recursive:bool',
  'l|selector:string',
  'server-print:bool',
  'show-kind:bool',
  'show-labels:bool',
  'show-managed-fields:bool',
  'sort-by:string',
  'subresource:string',
  'template:string',
  'w|watch:bool',
  'watch-only:bool',
);

const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io';

interface Wanted extends Selection {
  readonly namespace: string | undefined;
}

export function* get(run: Invocation): Running<number> {
  const raw = run.value('raw');
  if (raw !== undefined) return getRaw(run, raw);
  if (run.has('kustomize')) throw new Failure('not simulated: kubectl get -k');
  if (run.is('show-managed-fields')) throw new Failure('not simulated: kubectl get --show-managed-fields');
  if (run.has('subresource')) throw new Failure('not simulated: kubectl get --subresource');
  const printer = objectPrinter(run, 'get');
  const wanted: Wanted[] = [];
  if (run.has('filename')) {
    const { manifests, errors } = yield* readManifests(run);
    if (errors[0] !== undefined) throw errors[0];
    for (const { resource, object, namespace } of manifests)
      wanted.push({
        resource,
        namespace,
        name: (object['metadata'] as { name?: string } | undefined)?.name ?? '',
      });
  } else {
    if (run.words.length === 0)
      throw new PlainFailure(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
      );
    for (const selection of selections(run.words))
      wanted.push({ ...selection, namespace: run.allNamespaces ? undefined : run.namespace });
  }
  const named = wanted.some(({ name }) => name !== undefined);
  if (named && (run.has('selector') || run.has('field-selector')))
    throw new Failure('name cannot be provided when a selector is specified');
  if (named && run.allNamespaces)
    throw new Failure('a resource cannot be retrieved by name across all namespaces');
  if (run.is('watch') || run.is('watch-only')) return yield* watch(run, wanted, printer);
  return printer === undefined ? tables(run, wanted, named) : objects(run, wanted, named, printer);
}

function getRaw(run: Invocation, path: string): number {
  if (run.words.length > 0) throw new Failure('arguments may not be passed when --raw is specified');
  const [only = '', text = ''] = path.split('?');
  const query = Object.fromEntries(new URLSearchParamsLite(text));
  const body = run.request({ method: 'GET', path: only, query });
  run.print(
    typeof body === 'string'
      ? body
      : only === '/version'
        ? JSON.stringify(body, undefined, 2)
        : `${JSON.stringify(body)}\n`,
  );
  return 0;
}

/** Pairs of a query string. */
class URLSearchParamsLite implements Iterable<readonly [string, string]> {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  *[Symbol.iterator](): Iterator<readonly [string, string]> {
    for (const pair of this.#text.split('&')) {
      const [key = '', value = ''] = pair.split('=');
      if (key !== '') yield [decodeURIComponent(key), decodeURIComponent(value)];
    }
  }
}

function queryOf(run: Invocation): Record<string, string> {
  const { labelSelector, fieldSelector } = {
    labelSelector: run.value('selector'),
    fieldSelector: run.value('field-selector'),
  };
  return {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}

function isScoped(resource: Resource, namespace: string | undefined): boolean {
  return resource.namespaced && namespace !== undefined;
}

interface Group {
  readonly resource: Resource;
  readonly tables: Table[];
}

function tables(run: Invocation, wanted: readonly Wanted[], named: boolean): number {
  const errors: Error[] = [];
  const groups: Group[] = [];
  const sortBy = run.value('sort-by');
  for (const { resource, name, namespace } of wanted) {
    try {
      const table = run.request({
        method: 'GET',
        path: resourcePath(resource, namespace, name),
        accept: tableAccept,
        query: {
          ...(name === undefined ? queryOf(run) : {}),
          ...(sortBy === undefined ? {} : { includeObject: 'Object' }),
        },
      }) as Table;
      const last = groups.at(-1);
      if (last?.resource === resource) last.tables.push(table);
      else groups.push({ resource, tables: [table] });
    } catch (error) {
      if (isNotFound(error) && run.is('ignore-not-found')) continue;
      errors.push(error as Error);
      if (!named) break;
    }
  }
  const withKind = run.is('show-kind') || (run.words.length > 0 && multipleTypes(run.words));
  let printed = 0;
  for (const { resource, tables: parts } of groups) {
    const rows = parts.flatMap((table) => table.rows);
    const [first] = parts;
    if (first === undefined || rows.length === 0) continue;
    const table: Table = { ...first, rows: sortBy === undefined ? rows : sortRows(rows, sortBy) };
    const printer = new TablePrinter({
      wide: run.value('output') === 'wide',
      headers: !run.is('no-headers'),
      withNamespace: run.allNamespaces && resource.namespaced,
      kind: withKind ? resource : undefined,
      showLabels: run.is('show-labels'),
      labelColumns: run.values('label-columns'),
    });
    if (printed > 0) run.print('\n');
    run.print(printer.print(table));
    printed += rows.length;
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  if (printed === 0 && !run.is('ignore-not-found')) {
    const [first] = wanted;
    const scoped =
      first !== undefined && !run.allNamespaces && wanted.some(({ resource }) => resource.namespaced);
    run.complain(scoped ? `No resources found in ${run.namespace} namespace.\n` : 'No resources found\n');
  }
  return 0;
}

function sortRows<Row extends { readonly object: KubeObject | undefined }>(
  rows: readonly Row[],
  by: string,
): readonly Row[] {
  const path = new JsonPath(relaxed(by));
  const found = rows.map((row) => ({ row, value: path.find(row.object).flat()[0] }));
  if (rows.length > 0 && found.every(({ value }) => value === undefined)) {
    throw new Failure(
      `couldn't find any field with path ${JSON.stringify(relaxed(by)).replace(/^"|"$/g, '"')} in the list of objects`,
    );
  }
  return [...found].sort((one, other) => compare(one.value, other.value)).map(({ row }) => row);
}

function compare(one: unknown, other: unknown): number {
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [textOf(one), textOf(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function objects(
  run: Invocation,
  wanted: readonly Wanted[],
  named: boolean,
  printer: NonNullable<ReturnType<typeof objectPrinter>>,
): number {
  const errors: Error[] = [];
  let items: KubeObject[] = [];
  let single = named && wanted.length === 1;
  for (const { resource, name, namespace } of wanted) {
    try {
      const body = run.request({
        method: 'GET',
        path: resourcePath(resource, namespace, name),
        query: name === undefined ? queryOf(run) : {},
      });
      if (name === undefined) items.push(...(body as KubeList).items);
      else items.push(body as KubeObject);
    } catch (error) {
      if (isNotFound(error) && run.is('ignore-not-found')) {
        single = false;
        if (wanted.length === 1) return 0;
        continue;
      }
      errors.push(error as Error);
      if (!named) break;
    }
  }
  const failed = aggregate(errors);
  const sortBy = run.value('sort-by');
  if (sortBy !== undefined)
    items = [
      ...sortRows(
        items.map((object) => ({ object })),
        sortBy,
      ),
    ].map(({ object }) => object);
  const [first] = items;
  const format = run.text('output').split('=')[0] ?? '';
  if (single && first !== undefined) run.print(printer.print(first));
  else if (format === 'name') for (const item of items) run.print(printer.print(item));
  else if (failed === undefined || items.length > 0)
    run.print(
      printer.print({
        apiVersion: 'v1',
        kind: 'List',
        metadata: { resourceVersion: '' } as KubeObject['metadata'],
        items,
      } as KubeObject & { items: readonly KubeObject[] }),
    );
  if (failed !== undefined) throw failed;
  return 0;
}

function* watch(
  run: Invocation,
  wanted: readonly Wanted[],
  printer: ReturnType<typeof objectPrinter>,
): Running<number> {
  const [first] = wanted;
  if (first === undefined || wanted.length > 1)
    throw new Failure('you may only specify a single resource type');
  const { resource, name, namespace } = first;
  if (resource.namespaced && namespace === undefined && !run.allNamespaces) throw new Failure('no namespace');
  const table = new TablePrinter({
    wide: run.value('output') === 'wide',
    headers: !run.is('no-headers'),
    withNamespace: run.allNamespaces && resource.namespaced,
    kind: run.is('show-kind') ? resource : undefined,
    showLabels: run.is('show-labels'),
    labelColumns: run.values('label-columns'),
  });
  const accept = printer === undefined ? { accept: tableAccept } : {};
  const path = resourcePath(resource, isScoped(resource, namespace) ? namespace : undefined);
  const query = name === undefined ? queryOf(run) : { fieldSelector: `metadata.name=${name}` };
  const show = (object: KubeObject, type: string): void => {
    const before = run.is('output-watch-events') ? [type] : [];
    run.print(
      printer === undefined ? table.print(object as unknown as Table, before) : printer.print(object),
    );
  };
  // What is there first, then the changes from that moment on.
  if (name !== undefined) run.request({ method: 'GET', path: resourcePath(resource, namespace, name) });
  const events = run.watch({ method: 'GET', path, query: { ...query, watch: 'true' }, ...accept });
  let initial = true;
  try {
    for (;;) {
      for (const { type, object } of events.take()) {
        if (initial && run.is('watch-only')) continue;
        show(object, type);
      }
      initial = false;
      if (events.ended) return 0;
      yield { on: [events.changed] };
    }
  } finally {
    events.stop();
  }
}
