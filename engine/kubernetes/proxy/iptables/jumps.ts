/**
 * The rules in the builtin chains that lead to kube-proxy's chains (iptablesJumpChains in proxier.go). kube-proxy puts
 * each in front, one after the other, so they end up in the reverse order of this table.
 */
import { comment, type Jump, type TableName } from './rule-text.ts';

const fresh = '-m conntrack --ctstate NEW';

const table: readonly (readonly [TableName, string, string, string, string])[] = [
  ['filter', 'KUBE-EXTERNAL-SERVICES', 'INPUT', 'kubernetes externally-visible service portals', fresh],
  ['filter', 'KUBE-EXTERNAL-SERVICES', 'FORWARD', 'kubernetes externally-visible service portals', fresh],
  ['filter', 'KUBE-NODEPORTS', 'INPUT', 'kubernetes health check service ports', ''],
  ['filter', 'KUBE-SERVICES', 'FORWARD', 'kubernetes service portals', fresh],
  ['filter', 'KUBE-SERVICES', 'OUTPUT', 'kubernetes service portals', fresh],
  ['filter', 'KUBE-FORWARD', 'FORWARD', 'kubernetes forwarding rules', ''],
  ['filter', 'KUBE-PROXY-FIREWALL', 'INPUT', 'kubernetes load balancer firewall', fresh],
  ['filter', 'KUBE-PROXY-FIREWALL', 'OUTPUT', 'kubernetes load balancer firewall', fresh],
  ['filter', 'KUBE-PROXY-FIREWALL', 'FORWARD', 'kubernetes load balancer firewall', fresh],
  ['nat', 'KUBE-SERVICES', 'OUTPUT', 'kubernetes service portals', ''],
  ['nat', 'KUBE-SERVICES', 'PREROUTING', 'kubernetes service portals', ''],
  ['nat', 'KUBE-POSTROUTING', 'POSTROUTING', 'kubernetes postrouting rules', ''],
  ['filter', 'KUBE-FIREWALL', 'INPUT', '', ''],
  ['filter', 'KUBE-FIREWALL', 'OUTPUT', '', ''],
];

/** In the order they are put in front. @param localhostNodePorts without them there is no KUBE-FIREWALL */
export function jumps(localhostNodePorts: boolean): Jump[] {
  return table
    .filter(([, to]) => localhostNodePorts || to !== 'KUBE-FIREWALL')
    .map(([name, to, from, words, extra]) => {
      const parts = ['-I', from, extra, words === '' ? '' : comment(words), '-j', to];
      return { table: name, from, to, text: parts.filter((part) => part !== '').join(' ') };
    });
}
