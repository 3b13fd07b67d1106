/**
 * kubectl set env: variables set, removed, taken from a ConfigMap or a Secret, listed (k8s.io/kubectl pkg/cmd/set
 * set_env.go).
 *
 * Left out: --resolve of field references.
 */
import { resourcePath } from '../../../../kubernetes/api/resources.ts';
import { fromBase64 } from '../../../../net/base64/base64.ts';
import { fromUtf8 } from '../../../../net/wire/utf8.ts';
import type { KubeObject } from '../../../../kubernetes/objects/meta.ts';
import { readAll } from '../../../../linux/process/process.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure, StatusFailure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { selections } from '../../resource-names.ts';
import { targetsOf } from '../../targets.ts';
import { dryRunMode } from '../dry-run.ts';
import {
  changeTargets,
  podSpecOf,
  selectContainers,
  type Writable,
  type WritableContainer,
} from './change.ts';
import { localOrServer } from './set.ts';

type Variable = NonNullable<WritableContainer['env']>[number];

interface Changes {
  readonly set: readonly Variable[];
  readonly remove: readonly string[];
}

export function* setEnv(run: Invocation): Running<number> {
  if (run.is('all') && run.has('selector'))
    throw new Failure('cannot set --all and --selector at the same time');
  const isChange = (word: string): boolean => /^[^=]+=/.test(word) || word.endsWith('-');
  const first = run.words.findIndex(isChange);
  const words = first < 0 ? run.words : run.words.slice(0, first);
  const changes = first < 0 ? [] : run.words.slice(first);
  if (!changes.every(isChange))
    throw new Failure(`all resources must be specified before environment changes: ${run.words.join(' ')}`);
  if (run.is('local') && dryRunMode(run) === 'server') throw new Failure(localOrServer);
  if (!run.has('filename') && words.length === 0)
    throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (run.is('list') && run.text('output') !== '')
    throw new Failure('--list and --output may not be specified together');
  if (run.values('keys').length > 0 && run.text('from') === '')
    throw new Failure('when specifying --keys, a configmap or secret must be provided with --from');
  const { set, remove } = yield* parse(run, [...run.values('env'), ...changes]);
  const prefix = run.text('prefix');
  const all = [...set, ...referenced(run)].map((one) => ({ ...one, name: `${prefix}${one.name}` }));
  if (run.is('list')) return yield* list(run, words, { set: all, remove });
  const pattern = run.text('containers', '*');
  return yield* changeTargets(run, words, {
    done: 'env updated',
    failed: 'failed to patch env update to pod template:',
    send: 'changed',
    change: (object, _errors, target) => {
      const containers = selectContainers(podSpecOf(object, target), pattern);
      if (containers.length === 0)
        run.warn(
          `${target.resource.kind}/${target.name} does not have any containers matching ${JSON.stringify(pattern)}`,
        );
      for (const container of containers) {
        if (!run.is('overwrite', true)) checkNew(container, all);
        const env = updated(container.env ?? [], { set: all, remove });
        if (env.length > 0) container.env = env;
        else delete container.env;
      }
    },
  });
}

const badName = (name: string): string =>
  `${JSON.stringify(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`;

function* parse(run: Invocation, words: readonly string[]): Running<Changes> {
  const set: Variable[] = [];
  const remove: string[] = [];
  for (const word of words) {
    if (word === '-') {
      for (const line of (yield* readAll(run.process.stdin)).split('\n')) {
        const plain = line.split('#')[0] ?? '';
        const equals = plain.indexOf('=');
        if (equals >= 0) set.push({ name: plain.slice(0, equals), value: plain.slice(equals + 1) });
      }
      continue;
    }
    const equals = word.indexOf('=');
    if (equals >= 0) {
      const name = word.slice(0, equals);
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) throw new Failure(badName(name));
      set.push({ name, value: word.slice(equals + 1) });
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new Failure(`unknown environment variable: ${word}`);
  }
  if (remove.some((name) => set.some((one) => one.name === name)))
    throw new Failure('can not both modify and remove the same environment variable in the same command');
  return { set, remove };
}

