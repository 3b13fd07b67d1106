/**
 * kubectl autoscale: a HorizontalPodAutoscaler of autoscaling/v2 for something that can be scaled (k8s.io/kubectl
 * pkg/cmd/autoscale). What the server refuses is tried once more as autoscaling/v1, which can say less.
 */
import { type Resource, resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { canonicalQuantity } from '../../../kubernetes/schema/quantity.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';
import { generated } from './generated.ts';

const autoscalers = resource('horizontalpodautoscalers', 'autoscaling');
const scalable = new Set(['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']);

interface Target {
  readonly of: Resource;
  readonly name: string;
}

export function* autoscale(run: Invocation): Running<number> {
  const [most, least] = [run.number('max', -1), run.number('min', -1)];
  const [cpu, memory] = [run.text('cpu'), run.text('memory')];
  const percent = run.number('cpu-percent', -1);
  if (most < 1) throw new Failure(`--max=MAXPODS is required and must be at least 1, max: ${most}`);
  if (most < least)
    throw new Failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`);
  if (percent > 0 && cpu !== '') throw new Failure('--cpu-percent and --cpu are mutually exclusive');
  const metrics = [
    ...(percent > 0 ? [metric('cpu', { type: 'Utilization', averageUtilization: percent })] : []),
    ...(cpu === '' ? [] : [metric('cpu', amount(cpu, 'cpu', 'm'))]),
    ...(memory === '' ? [] : [metric('memory', amount(memory, 'memory', 'Mi'))]),
  ];
  const targets = yield* targetsOf(run);
  if (targets.length === 0) throw new Failure('no objects passed to autoscale');
  for (const { of, name } of targets) {
    const version = of.group === '' ? of.version : `${of.group}/${of.version}`;
    if (!scalable.has(of.name))
      throw new Failure(
        `cannot autoscale a ${of.kind}: could not find scale subresource for ${of.group}/${of.version}, Resource=${of.name} in discovery information`,
      );
    create(run, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: run.value('name') ?? name },
      spec: {
        scaleTargetRef: { kind: of.kind, name, apiVersion: version },
        ...(least > 0 ? { minReplicas: least } : {}),
        maxReplicas: most,
        ...(metrics.length === 0 ? {} : { metrics }),
      },
      status: { desiredReplicas: 0, currentMetrics: null },
    });
  }
  return 0;
}

function* targetsOf(run: Invocation): Running<readonly Target[]> {
  if (run.has('filename'))
    return (yield* readManifests(run)).manifests.map(({ resource: of, object }) => ({
      of,
      name: (object['metadata'] as { name?: string }).name ?? '',
    }));
  return selections(run.words, run.resources).map(({ resource: of, name }) => {
    if (name === undefined) throw new Failure('resource(s) were provided, but no name was specified');
    run.request({ method: 'GET', path: resourcePath(of, run.namespace, name) });
    return { of, name };
  });
}

function metric(name: string, target: JsonObject): JsonObject {
  return { type: 'Resource', resource: { name, target } };
}

/** `70%` of what is requested, or a quantity. @param unit of a bare number @throws Failure */
function amount(given: string, name: string, unit: string): JsonObject {
  const text = given.trim();
  if (text === '') throw new Failure('empty input');
  if (text.endsWith('%')) {
    const number = text.slice(0, -1);
    const value = Number(number);
    if (!/^\+?[0-9]+$/.test(number) || value >= 2 ** 31)
      throw new Failure(`invalid percentage value: ${number}`);
    return { type: 'Utilization', averageUtilization: value };
  }
  const quantity = canonicalQuantity(/^[0-9.]+$/.test(text) ? `${Number(text)}${unit}` : text);
  if (quantity === undefined) throw new Failure(`invalid resource ${name} value: ${given}`);
  return { type: 'AverageValue', averageValue: quantity };
}

function create(run: Invocation, object: JsonObject): void {
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'typed');
  const body = generated(run, autoscalers, object, mode);
  let made = body as unknown as KubeObject;
  if (mode !== 'client')
    try {
      made = send(run, body);
    } catch (error) {
      if (!(error instanceof StatusFailure)) throw error;
      checkFirstVersion(run);
      // As autoscaling/v1 it says the same, so the server answers the same.
      made = send(run, body);
    }
  if (printer !== undefined) run.print(printer.print(made));
  else
    run.print(
      `${qualifiedSingular(autoscalers)}/${made.metadata.name} ${mode === 'client' ? 'created' : 'autoscaled'}${dryRunSuffix(mode)}\n`,
    );
}

function send(run: Invocation, body: JsonObject): KubeObject {
  return run.request({
    method: 'POST',
    path: resourcePath(autoscalers, run.namespace),
    body,
    query: { fieldManager: run.text('field-manager', 'kubectl-autoscale'), ...dryRunQuery(dryRunMode(run)) },
  }) as KubeObject;
}

/** Whether autoscaling/v1 could say it. @throws Failure */
function checkFirstVersion(run: Invocation): void {
  const refusal =
    'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1';
  const cpu = run.text('cpu').trim();
  if (cpu === '') throw new Failure(`${refusal}: empty input`);
  // Upstream wraps an error that is none.
  if (run.has('memory') || !cpu.endsWith('%')) throw new Failure(`${refusal}: %!w(<nil>)`);
}
