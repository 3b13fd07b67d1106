/**
 * Which endpoints of a service port a node may use under each traffic policy (CategorizeEndpoints in
 * pkg/proxy/topology.go): ready ones, near ones where hints say so, terminating ones that still serve when there is
 * nothing else.
 */
import { type Endpoint, endpointName, isExternallyAccessible, type ServicePort } from './service-port.ts';

export interface Categories {
  readonly cluster: readonly Endpoint[];
  readonly local: readonly Endpoint[];
  /** All that either policy may reach from this node. */
  readonly reachable: readonly Endpoint[];
  /** There is a usable endpoint on some node, not only this one. */
  readonly any: boolean;
}

export interface Place {
  readonly node: string;
  readonly zone?: string;
}

/** Internal traffic may go anywhere, or traffic from outside is accepted (pods are short-circuited to all of them). */
export function usesClusterEndpoints(service: ServicePort): boolean {
  return service.internalTrafficPolicy !== 'Local' || isExternallyAccessible(service);
}

export function usesLocalEndpoints(service: ServicePort): boolean {
  return (
    service.internalTrafficPolicy === 'Local' ||
    (service.externalTrafficPolicy === 'Local' && isExternallyAccessible(service))
  );
}

export function categorize(service: ServicePort, place: Place): Categories {
  const all = service.endpoints;
  let cluster: Endpoint[] = [];
  let near: 'node' | 'zone' | undefined;
  if (usesClusterEndpoints(service)) {
    near = topologyOf(all, place);
    cluster = all.filter((endpoint) => isReady(endpoint) && isAvailable(endpoint, near, place));
    if (cluster.length === 0) cluster = all.filter(isServingTerminating);
  }
  if (!usesLocalEndpoints(service))
    return { cluster, local: [], reachable: cluster, any: cluster.length > 0 };

  const here = all.filter((endpoint) => endpoint.node === place.node);
  const ready = here.filter(isReady);
  const local = ready.length > 0 ? ready : here.filter(isServingTerminating);
  const any =
    cluster.length > 0 || all.some((endpoint) => isReady(endpoint) || isServingTerminating(endpoint));
  if (!usesClusterEndpoints(service)) return { cluster, local, reachable: local, any };
  if (near === undefined && local === ready) return { cluster, local, reachable: cluster, any };
  const reachable = new Map([...cluster, ...local].map((endpoint) => [endpointName(endpoint), endpoint]));
  return { cluster, local, reachable: [...reachable.values()], any };
}

function isReady(endpoint: Endpoint): boolean {
  return endpoint.ready ?? true;
}

function isServingTerminating(endpoint: Endpoint): boolean {
  return (endpoint.serving ?? isReady(endpoint)) && endpoint.terminating === true;
}

/** Hints count only when every ready endpoint has one and some point here. */
function topologyOf(all: readonly Endpoint[], { node, zone }: Place): 'node' | 'zone' | undefined {
  const ready = all.filter(isReady);
  const agree = (hints: (endpoint: Endpoint) => readonly string[], here: string): boolean =>
    ready.every((endpoint) => hints(endpoint).length > 0) &&
    ready.some((endpoint) => hints(endpoint).includes(here));
  if (agree((endpoint) => endpoint.hints?.nodes ?? [], node)) return 'node';
  if (zone !== undefined && agree((endpoint) => endpoint.hints?.zones ?? [], zone)) return 'zone';
  return undefined;
}

function isAvailable(endpoint: Endpoint, near: 'node' | 'zone' | undefined, { node, zone }: Place): boolean {
  if (near === 'node') return endpoint.hints?.nodes?.includes(node) === true;
  if (near === 'zone') return zone !== undefined && endpoint.hints?.zones?.includes(zone) === true;
  return true;
}
