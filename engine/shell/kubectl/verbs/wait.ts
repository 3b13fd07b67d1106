/**
 * kubectl wait: until a condition holds, an object is gone, a field has a value (k8s.io/kubectl pkg/cmd/wait).
 */
import { millisecond } from '../../../clock/clock.ts';
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { Condition, KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { parseDuration } from '../command/flag.ts';
import { Failure, isNotFound } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { JsonPath, relaxed } from '../printers/jsonpath.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';

type Test = (object: KubeObject | undefined) => boolean;

export function* wait(run: Invocation): Running<number> {
  const condition = run.values('for').at(-1);
  if (condition === undefined) throw new Failure('unrecognized condition: []');
  const test = testFor(condition);
  const targets = yield* targetsOf(run, condition);
  if (targets.length === 0) {
    if (condition === 'delete') return 0;
    throw new Failure('no matching resources found');
  }
  const timeout = parseDuration(run.text('timeout', '30s')) ?? 30_000;
  const until = run.process.clock.now + timeout * millisecond;
  for (const { resource, name, namespace } of targets) {
    const path = resourcePath(resource, namespace, name);
    const watch = run.watch({
      method: 'GET',
      path: resourcePath(resource, namespace),
      query: { watch: 'true', resourceVersion: '1', fieldSelector: `metadata.name=${name}` },
    });
    try {
      for (;;) {
        if (test(read(run, path, condition))) break;
        watch.take();
        const reason = yield { on: [watch.changed], until };
        if (reason === 'timeout')
          throw new Failure(
            condition === 'create'
              ? 'timed out waiting for the condition'
              : `timed out waiting for the condition on ${resource.name}/${name}`,
          );
      }
    } finally {
      watch.stop();
    }
    run.print(`${qualifiedSingular(resource)}/${name} condition met\n`);
  }
  return 0;
}

function read(run: Invocation, path: string, condition: string): KubeObject | undefined {
  try {
    return run.request({ method: 'GET', path }) as KubeObject;
  } catch (error) {
    if (isNotFound(error) && (condition === 'delete' || condition === 'create')) return undefined;
    throw error;
  }
}

interface Target {
  readonly resource: Resource;
  readonly name: string;
  readonly namespace: string | undefined;
}

function* targetsOf(run: Invocation, condition: string): Running<readonly Target[]> {
  if (run.has('filename'))
    return (yield* readManifests(run)).manifests.map(({ resource, object, namespace }) => ({
      resource,
      namespace,
      name: (object['metadata'] as { name?: string }).name ?? '',
    }));
  const found: Target[] = [];
  for (const { resource, name } of selections(run.words, run.resources)) {
    if (name !== undefined) {
      if (
        condition === 'delete' &&
        read(run, resourcePath(resource, run.namespace, name), 'delete') === undefined
      )
        continue;
      found.push({ resource, name, namespace: run.namespace });
      continue;
    }
    if (!run.is('all') && !run.has('selector') && !run.has('field-selector'))
      throw new Failure('resource(s) were provided, but no name was specified');
    const query: Record<string, string> = {};
    if (run.has('selector')) query['labelSelector'] = run.text('selector');
    if (run.has('field-selector')) query['fieldSelector'] = run.text('field-selector');
    const path = resourcePath(resource, run.allNamespaces ? undefined : run.namespace);
    for (const { metadata } of (run.request({ method: 'GET', path, query }) as KubeList).items)
      found.push({ resource, name: metadata.name, namespace: metadata.namespace });
  }
  return found;
}

function testFor(condition: string): Test {
  if (condition === 'delete') return (object) => object === undefined;
  if (condition === 'create') return (object) => object !== undefined;
  const named = /^condition=([^=]+)(?:=(.*))?$/.exec(condition);
  if (named !== null) {
    const [, type = '', value = 'true'] = named;
    return (object) => {
      const { conditions } = ((object as { status?: object } | undefined)?.status ?? {}) as {
        conditions?: readonly Condition[];
      };
      const found = conditions?.find((one) => one.type.toLowerCase() === type.toLowerCase());
      return found !== undefined && found.status.toLowerCase() === value.toLowerCase();
    };
  }
  const path = /^jsonpath=(\{[^}]*\}|[^=]+)(?:=(.*))?$/.exec(condition);
  if (path !== null) {
    const [, expression = '', value] = path;
    const template = new JsonPath(relaxed(expression.replace(/^'|'$/g, '')));
    const wanted = value?.replace(/^['"]|['"]$/g, '');
    return (object) => {
      const found = template.find(object).flat();
      return found.length > 0 && (wanted === undefined || found.some((one) => String(one) === wanted));
    };
  }
  throw new Failure(`unrecognized condition: ${JSON.stringify(condition)}`);
}
