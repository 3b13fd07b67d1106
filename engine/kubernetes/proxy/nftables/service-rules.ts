/**
 * One service port in nftables mode (the loop of syncProxyRules in pkg/proxy/nftables/proxier.go): its chains with their
 * rules, the sets of its clients, and its elements of the common sets and maps.
 *
 * There is a chain for an endpoint only with session affinity; else one rule draws and translates.
 */
import type { Provenance } from '../../../linux/journey/event.ts';
import { Address } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import {
  categorize,
  type Categories,
  usesClusterEndpoints,
  usesLocalEndpoints,
} from '../iptables/categorize.ts';
import type { ProxyOptions } from '../iptables/options.ts';
import {
  type Endpoint,
  endpointName,
  isExternallyAccessible,
  type ServicePort,
  servicePortName,
} from '../iptables/service-port.ts';
import { endpointNames, namesOf, type NftServiceNames } from './names.ts';
import { type Container, masqueradeRule } from './set-up.ts';

export interface ProxyElement {
  readonly container: Container;
  readonly key: string;
  /** What follows the key: a comment, a verdict. */
  readonly rest: string;
  readonly provenance: Provenance;
}

export interface ServiceText {
  readonly elements: readonly ProxyElement[];
  /** In the order they are made. */
  readonly chains: readonly string[];
  /** Names of affinity sets and how long they remember, in seconds. */
  readonly clients: ReadonlyMap<string, number>;
  readonly rules: readonly {
    readonly chain: string;
    readonly text: string;
    readonly provenance: Provenance;
  }[];
}

/** One service port while it is written. */
interface Writing {
  readonly service: ServicePort;
  readonly options: ProxyOptions;
  readonly names: NftServiceNames;
  readonly endpoints: Categories;
  readonly element: (container: Container, key: string, rest: string, field: string) => void;
  readonly rule: (chain: string, text: string, field: string) => void;
}

export function serviceText(service: ServicePort, options: ProxyOptions): ServiceText {
  const elements: ProxyElement[] = [];
  const rules: ServiceText['rules'][number][] = [];
  const because = (field: string): Provenance => ({
    writer: 'kube-proxy',
    subject: `Service ${service.namespace}/${service.name}`,
    field,
  });
  const writing: Writing = {
    service,
    options,
    names: namesOf(service),
    endpoints: categorize(service, options),
    element: (container, key, rest, field) => {
      elements.push({ container, key, rest, provenance: because(field) });
    },
    rule: (chain, text, field) => {
      rules.push({ chain, text, provenance: because(field) });
    },
  };
  hairpins(writing);
  captures(writing);
  if (usesExternal(writing)) externalRules(writing);
  if (usesFirewall(service)) firewallRule(writing);
  const clients = endpointRules(writing);
  return { elements, chains: chainsOf(writing), clients, rules };
}

function usesCluster({ endpoints, service }: Writing): boolean {
  return endpoints.cluster.length > 0 && usesClusterEndpoints(service);
}

function usesLocal({ endpoints, service }: Writing): boolean {
  return endpoints.local.length > 0 && usesLocalEndpoints(service);
}

function usesExternal({ endpoints, service }: Writing): boolean {
  return endpoints.any && isExternallyAccessible(service);
}

function usesFirewall({ loadBalancerIPs = [], loadBalancerSourceRanges = [] }: ServicePort): boolean {
  return loadBalancerIPs.length > 0 && loadBalancerSourceRanges.length > 0;
}

function chainsOf(writing: Writing): readonly string[] {
  const { service, names, endpoints } = writing;
  return [
    ...(isSticky(service)
      ? endpoints.reachable.map((endpoint) => endpointNames(service, endpoint).chain)
      : []),
    ...(usesCluster(writing) ? [names.cluster] : []),
    ...(usesLocal(writing) ? [names.local] : []),
    ...(usesExternal(writing) ? [names.external] : []),
    ...(usesFirewall(service) ? [names.firewall] : []),
  ];
}

function isSticky({ affinity }: ServicePort): boolean {
  return affinity !== undefined && affinity > 0;
}

/** A pod that reaches itself must see another address than its own. */
function hairpins({ service, options, endpoints, element }: Writing): void {
  for (const { ip, port, node } of endpoints.reachable)
    if (node === options.node)
      element(
        'hairpin-connections',
        `${ip} . ${ip} . ${service.protocol} . ${String(port)}`,
        '',
        'spec.ports',
      );
}

