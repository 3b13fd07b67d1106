/**
 * Which endpoint the kernel drew for a probe, read from its answer: the server's address if it answered, else the
 * endpoint on the way. Forced on our kernels, so that the rest can be compared exactly.
 */
import {
  type Endpoint,
  endpointName,
  type ServicePort,
} from '../../kubernetes/proxy/iptables/service-port.ts';
import { chainsOf, endpointChain } from '../../kubernetes/proxy/iptables/chains.ts';
import type { Answer } from './case.ts';

/** Chain of a service port to the chain of the endpoint it is to draw. */
export function picksFor(
  answer: Answer | undefined,
  services: readonly ServicePort[],
): ReadonlyMap<string, string> {
  const picks = new Map<string, string>();
  if (answer === undefined) return picks;
  const reached = new Set([answer.dst, ...answer.fwd.map((hop) => />([\d.]+:\d+) /.exec(hop)?.[1])]);
  for (const service of services) {
    const drawn = service.endpoints.find((endpoint) => reached.has(endpointName(endpoint)));
    if (drawn === undefined) continue;
    for (const [chain, target] of forcedChains(service, drawn)) picks.set(chain, target);
  }
  return picks;
}

/** Both policies' chains of a service port, each with the endpoint's chain. */
export function forcedChains(service: ServicePort, endpoint: Endpoint): [string, string][] {
  const { cluster, local } = chainsOf(service);
  const target = endpointChain(service, endpoint);
  return [
    [cluster, target],
    [local, target],
  ];
}
