/**
 * Rule counters of the chains that also see the hosts' own chatter (IGMP, DNS), that depend on the endpoint drawn, or
 * that count every packet of a connection (KUBE-FORWARD; how it ends is a race) become N; all others are kept.
 */
import { search, substitute } from './dialect.ts';

const raw = String.raw;

const noisy =
  /^(?:INPUT|OUTPUT|PREROUTING|POSTROUTING|KUBE-FIREWALL|KUBE-FORWARD|FLANNEL-POSTRTG|KUBE-POSTROUTING|KUBE-S(?:VC|EP|VL)-[^\n]*|cali-[^\n]*)$/;

const chainName = raw`^(?:Chain (\S+) \(|\t+chain (\S+) \{|\[\d+:\d+\] -A (\S+) |:(\S+) \w+ \[)`;

const counter = raw`^\[\d+:\d+\]|(?<=\[)\d+:\d+(?=\]$)|(?<=counter packets )\d+ bytes \d+|(?<=policy ACCEPT )\d+ packets, \d+ bytes|^( *\d+)? +\d+[KM]? +\d+[KM]?(?= [A-Z])`;

export function levelCounters(text: string): string {
  let chain = '';
  return text
    .split('\n')
    .map((line) => {
      const found = search(chainName, line);
      if (found !== undefined) chain = found.slice(1).find(Boolean) ?? '';
      if (!noisy.test(chain) && !line.includes('KUBE-FORWARD')) return line;
      return substitute(counter, line, ([, number = '']) => `${number}N`);
    })
    .join('\n');
}
