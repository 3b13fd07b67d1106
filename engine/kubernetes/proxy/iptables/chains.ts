/**
 * Names of kube-proxy's chains (pkg/proxy/iptables/proxier.go). A service port's chains carry the first 16 characters of
 * base32(sha256(name + protocol)), an endpoint's also hash its address: 28 characters is all iptables allows.
 */
import { base32 } from '../../../net/digest/base32.ts';
import { sha256 } from '../../../net/digest/sha256.ts';
import { type Endpoint, endpointName, type ServicePort, servicePortName } from './service-port.ts';

/** Names of the chains below. */
export const ofService = /^KUBE-(?:SVC|SVL|SEP|FW|EXT)-/;

function hash(text: string): string {
  return base32(sha256(text)).slice(0, 16);
}

export interface ServiceChains {
  /** Endpoints under the Cluster policy. */
  readonly cluster: string;
  /** Endpoints under the Local policy. */
  readonly local: string;
  /** Where all traffic from outside goes first. */
  readonly external: string;
  /** Source ranges of a load balancer. */
  readonly firewall: string;
}

export function chainsOf(service: ServicePort): ServiceChains {
  const key = hash(servicePortName(service) + service.protocol);
  return {
    cluster: `KUBE-SVC-${key}`,
    local: `KUBE-SVL-${key}`,
    external: `KUBE-EXT-${key}`,
    firewall: `KUBE-FW-${key}`,
  };
}

export function endpointChain(service: ServicePort, endpoint: Endpoint): string {
  return `KUBE-SEP-${hash(servicePortName(service) + service.protocol + endpointName(endpoint))}`;
}
