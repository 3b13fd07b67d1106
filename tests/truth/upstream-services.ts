/**
 * Services and EndpointSlices as upstream's kube-proxy tests write them, as the service ports kube-proxy makes of them
 * (newBaseServiceInfo in pkg/proxy/serviceport.go), as far as those tests go: one address family.
 */
import type { Endpoint, ServicePort } from '../../engine/kubernetes/proxy/iptables/service-port.ts';
import type {
  Endpoint as UpstreamEndpoint,
  EndpointSlice,
  Service,
} from '../../engine/kubernetes/objects/service.ts';

export interface UpstreamObjects {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
}

export function portsOf({ services, endpointSlices }: UpstreamObjects): ServicePort[] {
  return services.flatMap((service) =>
    (service.spec.ports ?? []).map((port, index) => {
      const { namespace = '', name } = service.metadata;
      const { spec, status } = service;
      const isLoadBalancer = spec.type === 'LoadBalancer';
      return {
        namespace,
        name,
        index,
        ...(port.name === undefined ? {} : { portName: port.name }),
        protocol: (port.protocol ?? 'TCP').toLowerCase() as ServicePort['protocol'],
        clusterIP: spec.clusterIP ?? '',
        port: port.port,
        ...(port.nodePort === undefined ? {} : { nodePort: port.nodePort }),
        externalIPs: spec.externalIPs ?? [],
        loadBalancerIPs: isLoadBalancer
          ? ((status as Service['status'] | undefined)?.loadBalancer.ingress ?? []).flatMap(
              ({ ip }) => ip ?? [],
            )
          : [],
        loadBalancerSourceRanges: (spec.loadBalancerSourceRanges ?? []).map((range) => range.trim()),
        externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster',
        internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster',
        ...(isLoadBalancer && spec.externalTrafficPolicy === 'Local' && spec.healthCheckNodePort !== undefined
          ? { healthCheckNodePort: spec.healthCheckNodePort }
          : {}),
        ...(spec.sessionAffinity === 'ClientIP'
          ? { affinity: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800 }
          : {}),
        endpoints: endpointSlices
          .filter(
            ({ metadata }) =>
              metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
          )
          .flatMap((slice) => endpointsOf(slice, port.name)),
      };
    }),
  );
}

function endpointsOf(slice: EndpointSlice, portName: string | undefined): Endpoint[] {
  const port = (slice.ports ?? []).find(({ name }) => (name ?? '') === (portName ?? ''));
  if (port?.port === undefined) return [];
  const number = port.port;
  return (slice.endpoints ?? []).flatMap((endpoint) =>
    endpoint.addresses.slice(0, 1).map((ip) => ({
      ip,
      port: number,
      ...(endpoint.nodeName === undefined ? {} : { node: endpoint.nodeName }),
      ...endpoint.conditions,
      ...hintsOf(endpoint),
    })),
  );
}

function hintsOf({ hints }: UpstreamEndpoint): Pick<Endpoint, 'hints'> {
  if (hints === undefined) return {};
  const names = (list: readonly { readonly name: string }[] | undefined): string[] =>
    (list ?? []).map(({ name }) => name);
  return { hints: { zones: names(hints.forZones), nodes: names(hints.forNodes) } };
}
