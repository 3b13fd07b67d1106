/**
 * The reference cluster as a stage: machines on a LAN, a control plane, a kubelet, container runtime, flannel and
 * kube-proxy on each node, and the manifests of a scenario applied once all of it is up.
 */
import { second } from '../../clock/clock.ts';
import { runningUntil, runningWhile, type Work } from '../../clock/work.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { type NodeConfiguration } from '../../kubernetes/addons/node.ts';
import { Cluster, referenceConfiguration } from '../../kubernetes/cluster.ts';
import { kubeletRules } from '../../kubernetes/kubelet/network-rules.ts';
import { Containerd } from '../../kubernetes/node/containerd/containerd.ts';
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { servicePorts } from '../../kubernetes/proxy/service-ports.ts';
import type { Environment } from '../../linux/environment.ts';
import { FileTree } from '../../linux/file/file-tree.ts';
import type { KernelModule } from '../../linux/module/kernel-module.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { type Executables, root } from '../../linux/process/process.ts';
import { applySteps } from '../configure/apply.ts';
import { Laboratory } from '../laboratory/laboratory.ts';
import {
  debianRelease,
  type ImageBase,
  imageContents,
  type ImageSet,
  publishedImages,
} from '../images/contents.ts';
import type { KubectlServices } from '../../shell/kubectl/services.ts';
import type { ScenarioFile } from '../scenario/scenario-data.ts';
import type { Evaluate, OpenConsole, Scenario, Stage, Standing } from '../stage/stage.ts';
import type { MapView } from '../view/map.ts';
import { applyManifests } from './apply-manifests.ts';
import { clusterMap } from './cluster-map.ts';
import { lan, lanMachines, lanSteps, nodeSteps } from './lan.ts';
import { nodeComponents, nodeDaemons } from './node-components.ts';
import { internetWebServer, routerNameServer } from './outside.ts';
import { restoreRules } from './restore-rules.ts';

/** The commands of the world, kept apart so that a page without a terminal need not load them. */
export interface CommandSource {
  /** Every command; with kubectl where there is a cluster. */
  readonly commands: (cluster: Cluster) => Executables<NetworkNamespace>;
  /** What a node has besides, for its container runtime. */
  readonly nodeCommands: (runtime: Containerd) => Executables<NetworkNamespace>;
  /** What lies in an image with a distribution's programs. */
  readonly images: Readonly<Record<ImageBase, Executables<NetworkNamespace>>>;
  /** What its registries hold; undefined: what is published. */
  readonly published?: ImageSet;
  readonly openConsole: OpenConsole | undefined;
  readonly evaluate: Evaluate | undefined;
  /** What its kernels have for those who look around. */
  readonly modules: readonly KernelModule[];
}

const nothing: Executables<NetworkNamespace> = { find: () => undefined, names: () => [] };

/** What a world has before the shell is loaded: nothing to execute but the images' own programs. */
export const noCommands: CommandSource = {
  commands: () => nothing,
  nodeCommands: () => nothing,
  images: { busybox: nothing, debian: nothing, netshoot: nothing },
  openConsole: undefined,
  evaluate: undefined,
  modules: [],
};

/** @param nodes others than the reference cluster's three */
export function clusterScenario(
  file: ScenarioFile,
  source: CommandSource,
  nodes: readonly NodeConfiguration[] = referenceConfiguration.nodes,
): Scenario {
  return {
    name: file.name,
    title: file.title,
    openConsole: source.openConsole,
    evaluate: source.evaluate,
    *building({ epoch = Date.parse(referenceConfiguration.epoch) } = {}) {
      const stage = new ClusterStage(file, source, nodes, epoch);
      yield* stage.beginning();
      return stage;
    },
  };
}

class ClusterStage implements Stage {
  readonly #laboratory: Laboratory;
  readonly #cluster: Cluster;
  readonly #runtimes = new Map<string, Containerd>();
  readonly #nodes: readonly NodeConfiguration[];
  readonly #commands: Executables<NetworkNamespace>;
  readonly #source: CommandSource;
  readonly #file: ScenarioFile;
  readonly #listeners: (() => void)[] = [];

