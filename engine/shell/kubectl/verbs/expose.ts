/**
 * kubectl expose: a service for a pod, a deployment, a ReplicaSet or another service (k8s.io/kubectl pkg/cmd/expose).
 */
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { Service } from '../../../kubernetes/objects/service.ts';
import type { Deployment } from '../../../kubernetes/objects/workload.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure, nothingNamed } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';
import { asItsType } from '../targets.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';
import { overridden } from './overrides.ts';

export function* expose(run: Invocation): Running<number> {
  if (run.words.length === 0 && !run.has('filename')) throw new Failure(nothingNamed);
  const wanted = run.has('filename')
    ? (yield* readManifests(run)).manifests.map(({ resource: of, object, source }) => ({
        resource: of,
        name: (object['metadata'] as { name?: string }).name,
        object: asItsType(of, object, source),
      }))
    : selections(run.words, run.resources).map((selection) => ({ ...selection, object: undefined }));
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'typed');
  for (const { resource: of, name, object } of wanted) {
    if (name === undefined) throw new Failure('resource(s) were provided, but no name was specified');
    if (!['pods', 'services', 'deployments', 'replicasets', 'replicationcontrollers'].includes(of.name))
      throw new Failure(`cannot expose a ${of.kind}${of.group === '' ? '' : `.${of.group}`}`);
    const target =
      object ?? (run.request({ method: 'GET', path: resourcePath(of, run.namespace, name) }) as KubeObject);
    const service = overridden(run, serviceFor(run, target), 'Service') as unknown as KubeObject;
    const services = resource('services');
    const made =
      mode === 'client'
        ? service
        : (run.request({
            method: 'POST',
            path: resourcePath(services, run.namespace),
            body: service,
            query: { fieldManager: 'kubectl-expose', ...dryRunQuery(mode) },
          }) as KubeObject);
    if (printer !== undefined) run.print(printer.print(made));
    else run.print(`${qualifiedSingular(services)}/${made.metadata.name} exposed${dryRunSuffix(mode)}\n`);
  }
  return 0;
}

function serviceFor(run: Invocation, target: KubeObject): JsonObject {
  const selector = run.has('selector') ? pairs(run.text('selector')) : selectorOf(target);
  const protocol = run.value('protocol');
  const ports = portsOf(target, run.value('port'), protocol);
  if (ports.length === 0 && run.text('cluster-ip') !== 'None')
    throw new Failure("couldn't find port via --port flag or introspection");
  const targetPort = run.value('target-port');
  const labels = run.has('labels') ? pairs(run.text('labels')) : target.metadata.labels;
  const type = run.value('type');
  const affinity = run.value('session-affinity');
  const clusterIp = run.value('cluster-ip');
  const external = run.value('external-ip');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: run.value('name') ?? target.metadata.name,
      ...(run.namespaceIsExplicit || dryRunMode(run) !== 'client' ? { namespace: run.namespace } : {}),
      ...(labels === undefined ? {} : { labels }),
    },
    spec: {
      selector,
      ...(ports.length === 0
        ? {}
        : {
            ports: ports.map(({ port, protocol: own }, index) => ({
              ...(ports.length > 1 ? { name: `port-${index + 1}` } : {}),
              port,
              protocol: own,
              targetPort:
                targetPort === undefined
                  ? port
                  : /^[0-9]+$/.test(targetPort)
                    ? Number(targetPort)
                    : targetPort,
            })),
          }),
      ...(type === undefined ? {} : { type }),
      ...(affinity === undefined ? {} : { sessionAffinity: affinity }),
      ...(clusterIp === undefined ? {} : { clusterIP: clusterIp }),
      ...(external === undefined ? {} : { externalIPs: [external] }),
    },
    status: { loadBalancer: {} },
  };
}

function pairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return [key, value];
    }),
  );
}

function selectorOf(target: KubeObject): Readonly<Record<string, string>> {
  switch (target.kind) {
    case 'Pod': {
      const { labels } = target.metadata;
      if (labels === undefined || Object.keys(labels).length === 0)
        throw new Failure(
          `couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed`,
        );
      return labels;
    }
    case 'Service': {
      const { selector } = (target as Service).spec;
      if (selector === undefined)
        throw new Failure(
          `couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set`,
        );
      return selector;
    }
    case 'ReplicationController':
      return (
        (target as KubeObject & { readonly spec: { readonly selector?: Record<string, string> } }).spec
          .selector ?? {}
      );
    default: {
      const selector = (target as Deployment).spec.selector as Deployment['spec']['selector'] | undefined;
      const noun = target.kind === 'Deployment' ? 'deployment' : 'replicaset';
      if (Object.keys(selector?.matchLabels ?? {}).length === 0)
        throw new Failure(
          `couldn't retrieve selectors via --selector flag or introspection: invalid ${noun}: no selectors, therefore cannot be exposed`,
        );
      if ((selector?.matchExpressions ?? []).length > 0)
        throw new Failure(
          `couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "${JSON.stringify(selector?.matchExpressions)}" to map-based selector format`,
        );
      return selector?.matchLabels ?? {};
    }
  }
}

interface ExposedPort {
  readonly port: number;
  readonly protocol: string;
}

/** A list that nobody set is null in Go's words. */
function containersOf(target: KubeObject): Pod['spec']['containers'] {
  const spec: { readonly containers: Pod['spec']['containers'] | null } =
    target.kind === 'Pod' ? (target as Pod).spec : (target as Deployment).spec.template.spec;
  return spec.containers ?? [];
}

function portsOf(
  target: KubeObject,
  given: string | undefined,
  protocol: string | undefined,
): readonly ExposedPort[] {
  const known: ExposedPort[] =
    target.kind === 'Service'
      ? ((target as Service).spec.ports ?? []).map(({ port, protocol: own = 'TCP' }) => ({
          port,
          protocol: own,
        }))
      : containersOf(target).flatMap(({ ports = [] }) =>
          ports.map(({ containerPort, protocol: own = 'TCP' }) => ({ port: containerPort, protocol: own })),
        );
  if (given !== undefined)
    return given.split(',').map((text) => {
      if (!/^[-+]?[0-9]+$/.test(text))
        throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
      const port = Number(text);
      return { port, protocol: protocol ?? known.find((one) => one.port === port)?.protocol ?? 'TCP' };
    });
  return known.map((one) => (protocol === undefined ? one : { ...one, protocol }));
}
