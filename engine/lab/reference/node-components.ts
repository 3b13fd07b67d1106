/**
 * What runs on every node of the reference cluster: flanneld, kube-proxy, CoreDNS as containers, the kubelet's own
 * ports; each the program of its image.
 */
import { second } from '../../clock/clock.ts';
import { flannelRange } from './cluster-facts.ts';
import { Flanneld } from '../../cni/flannel/flanneld.ts';
import { cniConfiguration } from '../../kubernetes/addons/flannel.ts';
import { BridgePlugin } from '../../cni/bridge-plugin/bridge-plugin.ts';
import { Portmap } from '../../cni/portmap/portmap.ts';
import type { PodNetwork } from '../../kubernetes/node/pod-network.ts';
import { Address } from '../../net/address/address.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { NodeConfiguration } from '../../kubernetes/addons/node.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { clusterAuthority } from '../../kubernetes/dns/authority.ts';
import { laterNftables, nftablesCode } from '../../kubernetes/proxy/later-nftables.ts';
import { HealthChecks } from '../../kubernetes/proxy/health-check.ts';
import { KubeProxy } from '../../kubernetes/proxy/kube-proxy.ts';
import type { FileTree } from '../../linux/file/file-tree.ts';
import type { Machine } from '../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Executable, Program } from '../../linux/process/process.ts';
import { dnsServer } from '../../linux/program/dns/server.ts';
import { acceptAndClose } from '../../linux/program/echo.ts';
import { httpServer, type Responder } from '../../linux/program/http/server.ts';
import { together, untilSignal } from '../../linux/program/serve.ts';
import { restoreRules } from './restore-rules.ts';

const ends = ['SIGTERM', 'SIGINT'] as const;

const loopback = Address.parse('127.0.0.1');

export interface NodeComponents {
  readonly flanneld: Flanneld;
  readonly proxy: KubeProxy;
  readonly network: PodNetwork;
  /** By the path of their entry points. */
  readonly executables: ReadonlyMap<string, Executable<NetworkNamespace>>;
}

export interface ComponentParts {
  readonly machine: Machine;
  /** The node's disk. */
  readonly files: FileTree;
  readonly node: NodeConfiguration;
  readonly backend: 'vxlan' | 'host-gw';
  /** The cluster, once it is there: components start after it. */
  readonly cluster: () => Cluster;
}

export function nodeComponents({ machine, files, node, backend, cluster }: ComponentParts): NodeComponents {
  const restore = (lines: Parameters<typeof restoreRules>[1]): void => {
    restoreRules(machine.host, lines);
  };
  const flanneld = new Flanneld({
    machine,
    nodeName: node.name,
    backend,
    cluster: flannelRange,
    underlay: 'eth0',
    restore,
  });
  const proxy = new KubeProxy({
    host: machine.host,
    options: { node: node.name, nodeIP: node.address, clusterCidr: flannelRange.toString() },
    services: () => [...cluster().informers.services.values()],
    endpointSlices: () => [...cluster().informers.endpointSlices.values()],
    serviceCidrs: () => serviceCidrs(cluster()),
    restore,
  });
  const bridge = new BridgePlugin({
    machine,
    range: () => Prefix.parse(node.podCidr),
    cluster: flannelRange,
    mtu: flanneld.mtu,
    hairpin: true,
  });
  const network = new Portmap({ main: bridge, range: () => node.podCidr, restore });
  const executables = new Map(
    [
      program('/opt/bin/flanneld', untilSignal(ends, flannelProgram(flanneld, node, cluster, files))),
      program('/usr/local/bin/kube-proxy', untilSignal(ends, proxyProgram(proxy, node.name, cluster))),
      // `lameduck 5s` of the Corefile's health.
      program('/coredns', untilSignal(ends, corednsProgram(cluster), 5 * second)),
    ].map((executable) => [executable.path, executable]),
  );
  return { flanneld, proxy, network, executables };
}

function program(path: string, run: Program<NetworkNamespace>): Executable<NetworkNamespace> {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, program: run };
}

function flannelProgram(
  flanneld: Flanneld,
  own: NodeConfiguration,
  cluster: () => Cluster,
  files: FileTree,
): Program<NetworkNamespace> {
  return function* (process) {
    const { nodes } = cluster().informers;
    const self = nodes.get('', own.name);
    if (self !== undefined) flanneld.start(self);
    // Its init container's copy, and what its network plugin reads.
    files.set('/etc/cni/net.d/10-flannel.conflist', cniConfiguration);
    files.set('/run/flannel/subnet.env', subnetEnvironment(flanneld, own.podCidr));
    // Its peers learn from the node's annotations where its tunnel ends.
    cluster().door.request({
      method: 'PATCH',
      path: `/api/v1/nodes/${own.name}`,
      contentType: 'application/merge-patch+json',
      body: { metadata: { annotations: flanneld.annotations(own.address) } },
      user: 'system:serviceaccount:kube-flannel:flannel',
    });
    process.complain(
      `I1123 05:07:31.000000       1 main.go:253] Created subnet manager: Kubernetes Subnet Manager - ${own.name}\n`,
    );
    nodes.onChange(({ object, gone }) => {
      if (gone) flanneld.forget(object.metadata.name);
      else flanneld.learn(object);
    });
    for (;;) yield { on: [] };
  };
}