  constructor(file: ScenarioFile, source: CommandSource, nodes: readonly NodeConfiguration[], epoch: number) {
    this.#nodes = nodes;
    this.#source = source;
    this.#file = file;
    const laboratory = new Laboratory(`world/${file.name}`, epoch, source.modules);
    this.#laboratory = laboratory;
    applySteps(laboratory, lanSteps());
    for (const node of this.#nodes) applySteps(laboratory, nodeSteps(node));
    if (laboratory.complaints.length > 0) throw new Error(laboratory.complaints.join('\n'));
    this.#writeFiles();
    // Asked when a command starts, which none does before the cluster is there.
    const cluster = () => this.#cluster;
    const late = lateCommands(() => source.commands(cluster()));
    this.#commands = late;
    const started = new Cluster({
      ...referenceConfiguration,
      epoch: new Date(epoch).toISOString(),
      nodes,
      clock: laboratory.clock,
      random: laboratory.environment.random.fork('cluster'),
      flannel: file.backend,
      proxyMode: file.proxy,
      runtime: (node) => this.#startNode(node, file, late, source, cluster),
    });
    this.#cluster = started;
    this.#serveOutside();
  }

  /** Everything comes up, and what the scenario says is done. @throws Error when that cannot be */
  *beginning(): Work<void> {
    const { clock } = this.#laboratory;
    const cluster = this.#cluster;
    yield* cluster.settling();
    applyManifests(cluster.door, this.#file.manifests);
    yield* cluster.settling();
    yield* this.#settingUp(this.#file, this.#source);
    yield* runningUntil(clock, clock.now + 2 * second);
    for (const informer of Object.values(cluster.informers))
      (informer as Cluster['informers']['pods']).onChange(() => {
        for (const listener of this.#listeners) listener();
      });
  }

  /** @throws Error when a line names no place, or the world was opened without a shell */
  *#settingUp(file: ScenarioFile, source: CommandSource): Work<void> {
    for (const { on, line } of file.setup) {
      const standing = this.stand(on);
      if (standing === undefined) throw new Error(`${file.name}: spec.setup: there is no place ${on}`);
      const console = source.openConsole?.('setup', on, standing, { columns: 120, rows: 40 }, this);
      if (console === undefined) throw new Error(`${file.name}: spec.setup needs a shell`);
      console.run(line);
      const end = this.#laboratory.clock.now + 60 * second;
      yield* runningWhile(this.#laboratory.clock, () => !console.idle, end);
      console.endOfFile();
    }
  }

  #writeFiles(): void {
    const hosts = ['127.0.0.1\tlocalhost', ...this.#nodes.map(({ name, address }) => `${address}\t${name}`)];
    for (const name of [...lanMachines, ...this.#nodes.map((node) => node.name)]) {
      const { files } = this.#laboratory.place(name);
      files.set('/etc/hosts', `${hosts.join('\n')}\n`);
      files.set('/etc/resolv.conf', `nameserver ${name === 'laptop' ? lan.laptopGateway : lan.router}\n`);
      files.set('/etc/hostname', `${name}\n`);
      files.set('/etc/os-release', debianRelease);
    }
  }

  #startNode(
    node: NodeConfiguration,
    file: ScenarioFile,
    commands: Executables<NetworkNamespace>,
    source: CommandSource,
    cluster: () => Cluster,
  ): Containerd {
    const place = this.#laboratory.place(node.name);
    const { machine } = place;
    machine.modules.offer('ip_vs');
    const components = nodeComponents({ machine, files: place.files, node, backend: file.backend, cluster });
    const runtime = new Containerd({
      machine,
      address: node.address,
      network: components.network,
      contentOf: imageContents({
        commands,
        components: components.executables,
        images: source.published ?? publishedImages,
        bases: source.images,
        system: new FileTree(),
      }),
    });
    this.#runtimes.set(node.name, runtime);
    restoreRules(machine.host, kubeletRules);
    for (const daemon of nodeDaemons(node)) this.#laboratory.serve(place, daemon.name, daemon.program);
    return runtime;
  }

  #serveOutside(): void {
    this.#laboratory.serve(this.#laboratory.place('router'), 'named', routerNameServer);
    this.#laboratory.serve(this.#laboratory.place('internet'), 'nginx', internetWebServer);
  }

  get environment(): Environment {
    return this.#laboratory.environment;
  }

  get api(): ApiDoor {
    return this.#cluster.door;
  }

  get streams(): KubectlServices {
    return this.#cluster;
  }

  servicePorts(): readonly ServicePort[] {
    const { services, endpointSlices } = this.#cluster.informers;
    return servicePorts([...services.values()], [...endpointSlices.values()]);
  }

  namespaces(): readonly NetworkNamespace[] {
    const machines = [...this.#laboratory.places.values()].map(({ machine }) => machine);
    return machines.flatMap((machine) => [machine.host, ...machine.namespaces.values()]);
  }

  places(): readonly string[] {
    const pods = [...this.#cluster.informers.pods.values()]
      .filter(({ status }) => status.phase === 'Running')
      .map(({ metadata }) => `pod/${metadata.namespace ?? 'default'}/${metadata.name}`)
      .sort();
    const [own, system] = [
      pods.filter((pod) => pod.startsWith('pod/default/')),
      pods.filter((pod) => !pod.startsWith('pod/default/')),
    ];
    return [
      'workstation',
      ...this.#nodes.map(({ name }) => `node/${name}`).sort(),
      ...own,
      'laptop',
      ...system,
    ];
  }

  stand(place: string): Standing | undefined {
    const [kind = '', ...rest] = place.split('/');
    if (kind === 'pod') return this.#standInPod(rest[0] ?? '', rest.slice(1).join('/'));
    const name = kind === 'node' ? rest.join('/') : place;
    const isNode = this.#nodes.some((node) => node.name === name);
    if (kind === 'node' ? !isNode : name !== 'workstation' && name !== 'laptop') return undefined;
    const { machine, namespace, processes, files } = this.#laboratory.place(name);
    return {
      machine,
      namespace,
      processes,
      files,
      executables: this.#executablesOf(name),
      hostname: name,
      user: 'root',
      directory: '/root',
      environment: new Map([['HOME', '/root']]),
      credentials: root,
    };
  }

  #executablesOf(name: string): Executables<NetworkNamespace> {
    if (name === 'workstation') return this.#commands;
    const common = withoutKubectl(this.#commands);
    const runtime = this.#runtimes.get(name);
    if (runtime === undefined) return common;
    const own = this.#source.nodeCommands(runtime);
    return {
      find: (word) => own.find(word) ?? common.find(word),
      names: () => [...common.names(), ...own.names()].sort(),
    };
  }

  #standInPod(namespace: string, nameAndContainer: string): Standing | undefined {
    const [name = '', container] = nameAndContainer.split(':');
    const pod = this.#cluster.informers.pods.get(namespace, name);
    const runtime = this.#runtimes.get(pod?.spec.nodeName ?? '');
    if (pod === undefined || runtime === undefined) return undefined;
    const id = this.#cluster
      .kubeletOf(pod)
      ?.containerId(pod, container ?? pod.spec.containers[0]?.name ?? '');
    const process = id === undefined ? undefined : runtime.processOf(id);
    if (process === undefined || process.exit !== undefined) return undefined;
    return {
      machine: process.place.machine,
      namespace: process.place,
      processes: process.place.machine.processes,
      files: process.files,
      executables: process.executables,
      hostname: process.environment.get('HOSTNAME') ?? name,
      user: 'root',
      directory: process.directory,
      environment: process.environment,
      credentials: process.credentials,
    };
  }

  map(): MapView {
    return clusterMap(this.#laboratory, this.#cluster, this.#nodes);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/** The commands need the cluster, and the cluster's nodes need the commands: looked up when first used. */
function lateCommands(make: () => Executables<NetworkNamespace>): Executables<NetworkNamespace> {
  let made: Executables<NetworkNamespace> | undefined;
  const commands = (): Executables<NetworkNamespace> => (made ??= make());
  return { find: (name) => commands().find(name), names: () => commands().names() };
}

function withoutKubectl(commands: Executables<NetworkNamespace>): Executables<NetworkNamespace> {
  return {
    find: (name) => (name === 'kubectl' || name.endsWith('/kubectl') ? undefined : commands.find(name)),
    names: () => commands.names().filter((name) => name !== 'kubectl'),
  };
}
