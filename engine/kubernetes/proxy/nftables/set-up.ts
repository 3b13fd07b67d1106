/**
 * What stands in table `ip kube-proxy` whatever the Services are (setupNFTables in pkg/proxy/nftables/proxier.go): base
 * chains, the chains they jump to, sets and maps, in upstream's order. Sets and maps are emptied: who calls fills them.
 *
 * Left out: IPv6; `--nodeport-addresses` that match everything.
 */
import { masqueradeMark, type ProxyOptions } from '../iptables/options.ts';

export const table = 'ip kube-proxy';

const baseChains: readonly (readonly [string, string])[] = [
  ['filter-prerouting-pre-dnat', 'filter hook prerouting priority -110'],
  ['filter-output-pre-dnat', 'filter hook output priority -110'],
  ['filter-input', 'filter hook input priority 0'],
  ['filter-forward', 'filter hook forward priority 0'],
  ['filter-output', 'filter hook output priority 0'],
  ['nat-prerouting', 'nat hook prerouting priority -100'],
  ['nat-output', 'nat hook output priority -100'],
  ['nat-postrouting', 'nat hook postrouting priority 100'],
];

const jumps: readonly (readonly [to: string, from: string, condition: string])[] = [
  ['nodeport-endpoints-check', 'filter-input', 'ct state new '],
  ['service-endpoints-check', 'filter-input', 'ct state new '],
  ['service-endpoints-check', 'filter-forward', 'ct state new '],
  ['service-endpoints-check', 'filter-output', 'ct state new '],
  ['firewall-check', 'filter-prerouting-pre-dnat', 'ct state new '],
  ['firewall-check', 'filter-output-pre-dnat', 'ct state new '],
  ['services', 'nat-output', ''],
  ['services', 'nat-prerouting', ''],
  ['masquerading', 'nat-postrouting', ''],
  ['cluster-ips-check', 'filter-forward', 'ct state new '],
  ['cluster-ips-check', 'filter-output', 'ct state new '],
];

const byAddress = 'ipv4_addr . inet_proto . inet_service : verdict';
const byPort = 'inet_proto . inet_service : verdict';

/** Sets and maps that follow the Services, in the order they are made. */
export const containers = {
  'hairpin-connections': [
    'set',
    'ipv4_addr . ipv4_addr . inet_proto . inet_service',
    'service hairpin connections',
  ],
  'cluster-ips': ['set', 'ipv4_addr', 'Active ClusterIPs'],
  'nodeport-ips': ['set', 'ipv4_addr', 'IPs that accept NodePort traffic'],
  'no-endpoint-services': ['map', byAddress, 'vmap to drop or reject packets to services with no endpoints'],
  'no-endpoint-nodeports': [
    'map',
    byPort,
    'vmap to drop or reject packets to service nodeports with no endpoints',
  ],
  'firewall-ips': ['map', byAddress, 'destinations that are subject to LoadBalancerSourceRanges'],
  'service-ips': ['map', byAddress, 'ClusterIP, ExternalIP and LoadBalancer IP traffic'],
  'service-nodeports': ['map', byPort, 'NodePort traffic'],
} as const;

export type Container = keyof typeof containers;

export function masqueradeRule(options: ProxyOptions): string {
  return `mark set mark or ${masqueradeMark(options)}`;
}

/** @param serviceCidrs the ranges Services get their addresses from; none: nothing is dropped for being unallocated */
export function setUp(options: ProxyOptions, serviceCidrs: readonly string[]): readonly string[] {
  const lines = [`add table ${table} { comment "rules for kube-proxy" ; }`];
  const chain = (name: string, body = ''): void => {
    lines.push(`add chain ${table} ${name}${body}`, `flush chain ${table} ${name}`);
  };
  const rule = (name: string, text: string, comment?: string): void => {
    lines.push(`add rule ${table} ${name} ${text}${comment === undefined ? '' : ` comment "${comment}"`}`);
  };
  for (const [name, base] of baseChains) chain(name, ` { type ${base} ; }`);
  const made = new Set<string>();
  for (const [to, from, condition] of jumps) {
    if (!made.has(to)) chain(to);
    made.add(to);
    rule(from, `${condition}jump ${to}`);
  }
  for (const [name, [kind, type, comment]] of Object.entries(containers))
    lines.push(
      `add ${kind} ${table} ${name} { type ${type} ; comment "${comment}" ; }`,
      `flush ${kind} ${table} ${name}`,
    );
  chain('reject-chain', ' { comment "helper for @no-endpoint-services / @no-endpoint-nodeports" ; }');
  rule('reject-chain', 'reject');
  masquerading(options, rule);
  checks(serviceCidrs, rule);
  dispatch(options, rule);
  return lines;
}

type AddRule = (chain: string, text: string, comment?: string) => void;

const destination = 'ip daddr . meta l4proto . th dport vmap';

function masquerading(options: ProxyOptions, rule: AddRule): void {
  const mark = masqueradeMark(options);
  rule('masquerading', `mark and ${mark} != 0 mark set mark xor ${mark} masquerade fully-random`);
  rule(
    'masquerading',
    'ct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random',
  );
}

function checks(serviceCidrs: readonly string[], rule: AddRule): void {
  rule('cluster-ips-check', 'ip daddr @cluster-ips reject', 'Reject traffic to invalid ports of ClusterIPs');
  if (serviceCidrs.length > 0)
    rule(
      'cluster-ips-check',
      `ip daddr { ${serviceCidrs.join(', ')} } drop`,
      'Drop traffic to unallocated ClusterIPs',
    );
  rule('service-endpoints-check', `${destination} @no-endpoint-services`);
  rule(
    'nodeport-endpoints-check',
    'ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports',
  );
  rule('firewall-check', `${destination} @firewall-ips`);
}

function dispatch(options: ProxyOptions, rule: AddRule): void {
  const { masqueradeAll = false, clusterCidr } = options;
  if (masqueradeAll)
    rule('services', `ip daddr @cluster-ips ${masqueradeRule(options)}`, 'masquerade all clusterIP traffic');
  else if (clusterCidr !== undefined)
    rule(
      'services',
      `ip daddr @cluster-ips ip saddr != ${clusterCidr} ${masqueradeRule(options)}`,
      'masquerade clusterIP traffic from outside cluster',
    );
  rule('services', `${destination} @service-ips`);
  rule('services', 'ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports');
}
