/**
 * What kube-proxy knows of one port of one Service (proxy.ServicePort and proxy.Endpoint in pkg/proxy): neutral input of
 * every rule writer, whoever watched it together. Addresses are texts in their canonical form, all of one family.
 */

export type TrafficPolicy = 'Cluster' | 'Local';

export interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  readonly portName?: string;
  /** Lower case, as iptables writes it. */
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly clusterIP: string;
  readonly port: number;
  readonly nodePort?: number;
  readonly externalIPs?: readonly string[];
  readonly loadBalancerIPs?: readonly string[];
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly healthCheckNodePort?: number;
  readonly externalTrafficPolicy?: TrafficPolicy;
  readonly internalTrafficPolicy?: TrafficPolicy;
  /** Session affinity by client address, in seconds; absent: none. */
  readonly affinity?: number;
  /** Ready and terminating ones alike, in the order of their slices. */
  readonly endpoints: readonly Endpoint[];
  /** Where the port stands in `spec.ports`, for provenance. */
  readonly index?: number;
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  readonly node?: string;
  /** Default true. */
  readonly ready?: boolean;
  /** Default: as `ready`. */
  readonly serving?: boolean;
  readonly terminating?: boolean;
  readonly hints?: { readonly zones?: readonly string[]; readonly nodes?: readonly string[] };
  /** Where it stands, for provenance: `EndpointSlice default/web-x7k2p`, `endpoints[0].addresses[0]`. */
  readonly slice?: { readonly subject: string; readonly field: string };
}

/** `namespace/name:port`, as in comments and chain hashes. */
export function servicePortName(service: ServicePort): string {
  const port = service.portName === undefined || service.portName === '' ? '' : `:${service.portName}`;
  return `${service.namespace}/${service.name}${port}`;
}

/** `ip:port`, brackets around IPv6. */
export function endpointName(endpoint: Endpoint): string {
  const ip = endpoint.ip.includes(':') ? `[${endpoint.ip}]` : endpoint.ip;
  return `${ip}:${endpoint.port}`;
}

/** Reachable from outside the cluster in any way. */
export function isExternallyAccessible(service: ServicePort): boolean {
  return (
    (service.nodePort ?? 0) !== 0 ||
    (service.loadBalancerIPs ?? []).length > 0 ||
    (service.externalIPs ?? []).length > 0
  );
}
