/**
 * What the controllers share: the clock, a client each, informers by resource.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Random } from '../../clock/random.ts';
import type { ApiDoor } from '../api/request.ts';
import { resource } from '../api/resources.ts';
import type { WallClock } from '../api/wall-clock.ts';
import { Client } from '../client/client.ts';
import { controllerOf, Informer, orphanIn, ownersOf } from '../client/informer.ts';
import { Recorder } from '../client/recorder.ts';
import type { ServiceAccount } from '../objects/config.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Namespace, Node } from '../objects/node.ts';
import type { Pod } from '../objects/pod.ts';
import type { Endpoints, EndpointSlice, Service } from '../objects/service.ts';
import type { CronJob, Job, StatefulSet } from '../objects/batch.ts';
import type { DaemonSet, Deployment, ReplicaSet } from '../objects/workload.ts';
import { byLabel, pairsOf } from './service-selectors.ts';

export interface Informers {
  readonly pods: Informer<Pod>;
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer<Namespace>;
  readonly serviceAccounts: Informer<ServiceAccount>;
  readonly services: Informer<Service>;
  readonly endpoints: Informer<Endpoints>;
  readonly endpointSlices: Informer<EndpointSlice>;
  readonly deployments: Informer<Deployment>;
  readonly replicaSets: Informer<ReplicaSet>;
  readonly daemonSets: Informer<DaemonSet>;
  readonly statefulSets: Informer<StatefulSet>;
  readonly jobs: Informer<Job>;
  readonly cronJobs: Informer<CronJob>;
}

export interface ControllerContext {
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly random: Random;
  readonly door: ApiDoor;
  readonly informers: Informers;
  client(component: string): Client;
  recorder(component: string): Recorder;
}

/** Index names of the informers. */
export const byController = 'controller';
export const byOwner = 'owner';
export const byNamespace = 'namespace';
/** Who has no controller, by namespace. */
export const orphans = 'orphans';

export function controllerContext(door: ApiDoor, wallClock: WallClock, random: Random): ControllerContext {
  const { clock } = wallClock;
  const shared = new Client(door, 'system:kube-controller-manager');
  const informers: Informers = {
    pods: new Informer<Pod>(shared, clock, resource('pods')),
    nodes: new Informer<Node>(shared, clock, resource('nodes')),
    namespaces: new Informer<Namespace>(shared, clock, resource('namespaces')),
    serviceAccounts: new Informer<ServiceAccount>(shared, clock, resource('serviceaccounts')),
    services: new Informer<Service>(shared, clock, resource('services')),
    endpoints: new Informer<Endpoints>(shared, clock, resource('endpoints')),
    endpointSlices: new Informer<EndpointSlice>(
      shared,
      clock,
      resource('endpointslices', 'discovery.k8s.io'),
    ),
    deployments: new Informer<Deployment>(shared, clock, resource('deployments', 'apps')),
    replicaSets: new Informer<ReplicaSet>(shared, clock, resource('replicasets', 'apps')),
    daemonSets: new Informer<DaemonSet>(shared, clock, resource('daemonsets', 'apps')),
    statefulSets: new Informer<StatefulSet>(shared, clock, resource('statefulsets', 'apps')),
    jobs: new Informer<Job>(shared, clock, resource('jobs', 'batch')),
    cronJobs: new Informer<CronJob>(shared, clock, resource('cronjobs', 'batch')),
  };
  const owners = ({ metadata }: KubeObject): unknown => metadata.ownerReferences;
  const labels = ({ metadata }: KubeObject): unknown => metadata.labels;
  informers.pods.addIndex(byLabel, labels, pairsOf);
  informers.replicaSets.addIndex(byNamespace, labels, ({ metadata }) => [metadata.namespace ?? '']);
  informers.endpointSlices.addIndex('service', labels, ({ metadata }) => {
    const name = metadata.labels?.['kubernetes.io/service-name'];
    return name === undefined ? [] : [`${metadata.namespace ?? ''}/${name}`];
  });
  for (const informer of [informers.pods, informers.replicaSets] as readonly Informer<Pod>[]) {
    informer.addIndex(byController, owners, controllerOf);
    informer.addIndex(orphans, owners, orphanIn);
  }
  for (const informer of [informers.pods, informers.replicaSets, informers.jobs, informers.endpointSlices])
    (informer as Informer<Pod>).addIndex(byOwner, owners, ownersOf);
  return {
    clock,
    wallClock,
    random,
    door,
    informers,
    client: (component) => new Client(door, `system:${component}`),
    recorder: (component) => new Recorder(new Client(door, `system:${component}`), wallClock, component),
  };
}
