/**
 * kubectl set image, resources, selector, serviceaccount and subject (k8s.io/kubectl pkg/cmd/set).
 */
import { parseSelector } from '../../../../kubernetes/api/selector-text.ts';
import { canonicalQuantity, quantityError } from '../../../../kubernetes/schema/quantity.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { aggregate, Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import type { Target } from '../../targets.ts';
import { dryRunMode } from '../dry-run.ts';
import { changeTargets, podSpecOf, resourcesAndPairs, selectContainers, type Writable } from './change.ts';

export const localOrServer = 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?';

export function* setImage(run: Invocation): Running<number> {
  const { words, pairs } = resourcesAndPairs(run, 'image');
  const images = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new Failure(`invalid image format: ${pair}`);
    images.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return yield* changeTargets(
    run,
    words,
    {
      done: 'image updated',
      failed: 'failed to patch image update to pod template:',
      send: 'changed',
      change: (object, errors, target) => {
        const spec = podSpecOf(object, target);
        for (const [name, image] of images) {
          const found = selectContainers(spec, '*').filter((one) => name === '*' || one.name === name);
          for (const container of found) container.image = image;
          if (found.length === 0)
            errors.push(new Failure(`error: unable to find container named ${JSON.stringify(name)}`));
        }
      },
    },
    () => {
      const faults: string[] = [];
      if (run.is('all') && run.has('selector'))
        faults.push('cannot set --all and --selector at the same time');
      if (images.size === 0) faults.push('at least one image update is required');
      else if (images.size > 1 && images.has('*'))
        faults.push(
          'all containers are already specified by *, but saw more than one container_name=container_image pairs',
        );
      if (run.is('local') && dryRunMode(run) === 'server') faults.push(localOrServer);
      const error = aggregate(faults.map((text) => new Failure(text)));
      if (error !== undefined) throw error;
    },
  );
}

/** `cpu=1,memory=1Gi` @throws Failure */
function quantities(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split(',')
      .filter(() => text !== '')
      .map((statement) => {
        const [name = '', quantity, more] = statement.split('=');
        if (quantity === undefined || more !== undefined)
          throw new Failure(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
        const value = canonicalQuantity(quantity);
        if (value === undefined) throw new Failure(quantityError);
        return [name, value];
      }),
  );
}

export function* setResources(run: Invocation): Running<number> {
  const [limits, requests] = [run.text('limits'), run.text('requests')];
  const pattern = run.text('containers', '*');
  const wanted: Record<string, Readonly<Record<string, string>>> = {};
  return yield* changeTargets(
    run,
    run.words,
    {
      done: 'resource requirements updated',
      failed: 'failed to patch resources update to pod template',
      send: 'changed',
      change: (object, errors, target) => {
        const containers = selectContainers(podSpecOf(object, target), pattern);
        for (const container of containers)
          for (const [kind, list] of Object.entries(wanted)) {
            const resources = (container.resources ??= {});
            resources[kind] = { ...resources[kind], ...list };
          }
        if (containers.length === 0)
          errors.push(new Failure(`error: unable to find container named ${pattern}`));
      },
    },
    () => {
      if (run.is('local') && dryRunMode(run) === 'server') throw new Failure(localOrServer);
      if (run.is('all') && run.has('selector'))
        throw new Failure('cannot set --all and --selector at the same time');
      if (limits === '' && requests === '')
        throw new Failure(
          'you must specify an update to requests or limits (in the form of --requests/--limits)',
        );
      if (limits !== '') wanted['limits'] = quantities(limits);
      if (requests !== '') wanted['requests'] = quantities(requests);
    },
  );
}

export function* setServiceAccount(run: Invocation): Running<number> {
  if (run.is('local') && dryRunMode(run) === 'server') throw new Failure(localOrServer);
  const name = run.words.at(-1);
  if (name === undefined) throw new Failure('serviceaccount is required');
  return yield* changeTargets(run, run.is('local') ? [] : run.words.slice(0, -1), {
    done: 'serviceaccount updated',
    failed: 'failed to patch ServiceAccountName',
    send: 'always',
    change: (object, _errors, target) => {
      podSpecOf(object, target).serviceAccountName = name;
    },
  });
}

const operatorNames: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

export function* setSelector(run: Invocation): Running<number> {
  const text = run.words.at(-1);
  if (text === undefined) {
    dryRunMode(run);
    throw new Failure('one selector is required');
  }
  const requirements = parseSelector(text);
  if (requirements.some(({ operator }) => operator === '!='))
    throw new Failure('"!=" is not a valid label selector operator');
  const wanted = Object.fromEntries(requirements.map(({ key, values: [value = ''] }) => [key, value]));
  return yield* changeTargets(run, run.is('local') ? [] : run.words.slice(0, -1), {
    done: 'selector updated',
    failed: undefined,
    send: 'always',
    change: (object, _errors, { resource }) => {
      if (resource.kind !== 'Service') throw new Failure('setting a selector is only supported for Services');
      const odd = requirements.filter(({ operator }) => operator !== '=');
      if (odd.length > 0)
        throw new Failure(
          `match expression [${odd.map(({ key, operator, values }) => `{${key} ${operatorNames[operator] ?? operator} [${values.join(' ')}]}`).join(' ')}] not supported on this object`,
        );
      (object['spec'] as Writable)['selector'] = wanted;
    },
  });
}

interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

export function* setSubject(run: Invocation): Running<number> {
  const group = 'rbac.authorization.k8s.io';
  const sorted = (flag: string): readonly string[] => [...new Set(run.values(flag))].sort();
  const subjects: Subject[] = [];
  const check = (targets: readonly Target[]): void => {
    if (run.is('local') && dryRunMode(run) === 'server') throw new Failure(localOrServer);
    if (run.is('all') && run.has('selector'))
      throw new Failure('cannot set --all and --selector at the same time');
    if (['user', 'group', 'serviceaccount'].every((flag) => run.values(flag).length === 0))
      throw new Failure('you must specify at least one value of user, group or serviceaccount');
    for (const account of run.values('serviceaccount')) {
      const [namespace = '', name = '', more] = account.split(':');
      if (name === '' || more !== undefined) throw new Failure('serviceaccount must be <namespace>:<name>');
      if (namespace === '' && targets.some(({ resource }) => resource.kind === 'ClusterRoleBinding'))
        throw new Failure('serviceaccount must be <namespace>:<name>, namespace must be specified');
    }
    for (const name of sorted('user')) subjects.push({ kind: 'User', apiGroup: group, name });
    for (const name of sorted('group')) subjects.push({ kind: 'Group', apiGroup: group, name });
    for (const account of sorted('serviceaccount')) {
      const [namespace = '', name = ''] = account.split(':');
      subjects.push({
        kind: 'ServiceAccount',
        name,
        namespace: namespace === '' ? run.namespace : namespace,
      });
    }
  };
  return yield* changeTargets(
    run,
    run.words,
    {
      done: 'subjects updated',
      failed: 'failed to patch subjects to rolebinding:',
      send: 'changed',
      change: (object, _errors, { resource }) => {
        if (resource.kind !== 'RoleBinding' && resource.kind !== 'ClusterRoleBinding')
          throw new Failure('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
        const there = (object['subjects'] ?? []) as readonly Subject[];
        const same = (one: Subject, other: Subject): boolean =>
          one.kind === other.kind && one.name === other.name && one.namespace === other.namespace;
        object['subjects'] = [...there, ...subjects.filter((one) => !there.some((old) => same(one, old)))];
      },
    },
    check,
  );
}
