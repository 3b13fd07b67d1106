/**
 * The rules we write against two others: the writer of the kernel oracle's lab (byte for byte, also for random
 * services) and the whole text that upstream's own test expects of kube-proxy.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../engine/clock/random.ts';
import { flannelRules } from '../../engine/cni/flannel/iptables.ts';
import { proxyRules } from '../../engine/kubernetes/proxy/iptables/rules.ts';
import type { ServicePort } from '../../engine/kubernetes/proxy/iptables/service-port.ts';
import { clusterCidr, nodes } from '../../engine/lab/netlab/cluster.ts';
import { readServicePort } from '../../engine/lab/netlab/service-format.ts';
import { serviceSets } from '../../engine/lab/netlab/services.ts';
import { sortedAsUpstream } from './iptables-order.ts';
import { hasPython, python, shared } from './shared.ts';
import { portsOf, type UpstreamObjects } from './upstream-services.ts';

const oracle = shared('kernel-oracle');
const goldens = shared('goldens');
const upstream = shared('oracles', 'kube-proxy');

interface Question {
  readonly services: readonly unknown[];
  readonly node: string;
  readonly cluster: string;
  readonly localhost: boolean;
  readonly all: boolean;
  readonly randomly: boolean;
}

const driver = `
import sys, json, kubeproxy
print(json.dumps([kubeproxy.rules(q["services"], q["node"], q["cluster"], q["localhost"], q["all"], q["randomly"]) for q in json.load(sys.stdin)]))
`;

const flannelDriver = `
import sys, json, kubeproxy
print(json.dumps([kubeproxy.flannel_rules(*q) for q in json.load(sys.stdin)]))
`;

function ours({ services, node, cluster, localhost, all, randomly }: Question): string {
  return proxyRules(
    services.map((service, index) => readServicePort(service, `services[${index}]`)),
    {
      form: 'lab',
      node,
      ...(cluster === '' ? {} : { clusterCidr: cluster }),
      localhostNodePorts: localhost,
      masqueradeAll: all,
      randomFully: randomly,
    },
  ).text;
}

function expectEqual(what: string, questions: readonly Question[]): void {
  const theirs = python(driver, questions) as string[];
  const equal = questions.filter((question, at) => ours(question) === theirs[at]).length;
  console.log(`kube-proxy rules, ${what}: ${equal} of ${questions.length} texts equal`);
  for (const [at, question] of questions.entries()) expect(ours(question)).toBe(theirs[at]);
}

function onEachNode(services: readonly unknown[]): Question[] {
  return nodes.map(({ name: node }) => ({
    services,
    node,
    cluster: clusterCidr,
    localhost: true,
    all: false,
    randomly: true,
  }));
}

function someServices(random: Random): unknown[] {
  return Array.from({ length: random.integer(1, 6) }, (_, index) => {
    const maybe = <Value>(chance: number, value: Value): Value | undefined =>
      random.fraction() < chance ? value : undefined;
    const port = random.integer(1, 65535);
    const endpoints = Array.from({ length: random.integer(0, 5) }, () => ({
      ip: `10.8.${random.integer(0, 2)}.${random.integer(2, 250)}`,
      port: random.integer(1, 65535),
      node: maybe(0.9, random.pick(['cp1', 'w1', 'w2'])),
    }));
    return {
      ns: random.pick(['default', 'kube-system']),
      name: `s${index}`,
      portName: maybe(0.8, random.pick(['http', 'p', ''])),
      port,
      proto: maybe(0.7, random.pick(['tcp', 'udp', 'sctp'])),
      clusterIP: random.pick(['10.96.0.9', 'None', '10.96.1.1', `10.96.${index}.7`]),
      nodePort: maybe(0.6, 30000 + index),
      etp: maybe(0.6, random.pick(['Local', 'Cluster'])),
      itp: maybe(0.6, random.pick(['Local', 'Cluster'])),
      affinity: maybe(0.3, 10800),
      lbIPs: maybe(0.4, ['10.10.20.201', '10.10.20.202'].slice(random.integer(0, 1))),
      healthCheckNodePort: maybe(0.2, 31000 + index),
      endpoints,
    };
  });
}

describe.skipIf(oracle === undefined || goldens === undefined || !hasPython)("the lab's form", () => {
  it('is byte-equal for the service sets of the goldens, which are also ours', () => {
    const sets = JSON.parse(readFileSync(`${goldens ?? ''}/services.json`, 'utf8')) as Record<
      string,
      unknown[]
    >;
    expectEqual('goldens', Object.values(sets).flatMap(onEachNode));
    for (const [name, services] of Object.entries(sets)) {
      const read = services.map((service) => readServicePort(service, name));
      const own = (serviceSets.get(name) ?? []).map(({ index: _, ...service }): ServicePort => service);
      expect(own).toEqual(read);
    }
  });

  it('is byte-equal for the service sets of the oracle cases', () => {
    const files = ['vxlan', 'hostgw', 'calico-vxlan', 'calico-bgp'].map((mode) => `cluster-${mode}.json`);
    const sets = files.map((file) => {
      const text = readFileSync(`${oracle ?? ''}/cases/${file}`, 'utf8');
      return (JSON.parse(text) as { services: unknown[] }).services;
    });
    expectEqual('oracle cases', sets.flatMap(onEachNode));
  });

  it('is byte-equal for 500 random service sets', () => {
    const random = new Random('services');
    expectEqual(
      'random',
      Array.from({ length: 500 }, () => ({
        services: someServices(random),
        node: random.pick(['cp1', 'w1', 'w2', 'elsewhere']),
        cluster: random.pick([clusterCidr, clusterCidr, '']),
        localhost: random.fraction() < 0.8,
        all: random.fraction() < 0.2,
        randomly: random.fraction() < 0.8,
      })),
    );
  });

  it("writes flannel's rules as the lab does", () => {
    const questions = nodes.flatMap(({ podCidr }) =>
      [true, false].map((masquerade) => [clusterCidr, podCidr, masquerade] as const),
    );
    const theirs = python(flannelDriver, questions);
    expect(
      questions.map(([cluster, node, masquerade]) => flannelRules({ cluster, node, masquerade }).text),
    ).toEqual(theirs);
  });
});

describe.skipIf(upstream === undefined)("kube-proxy's own form", () => {
  it('is the whole text of upstream TestOverallIPTablesRules', () => {
    const objects = JSON.parse(
      readFileSync(`${upstream ?? ''}/overall-input.json`, 'utf8'),
    ) as UpstreamObjects;
    const expected = readFileSync(`${upstream ?? ''}/overall-iptables.txt`, 'utf8');
    const { text } = proxyRules(portsOf(objects), {
      node: 'test-node',
      nodeIP: '192.168.0.2',
      clusterCidr: '10.0.0.0/8',
      randomFully: false,
    });
    expect(sortedAsUpstream(text)).toBe(expected);
  });
});
