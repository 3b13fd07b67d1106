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
import type { Answer, Probe } from './case.ts';

/**
 * Chain of a service port to the chain of the endpoint it is to draw.
 * @param drawn the endpoint as `ADDRESS:PORT`, where it is known otherwise
 */
export function picksFor(
  answer: Answer | undefined,
  services: readonly ServicePort[],
  drawn?: string,
): ReadonlyMap<string, string> {
  const picks = new Map<string, string>();
  const reached = new Set([drawn, ...endpointsOnTheWay(answer)]);
  for (const service of services) {
    const found = service.endpoints.find((endpoint) => reached.has(endpointName(endpoint)));
    if (found === undefined) continue;
    for (const [chain, target] of forcedChains(service, found)) picks.set(chain, target);
  }
  return picks;
}

/** Who answered, and where the probe went, as `ADDRESS:PORT`. */
function endpointsOnTheWay(answer: Answer | undefined): (string | undefined)[] {
  return answer === undefined
    ? []
    : [answer.dst, ...answer.fwd.map((hop) => />([\d.]+:\d+) /.exec(hop)?.[1])];
}

/** Endpoints the kernel may have drawn for a probe, as `ADDRESS:PORT`; none where its answer shows which. */
export function unseenDraws(
  { proto, dst, dport }: Probe,
  answer: Answer,
  services: readonly ServicePort[],
): readonly string[] {
  const seen = new Set(endpointsOnTheWay(answer));
  const names = services
    .filter((service) => service.protocol === proto)
    .filter(({ clusterIP, port, nodePort }) => (dst === clusterIP ? dport === port : dport === nodePort))
    .flatMap(({ endpoints }) => (endpoints.length > 1 ? endpoints.map(endpointName) : []));
  return names.some((name) => seen.has(name)) ? [] : names;
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
