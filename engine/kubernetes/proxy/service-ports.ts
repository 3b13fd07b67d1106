/**
 * Services and their EndpointSlices as kube-proxy sees them (ServiceChangeTracker and EndpointsChangeTracker in
 * pkg/proxy): one ServicePort a port, in the order of namespace, name and port name, with its endpoints in the order
 * of their text (byEndpoint).
 *
 * Left out: Services that another proxy claims by label; IPv6.
 */
import type { Endpoint as SliceEndpoint, EndpointSlice, Service } from '../objects/service.ts';
import { type Endpoint, endpointName, type ServicePort } from './iptables/service-port.ts';

const serviceNameLabel = 'kubernetes.io/service-name';

/** Objects by `namespace/name` of the Service they belong to. */
export function slicesByService(
  slices: readonly EndpointSlice[],
): ReadonlyMap<string, readonly EndpointSlice[]> {
  const byService = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const service = slice.metadata.labels?.[serviceNameLabel];
    if (service === undefined || slice.addressType !== 'IPv4') continue;
    const key = `${slice.metadata.namespace ?? 'default'}/${service}`;
    const known = byService.get(key);
    if (known === undefined) byService.set(key, [slice]);
    else known.push(slice);
  }
  return byService;
}

export function servicePorts(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
): readonly ServicePort[] {
  const byService = slicesByService(slices);
  const all: ServicePort[] = [];
  for (const service of services) {
    const { spec, metadata } = service;
    const namespace = metadata.namespace ?? 'default';
    const { clusterIP } = spec;
    if (spec.type === 'ExternalName' || clusterIP === undefined || clusterIP === '' || clusterIP === 'None')
      continue;
    const own = byService.get(`${namespace}/${metadata.name}`) ?? [];
    (spec.ports ?? []).forEach((port, index) => {
      const portName = port.name ?? '';
      const affinity =
        spec.sessionAffinity === 'ClientIP'
          ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800)
          : undefined;
      const ingress = (service.status.loadBalancer.ingress ?? []).flatMap((entry) =>
        entry.ip === undefined || entry.ipMode === 'Proxy' ? [] : [entry.ip],
      );
      all.push({
        namespace,
        name: metadata.name,
        ...(portName === '' ? {} : { portName }),
        protocol: protocolOf(port.protocol),
        clusterIP,
        port: port.port,
        ...(port.nodePort === undefined ? {} : { nodePort: port.nodePort }),
        ...(spec.externalIPs === undefined ? {} : { externalIPs: spec.externalIPs }),
        ...(ingress.length === 0 ? {} : { loadBalancerIPs: ingress }),
        ...(spec.loadBalancerSourceRanges === undefined
          ? {}
          : { loadBalancerSourceRanges: spec.loadBalancerSourceRanges }),
        ...(spec.healthCheckNodePort === undefined ? {} : { healthCheckNodePort: spec.healthCheckNodePort }),
        ...(spec.externalTrafficPolicy === undefined
          ? {}
          : { externalTrafficPolicy: spec.externalTrafficPolicy }),
        ...(spec.internalTrafficPolicy === undefined
          ? {}
          : { internalTrafficPolicy: spec.internalTrafficPolicy }),
        ...(affinity === undefined ? {} : { affinity }),
        endpoints: own
          .flatMap((slice) => endpointsOf(slice, portName, spec.publishNotReadyAddresses === true))
          .sort((one, other) => compareText(endpointName(one), endpointName(other))),
        index,
      });
    });
  }
  return all.sort((one, other) => compareText(nameOf(one), nameOf(other)));
}

function nameOf(port: ServicePort): string {
  return `${port.namespace}/${port.name}:${port.portName ?? ''}:${port.protocol}`;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function protocolOf(protocol: string | undefined): ServicePort['protocol'] {
  return protocol === 'UDP' ? 'udp' : protocol === 'SCTP' ? 'sctp' : 'tcp';
}

function endpointsOf(slice: EndpointSlice, portName: string, publishAll: boolean): readonly Endpoint[] {
  const port = slice.ports?.find((candidate) => (candidate.name ?? '') === portName)?.port;
  if (port === undefined) return [];
  const subject = `EndpointSlice ${slice.metadata.namespace ?? 'default'}/${slice.metadata.name}`;
  return (slice.endpoints ?? []).flatMap((endpoint, at) => {
    const ip = endpoint.addresses[0];
    return ip === undefined
      ? []
      : [
          endpointOf(endpoint, ip, port, publishAll, {
            subject,
            field: `endpoints[${String(at)}].addresses[0]`,
          }),
        ];
  });
}

function endpointOf(
  endpoint: SliceEndpoint,
  ip: string,
  port: number,
  publishAll: boolean,
  slice: { readonly subject: string; readonly field: string },
): Endpoint {
  const ready = publishAll || (endpoint.conditions?.ready ?? true);
  const zones = endpoint.hints?.forZones?.map((zone) => zone.name);
  const nodes = endpoint.hints?.forNodes?.map((node) => node.name);
  return {
    ip,
    port,
    ...(endpoint.nodeName === undefined ? {} : { node: endpoint.nodeName }),
    ready,
    serving: endpoint.conditions?.serving ?? ready,
    terminating: endpoint.conditions?.terminating ?? false,
    ...(zones === undefined && nodes === undefined
      ? {}
      : { hints: { ...(zones === undefined ? {} : { zones }), ...(nodes === undefined ? {} : { nodes }) } }),
    slice,
  };
}
