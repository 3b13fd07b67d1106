/**
 * Puts a namespace's IPv6 layer together from the files of this folder.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { createDiscovery } from './discovery.ts';
import type { Ipv6Stack } from './stack.ts';

export function createIpv6(namespace: NetworkNamespace): Ipv6Stack {
  return { discovery: createDiscovery(namespace) };
}
