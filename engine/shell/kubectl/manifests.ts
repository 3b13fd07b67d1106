/**
 * Objects from files, folders and standard input (`-f`), as cli-runtime's builder reads them.
 */
import type { JsonObject } from '../../kubernetes/objects/meta.ts';
import type { Running } from '../../linux/process/wait.ts';
import { readAll } from '../../linux/process/process.ts';
import { apiVersionOf, type Resource, resourceOfKind, resources } from '../../kubernetes/api/resources.ts';
import { matches } from '../../kubernetes/api/selector.ts';
import { parseSelector } from '../../kubernetes/api/selector-text.ts';
import { memberError } from '../../kubernetes/schema/decode.ts';
import { textOf } from '../../kubernetes/schema/text.ts';
import { Failure, PlainFailure } from './failure.ts';
import type { Invocation } from './invocation.ts';
import { readYaml } from './yaml-reader.ts';

export interface Manifest {
  /** With the namespace it is meant for. */
  readonly object: JsonObject;
  /** As it is written. */
  readonly written: JsonObject;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  /** The file's name, or STDIN, as errors show it. */
  readonly source: string;
}

export interface Manifests {
  readonly manifests: readonly Manifest[];
  /** Documents that could not be used; what came before them is. */
  readonly errors: readonly Error[];
  /** Both, as they stand in the files. */
  readonly inOrder: readonly (Manifest | Error)[];
}

