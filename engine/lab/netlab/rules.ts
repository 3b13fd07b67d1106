/**
 * The rules on the lab's nodes: kube-proxy's for the services, then those of the pod network.
 */
import { flannelRules } from '../../cni/flannel/iptables.ts';
import { render, type RuleLine } from '../../kubernetes/proxy/iptables/rule-text.ts';
import { proxyRules } from '../../kubernetes/proxy/iptables/rules.ts';
import type { LabStep } from '../configure/step.ts';
import { clusterCidr, type LabNode, nodes } from './cluster.ts';
import { isCalico } from './mode.ts';
import type { LabSetting } from './setting.ts';

export function ruleSteps(setting: LabSetting): LabStep[] {
  if (setting.kubeProxy === 'none') return [];
  return nodes.flatMap((node) => [
    restore(
      node,
      'kube-proxy',
      proxyRules(setting.services, { form: 'lab', node: node.name, clusterCidr }).lines,
    ),
    isCalico(setting.mode)
      ? restore(node, 'felix', natOutgoing)
      : restore(node, 'flanneld', flannelRules({ cluster: clusterCidr, node: node.podCidr }).lines),
  ]);
}

function restore(node: LabNode, writer: string, rules: readonly RuleLine[]): LabStep {
  return {
    do: 'iptables',
    namespace: node.name,
    writer,
    text: render(rules),
    keep: true,
    because: rules.map(({ provenance }) => provenance),
  };
}

/** What Felix keeps for an IP pool with `natOutgoing`. */
const natOutgoing: readonly RuleLine[] = `*nat
:cali-POSTROUTING - [0:0]
:cali-nat-outgoing - [0:0]
-I POSTROUTING -m comment --comment "cali:O3lYWMrLQYEMJtB5" -j cali-POSTROUTING
-A cali-POSTROUTING -m comment --comment "cali:Z-c7XtVd2Bq7s_hA" -j cali-nat-outgoing
-A cali-nat-outgoing -m comment --comment "cali:flqWnvo8yq4ULQLa" -s ${clusterCidr} ! -d ${clusterCidr} -j MASQUERADE --random-fully
COMMIT`
  .split('\n')
  .map((text) => ({
    text,
    provenance: { writer: 'felix', subject: 'IPPool default', field: 'spec.natOutgoing' },
  }));
