/**
 * The whole text kube-proxy hands to `iptables-restore --noflush` (syncProxyRules in pkg/proxy/iptables/proxier.go,
 * iptables mode), with the object and field each line was written for.
 *
 * A pure function of services and node: nothing here watches, compares with an earlier run or deletes stale chains.
 */
import { Address } from '../../../net/address/address.ts';
import { jumps } from './jumps.ts';
import { hasAccounting, hasLocalhostNodePorts, masqueradeMark, type ProxyOptions } from './options.ts';
import { comment, render, type RuleLine, TableText } from './rule-text.ts';
import type { ServicePort } from './service-port.ts';
import { serviceRules } from './service-rules.ts';

const own = { writer: 'kube-proxy' };

/** Above so many endpoints the rules of endpoints carry no comments. */
const largeClusterEndpoints = 1000;

export interface ProxyRules {
  readonly lines: readonly RuleLine[];
  readonly text: string;
}

export function proxyRules(services: readonly ServicePort[], options: ProxyOptions): ProxyRules {
  const filter = new TableText('filter');
  const nat = new TableText('nat');
  const endpoints = services.reduce((sum, service) => sum + service.endpoints.length, 0);
  startTables(filter, nat, options);
  for (const service of services) {
    if (service.clusterIP === '' || service.clusterIP === 'None') continue;
    serviceRules({ filter, nat }, service, options, endpoints > largeClusterEndpoints);
  }
  endTables(filter, nat, options);
  if (options.form === 'lab') putJumps(filter, nat, options);
  const lines = [...filter.lines(own.writer), ...nat.lines(own.writer)];
  return { lines, text: render(lines) };
}

function startTables(filter: TableText, nat: TableText, options: ProxyOptions): void {
  for (const chain of [
    'KUBE-SERVICES',
    'KUBE-EXTERNAL-SERVICES',
    'KUBE-FORWARD',
    'KUBE-NODEPORTS',
    'KUBE-PROXY-FIREWALL',
  ])
    filter.addChain(chain, own);
  for (const chain of ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ'])
    nat.addChain(chain, own);
  const mark = masqueradeMark(options);
  nat.addRule('KUBE-POSTROUTING', [`-m mark ! --mark ${mark}/${mark} -j RETURN`], own);
  // Cleared, so that a packet that comes through the stack again is not masqueraded again.
  nat.addRule('KUBE-POSTROUTING', [`-j MARK --xor-mark ${mark}`], own);
  const randomly = (options.randomFully ?? true) ? '--random-fully' : '';
  nat.addRule(
    'KUBE-POSTROUTING',
    [comment('kubernetes service traffic requiring SNAT'), '-j MASQUERADE', randomly],
    own,
  );
  nat.addRule('KUBE-MARK-MASQ', [`-j MARK --or-mark ${mark}`], own);
  if (!hasLocalhostNodePorts(options)) return;
  filter.addChain('KUBE-FIREWALL', own);
  filter.addRule(
    'KUBE-FIREWALL',
    [
      comment('block incoming localnet connections'),
      '-d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
    ],
    own,
  );
}

function endTables(filter: TableText, nat: TableText, options: ProxyOptions): void {
  nodePortRules(nat, options);
  const mark = masqueradeMark(options);
  const accounting = hasAccounting(options) ? '-m nfacct --nfacct-name ct_state_invalid_dropped_pkts' : '';
  filter.addRule('KUBE-FORWARD', ['-m conntrack --ctstate INVALID', accounting, '-j DROP'], own);
  filter.addRule(
    'KUBE-FORWARD',
    [comment('kubernetes forwarding rules'), `-m mark --mark ${mark}/${mark} -j ACCEPT`],
    own,
  );
  filter.addRule(
    'KUBE-FORWARD',
    [comment('kubernetes forwarding conntrack rule'), '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'],
    own,
  );
}

/** Last of all: whatever is for this node itself may be for a node port. */
function nodePortRules(nat: TableText, options: ProxyOptions): void {
  const { nodePortIPs } = options;
  const remark = comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain');
  const add = (destination: string): void =>
    nat.addRule('KUBE-SERVICES', [remark, destination, '-j KUBE-NODEPORTS'], own);
  const localhost = hasLocalhostNodePorts(options);
  if (nodePortIPs === undefined) {
    const loopback = options.family === 6 ? '::1/128' : '127.0.0.0/8';
    add(`-m addrtype --dst-type LOCAL${localhost ? '' : ` ! -d ${loopback}`}`);
    return;
  }
  for (const ip of nodePortIPs) if (localhost || Address.tryParse(ip)?.isLoopback !== true) add(`-d ${ip}`);
}

function putJumps(filter: TableText, nat: TableText, options: ProxyOptions): void {
  for (const { table, text } of jumps(hasLocalhostNodePorts(options)))
    (table === 'filter' ? filter : nat).jumps.push({ text, provenance: own });
}
