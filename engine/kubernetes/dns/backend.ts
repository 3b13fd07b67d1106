/**
 * What the cluster has under a name: the addresses or the alias of a Service, its endpoints, a pod (findServices and
 * findPods in plugin/kubernetes/kubernetes.go). An endpoint's name works for every Service, not only for a headless one.
 */
import { Address } from '../../net/address/address.ts';
import type { Endpoint, EndpointSlice, Service } from '../objects/service.ts';
import type { ClusterIndex } from './cluster-index.ts';
import type { ClusterQuestion } from './question.ts';

export interface Found {
  /** An address, or the name an alias stands for. */
  readonly host: Address | string;
  /** Undefined: it has none. */
  readonly port?: number | undefined;
  /** Under which it is known by itself. */
  readonly name: string;
}

/** @returns `empty`: the name is there and has nothing; undefined: there is none */
export function findServices(
  index: ClusterIndex,
  question: ClusterQuestion,
  zone: string,
): readonly Found[] | 'empty' | undefined {
  const { kind, namespace, service: name } = question;
  if (namespace === undefined) return 'empty';
  if (!index.namespaces.has(namespace)) return undefined;
  if (name === undefined) return 'empty';
  if (kind === 'pod') {
    const host = podAddress(name);
    return host === undefined ? undefined : [{ host, name: `${name}.${namespace}.pod.${zone}` }];
  }
  const key = `${namespace}/${name}`;
  const service = index.services.get(key);
  if (service === undefined) return undefined;
  const found = ofService(service, index.slices.get(key) ?? [], question, serviceName(service, zone));
  return found.length === 0 ? undefined : found;
}

function ofService(
  service: Service,
  slices: readonly EndpointSlice[],
  { endpoint: label, port, protocol }: ClusterQuestion,
  name: string,
): readonly Found[] {
  const { spec } = service;
  if (spec.type === 'ExternalName')
    return label === undefined && port === undefined
      ? [{ host: `${(spec.externalName ?? '').replace(/\.$/, '')}.`, name }]
      : [];
  const isAsked = (candidate: { readonly name?: string; readonly protocol?: string }): boolean =>
    (port === undefined || port === (candidate.name ?? '').toLowerCase()) &&
    (protocol === undefined || protocol === (candidate.protocol ?? 'TCP').toLowerCase());
  const addresses = clusterIps(service);
  if (addresses.length > 0 && label === undefined)
    return (spec.ports ?? []).filter(isAsked).flatMap((declared) =>
      addresses.flatMap((text) => {
        const host = Address.tryParse(text);
        return host === undefined ? [] : [{ host, port: declared.port, name }];
      }),
    );
  return slices.flatMap((slice) =>
    readyEndpoints([slice]).flatMap(({ endpoint, address }) => {
      const own = endpointLabel(endpoint, address);
      if (label !== undefined && label !== own) return [];
      const known = { host: address, name: `${own}.${name}` };
      const ports = slice.ports ?? [];
      if (ports.length === 0) return port === undefined ? [known] : [];
      return ports.filter(isAsked).map((declared) => ({ ...known, port: declared.port }));
    }),
  );
}

/** All of them; none of a headless Service. */
export function clusterIps({ spec }: Service): readonly string[] {
  if (spec.type === 'ExternalName') return [];
  const all = spec.clusterIPs ?? (spec.clusterIP === undefined ? [] : [spec.clusterIP]);
  return all.filter((text) => text !== '' && text !== 'None');
}

/** `web.default.svc.cluster.local.` */
export function serviceName({ metadata }: Service, zone: string): string {
  return `${metadata.name}.${metadata.namespace ?? 'default'}.svc.${zone}`;
}

/** endpointHostname: its hostname, or its address with hyphens. */
export function endpointLabel(endpoint: Endpoint, address: Address): string {
  return endpoint.hostname ?? address.text.replaceAll(/[.:]/g, '-');
}

/** Those CoreDNS keeps: not ready is not there, whatever the Service says (EndpointSliceToEndpoints). */
export function readyEndpoints(
  slices: readonly EndpointSlice[],
): readonly { readonly endpoint: Endpoint; readonly address: Address }[] {
  return slices.flatMap(({ endpoints }) =>
    (endpoints ?? []).flatMap((endpoint) =>
      endpoint.conditions?.ready === false
        ? []
        : endpoint.addresses.flatMap((text) => {
            const address = Address.tryParse(text);
            return address === undefined ? [] : [{ endpoint, address }];
          }),
    ),
  );
}

/** `10-8-0-5`, or hyphens for the colons of IPv6. */
function podAddress(label: string): Address | undefined {
  const isV4 = /^[^-]+(-[^-]+){3}$/.test(label);
  return Address.tryParse(label.replaceAll('-', isV4 ? '.' : ':'));
}
