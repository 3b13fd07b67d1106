/**
 * Oracle cases with services stand on the reference cluster: each node gets kube-proxy's rules and those of the pod
 * network, and everybody pings everybody once before the first probe, so that neighbours are known.
 */
import { flannelRules } from '../../cni/flannel/iptables.ts';
import { proxyRules } from '../../kubernetes/proxy/iptables/rules.ts';
import type { LabStep } from '../configure/step.ts';
import { clusterCidr, nodes, pods } from '../netlab/cluster.ts';
import type { OracleCase, Probe } from './case.ts';

export function serviceSteps({ id, services, topo }: OracleCase): LabStep[] {
  if (services.length === 0) return [];
  return nodes
    .filter(({ name }) => topo.namespaces.has(name))
    .flatMap(({ name: namespace, podCidr }): LabStep[] => {
      const restore = (writer: string, text: string, keep: boolean): LabStep => ({
        do: 'iptables',
        namespace,
        writer,
        text,
        keep,
      });
      const network = id.includes('calico')
        ? `*nat\n-A POSTROUTING -s ${clusterCidr} ! -d ${clusterCidr} -j MASQUERADE --random-fully\nCOMMIT\n`
        : flannelRules({ cluster: clusterCidr, node: podCidr }).text;
      return [
        restore('iptables', '*filter\nCOMMIT\n*nat\nCOMMIT\n', false),
        restore('kube-proxy', proxyRules(services, { form: 'lab', node: namespace, clusterCidr }).text, true),
        restore(id.includes('calico') ? 'felix' : 'flanneld', network, true),
      ];
    });
}

const targets = ['10.8.0.6', '10.8.1.8', '10.8.2.3', '10.10.20.3', '10.10.20.4', '10.10.20.5'];

export function warmUps({ services, warm, topo }: OracleCase): Probe[] {
  const ping = (from: string, dst: string): Probe => ({ from, proto: 'icmp', dst });
  const own = warm.map(([from = '', to = '']) => ping(from, to));
  if (services.length === 0) return own;
  const everybody = [...pods.map(({ name }) => name), 'w1', 'w2', 'cp1'].filter((name) =>
    topo.namespaces.has(name),
  );
  return [...own, ...everybody.flatMap((from) => targets.map((to) => ping(from, to)))];
}
