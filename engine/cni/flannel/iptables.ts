/**
 * The rules flannel keeps on a node (pkg/trafficmngr/iptables in flannel 0.2x): pods' packets are masqueraded when they
 * leave the cluster, and forwarding to and from pods is accepted whatever the policy of FORWARD.
 */
import type { Provenance } from '../../linux/journey/event.ts';
import { comment, render, type RuleLine } from '../../kubernetes/proxy/iptables/rule-text.ts';

export interface FlannelRange {
  /** All pods, `Network` in flannel's configuration. */
  readonly cluster: string;
  /** This node's pods. */
  readonly node: string;
  /** `--ip-masq`; default true. */
  readonly masquerade?: boolean;
}

export interface FlannelRules {
  readonly lines: readonly RuleLine[];
  /** For `iptables-restore --noflush`. */
  readonly text: string;
}

export function flannelRules({ cluster, node, masquerade = true }: FlannelRange): FlannelRules {
  const lines = [...(masquerade ? nat(cluster, node) : []), ...filter(cluster)];
  return { lines, text: render(lines) };
}

function nat(cluster: string, node: string): RuleLine[] {
  const masq = comment('flanneld masq');
  const rule = (words: string): string => `-A FLANNEL-POSTRTG ${words}`;
  return [
    line('*nat'),
    line(':FLANNEL-POSTRTG - [0:0]'),
    line(`-A POSTROUTING ${masq} -j FLANNEL-POSTRTG`),
    line(rule(`-m mark --mark 0x4000/0x4000 ${masq} -j RETURN`)),
    line(rule(`-s ${node} -d ${cluster} ${masq} -j RETURN`), 'spec.podCIDR'),
    line(rule(`-s ${cluster} -d ${node} ${masq} -j RETURN`), 'spec.podCIDR'),
    line(rule(`! -s ${cluster} -d ${node} ${masq} -j RETURN`), 'spec.podCIDR'),
    line(rule(`-s ${cluster} ! -d 224.0.0.0/4 ${masq} -j MASQUERADE --random-fully`), 'Network'),
    line(rule(`! -s ${cluster} -d ${cluster} ${masq} -j MASQUERADE --random-fully`), 'Network'),
    line('COMMIT'),
  ];
}

function filter(cluster: string): RuleLine[] {
  const forward = comment('flanneld forward');
  return [
    line('*filter'),
    line(':FLANNEL-FWD - [0:0]'),
    line(`-A FORWARD ${forward} -j FLANNEL-FWD`),
    line(`-A FLANNEL-FWD -s ${cluster} ${forward} -j ACCEPT`, 'Network'),
    line(`-A FLANNEL-FWD -d ${cluster} ${forward} -j ACCEPT`, 'Network'),
    line('COMMIT'),
  ];
}

/** @param field `Network` of flannel's own configuration, or a field of the node */
function line(text: string, field?: 'Network' | 'spec.podCIDR'): RuleLine {
  const provenance: Provenance = {
    writer: 'flanneld',
    ...(field === undefined ? {} : { field }),
    ...(field === 'Network' ? { subject: 'ConfigMap kube-flannel/kube-flannel-cfg' } : {}),
  };
  return { text, provenance };
}
