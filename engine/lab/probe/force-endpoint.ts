/**
 * Have Services draw a certain endpoint: an address and port, or any on a node. What is not forced is left to chance.
 */
import { endpointChain } from '../../kubernetes/proxy/iptables/chains.ts';
import { endpointName, type ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import type { Stage } from '../stage/stage.ts';

/** @returns how to leave it to chance again */
export function forceEndpoint(stage: Stage, wanted: string): () => void {
  const chains = new Set(stage.servicePorts().flatMap((service) => chainsOf(service, wanted)));
  const namespaces = stage.namespaces();
  for (const { netfilter } of namespaces)
    netfilter.pick = (_chain, candidates) => candidates.find((candidate) => chains.has(candidate));
  return () => {
    for (const { netfilter } of namespaces) netfilter.pick = undefined;
  };
}

function chainsOf(service: ServicePort, wanted: string): readonly string[] {
  return service.endpoints
    .filter(
      (endpoint) => endpointName(endpoint) === wanted || endpoint.ip === wanted || endpoint.node === wanted,
    )
    .map((endpoint) => endpointChain(service, endpoint));
}
