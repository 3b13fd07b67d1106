/**
 * The portmap plugin (containernetworking/plugins plugins/meta/portmap, its iptables backend), chained behind the plugin
 * that wires the pod: a node's port leads to a pod's.
 *
 * Left out: IPv6, conditions, the hash of a chain's name is SHA-256 here and SHA-512 there.
 */
import { hexadecimal } from '../../net/digest/hexadecimal.ts';
import { sha256 } from '../../net/digest/sha256.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type {
  PodName,
  PodNetwork,
  PodNetworkResult,
  PortMapping,
} from '../../kubernetes/node/pod-network.ts';
import type { RuleLine } from '../../kubernetes/proxy/iptables/rule-text.ts';

export interface PortmapOptions {
  /** Wires the pod. */
  readonly main: PodNetwork;
  /** The pods' range on this node, as `10.8.1.0/24`. */
  readonly range: () => string | undefined;
  /** iptables-restore --noflush on the node. @throws Error when it is refused */
  readonly restore: (lines: readonly RuleLine[]) => void;
}

const network = 'cbr0';
const mark = '0x2000/0x2000';

/** What leads from the built-in chains to the mappings. */
const top = [
  ':CNI-HOSTPORT-DNAT - [0:0]',
  ':CNI-HOSTPORT-MASQ - [0:0]',
  ':CNI-HOSTPORT-SETMARK - [0:0]',
  '-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
  '-A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
  '-I POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ',
  `-A CNI-HOSTPORT-MASQ -m mark --mark ${mark} -j MASQUERADE`,
  `-A CNI-HOSTPORT-SETMARK -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark ${mark}`,
];

export class Portmap implements PodNetwork {
  readonly #options: PortmapOptions;
  readonly #mapped = new Map<string, readonly string[]>();
  #isThere = false;

  constructor(options: PortmapOptions) {
    this.#options = options;
  }

  add(pod: PodName, namespace: NetworkNamespace, ports: readonly PortMapping[]): PodNetworkResult {
    const result = this.#options.main.add(pod, namespace, ports);
    const [address] = result.kind === 'added' ? result.ips : [];
    if (address === undefined || ports.length === 0) return result;
    const chain = chainOf(pod);
    const jumps = jumpsTo(chain, pod, ports);
    const rules = ports.flatMap((port) => this.#rulesOf(chain, port, address));
    this.#write(pod, [...(this.#isThere ? [] : top), `:${chain} - [0:0]`, ...jumps.map(appended), ...rules]);
    this.#isThere = true;
    this.#mapped.set(pod.sandbox, jumps);
    return result;
  }

  delete(pod: PodName): void {
    const jumps = this.#mapped.get(pod.sandbox);
    if (jumps !== undefined) {
      this.#mapped.delete(pod.sandbox);
      const chain = chainOf(pod);
      try {
        this.#write(pod, [`:${chain} - [0:0]`, ...jumps.map((jump) => `-D ${jump}`), `-X ${chain}`]);
      } catch {
        // Somebody took the rules away before: the plugin's DEL goes on too.
      }
    }
    this.#options.main.delete(pod);
  }

  #rulesOf(chain: string, port: PortMapping, address: string): readonly string[] {
    const { protocol, hostPort, containerPort, hostIP } = port;
    const to = hostIP === undefined || hostIP === '0.0.0.0' ? '' : ` -d ${hostIP}/32`;
    const match = `-p ${protocol}${to} --dport ${String(hostPort)}`;
    const sources = [this.#options.range(), '127.0.0.1/32'].filter((one) => one !== undefined);
    return [
      ...sources.map((source) => `-A ${chain} -s ${source} ${match} -j CNI-HOSTPORT-SETMARK`),
      `-A ${chain} ${match} -j DNAT --to-destination ${address}:${String(containerPort)}`,
    ];
  }

  #write(pod: PodName, rules: readonly string[]): void {
    const provenance = { writer: 'cni portmap', subject: `Pod ${pod.namespace}/${pod.name}` };
    this.#options.restore(['*nat', ...rules, 'COMMIT'].map((text) => ({ text, provenance })));
  }
}

const appended = (rule: string): string => `-A ${rule}`;

function chainOf({ sandbox }: PodName): string {
  return `CNI-DN-${hexadecimal(sha256(network + sandbox))}`.slice(0, 28);
}

/** One rule a protocol, fifteen ports at most in each. */
function jumpsTo(chain: string, { sandbox }: PodName, ports: readonly PortMapping[]): readonly string[] {
  const jumps: string[] = [];
  for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
    const numbers = [
      ...new Set(ports.filter((port) => port.protocol === protocol).map((port) => port.hostPort)),
    ];
    for (let at = 0; at < numbers.length; at += 15)
      jumps.push(
        `CNI-HOSTPORT-DNAT -p ${protocol} -m comment --comment "dnat name: \\"${network}\\" id: \\"${sandbox}\\"" -m multiport --dports ${numbers.slice(at, at + 15).join(',')} -j ${chain}`,
      );
  }
  return jumps;
}
