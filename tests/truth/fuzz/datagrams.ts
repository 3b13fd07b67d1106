/**
 * UDP services whose endpoints come and go between datagrams of one flow: the client has a single port to send from, so
 * connection tracking remembers the old endpoint until somebody forgets it.
 */
import type { Random } from '../../../engine/clock/random.ts';
import { flannelRules } from '../../../engine/cni/flannel/iptables.ts';
import { proxyRules } from '../../../engine/kubernetes/proxy/iptables/rules.ts';
import { readServicePort } from '../../../engine/lab/netlab/service-format.ts';
import type { CaseData, Command, ProbeData, ServiceData } from './case-data.ts';
import { cluster, clusterCidr, nodes, place } from './clusters.ts';
import { chance, sample, several } from './draw.ts';
import { service } from './services.ts';

export function datagrams(random: Random, id: string): CaseData {
  const topo = cluster('vxlan');
  const clients = ['client', 'web-3', 'w1', 'laptop'];
  for (const name of clients) {
    const setup = place(topo, name);
    setup.sysctl = { ...setup.sysctl, 'net.ipv4.ip_local_port_range': '40000 40000' };
  }
  const services = several(random, 1, 2, (index): ServiceData => {
    const one = service(random, index);
    return {
      ...one,
      proto: 'udp',
      port: 53,
      nodePort: 30_000 + index,
      endpoints: one.endpoints.map((endpoint) => ({ ...endpoint, port: 9000 })),
    };
  });
  const ask = (): ProbeData => {
    const one = random.pick(services);
    const from = random.pick(clients);
    return from === 'laptop' || chance(random, 0.2)
      ? { from, proto: 'udp', dst: random.pick(nodes).address, dport: one.nodePort ?? 0 }
      : { from, proto: 'udp', dst: one.clusterIP, dport: one.port };
  };
  const probes = several(random, 10, 14, ask);
  // The same flow again, right after the change.
  for (const at of [4, 8]) {
    const again = probes[at - 1];
    if (again === undefined) continue;
    probes[at] = {
      ...again,
      before: chance(random, 0.7) ? changed(random, services) : [['w1', 'conntrack -D -p udp']],
    };
  }
  if (chance(random, 0.3))
    probes[6] = { ...probes[5]!, before: nodes.map(({ name }) => [name, 'conntrack -D -p udp || true']) };
  return { id, topo, services, probes };
}

/** kube-proxy writes other endpoints: some are gone, some have come. */
function changed(random: Random, services: readonly ServiceData[]): Command[] {
  const now = services.map((one) => ({
    ...one,
    endpoints: sample(random, one.endpoints, random.integer(0, one.endpoints.length)),
  }));
  const ports = now.map((one, index) => readServicePort(one, `services[${index}]`));
  return nodes.map(({ name, podCidr }): Command => {
    const { text } = proxyRules(ports, { form: 'lab', node: name, clusterCidr });
    const network = flannelRules({ cluster: clusterCidr, node: podCidr }).text;
    return [
      name,
      [
        'iptables-restore <<E\n*filter\nCOMMIT\n*nat\nCOMMIT\nE',
        `iptables-restore --noflush <<'E'\n${text}\nE`,
        `iptables-restore --noflush <<'E'\n${network}\nE`,
      ].join('\n'),
    ];
  });
}