/** `--from=configmap/settings`: a reference for each of its keys. */
function referenced(run: Invocation): readonly Variable[] {
  const from = run.text('from');
  if (from === '') return [];
  const [selection] = selections([from]);
  if (selection?.name === undefined)
    throw new Failure('resource(s) were provided, but no name was specified');
  const { resource, name } = selection;
  const source = run.request({
    method: 'GET',
    path: resourcePath(resource, run.namespace, name),
  }) as KubeObject & { readonly data?: Readonly<Record<string, string>> };
  if (resource.kind !== 'Secret' && resource.kind !== 'ConfigMap')
    throw new Failure('unsupported resource specified in --from');
  const keys = run.values('keys');
  const reference = resource.kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef';
  return Object.keys(source.data ?? {})
    .filter((key) => keys.length === 0 || keys.includes(key))
    .map((key) => ({
      name: key.toUpperCase().replace(/[^A-Za-z0-9_]/g, '_'),
      valueFrom: { [reference]: { name, key } },
    }));
}

function checkNew(container: WritableContainer, set: readonly Variable[]): void {
  for (const { name, value = '' } of container.env ?? [])
    if (set.some((one) => one.name === name))
      throw new Failure(`'${name}' already has a value (${value}), and --overwrite is false`);
}

function updated(existing: readonly Variable[], { set, remove }: Changes): Variable[] {
  const covered = new Set(remove);
  const out: Variable[] = [];
  for (const one of existing) {
    if (covered.has(one.name)) continue;
    const newer = set.find(({ name }) => name === one.name);
    if (newer !== undefined) covered.add(one.name);
    out.push(newer ?? one);
  }
  for (const one of set) {
    if (covered.has(one.name)) continue;
    covered.add(one.name);
    out.push(one);
  }
  return out;
}

function* list(run: Invocation, words: readonly string[], changes: Changes): Running<number> {
  const { targets, errors } = yield* targetsOf(run, words);
  if (errors[0] !== undefined) throw errors[0];
  for (const target of targets) {
    const object = JSON.parse(JSON.stringify(target.object)) as Writable;
    for (const { name, env = [] } of selectContainers(
      podSpecOf(object, target),
      run.text('containers', '*'),
    )) {
      run.print(`# ${target.resource.kind} ${target.name}, container ${name}\n`);
      for (const variable of updated(env, changes)) run.print(`${shown(run, variable)}\n`);
    }
  }
  return 0;
}

function shown(run: Invocation, { name, value = '', valueFrom }: Variable): string {
  if (valueFrom === undefined) return `${name}=${value}`;
  const [kind, reference = {}] = (Object.entries(valueFrom)[0] ?? []) as [string?, Record<string, string>?];
  if (run.is('resolve')) {
    if (kind !== 'configMapKeyRef' && kind !== 'secretKeyRef')
      throw new Failure('not simulated: kubectl set env --resolve of field references');
    const resolved = resolve(run, kind, reference);
    if (resolved !== undefined) return `${name}=${resolved}`;
  }
  return `# ${name} from ${describe(kind, reference)}`;
}

function describe(
  kind: string | undefined,
  { name, key, fieldPath, containerName, resource }: Record<string, string>,
): string {
  switch (kind) {
    case 'configMapKeyRef':
      return `configmap ${name ?? ''}, key ${key ?? ''}`;
    case 'secretKeyRef':
      return `secret ${name ?? ''}, key ${key ?? ''}`;
    case 'fieldRef':
      return `field path ${fieldPath ?? ''}`;
    default:
      return containerName === undefined
        ? `resource field ${resource ?? ''}`
        : `container ${containerName} resource field ${resource ?? ''}`;
  }
}

function resolve(
  run: Invocation,
  kind: 'configMapKeyRef' | 'secretKeyRef',
  { name = '', key = '' }: Record<string, string>,
): string | undefined {
  const [selection] = selections([`${kind === 'secretKeyRef' ? 'secrets' : 'configmaps'}/${name}`]);
  if (selection === undefined) return undefined;
  try {
    const { data } = run.request({
      method: 'GET',
      path: resourcePath(selection.resource, run.namespace, name),
    }) as { readonly data?: Readonly<Record<string, string>> };
    const value = data?.[key];
    if (value === undefined || kind === 'configMapKeyRef') return value;
    return fromUtf8(fromBase64(value) ?? new Uint8Array());
  } catch (error) {
    if (error instanceof StatusFailure) return undefined;
    throw error;
  }
}
