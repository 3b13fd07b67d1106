/**
 * A whole control plane: API server, controllers, scheduler, kubelets, and the objects kubeadm leaves behind (CoreDNS,
 * kube-proxy, flannel). What a node does in its kernel is behind the NodeRuntime each node is given.
 */
import { type Clock, millisecond, second } from '../clock/clock.ts';
import type { Random } from '../clock/random.ts';
import { randomSuffix } from './allocation/names.ts';
import { finish, runningUntil, type Work } from '../clock/work.ts';
import { Prefix } from '../net/address/prefix.ts';
import { corednsManifests } from './addons/coredns.ts';
import { flannelManifests } from './addons/flannel.ts';
import { kubeProxyManifests } from './addons/kube-proxy.ts';
import { type NodeConfiguration, nodeLease, nodeObject, nodeStorage } from './addons/node.ts';
import { ServiceAddresses } from './allocation/service-addresses.ts';
import { laterApiIfThere } from './api/later-code.ts';
import type { ApiDoor } from './api/request.ts';
import { resource, resourceOfKind, resourcePath, resources } from './api/resources.ts';
import { ApiServer } from './api/server.ts';
import { isStatus } from './api/status.ts';
import { WallClock } from './api/wall-clock.ts';
import { Client } from './client/client.ts';
import { type ControllerContext, controllerContext, type Informers } from './controllers/context.ts';
import { startDefinitionController } from './controllers/custom-resource-definition.ts';
import { startDaemonSetController } from './controllers/daemon-set.ts';
import { startDeploymentController } from './controllers/deployment.ts';
import { startEndpointSliceMirroring } from './controllers/endpoint-slice-mirroring.ts';
import { startEndpointSliceController } from './controllers/endpoint-slice.ts';
import { startEndpointsController } from './controllers/endpoints.ts';
import { startGarbageCollector } from './controllers/garbage-collector.ts';
import { startKubernetesService } from './controllers/kubernetes-service.ts';
import { startNamespaceController } from './controllers/namespace.ts';
import { startNodeLifecycleController } from './controllers/node-lifecycle.ts';
import { startServiceCidrController } from './controllers/service-cidr.ts';
import { startReplicaSetController } from './controllers/replica-set.ts';
import { connectKubelets, Kubelet } from './kubelet/kubelet.ts';
import { forgottenLog, logTarget } from './kubelet/logs.ts';
import { ServiceVariables } from './kubelet/service-variables.ts';
import type {
  CommandIo,
  ContainerLog,
  ContainerTarget,
  ExecResult,
  ForwardedConnection,
  NodeRuntime,
  Refused,
} from './node/runtime.ts';
import type { ConfigMap } from './objects/config.ts';
import type { JsonObject } from './objects/meta.ts';
import type { Namespace, Node } from './objects/node.ts';
import type { Pod } from './objects/pod.ts';
import { withLastApplied } from './patch/last-applied.ts';
import { textOf } from './schema/text.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import {
  nodeStrategy,
  namespaceStrategy,
  serviceAccountStrategy,
  eventStrategy,
} from './strategy/cluster.ts';
import { horizontalPodAutoscalerStrategy } from './strategy/autoscaling.ts';
import { cronJobStrategy, jobStrategy, statefulSetStrategy } from './strategy/batch.ts';
import { configMapStrategy, secretStrategy } from './strategy/config.ts';
import { definitionStrategy } from './strategy/definition.ts';
import { endpointsStrategy, endpointSliceStrategy } from './strategy/endpoints.ts';
import {
  ingressClassStrategy,
  ingressStrategy,
  ipAddressStrategy,
  networkPolicyStrategy,
  serviceCidrStrategy,
} from './strategy/networking.ts';
import { limitRangeStrategy, resourceQuotaStrategy } from './strategy/limits.ts';
import { plainStrategies } from './strategy/plain.ts';
import { podStrategy } from './strategy/pod.ts';
import { serviceStrategy } from './strategy/service.ts';
import type { Strategy } from './strategy/strategy.ts';
import {
  controllerRevisionStrategy,
  daemonSetStrategy,
  deploymentStrategy,
  replicaSetStrategy,
} from './strategy/workload.ts';

