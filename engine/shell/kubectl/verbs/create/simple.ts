/**
 * kubectl create namespace, serviceaccount, quota, poddisruptionbudget, priorityclass and token (k8s.io/kubectl
 * pkg/cmd/create).
 */
import { resource, resourcePath } from '../../../../kubernetes/api/resources.ts';
import { parseSelector } from '../../../../kubernetes/api/selector-text.ts';
import type { JsonObject, KubeObject } from '../../../../kubernetes/objects/meta.ts';
import { canonicalQuantity, quantityError } from '../../../../kubernetes/schema/quantity.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { parseDuration } from '../../command/flag.ts';
import { Failure, StatusFailure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { objectPrinter } from '../../printers/output.ts';
import { generate, named, oneName } from './generate.ts';

export function* createNamespace(run: Invocation): Running<number> {
  const object = { ...named('v1', 'Namespace', oneName(run, 'namespace')), spec: {}, status: {} };
  return generate(run, { name: 'namespaces' }, object, undefined);
}

export function* createServiceAccount(run: Invocation): Running<number> {
  const object = named('v1', 'ServiceAccount', oneName(run, 'serviceaccount'));
  return generate(run, { name: 'serviceaccounts' }, object, 'serviceaccount:');
}

export function* createQuota(run: Invocation): Running<number> {
  const name = oneName(run, 'quota');
  const hard = Object.fromEntries(
    run
      .text('hard')
      .split(',')
      .filter(Boolean)
      .map((statement) => {
        const parts = statement.split('=');
        const [key = '', quantity = ''] = parts;
        if (parts.length !== 2)
          throw new Failure(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
        const value = canonicalQuantity(quantity);
        if (value === undefined) throw new Failure(quantityError);
        return [key, value];
      }),
  );
  const given = run.text('scopes');
  const scopes = given === '' ? [] : given.split(',');
  if (scopes.includes('')) throw new Failure('invalid resource quota scope ""');
  const spec = {
    ...(Object.keys(hard).length === 0 ? {} : { hard }),
    ...(scopes.length === 0 ? {} : { scopes }),
  };
  const object = { ...named('v1', 'ResourceQuota', name), spec, status: {} };
  return generate(run, { name: 'resourcequotas' }, object, 'quota:');
}

export function* createDisruptionBudget(run: Invocation): Running<number> {
  const name = oneName(run, 'poddisruptionbudget');
  const selector = run.text('selector');
  const [least, most] = [run.text('min-available'), run.text('max-unavailable')];
  if (selector === '') throw new Failure('a selector must be specified');
  if (least === '' && most === '')
    throw new Failure('one of min-available or max-unavailable must be specified');
  if (least !== '' && most !== '')
    throw new Failure('min-available and max-unavailable cannot be both specified');
  for (const [flag, value] of [['min-available', least] as const, ['max-unavailable', most] as const])
    if (value !== '' && !/^[0-9]+%?$/.test(value)) throw new Failure(`invalid format specified for ${flag}`);
  const amount = (text: string): number | string => (text.endsWith('%') ? text : Number(text));
  const object: JsonObject = {
    ...named('policy/v1', 'PodDisruptionBudget', name),
    spec: {
      ...(least === '' ? {} : { minAvailable: amount(least) }),
      selector: labelSelector(selector),
      ...(most === '' ? {} : { maxUnavailable: amount(most) }),
    },
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  };
  return generate(run, { name: 'poddisruptionbudgets', group: 'policy' }, object, 'poddisruptionbudgets:');
}

/** metav1.ParseToLabelSelector. */
function labelSelector(text: string): JsonObject {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: JsonObject[] = [];
  const names: Readonly<Record<string, string>> = {
    in: 'In',
    notin: 'NotIn',
    exists: 'Exists',
    '!': 'DoesNotExist',
  };
  for (const { key, operator, values } of parseSelector(text)) {
    const [only = ''] = values;
    if (operator === '=') matchLabels[key] = only;
    else if (names[operator] === undefined)
      throw new Failure(`${JSON.stringify(operator)} is not a valid label selector operator`);
    else
      matchExpressions.push({
        key,
        operator: names[operator],
        ...(values.length === 0 ? {} : { values }),
      });
  }
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}

export function* createPriorityClass(run: Invocation): Running<number> {
  const name = oneName(run, 'priorityclass');
  const description = run.text('description');
  const object: JsonObject = {
    ...named('scheduling.k8s.io/v1', 'PriorityClass', name),
    value: run.number('value', 0),
    ...(run.is('global-default') ? { globalDefault: true } : {}),
    ...(description === '' ? {} : { description }),
    preemptionPolicy: run.text('preemption-policy', 'PreemptLowerPriority'),
  };
  const type = { name: 'priorityclasses', group: 'scheduling.k8s.io' };
  return generate(run, type, object, 'priorityclass:');
}

const boundKinds: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

export function* createToken(run: Invocation): Running<number> {
  const name = oneName(run, 'token');
  const duration = parseDuration(run.text('duration', '0')) ?? 0;
  const kind = run.text('bound-object-kind');
  const [boundName, boundUid] = [run.text('bound-object-name'), run.text('bound-object-uid')];
  if (duration < 0) throw new Failure('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw new Failure('--duration cannot be expressed in units less than seconds');
  if (run.values('audience').includes('')) throw new Failure('--audience must not be an empty string');
  if (kind === '') {
    for (const flag of ['name', 'uid'])
      if (run.text(`bound-object-${flag}`) !== '')
        throw new Failure(`--bound-object-${flag} can only be set if --bound-object-kind is provided`);
  } else {
    if (boundKinds[kind] === undefined)
      throw new Failure(
        `supported --bound-object-kind values are ${Object.keys(boundKinds).sort().join(', ')}`,
      );
    if (boundName === '')
      throw new Failure('--bound-object-name is required if --bound-object-kind is provided');
  }
  const body: JsonObject = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: {
      audiences: run.values('audience'),
      ...(duration > 0 ? { expirationSeconds: duration / 1000 } : {}),
      ...(kind === ''
        ? {}
        : {
            boundObjectRef: {
              kind,
              apiVersion: boundKinds[kind],
              name: boundName,
              ...(boundUid === '' ? {} : { uid: boundUid }),
            },
          }),
    },
  };
  const printer = objectPrinter(run, 'typed');
  try {
    const answer = run.request({
      method: 'POST',
      path: `${resourcePath(resource('serviceaccounts'), run.namespace, name)}/token`,
      body,
    }) as KubeObject & { readonly status?: { readonly token?: string } };
    if (printer !== undefined) run.print(printer.print(answer));
    else run.print(`${answer.status?.token ?? ''}${run.process.stdout.terminal === undefined ? '' : '\n'}`);
    return 0;
  } catch (error) {
    if (!(error instanceof StatusFailure)) throw error;
    throw new Failure(`failed to create token: ${error.status.message ?? ''}`);
  }
}
