/**
 * The map of the reference cluster: machines, pods and Services from the API's objects, interfaces and cables from the
 * kernels.
 */
import type { NodeConfiguration } from '../../kubernetes/addons/node.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Pod } from '../../kubernetes/objects/pod.ts';
import type { Service } from '../../kubernetes/objects/service.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';
import type { MapMachine, MapPod, MapService, MapView } from '../view/map.ts';
import { cablesOf, interfacesOf } from '../view/map-of.ts';
import { lanMachines } from './lan.ts';

const outsideRoles = {
  switch: 'switch',
  router: 'router',
  internet: 'outside',
  laptop: 'outside',
  workstation: 'outside',
} as const;

export function clusterMap(
  laboratory: Laboratory,
  cluster: Cluster,
  nodes: readonly NodeConfiguration[],
): MapView {
  const namespaces = [...laboratory.places.values()].flatMap(({ machine }) => [
    machine.host,
    ...machine.namespaces.values(),
  ]);
  const byLabel = new Map(namespaces.map((namespace) => [namespace.label, namespace]));
  const machines: MapMachine[] = [
    ...nodes
      .map((node) => nodeOf(laboratory, cluster, node))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    ...lanMachines.map((name): MapMachine => ({
      name,
      role: outsideRoles[name],
      place: name === 'laptop' || name === 'workstation' ? name : undefined,
      ready: true,
      interfaces: interfacesOf(laboratory.place(name).namespace),
      podRange: undefined,
    })),
  ];
  const pods = [...cluster.informers.pods.values()]
    .map((pod) => podOf(pod, byLabel))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const services = [...cluster.informers.services.values()]
    .map((service) => serviceOf(service, cluster))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  return { machines, pods, services, cables: cablesOf(namespaces) };
}

function nodeOf(laboratory: Laboratory, cluster: Cluster, node: NodeConfiguration): MapMachine {
  const conditions = cluster.informers.nodes.get('', node.name)?.status.conditions ?? [];
  return {
    name: node.name,
    role: node.controlPlane === true ? 'control-plane' : 'worker',
    place: `node/${node.name}`,
    ready: conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    interfaces: interfacesOf(laboratory.place(node.name).namespace),
    podRange: node.podCidr,
  };
}

function podOf(pod: Pod, namespaces: ReadonlyMap<string, NetworkNamespace>): MapPod {
  const { metadata, spec, status } = pod;
  const namespace = metadata.namespace ?? 'default';
  const id = `${namespace}/${metadata.name}`;
  const own = spec.hostNetwork === true ? undefined : namespaces.get(id);
  const waiting = status.containerStatuses?.find(({ state }) => state.waiting?.reason !== undefined)?.state
    .waiting?.reason;
  const terminating = metadata.deletionTimestamp === undefined ? undefined : 'Terminating';
  return {
    id,
    name: metadata.name,
    namespace,
    machine: spec.nodeName,
    place: `pod/${id}`,
    address: status.podIP,
    phase: status.phase ?? 'Pending',
    status: terminating ?? waiting ?? status.phase ?? 'Pending',
    ready:
      status.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') ?? false,
    labels: metadata.labels ?? {},
    interfaces: own === undefined ? [] : interfacesOf(own),
  };
}

function serviceOf(service: Service, cluster: Cluster): MapService {
  const { metadata, spec } = service;
  const namespace = metadata.namespace ?? 'default';
  const id = `${namespace}/${metadata.name}`;
  const slices = cluster.informers.endpointSlices.indexed('service', id);
  return {
    id,
    name: metadata.name,
    namespace,
    type: spec.type ?? 'ClusterIP',
    clusterIp: spec.clusterIP,
    ports: (spec.ports ?? []).map(
      ({ port, nodePort, targetPort, protocol }) =>
        `${String(port)}${nodePort === undefined ? '' : `:${String(nodePort)}`}→${String(targetPort ?? port)}/${protocol ?? 'TCP'}`,
    ),
    endpoints: slices.flatMap((slice) =>
      (slice.endpoints ?? []).flatMap((endpoint) =>
        (slice.ports ?? []).slice(0, 1).map((port) => ({
          address: endpoint.addresses[0] ?? '',
          port: port.port ?? 0,
          pod: endpoint.targetRef?.name === undefined ? undefined : `${namespace}/${endpoint.targetRef.name}`,
          ready: endpoint.conditions?.ready !== false,
        })),
      ),
    ),
  };
}
