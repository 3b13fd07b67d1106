/**
 * kubectl get: tables and objects, one kind or several, watched or not (k8s.io/kubectl pkg/cmd/get).
 *
 * Left out: chunks of large lists, `-k`.
 */
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Table } from '../../../kubernetes/table/render.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure, Failures, isNotFound, PlainFailure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { absolute, readManifests } from '../manifests.ts';
import { ageTable } from '../printers/age-table.ts';
import { type ObjectPrinter, objectPrinter } from '../printers/output.ts';
import { sortedBy, sortsObjects, sortsRows } from '../printers/sorting.ts';
import { TablePrinter } from '../printers/table.ts';
import { readAll, readOne } from '../read.ts';
import { answerRaw } from './raw.ts';
import type { Selection } from '../resource-names.ts';
import { choose } from '../targets.ts';

const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io';

interface Wanted extends Selection {
  readonly namespace: string | undefined;
  /** In a file. */
  readonly written?: JsonObject;
}

export function* get(run: Invocation): Running<number> {
  const isWatch = run.is('watch') || run.is('watch-only');
  if (run.has('raw')) {
    checkRaw(run, isWatch);
    answerRaw(run, 'GET');
    return 0;
  }
  if (isWatch && run.text('sort-by') !== '')
    run.complain(
      run.is('watch')
        ? 'warning: --watch requested, --sort-by will be ignored for watch events received\n'
        : 'warning: --watch-only requested, --sort-by will be ignored\n',
    );
  const isByFile = run.has('filename') || run.has('kustomize');
  if (run.words.length === 0 && !isByFile && !isWatch)
    throw new PlainFailure(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
    );
  const output = run.text('output');
  if (run.is('show-labels') && output !== '' && output !== 'wide')
    throw new Failure(`--show-labels option cannot be used with ${output} printer`);
  if (run.is('output-watch-events') && !isWatch)
    throw new Failure('--output-watch-events option can only be used with --watch or --watch-only');
  if (run.has('kustomize')) throw new Failure('not simulated: kubectl get -k');
  if (run.words.length > 0 && isByFile)
    throw new Failure(
      'when paths, URLs, or stdin is provided as input, you may not specify a resource by arguments as well',
    );
  const { wanted, errors } = isByFile ? yield* fromFiles(run) : { wanted: fromWords(run), errors: [] };
  if (isWatch) {
    if (errors[0] !== undefined) throw errors[0];
    return yield* watch(run, wanted);
  }
  if (isTable(run)) return tables(run, wanted, errors);
  return objects(run, wanted, isByFile ? isOneFile(run) : isOneName(wanted), errors);
}

function fromWords(run: Invocation): readonly Wanted[] {
  const subresource = run.value('subresource');
  const chosen = choose(run, run.words);
  if (subresource !== undefined && chosen.some(({ name }) => name === undefined))
    throw new Failure('subresource cannot be used when bulk resources are specified');
  return chosen.map((selection) => ({
    ...selection,
    namespace: run.allNamespaces ? undefined : run.namespace,
  }));
}

function* fromFiles(
  run: Invocation,
): Running<{ readonly wanted: readonly Wanted[]; readonly errors: readonly Error[] }> {
  const { manifests, errors } = yield* readManifests(run);
  const wanted = manifests.map(({ resource, object, namespace }) => ({
    resource,
    namespace,
    name: (object['metadata'] as { name?: string } | undefined)?.name ?? '',
    written: object,
  }));
  return { wanted, errors };
}

function isOneName(wanted: readonly Wanted[]): boolean {
  return wanted.length === 1 && wanted[0]?.name !== undefined;
}

/** Neither a folder nor a stream: what it holds is taken for one object. */
function isOneFile(run: Invocation): boolean {
  const [file = '', ...more] = run.values('filename');
  const { files, directory } = run.process;
  return more.length === 0 && file !== '-' && !files.isDirectory(absolute(directory, file));
}

function checkRaw(run: Invocation, isWatch: boolean): void {
  if (run.words.length > 0) throw new Failure('arguments may not be passed when --raw is specified');
  if (isWatch || run.text('selector') !== '')
    throw new Failure(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    );
  if (run.text('output') !== '') throw new Failure('--raw and --output are mutually exclusive');
  const path = run.text('raw');
  if (!/^(\/|[a-z]+:)/.test(path))
    throw new Failure(
      `--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`,
    );
}

