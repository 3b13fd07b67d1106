/**
 * NetworkPolicy, Ingress, IngressClass, ServiceCIDR and IPAddress in `kubectl describe`.
 */
import { resource } from '../../../kubernetes/api/resources.ts';
import type {
  Ingress,
  IngressBackend,
  IngressClass,
  IpAddress,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  ServiceCidr,
} from '../../../kubernetes/objects/networking.ts';
import type { EndpointSlice, Service } from '../../../kubernetes/objects/service.ts';
import { formatSelector } from '../../../kubernetes/table/format.ts';
import { ingressAddresses } from '../../../kubernetes/table/networking.ts';
import type { Describe, Surroundings } from './describer.ts';
import { endpointsOf } from './endpoints.ts';
import { conditionRows, type DescribeText } from './text.ts';

const networkPolicy: Describe<NetworkPolicy> = ({ metadata, spec }, out) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  out.line(0, `Created on:\t${metadata.creationTimestamp.replace('T', ' ').replace('Z', ' +0000 UTC')}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, 'Spec:');
  const selected = formatSelector(spec.podSelector);
  out.line(
    1,
    `PodSelector:     ${selected === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selected}`,
  );
  const types = spec.policyTypes ?? [];
  for (const direction of ['ingress', 'egress'] as const) {
    if (!types.includes(direction === 'ingress' ? 'Ingress' : 'Egress')) {
      out.line(1, `Not affecting ${direction} traffic`);
      continue;
    }
    out.line(1, `Allowing ${direction} traffic:`);
    const rules = spec[direction] ?? [];
    if (rules.length === 0) out.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`);
    for (const [index, rule] of rules.entries()) {
      policyPorts(out, rule.ports);
      if ('to' in rule || direction === 'egress')
        policyPeers(out, 'To', 'destination', (rule as { to?: readonly NetworkPolicyPeer[] }).to);
      else policyPeers(out, 'From', 'source', (rule as { from?: readonly NetworkPolicyPeer[] }).from);
      if (index < rules.length - 1) out.line(2, '----------');
    }
  }
  out.line(1, `Policy Types: ${types.join(', ') || '<none>'}`);
};

function policyPorts(out: DescribeText, ports: readonly NetworkPolicyPort[] | undefined): void {
  if (ports === undefined || ports.length === 0) out.line(2, 'To Port: <any> (traffic allowed to all ports)');
  for (const { port = '<nil>', protocol = 'TCP', endPort } of ports ?? [])
    out.line(
      2,
      endPort === undefined
        ? `To Port: ${port}/${protocol}`
        : `To Port Range: ${port}-${endPort}/${protocol}`,
    );
}

function policyPeers(
  out: DescribeText,
  title: string,
  end: string,
  peers: readonly NetworkPolicyPeer[] | undefined,
): void {
  if (peers === undefined || peers.length === 0)
    out.line(2, `${title}: <any> (traffic not restricted by ${end})`);
  for (const { podSelector, namespaceSelector, ipBlock } of peers ?? []) {
    out.line(2, `${title}:`);
    if (namespaceSelector !== undefined)
      out.line(3, `NamespaceSelector: ${formatSelector(namespaceSelector)}`);
    if (podSelector !== undefined) out.line(3, `PodSelector: ${formatSelector(podSelector)}`);
    if (podSelector === undefined && namespaceSelector === undefined && ipBlock !== undefined) {
      out.line(3, 'IPBlock:');
      out.line(4, `CIDR: ${ipBlock.cidr}`);
      out.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
    }
  }
}

const ingress: Describe<Ingress> = (object, out, around) => {
  const { metadata, spec } = object;
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  out.line(0, `Address:\t${ingressAddresses(object)}`);
  out.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`);
  const fallback = spec.defaultBackend === undefined ? '<default>' : backendText(spec.defaultBackend, around);
  out.line(0, `Default backend:\t${fallback}`);
  if ((spec.tls ?? []).length > 0) out.line(0, 'TLS:');
  for (const { hosts = [], secretName = '' } of spec.tls ?? [])
    out.line(
      1,
      secretName === '' ? `SNI routes ${hosts.join(',')}` : `${secretName} terminates ${hosts.join(',')}`,
    );
  out.line(0, 'Rules:\n  Host\tPath\tBackends');
  out.line(1, '----\t----\t--------');
  const rules = (spec.rules ?? []).filter(({ http }) => http !== undefined);
  for (const { host = '', http } of rules) {
    out.line(1, `${host === '' ? '*' : host}\t`);
    for (const { path = '', backend } of http?.paths ?? [])
      out.line(2, `\t${path} \t${backendText(backend, around)}`);
  }
  if (rules.length === 0) out.line(1, `*\t*\t${fallback}`);
  out.annotations('Annotations', metadata.annotations);
  out.events(around.events);
};

function backendText({ service, resource: reference }: IngressBackend, around: Surroundings): string {
  if (service === undefined)
    return reference === undefined
      ? ''
      : `APIGroup: ${reference.apiGroup ?? '<none>'}, Kind: ${reference.kind}, Name: ${reference.name}`;
  const { name = '', number = 0 } = service.port ?? {};
  const text = `${service.name}:${number === 0 ? name : number}`;
  const found = around.list(resource('services')).find(({ metadata }) => metadata.name === service.name) as
    Service | undefined;
  if (found === undefined) return `${text} (<error: services "${service.name}" not found>)`;
  const slices = around.list(
    resource('endpointslices', 'discovery.k8s.io'),
    `kubernetes.io/service-name=${service.name}`,
  ) as readonly EndpointSlice[];
  const port = found.spec.ports?.findLast((one) => (number === 0 ? one.name === name : one.port === number));
  return `${text} (${endpointsOf(slices, port?.name ?? '')})`;
}

const ingressClass: Describe<IngressClass> = ({ metadata, spec }, out, { events }) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Controller:\t${spec.controller ?? ''}`);
  if (spec.parameters !== undefined) {
    out.line(0, 'Parameters:');
    if (typeof spec.parameters.apiGroup === 'string') out.line(1, `APIGroup:\t${spec.parameters.apiGroup}`);
    out.line(1, `Kind:\t${spec.parameters.kind}`);
    out.line(1, `Name:\t${spec.parameters.name}`);
  }
  out.events(events);
};

const serviceCidr: Describe<ServiceCidr> = ({ metadata, spec, status }, out, { events }) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `CIDRs:\t${(spec.cidrs ?? []).join(', ')}`);
  if ((status?.conditions ?? []).length > 0) {
    out.line(0, 'Status:');
    conditionRows(out, status?.conditions ?? []);
  }
  out.events(events);
};

const ipAddress: Describe<IpAddress> = ({ metadata, spec }, out, { events }) => {
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  if (spec.parentRef !== null) {
    out.line(0, 'Parent Reference:');
    out.line(1, `Group:\t${spec.parentRef.group ?? ''}`);
    out.line(1, `Resource:\t${spec.parentRef.resource ?? ''}`);
    out.line(1, `Namespace:\t${spec.parentRef.namespace ?? ''}`);
    out.line(1, `Name:\t${spec.parentRef.name ?? ''}`);
  }
  out.events(events);
};

export const networkingDescribers = {
  NetworkPolicy: networkPolicy,
  Ingress: ingress,
  IngressClass: ingressClass,
  ServiceCIDR: serviceCidr,
  IPAddress: ipAddress,
};
