/**
 * Which way a packet takes through kube-proxy's rules, read from their text alone (iptablesTracer of upstream's
 * pkg/proxy/iptables/proxier_test.go): every endpoint that may be drawn is followed, in the order of the rules.
 */
import { Address } from '../../engine/net/address/address.ts';
import { Prefix } from '../../engine/net/address/prefix.ts';

export interface TracedPacket {
  readonly sourceIP: string;
  readonly protocol: string;
  readonly destIP: string;
  readonly destPort: number;
}

export interface Trace {
  /** Endpoints, or what became of the packet, joined by `, `. */
  readonly output: string;
  readonly masquerade: boolean;
}

interface Rule {
  readonly words: readonly string[];
  readonly target: string | undefined;
}

type Chains = ReadonlyMap<string, readonly Rule[]>;

export function trace(text: string, packet: TracedPacket, nodeIPs: readonly string[]): Trace {
  const outputs: string[] = [];
  let masquerade = false;
  const run = (chains: Chains, chain: string, current: TracedPacket): boolean => {
    for (const { words, target } of chains.get(chain) ?? []) {
      if (target === undefined || !matches(words, current, nodeIPs)) continue;
      if (target === 'KUBE-MARK-MASQ') masquerade = true;
      else if (['ACCEPT', 'REJECT', 'DROP'].includes(target)) {
        outputs.push(target);
        return true;
      } else if (target === 'DNAT') {
        outputs.push(words[words.indexOf('--to-destination') + 1] ?? '');
        return true;
      } else if (run(chains, target, current) && !words.includes('--probability')) return true;
    }
    return false;
  };
  run(chainsOf(text, 'nat'), 'KUBE-SERVICES', packet);
  const translated = /^(?:\[(?<v6>.*)\]|(?<v4>[\d.]+)):(?<port>\d+)$/.exec(outputs[0] ?? '')?.groups;
  const after =
    translated === undefined
      ? packet
      : {
          ...packet,
          destIP: translated['v6'] ?? translated['v4'] ?? '',
          destPort: Number(translated['port']),
        };
  for (const chain of ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-NODEPORTS', 'KUBE-PROXY-FIREWALL'])
    run(chainsOf(text, 'filter'), chain, after);
  return { output: outputs.join(', '), masquerade };
}

function chainsOf(text: string, table: string): Chains {
  const lines = text
    .slice(text.indexOf(`*${table}\n`))
    .split('COMMIT')[0]!
    .split('\n');
  const chains = new Map<string, Rule[]>();
  for (const line of lines) {
    const words: readonly string[] = line.match(/"[^"]*"|\S+/g) ?? [];
    if (words[0] !== '-A') continue;
    const chain = words[1] ?? '';
    const target = words.includes('-j') ? words[words.indexOf('-j') + 1] : undefined;
    chains.set(chain, [...(chains.get(chain) ?? []), { words: words.slice(2), target }]);
  }
  return chains;
}

function matches(words: readonly string[], packet: TracedPacket, nodeIPs: readonly string[]): boolean {
  return words.every((word, at) => {
    const value = words[at + 1] ?? '';
    const negated = words[at - 1] === '!';
    const within = (ip: string): boolean => Prefix.parse(value).contains(Address.parse(ip)) !== negated;
    switch (word) {
      case '-s':
        return within(packet.sourceIP);
      case '-d':
        return within(packet.destIP);
      case '-p':
        return value === packet.protocol.toLowerCase();
      case '--dport':
        return Number(value) === packet.destPort;
      case '--src-type':
        return nodeIPs.includes(packet.sourceIP) || Address.parse(packet.sourceIP).isLoopback;
      case '--dst-type':
        return nodeIPs.includes(packet.destIP) || Address.parse(packet.destIP).isLoopback;
      case '--rcheck':
      case '--nfacct-name':
        return word === '--nfacct-name';
      default:
        return true;
    }
  });
}
