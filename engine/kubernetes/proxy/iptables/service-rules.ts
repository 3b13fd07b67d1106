/**
 * The rules of one service port (the loop of syncProxyRules in pkg/proxy/iptables/proxier.go), in its order.
 *
 * Traffic to the cluster IP goes to the chain of the internal policy; whatever comes from outside (node port, load
 * balancer, external IP) goes through KUBE-EXT-…, which decides about masquerading, to the chain of the external policy.
 */
import type { Provenance } from '../../../linux/journey/event.ts';
import { Address } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import { categorize, type Categories, usesClusterEndpoints, usesLocalEndpoints } from './categorize.ts';
import { chainsOf, type ServiceChains } from './chains.ts';
import { endpointRules, loadBalancingRules } from './endpoint-rules.ts';
import { hasAccounting, hasLocalhostNodePorts, type ProxyOptions } from './options.ts';
import { comment, type TableText } from './rule-text.ts';
import { isExternallyAccessible, type ServicePort, servicePortName } from './service-port.ts';

export interface Tables {
  readonly filter: TableText;
  readonly nat: TableText;
}

/** One service port while its rules are written. */
export interface Writing {
  readonly tables: Tables;
  readonly options: ProxyOptions;
  readonly service: ServicePort;
  readonly name: string;
  readonly chains: ServiceChains;
  readonly endpoints: Categories;
  readonly largeCluster: boolean;
  readonly because: (field: string) => Provenance;
}

export function serviceRules(
  tables: Tables,
  service: ServicePort,
  options: ProxyOptions,
  largeCluster: boolean,
): void {
  const subject = `Service ${service.namespace}/${service.name}`;
  const writing: Writing = {
    tables,
    options,
    service,
    name: servicePortName(service),
    chains: chainsOf(service),
    endpoints: categorize(service, options),
    largeCluster,
    because: (field) => ({ writer: 'kube-proxy', subject, field }),
  };
  const policies = policiesOf(writing);
  captureClusterIP(writing, policies);
  captureExternal(writing, policies);
  if (policies.hasInternal) markInternal(writing, policies.internalChain);
  if (policies.usesExternal) externalChain(writing, policies);
  if (usesFirewall(writing)) firewallChain(writing);
  const { cluster, local, reachable } = writing.endpoints;
  if (cluster.length > 0 && usesClusterEndpoints(service))
    loadBalancingRules(writing, writing.chains.cluster, cluster);
  if (local.length > 0 && usesLocalEndpoints(service))
    loadBalancingRules(writing, writing.chains.local, local);
  for (const endpoint of reachable) endpointRules(writing, endpoint);
}

interface Policies {
  readonly internalChain: string;
  readonly externalChain: string;
  readonly hasInternal: boolean;
  readonly hasExternal: boolean;
  /** KUBE-EXT-… exists. */
  readonly usesExternal: boolean;
  /** What happens to traffic nobody can take. */
  readonly refusal: { readonly target: string; readonly comment: string };
}

function policiesOf({ service, chains, endpoints, name }: Writing): Policies {
  const internalLocal = service.internalTrafficPolicy === 'Local';
  const externalLocal = service.externalTrafficPolicy === 'Local';
  const hasLocal = endpoints.local.length > 0;
  return {
    internalChain: internalLocal ? chains.local : chains.cluster,
    externalChain: externalLocal ? chains.local : chains.cluster,
    hasInternal: endpoints.any && (!internalLocal || hasLocal),
    hasExternal: endpoints.any && (!externalLocal || hasLocal),
    usesExternal: endpoints.any && isExternallyAccessible(service),
    refusal: endpoints.any
      ? { target: 'DROP', comment: comment(`${name} has no local endpoints`) }
      : { target: 'REJECT', comment: comment(`${name} has no endpoints`) },
  };
}

/** `-m tcp -p tcp -d ADDRESS --dport PORT` */
function destination({ service }: Writing, ip: string, port = service.port): string {
  const to = ip === '' ? '' : ` -d ${ip}`;
  return `-m ${service.protocol} -p ${service.protocol}${to} --dport ${port}`;
}

function captureClusterIP(writing: Writing, { hasInternal, internalChain, refusal }: Policies): void {
  const { tables, service, name, because } = writing;
  const to = destination(writing, service.clusterIP);
  if (hasInternal)
    tables.nat.addRule(
      'KUBE-SERVICES',
      [comment(`${name} cluster IP`), to, '-j', internalChain],
      because('spec.clusterIP'),
    );
  else
    tables.filter.addRule(
      'KUBE-SERVICES',
      [refusal.comment, to, '-j', refusal.target],
      because('spec.clusterIP'),
    );
}

function usesFirewall({ service, endpoints }: Writing): boolean {
  return (
    endpoints.any &&
    (service.loadBalancerIPs ?? []).length > 0 &&
    (service.loadBalancerSourceRanges ?? []).length > 0
  );
}

function captureExternal(writing: Writing, policies: Policies): void {
  const { service, chains } = writing;
  for (const [index, ip] of (service.externalIPs ?? []).entries())
    captureAddress(writing, policies, 'external IP', ip, `spec.externalIPs[${index}]`, chains.external);
  const firewalled = usesFirewall(writing);
  for (const [index, ip] of (service.loadBalancerIPs ?? []).entries()) {
    const field = `status.loadBalancer.ingress[${index}].ip`;
    const chain = firewalled ? chains.firewall : chains.external;
    captureAddress(writing, policies, 'loadbalancer IP', ip, field, chain);
    if (firewalled)
      writing.tables.filter.addRule(
        'KUBE-PROXY-FIREWALL',
        [
          comment(`${writing.name} traffic not accepted by ${chains.firewall}`),
          destination(writing, ip),
          '-j DROP',
        ],
        writing.because('spec.loadBalancerSourceRanges'),
      );
  }
  captureNodePort(writing, policies);
}