export interface ClusterConfiguration {
  readonly clock: Clock;
  readonly random: Random;
  /** ISO date of the moment when the clock shows 0. */
  readonly epoch: string;
  /** `v1.36.3` */
  readonly version: string;
  readonly nodes: readonly NodeConfiguration[];
  readonly serviceCidr: string;
  readonly apiServerAddress: string;
  readonly kubernetesServiceIp: string;
  readonly clusterDns: string;
  readonly clusterDomain: string;
  readonly nodeResolvConf: string;
  readonly nodePorts: { readonly first: number; readonly last: number };
  readonly proxyMode: 'iptables' | 'nftables' | 'ipvs';
  /** undefined: no flannel DaemonSet. */
  readonly flannel: 'vxlan' | 'host-gw' | undefined;
  readonly runtime: (node: NodeConfiguration) => NodeRuntime;
}

/** The reference cluster's numbers (design: the reference cluster). */
export const referenceConfiguration: Omit<ClusterConfiguration, 'clock' | 'random' | 'runtime'> = {
  epoch: '2026-11-23T05:07:30Z',
  version: 'v1.36.3',
  nodes: [
    { name: 'k8s-w1', address: '10.10.20.4', podCidr: '10.8.0.0/24' },
    { name: 'k8s-w2', address: '10.10.20.5', podCidr: '10.8.1.0/24' },
    { name: 'k8s-cp1', address: '10.10.20.3', podCidr: '10.8.2.0/24', controlPlane: true },
  ],
  serviceCidr: '10.96.0.0/12',
  apiServerAddress: '10.10.20.3',
  kubernetesServiceIp: '10.96.0.1',
  clusterDns: '10.96.0.10',
  clusterDomain: 'cluster.local',
  nodeResolvConf: 'nameserver 10.10.20.1\n',
  nodePorts: { first: 30_000, last: 32_767 },
  proxyMode: 'iptables',
  flannel: 'vxlan',
};

export class Cluster {
  readonly door: ApiDoor;
  readonly wallClock: WallClock;
  readonly informers: Informers;
  readonly kubelets = new Map<string, Kubelet>();
  readonly configuration: ClusterConfiguration;
  readonly #server: ApiServer;
  readonly #context: ControllerContext;
  readonly #serviceVariables: ServiceVariables;
  readonly #clients: Random;