/** Other formats get their printer when there is something to be printed. */
function isTable(run: Invocation): boolean {
  return run.text('output') === 'wide' || (run.text('output') === '' && run.text('template') === '');
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

function read(
  run: Invocation,
  { resource, name, namespace, written }: Wanted,
  accept = 'application/json',
  query: Readonly<Record<string, string>> = {},
): unknown {
  if (name === undefined)
    return readAll(run, resource, namespace, { accept, query: { ...queryOf(run), ...query } });
  // What a file gives no name to stays as it is written.
  if (name === '' && written !== undefined) return written;
  const subresource = run.value('subresource');
  return readOne(run, resource, namespace, name, {
    accept,
    query,
    ...(subresource === undefined ? {} : { subresource }),
  });
}

function isScoped(resource: Resource, namespace: string | undefined): boolean {
  return resource.namespaced && namespace !== undefined;
}

interface Group {
  readonly resource: Resource;
  readonly tables: Table[];
}

function tables(run: Invocation, wanted: readonly Wanted[], unreadable: readonly Error[]): number {
  const errors: Error[] = [...unreadable];
  const groups: Group[] = [];
  const bodies: unknown[] = [];
  const isSorted = run.text('sort-by') !== '';
  const accept = run.is('server-print', true) ? tableAccept : 'application/json';
  for (const one of wanted) {
    try {
      const body = read(run, one, accept, isSorted ? { includeObject: 'Object' } : {});
      bodies.push(body);
      const table = isTableBody(body) ? body : ageTable(body as KubeObject | KubeList, run.services.now());
      const last = groups.at(-1);
      if (last?.resource === one.resource) last.tables.push(table);
      else groups.push({ resource: one.resource, tables: [table] });
    } catch (error) {
      if (isNotFound(error) && run.is('ignore-not-found')) continue;
      errors.push(error as Error);
    }
  }
  if (isSorted && bodies.length > 1) checkSortable(run, bodies);
  const withKind = run.is('show-kind') || new Set(groups.map(({ resource }) => resource)).size > 1;
  let printed = 0;
  for (const { resource, tables: parts } of groups) {
    const rows = parts.flatMap((table) => table.rows);
    const [first] = parts;
    const table =
      first === undefined ? undefined : { ...first, rows: isSorted ? sortedRows(run, rows) : rows };
    if (table === undefined || table.rows.length === 0) continue;
    const printer = new TablePrinter({
      wide: run.value('output') === 'wide',
      headers: !run.is('no-headers'),
      withNamespace: run.allNamespaces && resource.namespaced,
      kind: withKind ? resource : undefined,
      showLabels: run.is('show-labels'),
      labelColumns: run.values('label-columns'),
    });
    if (printed > 0 && !run.is('no-headers')) run.print('\n');
    run.print(printer.print(table));
    printed += rows.length;
  }
  // As several even when it is one, so that it is not called an error; the server's says what it is.
  const [only] = errors;
  if (errors.length === 1 && only instanceof StatusFailure) throw only;
  if (errors.length > 0) throw new Failures(errors);
  if (printed === 0 && !run.is('ignore-not-found')) {
    const scoped = !run.allNamespaces && wanted.every(({ resource }) => resource.namespaced);
    run.complain(scoped ? `No resources found in ${run.namespace} namespace.\n` : 'No resources found\n');
  }
  return 0;
}

function isTableBody(body: unknown): body is Table {
  return (body as { readonly kind?: string }).kind === 'Table';
}

/** Several answers are sorted as they came: a field of their objects is none of theirs. @throws Failure */
function checkSortable(run: Invocation, bodies: readonly unknown[]): void {
  const items = bodies.flatMap((body) => {
    const { items: inside } = body as { readonly items?: readonly unknown[] };
    return inside ?? [body];
  });
  sortedBy(run, items, (item) => item, sortsObjects);
}

/** What is wrong with the path of one answer is not told: nothing is printed. */
function sortedRows(run: Invocation, rows: Table['rows']): Table['rows'] {
  if (rows.length < 2) return rows;
  try {
    return sortedBy(run, rows, ({ object }) => object, sortsRows);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

function objects(
  run: Invocation,
  wanted: readonly Wanted[],
  isSingle: boolean,
  unreadable: readonly Error[],
): number {
  const errors: Error[] = [...unreadable];
  let items: readonly KubeObject[] = [];
  for (const one of wanted) {
    try {
      const body = read(run, one);
      items = [...items, ...(one.name === undefined ? (body as KubeList).items : [body as KubeObject])];
    } catch (error) {
      if (isNotFound(error) && run.is('ignore-not-found')) continue;
      errors.push(error as Error);
    }
  }
  const failed = aggregate(errors);
  if (isSingle && failed !== undefined) throw failed;
  if (items.length === 0 && run.is('ignore-not-found')) {
    if (failed !== undefined) throw failed;
    return 0;
  }
  const printer = objectPrinter(run, 'get');
  if (printer === undefined) return 0;
  const problems = failed === undefined ? [] : [...errors];
  try {
    printObjects(run, printer, items, isSingle);
  } catch (error) {
    if (problems.length === 0 || !(error instanceof Error)) throw error;
    problems.push(error);
  }
  const problem = aggregate(problems);
  if (problem !== undefined) throw problem;
  return 0;
}

function printObjects(
  run: Invocation,
  printer: ObjectPrinter,
  items: readonly KubeObject[],
  isSingle: boolean,
): void {
  const [first] = items;
  const format = run.text('output').split('=')[0] ?? '';
  if (isSingle && items.length === 1 && first !== undefined) run.print(printer.print(first));
  else {
    const isSorted = run.text('sort-by') !== '' && items.length > 0;
    const list = isSorted ? sortedBy(run, items, (item) => item, sortsObjects) : items;
    if (format === 'name') for (const item of list) run.print(printer.print(item));
    else run.print(printer.print(listOf(list)));
  }
}

function listOf(items: readonly KubeObject[]): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { resourceVersion: '' } as KubeObject['metadata'],
    items,
  } as KubeObject & { items: readonly KubeObject[] };
}

function* watch(run: Invocation, wanted: readonly Wanted[]): Running<number> {
  const printer = objectPrinter(run, 'get');
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
  if (name !== undefined) readOne(run, resource, namespace, name);
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