function captureAddress(
  writing: Writing,
  { hasExternal, refusal }: Policies,
  what: string,
  ip: string,
  field: string,
  chain: string,
): void {
  const { tables, name, endpoints, because } = writing;
  const to = destination(writing, ip);
  if (endpoints.any)
    tables.nat.addRule('KUBE-SERVICES', [comment(`${name} ${what}`), to, '-j', chain], because(field));
  if (!hasExternal)
    tables.filter.addRule(
      'KUBE-EXTERNAL-SERVICES',
      [refusal.comment, to, '-j', refusal.target],
      because(field),
    );
}

function captureNodePort(writing: Writing, { hasExternal, refusal }: Policies): void {
  const { tables, service, name, endpoints, chains, options } = writing;
  const { nodePort = 0, healthCheckNodePort = 0 } = service;
  if (nodePort !== 0) {
    const because = writing.because(`spec.ports[${service.index ?? 0}].nodePort`);
    if (endpoints.any && hasAccounting(options) && hasLocalhostNodePorts(options))
      tables.nat.addRule(
        'KUBE-NODEPORTS',
        [
          comment(name),
          destination(writing, '127.0.0.0/8', nodePort),
          `-m nfacct --nfacct-name localhost_nps_accepted_pkts -j ${chains.external}`,
        ],
        because,
      );
    if (endpoints.any)
      tables.nat.addRule(
        'KUBE-NODEPORTS',
        [comment(name), destination(writing, '', nodePort), '-j', chains.external],
        because,
      );
    if (!hasExternal)
      tables.filter.addRule(
        'KUBE-EXTERNAL-SERVICES',
        [
          refusal.comment,
          '-m addrtype --dst-type LOCAL',
          destination(writing, '', nodePort),
          '-j',
          refusal.target,
        ],
        because,
      );
  }
  if (healthCheckNodePort !== 0)
    tables.filter.addRule(
      'KUBE-NODEPORTS',
      [comment(`${name} health check node port`), `-m tcp -p tcp --dport ${healthCheckNodePort} -j ACCEPT`],
      writing.because('spec.healthCheckNodePort'),
    );
}

/** Whoever is not a pod gets masqueraded on the way to the cluster IP. */
function markInternal(writing: Writing, chain: string): void {
  const { tables, service, name, options, because } = writing;
  const notLocal = options.clusterCidr === undefined ? undefined : `! -s ${options.clusterCidr}`;
  const condition = options.masqueradeAll === true ? '' : notLocal;
  if (condition === undefined) return;
  tables.nat.addRule(
    chain,
    [comment(`${name} cluster IP`), destination(writing, service.clusterIP), condition, '-j KUBE-MARK-MASQ'],
    because('spec.clusterIP'),
  );
}

function externalChain(writing: Writing, { hasExternal, externalChain: policyChain }: Policies): void {
  const { tables, service, name, chains, options } = writing;
  const because = writing.because('spec.externalTrafficPolicy');
  tables.nat.addChain(chains.external, because);
  const add = (words: string, condition: string, target: string): void => {
    const head = words === '' ? '' : comment(words);
    tables.nat.addRule(chains.external, [head, condition, '-j', target], because);
  };
  const source = `for ${name} external destinations`;
  if (service.externalTrafficPolicy !== 'Local') add(`masquerade traffic ${source}`, '', 'KUBE-MARK-MASQ');
  else {
    const local = '-m addrtype --src-type LOCAL';
    if (options.clusterCidr !== undefined)
      add(`pod traffic ${source}`, `-s ${options.clusterCidr}`, chains.cluster);
    add(`masquerade LOCAL traffic ${source}`, local, 'KUBE-MARK-MASQ');
    add(`route LOCAL traffic ${source}`, local, chains.cluster);
  }
  if (hasExternal) add('', '', policyChain);
}

/** What falls off its end was not translated, so KUBE-PROXY-FIREWALL drops it. */
function firewallChain(writing: Writing): void {
  const { tables, service, name, chains, options, because } = writing;
  const ranges = service.loadBalancerSourceRanges ?? [];
  const provenance = because('spec.loadBalancerSourceRanges');
  tables.nat.addChain(chains.firewall, provenance);
  const words = comment(`${name} loadbalancer IP`);
  const accept = (source: string, field: string): void =>
    tables.nat.addRule(chains.firewall, [words, `-s ${source} -j ${chains.external}`], because(field));
  for (const [index, range] of ranges.entries()) accept(range, `spec.loadBalancerSourceRanges[${index}]`);
  // From the node itself a packet to the load balancer's address loops back with that address as its source.
  if (ranges.some((range) => contains(range, options.nodeIP)))
    for (const ip of service.loadBalancerIPs ?? []) accept(ip, 'spec.loadBalancerSourceRanges');
  tables.nat.addRule(
    chains.firewall,
    [comment(`other traffic to ${name} will be dropped by KUBE-PROXY-FIREWALL`)],
    provenance,
  );
}

function contains(range: string, ip: string | undefined): boolean {
  const address = Address.tryParse(ip ?? '');
  return address !== undefined && Prefix.tryParse(range)?.contains(address) === true;
}