  constructor(configuration: ClusterConfiguration) {
    this.configuration = configuration;
    const { clock, random, epoch, version } = configuration;
    this.#clients = random.fork('clients');
    this.wallClock = new WallClock(clock, epoch);
    this.#server = new ApiServer({
      wallClock: this.wallClock,
      random,
      version,
      strategies: strategies(configuration),
      first: (of, now) => laterApiIfThere()?.bootstrapObjects(of, now),
    });
    this.door = this.#server;
    this.#firstObjects();
    this.#context = controllerContext(this.door, this.wallClock, random);
    this.informers = this.#context.informers;
    this.#serviceVariables = new ServiceVariables(this.informers.services);
    startNamespaceController(this.#context);
    startKubernetesService(this.#context, configuration.kubernetesServiceIp, configuration.apiServerAddress);
    startDefinitionController(this.#context);
    startServiceCidrController(this.#context, configuration.serviceCidr);
    startDeploymentController(this.#context);
    startReplicaSetController(this.#context);
    startDaemonSetController(this.#context);
    laterApiIfThere()?.startRarerControllers(this.#context);
    startEndpointSliceController(this.#context);
    startEndpointsController(this.#context);
    startEndpointSliceMirroring(this.#context);
    startGarbageCollector(this.#context);
    startNodeLifecycleController(this.#context);
    startScheduler(this.#context);
    connectKubelets(this.#context, this.kubelets);
    this.#join();
  }

  /** Run until nothing is being created, deleted or becoming ready, or `limit` of virtual time passed. */
  settle(limit = 120 * second): void {
    finish(this.settling(limit));
  }

  /** `settle` in pieces. */
  *settling(limit = 120 * second): Work<void> {
    const { clock } = this.configuration;
    const end = clock.now + limit;
    let revision = -1;
    // Two quiet seconds; a cluster whose pods cannot come up settles too.
    while (clock.now < end && revision !== this.#server.store.revision) {
      revision = this.#server.store.revision;
      yield* runningUntil(clock, Math.min(end, clock.now + 2 * second));
    }
  }

  /** Where a pod's container runs; undefined while it has no node. */
  kubeletOf(pod: Pod): Kubelet | undefined {
    return pod.spec.nodeName === undefined ? undefined : this.kubelets.get(pod.spec.nodeName);
  }

  /** As `kubectl exec` reaches it through API server and kubelet. */
  exec(target: ContainerTarget, argv: readonly string[], io: CommandIo): ExecResult | Refused {
    const missing = `container not found ("${target.container}")`;
    const found = this.#container(target, missing);
    return found.kind === 'refused' ? found : found.runtime.exec(found.id, argv, io);
  }

  /** As `kubectl attach` reaches it. */
  attach(target: ContainerTarget, io: CommandIo): ExecResult | Refused {
    const { namespace, pod, container } = target;
    const missing = `container ${container} not found in pod ${pod}_${namespace}`;
    const found = this.#container(target, missing);
    if (found.kind === 'refused') return found;
    const command = found.runtime.attach(found.id, io);
    return command === undefined
      ? { kind: 'refused', status: 500, message: missing }
      : { kind: 'started', command };
  }

  #container(
    target: ContainerTarget,
    missing: string,
  ): { readonly kind: 'running'; readonly runtime: NodeRuntime; readonly id: string } | Refused {
    const pod = this.#pod(target.namespace, target.pod);
    const kubelet = pod === undefined ? undefined : this.kubeletOf(pod);
    if (pod === undefined || kubelet === undefined)
      return { kind: 'refused', status: 400, message: `pod ${target.pod} does not have a host assigned` };
    const id = kubelet.containerId(pod, target.container);
    const {
      containerStatuses = [],
      initContainerStatuses = [],
      ephemeralContainerStatuses = [],
    } = pod.status;
    const running = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].some(
      ({ name, state }) => name === target.container && state.running !== undefined,
    );
    if (id === undefined || !running) return { kind: 'refused', status: 500, message: missing };
    return { kind: 'running', runtime: kubelet.runtime, id };
  }

  /** As `kubectl port-forward` reaches it. */
  portForward(
    target: Omit<ContainerTarget, 'container'>,
    port: number,
  ): { readonly kind: 'connection'; readonly connection: ForwardedConnection } | Refused {
    const pod = this.#pod(target.namespace, target.pod);
    const kubelet = pod === undefined ? undefined : this.kubeletOf(pod);
    if (pod === undefined || kubelet === undefined)
      return { kind: 'refused', status: 400, message: `pod ${target.pod} does not have a host assigned` };
    const connection = kubelet.runtime.portForward(pod, port);
    if (connection === undefined)
      return {
        kind: 'refused',
        status: 500,
        message: `pod not found ("${target.pod}_${target.namespace}")`,
      };
    return { kind: 'connection', connection };
  }

  /** As `kubectl logs` reaches it. */
  logs(
    target: ContainerTarget & { readonly previous: boolean },
  ):
    | { readonly kind: 'log'; readonly log: ContainerLog }
    | { readonly kind: 'failed'; readonly message: string } {
    const pod = this.#pod(target.namespace, target.pod);
    const kubelet = pod === undefined ? undefined : this.kubeletOf(pod);
    if (pod === undefined || kubelet === undefined)
      return { kind: 'failed', message: `pod ${target.pod} does not have a host assigned` };
    const found = logTarget(pod, target.container, target.previous);
    if (found.kind === 'failed') return found;
    return { kind: 'log', log: kubelet.runtime.log(found.id) ?? forgottenLog(found.id) };
  }

  /** The world's time of day in milliseconds since 1970. */
  now(): number {
    return this.wallClock.milliseconds;
  }

  suffix(): string {
    return randomSuffix(this.#clients);
  }

  #pod(namespace: string, name: string): Pod | undefined {
    return new Client(this.door, 'system:apiserver').get(resource('pods'), namespace, name) as
      Pod | undefined;
  }

  #firstObjects(): void {
    const client = new Client(this.door, 'system:apiserver');
    for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system'])
      client.create<Namespace>(resource('namespaces'), {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
        spec: {},
        status: {},
      });
    const map = (name: string, keys: readonly string[]): void => {
      client.create<ConfigMap>(resource('configmaps'), {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'kube-system' },
        data: Object.fromEntries(keys.map((key) => [key, 'not simulated'])),
      });
    };
    map('extension-apiserver-authentication', [
      'client-ca-file',
      'requestheader-allowed-names',
      'requestheader-client-ca-file',
      'requestheader-extra-headers-prefix',
      'requestheader-group-headers',
      'requestheader-username-headers',
    ]);
    map('kube-apiserver-legacy-service-account-token-tracking', ['since']);
  }

  /** Workers, then add-ons, then the control plane's node: CoreDNS comes to the workers, as on the recorded cluster. */
  #join(): void {
    const { clock, nodes, proxyMode, flannel } = this.configuration;
    const workers = nodes.filter(({ controlPlane }) => controlPlane !== true);
    const rest = nodes.filter(({ controlPlane }) => controlPlane === true);
    for (const node of workers.length === 0 ? rest : workers) this.#addNode(node);
    clock.after(5 * millisecond, () => {
      if (flannel !== undefined) this.#apply(flannelManifests(flannel));
      this.#apply(kubeProxyManifests(proxyMode));
      this.#apply(corednsManifests());
    });
    if (workers.length > 0)
      clock.after(second, () => {
        for (const node of rest) this.#addNode(node);
      });
  }

  #addNode(node: NodeConfiguration): void {
    const { clusterDns, clusterDomain, nodeResolvConf, runtime, version } = this.configuration;
    // The nodes have every image of the catalogue, as the recorded ones.
    const images = { has: () => true, add: () => undefined };
    this.kubelets.set(
      node.name,
      new Kubelet(this.#context, runtime(node), {
        name: node.name,
        address: node.address,
        clusterDns,
        clusterDomain,
        nodeResolvConf,
        images,
        services: this.#serviceVariables,
        lag: (this.kubelets.size % 3) * 40 * millisecond,
      }),
    );
    const client = new Client(this.door, `system:node:${node.name}`);
    const made = client.create<Node>(resource('nodes'), nodeObject(node, version, this.wallClock.timestamp));
    if (isStatus(made)) return;
    client.create(resource('leases', 'coordination.k8s.io'), nodeLease(made, this.wallClock.microTimestamp));
    client.create(resource('csinodes', 'storage.k8s.io'), nodeStorage(made));
  }

  /** As `kubectl apply` of the add-ons' manifests. */
  #apply(manifests: readonly JsonObject[]): void {
    for (const manifest of manifests) {
      const kind = resourceOfKind(textOf(manifest['apiVersion']), textOf(manifest['kind']));
      if (kind === undefined) throw new Error(`no resource for ${textOf(manifest['kind'])}`);
      const namespace = (manifest['metadata'] as JsonObject)['namespace'];
      const answer = this.door.request({
        method: 'POST',
        path: resourcePath(kind, typeof namespace === 'string' ? namespace : undefined),
        body: withLastApplied(manifest),
        query: { fieldValidation: 'Strict' },
      });
      if (answer.kind === 'response' && answer.status >= 300)
        throw new Error(`add-on ${JSON.stringify(manifest['metadata'])}: ${JSON.stringify(answer.body)}`);
    }
  }
}

function strategies({ serviceCidr, nodePorts, random }: ClusterConfiguration): readonly Strategy[] {
  const addresses = new ServiceAddresses(Prefix.parse(serviceCidr), nodePorts, random);
  const all = [
    podStrategy,
    serviceStrategy(addresses),
    endpointsStrategy,
    endpointSliceStrategy,
    deploymentStrategy,
    replicaSetStrategy,
    daemonSetStrategy,
    statefulSetStrategy,
    jobStrategy,
    cronJobStrategy,
    horizontalPodAutoscalerStrategy,
    controllerRevisionStrategy,
    configMapStrategy,
    secretStrategy,
    namespaceStrategy,
    nodeStrategy,
    serviceAccountStrategy,
    eventStrategy,
    networkPolicyStrategy,
    ingressStrategy,
    ingressClassStrategy,
    serviceCidrStrategy,
    ipAddressStrategy,
    definitionStrategy,
    limitRangeStrategy,
    resourceQuotaStrategy,
  ];
  return [...all, ...plainStrategies(resources, all)];
}
