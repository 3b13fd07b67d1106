/**
 * The three service sets that recordings name. `web` has an endpoint on each worker, `web-local` keeps source addresses,
 * `empty` has nobody, `sticky` remembers its clients; `full` adds services with one endpoint each, so that a path is
 * certain, `udp` one over UDP.
 */
import type { Endpoint, ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { nodes, pods } from './cluster.ts';

function endpoint(pod: string, port: number): Endpoint {
  const found = pods.find(({ name }) => name === pod);
  return { ip: found?.address ?? '', port, node: found?.node ?? '' };
}

function tcp(
  namespace: string,
  name: string,
  portName: string,
  port: number,
  clusterIP: string,
  endpoints: readonly Endpoint[],
  more: Partial<ServicePort> = {},
): ServicePort {
  return { namespace, name, portName, protocol: 'tcp', port, clusterIP, endpoints, ...more };
}

function web(name: string, clusterIP: string, podNames: readonly string[], more: Partial<ServicePort> = {}) {
  const endpoints = podNames.map((pod) => endpoint(pod, 8080));
  return tcp('default', name, 'http', 80, clusterIP, endpoints, more);
}

function dns(portName: string, port: number, more: Partial<ServicePort> = {}): ServicePort {
  const endpoints = ['coredns-a', 'coredns-b'].map((pod) => endpoint(pod, port));
  return tcp('kube-system', 'kube-dns', portName, port, '10.96.0.10', endpoints, more);
}

const all = ['web-1', 'web-2', 'web-3'];
const apiServer: Endpoint = { ip: nodes[0]?.address ?? '', port: 6443, node: nodes[0]?.name ?? '' };

const basic: readonly ServicePort[] = [
  tcp('default', 'kubernetes', 'https', 443, '10.96.0.1', [apiServer]),
  dns('dns', 53, { protocol: 'udp' }),
  dns('dns-tcp', 53, { index: 1 }),
  dns('metrics', 9153, { index: 2 }),
  web('web', '10.96.10.50', all, { nodePort: 30080 }),
  web('web-local', '10.96.10.60', all.slice(1), { nodePort: 30081, externalTrafficPolicy: 'Local' }),
  web('empty', '10.96.10.70', [], { nodePort: 30082 }),
  web('sticky', '10.96.10.80', all, { affinity: 10800 }),
];

const full: readonly ServicePort[] = [
  ...basic,
  web('one', '10.96.10.90', ['web-1'], { nodePort: 30091 }),
  web('two', '10.96.10.91', ['web-2'], { nodePort: 30090 }),
  web('one-etp', '10.96.10.92', ['web-1'], { nodePort: 30092, externalTrafficPolicy: 'Local' }),
  web('two-etp', '10.96.10.93', ['web-2'], { nodePort: 30093, externalTrafficPolicy: 'Local' }),
  web('two-itp', '10.96.10.94', ['web-2'], { internalTrafficPolicy: 'Local' }),
  web('lb', '10.96.10.95', ['web-2'], { nodePort: 30095, loadBalancerIPs: ['10.10.20.201'] }),
];

const udp: readonly ServicePort[] = [
  ...basic,
  tcp('default', 'u', 'u', 9000, '10.96.20.20', [endpoint('web-2', 9000)], { protocol: 'udp' }),
];

export const serviceSets: ReadonlyMap<string, readonly ServicePort[]> = new Map([
  ['basic', basic],
  ['full', full],
  ['udp', udp],
]);

/** The endpoints of the headless service that the lab's DNS servers know. */
export const webEndpoints: readonly Endpoint[] = all.map((pod) => endpoint(pod, 8080));
