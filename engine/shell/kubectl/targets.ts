/**
 * The objects a verb is about: by name, by selector, all of a type, or as files name them (cli-runtime's
 * resource.Builder with ContinueOnError and Flatten).
 */
import type { Resource } from '../../kubernetes/api/resources.ts';
import type { JsonObject, KubeList, KubeObject } from '../../kubernetes/objects/meta.ts';
import { decode, type Decoded } from '../../kubernetes/schema/decode.ts';
import type { Running } from '../../linux/process/wait.ts';
import { Failure, nothingNamed } from './failure.ts';
import type { Invocation } from './invocation.ts';
import { readManifests } from './manifests.ts';
import { readAll, readOne } from './read.ts';
import { otherMeanings, type Selection, selections } from './resource-names.ts';

export interface Target {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly object: KubeObject;
}

export interface Targets {
  readonly targets: readonly Target[];
  /** Why others could not be had. */
  readonly errors: readonly Error[];
}

/**
 * @param words that name resources
 * @param withoutName what a type alone means: an error, or all of it
 * @throws Failure when nothing was named as it should be
 */
export function* targetsOf(
  run: Invocation,
  words: readonly string[],
  withoutName: 'error' | 'all' = 'error',
): Running<Targets> {
  if (run.is('local') && words.length > 0)
    throw new Failure(
      "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  if (run.has('filename')) return yield* fromFiles(run);
  if (words.length === 0) throw new Failure(nothingNamed);
  const targets: Target[] = [];
  const errors: Error[] = [];
  const chosen = choose(run, words);
  const bySelector =
    withoutName === 'all' || run.is('all') || run.has('selector') || run.has('field-selector');
  if (!bySelector && chosen.some(({ name }) => name === undefined))
    throw new Failure('resource(s) were provided, but no name was specified');
  for (const { resource, name } of chosen) {
    try {
      if (name === undefined) targets.push(...matching(run, resource));
      else targets.push(named(run, resource, run.namespace, name));
    } catch (error) {
      errors.push(error as Error);
    }
  }
  return { targets, errors };
}

/**
 * What the words name, with the builder's rules for names, selectors and namespaces.
 *
 * @throws Failure in its words
 */
export function choose(run: Invocation, words: readonly string[]): readonly Selection[] {
  const chosen = selections(words, run.resources);
  for (const [type = ''] of typesOf(words))
    for (const meaning of otherMeanings(type, run.resources)) run.warn(meaning);
  const isNamed = chosen.some(({ name }) => name !== undefined);
  if (!isNamed) return chosen;
  if (run.has('selector') || run.has('field-selector') || run.is('all'))
    throw new Failure(
      words.some((word) => word.includes('/')) || (words[0] ?? '').includes(',')
        ? 'selectors and the all flag cannot be used when passing resource/name arguments'
        : 'name cannot be provided when a selector is specified',
    );
  if (run.allNamespaces && chosen.some(({ resource }) => resource.namespaced))
    throw new Failure('a resource cannot be retrieved by name across all namespaces');
  return chosen;
}

/** The types as they were typed. */
function typesOf(words: readonly string[]): readonly (readonly string[])[] {
  const [first = ''] = words;
  return first.includes('/')
    ? words.map((word) => word.split('/').slice(0, 1))
    : first.split(',').map((type) => [type]);
}

function matching(run: Invocation, resource: Resource): readonly Target[] {
  const query: Record<string, string> = {};
  if (run.has('selector')) query['labelSelector'] = run.text('selector');
  if (run.has('field-selector')) query['fieldSelector'] = run.text('field-selector');
  const namespace = run.allNamespaces ? undefined : run.namespace;
  const { items } = readAll(run, resource, namespace, { query }) as KubeList;
  return items.map((object) => ({
    resource,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
    object,
  }));
}

function named(run: Invocation, resource: Resource, namespace: string | undefined, name: string): Target {
  const object = readOne(run, resource, namespace, name) as KubeObject;
  return { resource, namespace: resource.namespaced ? namespace : undefined, name, object };
}

/** As the client's own scheme decodes it; of kinds that it does not know it takes all. */
export function asItsType({ struct }: Resource, written: JsonObject, source: string): KubeObject {
  const decoded: Decoded =
    struct === undefined ? { kind: 'decoded', object: written, unknownFields: [] } : decode(struct, written);
  if (decoded.kind === 'failed') throw new Failure(`unable to decode "${source}": ${decoded.message}`);
  return decoded.object as unknown as KubeObject;
}

function* fromFiles(run: Invocation): Running<Targets> {
  const { manifests, errors: unreadable } = yield* readManifests(run);
  const targets: Target[] = [];
  const errors: Error[] = [...unreadable];
  for (const { resource, namespace, written, source } of manifests) {
    const { name = '' } = (written['metadata'] ?? {}) as Partial<KubeObject['metadata']>;
    try {
      if (run.is('local'))
        targets.push({ resource, namespace, name, object: asItsType(resource, written, source) });
      else if (name === '') throw new Failure('resource name may not be empty');
      else targets.push(named(run, resource, namespace, name));
    } catch (error) {
      errors.push(error as Error);
    }
  }
  return { targets, errors };
}
