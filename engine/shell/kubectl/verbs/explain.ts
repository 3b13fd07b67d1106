/**
 * `kubectl explain` (k8s.io/kubectl pkg/cmd/explain and pkg/explain): finds the resource and the fields, asks the API for
 * its OpenAPI document and prints what that says.
 */
import type { Resource } from '../../../kubernetes/api/resources.ts';
import { openApiCode, openApiIsThere } from '../../../kubernetes/openapi/later-documents.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { fieldNames, nodesOf } from '../explain/field-path.ts';
import { plaintextV2 } from '../explain/openapi-v2.ts';
import { plaintext, plaintextHead } from '../explain/plaintext.ts';
import { type Document, type Kind, schemaOfKind } from '../explain/schema.ts';
import { Failure, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';

interface Place {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

export function* explain(run: Invocation): Running<number> {
  const [word, ...more] = run.words;
  if (word === undefined)
    throw new Failure(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  if (more.length > 0) throw new Failure('We accept only this format: explain RESOURCE\n');
  const version = run.text('api-version');
  const { resource, fields } = version === '' ? byPrefix(run, word) : byFirst(run, word);
  const format = run.text('output', 'plaintext');
  while (!openApiIsThere()) yield { on: [], absent: openApiCode };
  if (format === 'plaintext-openapiv2') return explainV2(run, resource, fields, version);
  const place: Place = {
    ...(version === '' ? resource : groupVersionOf(version)),
    resource: resource.name,
  };
  const document = documentOf(run, place);
  if (document === undefined) throw new Failure(`couldn't find resource for "${text(place)}"`);
  if (format !== 'plaintext') throw new Failure(`unrecognized format: ${format}`);
  const kind = kindOf(document, place);
  if (kind === undefined) throw new PlainFailure(`error: GVR (${text(place)}) not found in OpenAPI schema`);
  run.print(plaintextHead(kind));
  run.print(plaintext({ document, kind, fields, recursive: run.is('recursive') }));
  return 0;
}

function explainV2(run: Invocation, resource: Resource, fields: readonly string[], version: string): number {
  const { group, version: name } = version === '' ? resource : groupVersionOf(version);
  const kind: Kind = { group, version: name, kind: resource.kind };
  const document = documentOf(run, { group, version: name, resource: resource.name });
  const schema = document === undefined ? undefined : schemaOfKind(document, kind);
  if (document === undefined || schema === undefined)
    throw new Failure(`couldn't find resource for "${group}/${name}, Kind=${resource.kind}"`);
  run.print(plaintextV2({ document, kind, schema, fields, recursive: run.is('recursive') }));
  return 0;
}

/** As Go prints a GroupVersionResource. */
function text({ group, version, resource }: Place): string {
  return `${group}/${version}, Resource=${resource}`;
}

function documentOf(run: Invocation, { group, version }: Place): Document | undefined {
  const name = group === '' ? `api/${version}` : `apis/${group}/${version}`;
  const { paths } = run.request({ method: 'GET', path: '/openapi/v3' }) as {
    readonly paths: Readonly<Record<string, unknown>>;
  };
  if (!Object.hasOwn(paths, name)) return undefined;
  return run.request({ method: 'GET', path: `/openapi/v3/${name}` }) as Document;
}

/** What the paths of a resource are of. */
function kindOf({ paths }: Document, { group, version, resource }: Place): Kind | undefined {
  const root = `${group === '' ? '/api' : `/apis/${group}`}/${version}`;
  const places = [`${root}/${resource}`, `${root}/namespaces/{namespace}/${resource}`];
  let kind: Kind | undefined;
  for (const path of places.flatMap((one) => [one, `${one}/{name}`]))
    for (const method of ['delete', 'patch', 'put', 'post', 'get'])
      kind = paths[path]?.[method]?.['x-kubernetes-group-version-kind'] ?? kind;
  return kind;
}

/** @throws Failure */
function groupVersionOf(written: string): { readonly group: string; readonly version: string } {
  const parts = written.split('/');
  if (parts.length > 2) throw new Failure(`unexpected GroupVersion string: ${written}`);
  const [first = '', second] = parts;
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

interface Named {
  readonly resource: Resource;
  readonly fields: readonly string[];
}

const firstIsField = 'first node must be field node';

/** The first resource of that name. @throws Error */
function byFirst(run: Invocation, word: string): Named {
  const [first, ...rest] = nodesOf(word);
  const [name = ''] = fieldNames([first], firstIsField);
  const [resource] = named(run, name);
  if (resource === undefined) throw unknown(name);
  return { resource, fields: fieldNames(rest, 'all nodes must be field nodes') };
}

/** The resource whose name and group the word begins with, otherwise the first of that name. @throws Error */
function byPrefix(run: Invocation, word: string): Named {
  const [first, ...rest] = nodesOf(word);
  const [name = ''] = fieldNames([first], firstIsField);
  const found = named(run, name);
  for (const resource of found) {
    const full = resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;
    if (!word.startsWith(full)) continue;
    const suffix = word.slice(full.length);
    return {
      resource,
      fields: suffix === '' ? [] : fieldNames(nodesOf(suffix).slice(1), firstIsField),
    };
  }
  const [resource] = found;
  if (resource === undefined) throw unknown(name);
  return { resource, fields: fieldNames(rest, firstIsField) };
}

function unknown(name: string): Error {
  return name === ''
    ? new Failure('a resource must be present, got: /, Resource=')
    : new PlainFailure(`the server doesn't have a resource type "${name}"`);
}

/** All resources of a plural, a singular or a short name, as client-go's shortcut expander and mappers find them. */
function named(run: Invocation, name: string): readonly Resource[] {
  const wanted = name.toLowerCase();
  const exact = run.resources.filter((one) => one.name === wanted || one.singular === wanted);
  if (exact.length > 0) return exact;
  const [meant, ...others] = run.resources.filter(({ shortNames }) => shortNames.includes(wanted));
  if (meant === undefined) return [];
  const lower = others.filter((one) => one.group !== meant.group || one.name !== meant.name);
  for (const other of new Set(lower.map((one) => `${one.name}.${one.group}`.replace(/\.$/, ''))))
    run.warn(`short name "${wanted}" could also match lower priority resource ${other}`);
  return run.resources.filter(
    (one) => one.name === meant.name && (meant.group === '' || one.group === meant.group),
  );
}
