/**
 * The rows of NetworkPolicy, Ingress, IngressClass, IPAddress and ServiceCIDR.
 */
import { defaultClassAnnotation } from '../strategy/ingress-annotations.ts';
import type { Ingress, IngressClass, IpAddress, NetworkPolicy, ServiceCidr } from '../objects/networking.ts';
import { columns, type TableKind } from './columns.ts';
import { since } from './duration.ts';
import { formatSelector } from './format.ts';

const mostHosts = 3;

/** Addresses of a load balancer, sorted, each once. */
export function ingressAddresses({ status }: Ingress): string {
  const all = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  return [...new Set(all)].sort().join(',');
}

function hosts({ spec: { rules = [] } }: Ingress): string {
  const named: string[] = [];
  let more = false;
  for (const { host = '' } of rules) {
    if (named.length === mostHosts) more = true;
    if (!more && host !== '') named.push(host);
  }
  if (named.length === 0) return '*';
  const shown = named.join(',');
  return more ? `${shown} + ${rules.length - mostHosts} more...` : shown;
}

const ingress: TableKind<Ingress> = {
  columns: columns('Name', 'Class', 'Hosts', 'Address', 'Ports', 'Age'),
  cells: (object, now) => [
    object.metadata.name,
    object.spec.ingressClassName ?? '<none>',
    hosts(object),
    ingressAddresses(object),
    (object.spec.tls ?? []).length > 0 ? '80, 443' : '80',
    since(object.metadata.creationTimestamp, now),
  ],
};

const ingressClass: TableKind<IngressClass> = {
  columns: columns('Name', 'Controller', 'Parameters', 'Age'),
  cells: ({ metadata, spec: { controller = '', parameters } }, now) => [
    metadata.annotations?.[defaultClassAnnotation] === 'true' ? `${metadata.name} (default)` : metadata.name,
    controller,
    parameters === undefined
      ? '<none>'
      : `${parameters.kind}${typeof parameters.apiGroup === 'string' ? `.${parameters.apiGroup}` : ''}/${parameters.name}`,
    since(metadata.creationTimestamp, now),
  ],
};

const networkPolicy: TableKind<NetworkPolicy> = {
  columns: columns('Name', 'Pod-Selector', 'Age'),
  cells: ({ metadata, spec }, now) => [
    metadata.name,
    formatSelector(spec.podSelector),
    since(metadata.creationTimestamp, now),
  ],
};

const ipAddress: TableKind<IpAddress> = {
  columns: columns('Name', 'ParentRef'),
  cells: ({ metadata, spec }) => [metadata.name, parentText(spec.parentRef)],
};

function parentText(parent: IpAddress['spec']['parentRef']): string {
  if (parent === null) return '<none>';
  const { group = '', resource = '', namespace = '', name = '' } = parent;
  return [
    (group === '' ? resource : `${resource}.${group}`).toLowerCase(),
    ...(namespace === '' ? [] : [namespace]),
    name,
  ].join('/');
}

const serviceCidr: TableKind<ServiceCidr> = {
  columns: columns('Name', 'CIDRs', 'Age'),
  cells: ({ metadata, spec }, now) => [
    metadata.name,
    (spec.cidrs ?? []).join(','),
    since(metadata.creationTimestamp, now),
  ],
};

export const networkingColumns = {
  Ingress: ingress,
  IngressClass: ingressClass,
  NetworkPolicy: networkPolicy,
  IPAddress: ipAddress,
  ServiceCIDR: serviceCidr,
};