/** @param selector of labels: objects it does not match are passed over @throws Failure for a file that is not there */
export function* readManifests(run: Invocation, selector = ''): Running<Manifests> {
  const inOrder: (Manifest | Error)[] = [];
  for (const file of run.values('filename')) {
    if (/^https?:\/\//.test(file)) throw new Failure(`not simulated: reading ${file} from the network`);
    for (const { name, text } of yield* texts(run, file)) {
      inOrder.push(...objectsIn(run, text, name));
    }
  }
  const wanted = parseSelector(selector);
  const chosen = inOrder.filter((one) => one instanceof Error || matches(wanted, labelsOf(one)));
  return {
    manifests: chosen.filter((one): one is Manifest => !(one instanceof Error)),
    errors: chosen.filter((one) => one instanceof Error),
    inOrder: chosen,
  };
}

function labelsOf({ object }: Manifest): Readonly<Record<string, string>> | undefined {
  const { labels } = object['metadata'] as { readonly labels?: Readonly<Record<string, string>> | null };
  return labels ?? undefined;
}

interface SourceText {
  readonly name: string;
  readonly text: string;
}

function* texts(run: Invocation, file: string): Running<readonly SourceText[]> {
  if (file === '-') return [{ name: 'STDIN', text: yield* readAll(run.process.stdin) }];
  const { files, directory } = run.process;
  const path = absolute(directory, file);
  const content = files.text(path);
  if (content !== undefined) return [{ name: file, text: content }];
  if (!files.isDirectory(path)) throw new Failure(`the path "${file}" does not exist`);
  const inside: SourceText[] = [];
  const visit = (folder: string, shown: string): void => {
    for (const name of files.names(folder)) {
      const full = folder === '/' ? `/${name}` : `${folder}/${name}`;
      const label = shown === '.' ? name : `${shown}/${name}`;
      const text = files.text(full);
      if (text !== undefined && /\.(json|yaml|yml)$/.test(name)) inside.push({ name: label, text });
      else if (text === undefined && run.is('recursive')) visit(full, label);
    }
  };
  visit(path, file.replace(/\/+$/, '') || '/');
  if (inside.length === 0)
    throw new Failure(`error reading [${file}]: recognized file extensions are [.json .yaml .yml]`);
  return inside;
}

export function absolute(directory: string, file: string): string {
  const joined = file.startsWith('/') ? file : `${directory}/${file}`;
  const parts: string[] = [];
  for (const part of joined.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return `/${parts.join('/')}`;
}

function objectsIn(run: Invocation, text: string, source: string): readonly (Manifest | Error)[] {
  const found: (Manifest | Error)[] = [];
  for (const read of readYaml(text)) {
    if (read.kind === 'failed') {
      const why = /^(yaml|json|unsupported map key)/.test(read.message)
        ? 'error converting YAML to JSON: '
        : '';
      found.push(new Failure(`error parsing ${source}: ${why}${read.message}`));
      break;
    }
    try {
      for (const object of unpacked(check(read.value, source, run), source))
        found.push(toManifest(run, object, source));
    } catch (error) {
      found.push(error instanceof Error ? error : new Error(String(error)));
      if (!(error instanceof ObjectFailure)) break;
    }
  }
  return found;
}

/** Of one object: those behind it are read all the same. */
class ObjectFailure extends Failure {}

/** A list's items, which are objects themselves. */
function unpacked(object: JsonObject, source: string): readonly JsonObject[] {
  if (object['kind'] !== 'List') return [object];
  const items: unknown = object['items'] ?? [];
  const cannot = (why: string): Failure => new Failure(`unable to decode "${source}": ${why}`);
  if (!Array.isArray(items))
    throw cannot(
      `json: cannot unmarshal ${goTypeOf(items)} into Go struct field decodeList.items of type []json.RawMessage`,
    );
  for (const item of items as unknown[]) {
    if (item !== null && (typeof item !== 'object' || Array.isArray(item)))
      throw cannot(`json: cannot unmarshal ${goTypeOf(item)} into Go value of type map[string]interface {}`);
    const kind = (item as JsonObject | null)?.['kind'];
    if (typeof kind !== 'string' || kind === '')
      throw new PlainFailure(
        `unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'object has no kind field '`,
      );
  }
  return items as JsonObject[];
}

function check(value: unknown, source: string, run: Invocation): JsonObject {
  const validate = run.knows('validate') && !['false', 'ignore'].includes(run.text('validate', 'strict'));
  const invalid = (why: string): Failure =>
    new Failure(
      `error validating "${source}": error validating data: ${why}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (validate) throw invalid('invalid object to validate');
    throw new Failure(
      `unable to decode "${source}": json: cannot unmarshal ${goTypeOf(value)} into Go value of type unstructured.detector`,
    );
  }
  const object = value as JsonObject;
  const missing: string[] = [];
  if (typeof object['apiVersion'] !== 'string' || object['apiVersion'] === '')
    missing.push('apiVersion not set');
  if (typeof object['kind'] !== 'string' || object['kind'] === '') missing.push('kind not set');
  if (missing.length > 0) {
    if (!validate)
      throw new Failure(
        `unable to decode "${source}": Object 'Kind' is missing in '${JSON.stringify(object)}'`,
      );
    throw invalid(missing.length === 1 ? (missing[0] ?? '') : `[${missing.join(', ')}]`);
  }
  const wrong = memberError(object['metadata'], {
    struct: 'ObjectMeta',
    member: 'metadata',
    owner: 'metadataOnlyObject',
  });
  if (wrong !== undefined) throw new Failure(`unable to decode "${source}": ${wrong}`);
  return object;
}

/** As Go's errors name what stands in JSON. */
function goTypeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}

function toManifest(run: Invocation, object: JsonObject, source: string): Manifest {
  const apiVersion = textOf(object['apiVersion']);
  const kind = textOf(object['kind']);
  const metadata = (object['metadata'] ?? {}) as JsonObject;
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const own = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  const resource =
    resourceOfKind(apiVersion, kind) ??
    run.resources.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion) ??
    resources.find(
      (one) =>
        one.kind.toLowerCase() === kind &&
        (one.group === '' ? one.version : `${one.group}/${one.version}`) === apiVersion,
    );
  if (resource === undefined)
    throw new ObjectFailure(
      `resource mapping not found for name: "${name}" namespace: "${own}" from "${source}": no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
    );
  if (!resource.namespaced) {
    const whole = { ...object, metadata };
    return { object: whole, written: whole, resource, namespace: undefined, source };
  }
  if (own !== '' && run.namespaceIsExplicit && own !== run.namespace)
    throw new ObjectFailure(
      `the namespace from the provided object "${own}" does not match the namespace "${run.namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    );
  const namespace = own === '' ? run.namespace : own;
  return {
    object: { ...object, metadata: { ...metadata, namespace } },
    written: object,
    resource,
    namespace,
    source,
  };
}

/** As it is sent to be created: a file made of an object that was has its resourceVersion, and kubectl takes it off. */
export function asNew(object: JsonObject): JsonObject {
  const metadata = (object['metadata'] ?? {}) as JsonObject;
  const { resourceVersion: _version, ...kept } = metadata;
  return { ...object, metadata: kept };
}
