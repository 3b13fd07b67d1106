/** A map of three nodes with thirty pods each, a few of them unwell: how much the picture bears. */
import type { MapInterface, MapPod, MapView } from '../../engine/lab/view/map.ts';

const device = (id: string, kind: string, address?: string, bridge?: string): MapInterface => ({
  id,
  name: id.replace(/^.*\//, ''),
  kind,
  mac: '02:00:00:00:00:01',
  mtu: 1500,
  up: true,
  carrier: true,
  addresses: address === undefined ? [] : [address],
  bridge,
});

export function bigMap(perNode = 30): MapView {
  const nodes = ['k8s-cp1', 'k8s-w1', 'k8s-w2'];
  const pods = nodes.flatMap((machine, node) =>
    Array.from({ length: perNode }, (_, at): MapPod => {
      const name =
        at % 3 === 0
          ? `web-7d4b9c6f5-${'bcdfghjkl'.charAt(at % 9)}x2${'kqrst'.charAt(at % 5)}z`
          : `api-${String(at)}`;
      const ready = at % 11 !== 7;
      return {
        id: `default/${name}-${String(node)}-${String(at)}`,
        name,
        namespace: 'default',
        machine,
        place: `pod/default/${name}`,
        address: `10.8.${String(node)}.${String(at + 2)}`,
        phase: 'Running',
        status: ready ? 'Running' : 'CrashLoopBackOff',
        ready,
        labels: {},
        interfaces: [
          device(
            `${machine}/default/${name}-${String(at)}/eth0`,
            'veth',
            `10.8.${String(node)}.${String(at + 2)}/24`,
          ),
        ],
      };
    }),
  );
  const endpoint = (pod: MapPod) => ({
    address: pod.address ?? '',
    port: 8080,
    pod: pod.id,
    ready: pod.ready,
  });
  return {
    machines: [
      ...nodes.map((name, node) => ({
        name,
        role: node === 0 ? ('control-plane' as const) : ('worker' as const),
        place: `node/${name}`,
        ready: node !== 2,
        podRange: `10.8.${String(node)}.0/24`,
        interfaces: [
          device(`${name}/host/eth0`, 'veth', `10.10.20.${String(node + 3)}/22`),
          device(`${name}/host/cni0`, 'bridge', `10.8.${String(node)}.1/24`),
          device(`${name}/host/flannel.1`, 'vxlan', `10.8.${String(node)}.0/32`),
        ],
      })),
      {
        name: 'gw',
        role: 'router',
        place: undefined,
        ready: true,
        podRange: undefined,
        interfaces: [device('gw/host/eth0', 'veth', '10.10.20.1/22')],
      },
      {
        name: 'laptop',
        role: 'outside',
        place: 'laptop',
        ready: true,
        podRange: undefined,
        interfaces: [device('laptop/host/eth0', 'veth', '172.16.8.50/24')],
      },
    ],
    pods,
    services: [
      {
        id: 'default/kubernetes',
        name: 'kubernetes',
        namespace: 'default',
        type: 'ClusterIP',
        clusterIp: '10.96.0.1',
        ports: ['443→6443/TCP'],
        endpoints: [],
      },
      {
        id: 'default/web',
        name: 'web',
        namespace: 'default',
        type: 'ClusterIP',
        clusterIp: '10.96.10.50',
        ports: ['80→8080/TCP'],
        endpoints: pods.filter((_, at) => at % 13 === 0).map(endpoint),
      },
      {
        id: 'default/api',
        name: 'api',
        namespace: 'default',
        type: 'NodePort',
        clusterIp: '10.96.10.51',
        ports: ['80:30080→8080/TCP'],
        endpoints: pods.filter((_, at) => at % 17 === 1).map(endpoint),
      },
    ],
    cables: [],
  };
}
