/**
 * The laboratories as scenarios: `lab/vxlan`, `lab/hostgw`, `lab/calico-vxlan`, `lab/calico-bgp`, `lab/calico-ipip`,
 * with the basic services and kube-proxy in iptables mode. No API: what stands there was put there by hand.
 */
import { second } from '../../clock/clock.ts';
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { endpointName } from '../../kubernetes/proxy/iptables/service-port.ts';
import type { Environment } from '../../linux/environment.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { root } from '../../linux/process/process.ts';
import type { Laboratory, Place } from '../laboratory/laboratory.ts';
import { buildLaboratory } from '../netlab/build.ts';
import { type LabPod, nodes, pods } from '../netlab/cluster.ts';
import { type LabMode, labModes } from '../netlab/mode.ts';
import { serviceSets } from '../netlab/services.ts';
import type { Scenario, Stage, Standing } from '../stage/stage.ts';
import { completersOf } from '../world/completers.ts';
import { consolesWith } from '../world/console.ts';
import { evaluating } from '../exercise/evaluate.ts';
import { cablesOf, interfacesOf } from '../view/map-of.ts';
import type { MapMachine, MapPod, MapService, MapView } from '../view/map.ts';
import { commandsAt } from './commands.ts';

export const labScenarios: readonly Scenario[] = labModes.map((mode) => ({
  name: `lab/${mode}`,
  title: `The recorded laboratory: ${mode}`,
  openConsole: consolesWith(completersOf),
  evaluate: evaluating,

  *building() {
    return new LabStage(mode);
  },
}));

class LabStage implements Stage {
  readonly api = undefined;
  readonly #laboratory: Laboratory;
  readonly #services = serviceSets.get('basic') ?? [];
  readonly #places: ReadonlyMap<string, Place>;

  constructor(mode: LabMode) {
    this.#laboratory = buildLaboratory({ mode, services: this.#services, kubeProxy: 'iptables' });
    // Link-local addresses are no longer tentative then.
    this.#laboratory.pass(3 * second);
    this.#places = new Map([
      ...pods.map((pod) => [podPlace(pod), this.#laboratory.place(pod.name)] as const),
      ...nodes.map(({ name }) => [`node/${name}`, this.#laboratory.place(name)] as const),
      ...['laptop', 'gw', 'inet', 'switch'].map((name) => [name, this.#laboratory.place(name)] as const),
    ]);
  }

  get environment(): Environment {
    return this.#laboratory.environment;
  }

  places(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** Also by the laboratory's own short names (`w1`, `client`), and with a container (`pod/default/client:client`). */
  stand(name: string): Standing | undefined {
    const withoutContainer = name.startsWith('pod/') ? (name.split(':')[0] ?? name) : name;
    const place = this.#places.get(withoutContainer) ?? this.#laboratory.places.get(name);
    if (place === undefined) return undefined;
    const { machine, namespace, processes, files } = place;
    return {
      ...{ machine, namespace, processes, files },
      executables: commandsAt().executables,
      hostname: place.name,
      user: 'root',
      directory: '/root',
      environment: new Map(),
      credentials: root,
    };
  }

  servicePorts(): readonly ServicePort[] {
    return this.#services;
  }

  namespaces(): readonly NetworkNamespace[] {
    return [...this.#laboratory.places.values()].map(({ namespace }) => namespace);
  }

  map(): MapView {
    const machines = [...this.#laboratory.places.values()].filter(({ isPod }) => !isPod);
    return {
      machines: machines.map((place) => machineView(place)),
      pods: pods.map((pod) => podView(pod, this.#laboratory.place(pod.name))),
      services: this.#services.map(serviceView),
      cables: cablesOf(this.namespaces()),
    };
  }

  /** Nothing changes but by what is typed, and the world knows of that. */
  onChange(): void {
    return;
  }
}

function podNamespaceOf({ role }: LabPod): string {
  return role === 'dns' ? 'kube-system' : 'default';
}

function podPlace(pod: LabPod): string {
  return `pod/${podNamespaceOf(pod)}/${pod.name}`;
}

const roles: Readonly<Record<string, MapMachine['role']>> = {
  switch: 'switch',
  gw: 'router',
  inet: 'outside',
  laptop: 'outside',
  cp1: 'control-plane',
};

function machineView({ name, namespace }: Place): MapMachine {
  const node = nodes.find((candidate) => candidate.name === name);
  return {
    name,
    role: roles[name] ?? 'worker',
    place: node === undefined ? name : `node/${name}`,
    ready: true,
    interfaces: interfacesOf(namespace),
    podRange: node?.podCidr,
  };
}

function podView(pod: LabPod, { namespace }: Place): MapPod {
  return {
    id: `${podNamespaceOf(pod)}/${pod.name}`,
    name: pod.name,
    namespace: podNamespaceOf(pod),
    machine: pod.node,
    place: podPlace(pod),
    address: pod.address,
    phase: 'Running',
    status: 'Running',
    ready: true,
    labels: {},
    interfaces: interfacesOf(namespace),
  };
}

function serviceView(service: ServicePort): MapService {
  const nodePort = service.nodePort === undefined ? '' : `:${service.nodePort}`;
  return {
    id: `${service.namespace}/${service.name}`,
    name: service.name,
    namespace: service.namespace,
    type: service.nodePort === undefined ? 'ClusterIP' : 'NodePort',
    clusterIp: service.clusterIP,
    ports: [
      `${service.port}${nodePort}→${service.endpoints[0]?.port ?? service.port}/${service.protocol.toUpperCase()}`,
    ],
    endpoints: service.endpoints.map((endpoint) => {
      const pod = pods.find(({ address }) => endpointName(endpoint).startsWith(`${address}:`));
      return {
        address: endpoint.ip,
        port: endpoint.port,
        pod: pod === undefined ? undefined : `${podNamespaceOf(pod)}/${pod.name}`,
        ready: true,
      };
    }),
  };
}