/** WriteSubnetFile: the first address of the range with its length. */
function subnetEnvironment({ mtu }: Flanneld, podCidr: string): string {
  const range = Prefix.parse(podCidr);
  return [
    `FLANNEL_NETWORK=${flannelRange.toString()}`,
    `FLANNEL_SUBNET=${range.network.plus(1).text}/${String(range.length)}`,
    `FLANNEL_MTU=${String(mtu)}`,
    'FLANNEL_IPMASQ=true\n',
  ].join('\n');
}

/** What kube-proxy says when it begins. */
const proxyStart = [
  'server_linux.go:137] "Using iptables Proxier"',
  'proxier.go:241] "Setting route_localnet=1 to allow node-ports on localhost; to change this either disable iptables.localhostNodePorts (--iptables-localhost-nodeports) or set nodePortAddresses (--nodeport-addresses) to filter loopback addresses" ipFamily="IPv4"',
]
  .map((text) => `I1123 05:07:31.000000       1 ${text}\n`)
  .join('');

const nftablesStart = 'I1123 05:07:31.000000       1 server_linux.go:254] "Using nftables Proxier"\n';

function serviceCidrs({ door }: Cluster): readonly string[] {
  const answer = door.request({
    method: 'GET',
    path: '/apis/networking.k8s.io/v1/servicecidrs',
    user: 'system:serviceaccount:kube-system:kube-proxy',
  });
  if (answer.kind !== 'response') return [];
  const items = (answer.body as { items?: readonly { spec: { cidrs: readonly string[] } }[] }).items ?? [];
  return items.flatMap(({ spec }) => spec.cidrs);
}

function proxyProgram(proxy: KubeProxy, node: string, cluster: () => Cluster): Program<NetworkNamespace> {
  return function* (process) {
    const { services, endpointSlices } = cluster().informers;
    const health = new HealthChecks(process, node);
    const changed = (): void => {
      proxy.changed();
      health.changed(() => [...endpointSlices.values()]);
    };
    const mode = /^mode: "?(\w*)"?$/m.exec(process.files.text('/var/lib/kube-proxy/config.conf') ?? '')?.[1];
    if (mode === 'nftables') {
      let nftables = laterNftables();
      for (; nftables === undefined; nftables = laterNftables()) yield { on: [], absent: nftablesCode };
      proxy.start(nftables);
      process.complain(nftablesStart);
    } else if (mode === undefined || mode === '' || mode === 'iptables') {
      proxy.start();
      process.complain(proxyStart);
    } else {
      process.complain(`not simulated: kube-proxy in ${mode} mode\n`);
      return 1;
    }
    services.onChange(({ object, gone }) => {
      health.serviceChanged(object, gone);
      changed();
    });
    endpointSlices.onChange(changed);
    try {
      return yield* together(
        acceptAndClose({ port: 10_256 }),
        acceptAndClose({ address: loopback, port: 10_249 }),
      )(process);
    } finally {
      proxy.stop();
    }
  };
}

function ownAddresses({ devices }: NetworkNamespace): readonly Address[] {
  return devices
    .list()
    .flatMap((device) => device.addresses.map(({ prefix }) => prefix.address))
    .filter((address) => !address.isLoopback);
}

/** `health` and `ready` of the Corefile: 200 and OK. */
const healthy: Responder = (request) => {
  const known = ['/health', '/ready', '/metrics'].includes(request.target.split('?')[0] ?? '');
  return {
    status: known ? 200 : 404,
    reason: known ? 'OK' : 'Not Found',
    headers: [['Content-Type', 'text/plain; charset=utf-8']],
    body: utf8(known ? 'OK' : '404 page not found\n'),
    close: true,
  };
};

function corednsProgram(cluster: () => Cluster): Program<NetworkNamespace> {
  return function* (process) {
    const { services, endpointSlices, namespaces } = cluster().informers;
    let generation = 0;
    const changed = (): void => {
      generation++;
    };
    for (const informer of [services, endpointSlices, namespaces])
      (informer as typeof services).onChange(changed);
    const authority = clusterAuthority(
      {
        services: () => [...services.values()],
        endpointSlices: () => [...endpointSlices.values()],
        namespaces: () => [...namespaces.values()].map(({ metadata }) => metadata.name),
        generation: () => generation,
        own: () => ownAddresses(process.place),
      },
      cluster().configuration.clusterDomain,
    );
    const server = /^nameserver\s+(\S+)/m.exec(process.files.text('/etc/resolv.conf') ?? '')?.[1];
    const upstream = Address.tryParse(server ?? '');
    process.print(
      '.:53\n[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b\nCoreDNS-1.13.1\nlinux/amd64, go1.26, \n',
    );
    return yield* together(
      dnsServer({
        authority,
        ...(upstream === undefined ? {} : { upstream: { address: upstream, port: 53 } }),
      }),
      httpServer({ port: 8080, respond: healthy }),
      httpServer({ port: 8181, respond: healthy }),
      httpServer({ port: 9153, respond: healthy }),
    )(process);
  };
}

/** The kubelet's ports, and on the control plane the API server's: they accept, and speak no TLS. */
export function nodeDaemons(
  node: NodeConfiguration,
): readonly { readonly name: string; readonly program: Program<NetworkNamespace> }[] {
  const kubelet = together(
    acceptAndClose({ port: 10_250 }),
    acceptAndClose({ address: loopback, port: 10_248 }),
  );
  return [
    { name: 'kubelet', program: kubelet },
    ...(node.controlPlane === true
      ? [{ name: 'kube-apiserver', program: acceptAndClose({ port: 6443 }) }]
      : []),
  ];
}
