/**
 * The Node object a kubelet registers, with what kubeadm, the node controller and flannel add to it.
 */
import { Random } from '../../clock/random.ts';
import { uid } from '../allocation/names.ts';
import type { Node } from '../objects/node.ts';
import type { Timestamp } from '../objects/meta.ts';
import type { Unborn } from '../client/client.ts';

export interface NodeConfiguration {
  readonly name: string;
  readonly address: string;
  readonly podCidr: string;
  readonly controlPlane?: true;
  readonly zone?: string;
  /** Cores; default 4. */
  readonly cpus?: number;
  /** Default 8 GiB less what the kernel keeps. */
  readonly memory?: string;
}

export function nodeObject(node: NodeConfiguration, version: string, now: Timestamp): Unborn<Node> {
  const { cpus = 4, memory = '8137200Ki' } = node;
  const capacity = {
    cpu: String(cpus),
    'ephemeral-storage': '50620216Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory,
    pods: '110',
  };
  const condition = (type: string, status: 'True' | 'False', reason: string, message: string): object => ({
    type,
    status,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason,
    message,
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...(node.controlPlane === true
          ? {
              'node-role.kubernetes.io/control-plane': '',
              'node.kubernetes.io/exclude-from-external-load-balancers': '',
            }
          : {}),
        ...(node.zone === undefined ? {} : { 'topology.kubernetes.io/zone': node.zone }),
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      podCIDR: node.podCidr,
      podCIDRs: [node.podCidr],
      ...(node.controlPlane === true
        ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' as const }] }
        : {}),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: node.address },
        { type: 'Hostname', address: node.name },
      ],
      capacity,
      allocatable: { ...capacity, 'ephemeral-storage': '46651590989', memory: lessReserve(memory) },
      conditions: [
        condition('NetworkUnavailable', 'False', 'FlannelIsUp', 'Flannel is running on this node'),
        condition(
          'MemoryPressure',
          'False',
          'KubeletHasSufficientMemory',
          'kubelet has sufficient memory available',
        ),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ] as NonNullable<Node['status']['conditions']>,
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: {
        machineID: idOf(node.name, 'machine').replaceAll('-', ''),
        systemUUID: idOf(node.name, 'system'),
        bootID: idOf(node.name, 'boot'),
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://2.2.1',
        kernelVersion: '6.12.0',
        kubeProxyVersion: '',
        kubeletVersion: version,
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
      },
    },
  };
}

/** The same for the same node. */
function idOf(name: string, what: string): string {
  return uid(new Random(`${name}/${what}`));
}

/** The kubelet keeps 100 MiB back from eviction. */
function lessReserve(memory: string): string {
  const kibibytes = /^(\d+)Ki$/.exec(memory)?.[1];
  return kibibytes === undefined ? memory : `${Number(kibibytes) - 102_400}Ki`;
}