function captures(writing: Writing): void {
  const { service, names, endpoints, element } = writing;
  const { any, local } = endpoints;
  const remark = ` comment "${servicePortName(service)}" : `;
  const refusal = `${remark}${any ? 'drop' : 'goto reject-chain'}`;
  const at = (ip: string): string => `${ip} . ${service.protocol} . ${String(service.port)}`;
  const internalLocal = service.internalTrafficPolicy === 'Local';
  const external = any && (service.externalTrafficPolicy !== 'Local' || local.length > 0);
  element('cluster-ips', service.clusterIP, '', 'spec.clusterIP');
  if (any && (!internalLocal || local.length > 0))
    element(
      'service-ips',
      at(service.clusterIP),
      ` : goto ${internalLocal ? names.local : names.cluster}`,
      'spec.clusterIP',
    );
  else element('no-endpoint-services', at(service.clusterIP), refusal, 'spec.clusterIP');

  const addresses = [
    ...(service.externalIPs ?? []).map((ip, index) => [ip, `spec.externalIPs[${String(index)}]`] as const),
    ...(service.loadBalancerIPs ?? []).map(
      (ip, index) => [ip, `status.loadBalancer.ingress[${String(index)}].ip`] as const,
    ),
  ];
  for (const [ip, field] of addresses) {
    if (any) element('service-ips', at(ip), ` : goto ${names.external}`, field);
    if (!external) element('no-endpoint-services', at(ip), refusal, field);
  }
  if (usesFirewall(service))
    for (const ip of service.loadBalancerIPs ?? [])
      element('firewall-ips', at(ip), ` : goto ${names.firewall}`, 'spec.loadBalancerSourceRanges');
  if ((service.nodePort ?? 0) === 0) return;
  const port = `${service.protocol} . ${String(service.nodePort)}`;
  const field = `spec.ports[${String(service.index ?? 0)}].nodePort`;
  if (any) element('service-nodeports', port, ` : goto ${names.external}`, field);
  if (!external) element('no-endpoint-nodeports', port, refusal, field);
}

function externalRules({ service, options, names, endpoints, rule }: Writing): void {
  const field = 'spec.externalTrafficPolicy';
  const add = (text: string, comment?: string): void => {
    rule(names.external, comment === undefined ? text : `${text} comment "${comment}"`, field);
  };
  if (service.externalTrafficPolicy !== 'Local') {
    add(masqueradeRule(options), 'masquerade');
    add(`goto ${names.cluster}`);
    return;
  }
  if (options.clusterCidr !== undefined)
    add(`ip saddr ${options.clusterCidr} goto ${names.cluster}`, 'short-circuit pod traffic');
  add(`fib saddr type local ${masqueradeRule(options)}`, 'masquerade local traffic');
  add(`fib saddr type local goto ${names.cluster}`, 'short-circuit local traffic');
  if (endpoints.local.length > 0) add(`goto ${names.local}`);
}

function firewallRule({ service, options, names, rule }: Writing): void {
  const ranges = service.loadBalancerSourceRanges ?? [];
  const node = Address.tryParse(options.nodeIP ?? '');
  const fromNode = node !== undefined && ranges.some((range) => Prefix.parse(range).contains(node));
  const sources = [...ranges, ...(fromNode ? (service.loadBalancerIPs ?? []) : [])];
  rule(names.firewall, `ip saddr != { ${sources.join(', ')} } drop`, 'spec.loadBalancerSourceRanges');
}

/** @returns the sets of clients */
function endpointRules(writing: Writing): ReadonlyMap<string, number> {
  const { service, names, endpoints, rule } = writing;
  const clients = new Map<string, number>();
  const draw = isSticky(service) ? jumping : translating;
  if (usesCluster(writing)) draw(writing, names.cluster, endpoints.cluster);
  if (usesLocal(writing)) draw(writing, names.local, endpoints.local);
  if (!isSticky(service)) return clients;
  for (const endpoint of endpoints.reachable) {
    const own = endpointNames(service, endpoint);
    clients.set(own.clients, service.affinity ?? 0);
    rule(own.chain, `update @${own.clients} { ip saddr }`, 'spec.sessionAffinity');
    rule(own.chain, `meta l4proto ${service.protocol} dnat to ${endpointName(endpoint)}`, 'spec.ports');
  }
  return clients;
}

function translating({ service, rule }: Writing, chain: string, endpoints: readonly Endpoint[]): void {
  const map = endpoints.map(({ ip, port }, index) => `${String(index)} : ${ip} . ${String(port)}`).join(', ');
  const draw = `numgen random mod ${String(endpoints.length)} map { ${map} }`;
  rule(chain, `meta l4proto ${service.protocol} dnat ip addr . port to ${draw}`, 'spec.selector');
}

/** Who has been at an endpoint goes there again; who has not is drawn one. */
function jumping({ service, rule }: Writing, chain: string, endpoints: readonly Endpoint[]): void {
  const names = endpoints.map((endpoint) => endpointNames(service, endpoint));
  for (const own of names) rule(chain, `ip saddr @${own.clients} goto ${own.chain}`, 'spec.sessionAffinity');
  const map = names.map((own, index) => `${String(index)} : goto ${own.chain}`).join(', ');
  rule(chain, `numgen random mod ${String(endpoints.length)} vmap { ${map} }`, 'spec.selector');
}
