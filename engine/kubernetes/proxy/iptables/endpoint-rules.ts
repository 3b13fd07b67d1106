/**
 * How a service port's traffic is spread over its endpoints, and what happens at one endpoint
 * (writeServiceToEndpointRules and the endpoint loop in pkg/proxy/iptables/proxier.go).
 *
 * Rule i of n matches with probability 1/(n-i): each endpoint is drawn equally often. Session affinity looks first
 * whether the client was at an endpoint before (`-m recent`).
 */
import type { Provenance } from '../../../linux/journey/event.ts';
import { endpointChain } from './chains.ts';
import { comment } from './rule-text.ts';
import { type Endpoint, endpointName } from './service-port.ts';
import type { Writing } from './service-rules.ts';

export function loadBalancingRules(writing: Writing, chain: string, endpoints: readonly Endpoint[]): void {
  const { tables, service } = writing;
  tables.nat.addChain(chain, writing.because(`spec.ports[${service.index ?? 0}].port`));
  const add = (endpoint: Endpoint, condition: string): void =>
    tables.nat.addRule(
      chain,
      [remark(writing, endpoint), condition, '-j', endpointChain(service, endpoint)],
      provenanceOf(writing, endpoint),
    );
  if (service.affinity !== undefined && service.affinity > 0)
    for (const endpoint of endpoints) {
      const name = endpointChain(service, endpoint);
      add(endpoint, `-m recent --name ${name} --rcheck --seconds ${service.affinity} --reap`);
    }
  for (const [index, endpoint] of endpoints.entries()) {
    const left = endpoints.length - index;
    const probability = (1 / left).toFixed(10);
    add(endpoint, left === 1 ? '' : `-m statistic --mode random --probability ${probability}`);
  }
}

/** In large clusters (more than 1,000 endpoints) comments would be 40 % of the rules: kube-proxy leaves them out. */
function remark({ largeCluster, name }: Writing, endpoint: Endpoint): string {
  return largeCluster ? '' : comment(`${name} -> ${endpointName(endpoint)}`);
}

export function endpointRules(writing: Writing, endpoint: Endpoint): void {
  const { tables, service, name, largeCluster } = writing;
  const chain = endpointChain(service, endpoint);
  const because = provenanceOf(writing, endpoint);
  const remarks = largeCluster ? '' : comment(name);
  tables.nat.addChain(chain, because);
  // Hairpin: a pod that reaches itself through its service must see another address than its own.
  tables.nat.addRule(chain, [remarks, `-s ${endpoint.ip} -j KUBE-MARK-MASQ`], because);
  const affinity = service.affinity !== undefined && service.affinity > 0;
  tables.nat.addRule(
    chain,
    [
      remarks,
      affinity ? `-m recent --name ${chain} --set` : '',
      `-m ${service.protocol} -p ${service.protocol} -j DNAT --to-destination ${endpointName(endpoint)}`,
    ],
    because,
  );
}

function provenanceOf(writing: Writing, endpoint: Endpoint): Provenance {
  if (endpoint.slice !== undefined) return { writer: 'kube-proxy', ...endpoint.slice };
  return writing.because(`endpoints ${endpointName(endpoint)}`);
}
