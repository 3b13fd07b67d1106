/**
 * The files in /etc that the lab gives its nodes and pods.
 */
import { internetHost, nodes, pods } from './cluster.ts';

/** Path to text, for a node or pod; nothing for the other machines. */
export function filesOf(place: string): ReadonlyMap<string, string> {
  const pod = pods.find(({ name }) => name === place);
  if (pod !== undefined)
    return new Map([
      ['/etc/resolv.conf', podResolver],
      [
        '/etc/hosts',
        `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${pod.address}\t${pod.name}\n`,
      ],
    ]);
  if (!nodes.some(({ name }) => name === place)) return new Map();
  const hosts = nodes.map(({ name, address }) => `${address} ${name}\n`).join('');
  return new Map([
    ['/etc/resolv.conf', `nameserver ${internetHost}\n`],
    ['/etc/hosts', `127.0.0.1 localhost\n${hosts}`],
  ]);
}

const podResolver =
  'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';
