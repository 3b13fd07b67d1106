/**
 * Names of chains and sets of kube-proxy in nftables mode (servicePortChainNameBase in pkg/proxy/nftables/proxier.go): what
 * they are for in words, with the first eight letters of the words' SHA-256 in base 32 in front.
 */
import { base32 } from '../../../net/digest/base32.ts';
import { sha256 } from '../../../net/digest/sha256.ts';
import type { Endpoint, ServicePort } from '../iptables/service-port.ts';

/** 256, the longest name of the kernel, less 16 for the prefix. */
const longest = 240;

function named(words: string): string {
  const name = `${base32(sha256(words)).slice(0, 8)}-${words}`;
  return name.length > longest ? `${name.slice(0, longest - 3)}...` : name;
}

function wordsOf({ namespace, name, protocol, portName = '' }: ServicePort): string {
  return `${namespace}/${name}/${protocol}/${portName}`;
}

export interface NftServiceNames {
  /** Endpoints under the Cluster policy. */
  readonly cluster: string;
  /** Endpoints under the Local policy. */
  readonly local: string;
  /** Where all traffic from outside goes first. */
  readonly external: string;
  /** Source ranges of a load balancer. */
  readonly firewall: string;
}

export function namesOf(service: ServicePort): NftServiceNames {
  const base = named(wordsOf(service));
  return {
    cluster: `service-${base}`,
    local: `local-${base}`,
    external: `external-${base}`,
    firewall: `firewall-${base}`,
  };
}

/** Of an endpoint of a service with session affinity: its chain, and the set of its clients. */
export function endpointNames(
  service: ServicePort,
  { ip, port }: Endpoint,
): { readonly chain: string; readonly clients: string } {
  const base = named(`${wordsOf(service)}__${ip.replaceAll(':', '.')}/${String(port)}`);
  return { chain: `endpoint-${base}`, clients: `affinity-${base}` };
}
