/**
 * The Node object a kubelet registers, with what kubeadm, the node controller and flannel add to it.
 */
import { Random } from '../../clock/random.ts';
import { uid } from '../allocation/names.ts';
import { findImage } from '../images/catalogue.ts';
import type { CsiNode, Lease } from '../objects/cluster.ts';
import type { Node } from '../objects/node.ts';
import type { ObjectMeta, Timestamp } from '../objects/meta.ts';
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
      declaredFeatures:
        'ExtendWebSocketsToKubelet InPlacePodLevelResourcesVerticalScaling InPlacePodVerticalScalingInitContainers RestartAllContainersOnContainerExits'.split(
          ' ',
        ),
      features: { supplementalGroupsPolicy: true },
      images: nodeImages(),
      runtimeHandlers: ['', 'runc'].map((name) => ({
        name,
        features: { recursiveReadOnlyMounts: true, userNamespaces: true },
      })),
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

/** What every node has on its disk, the largest first. */
function nodeImages(): readonly object[] {
  return 'registry.k8s.io/kube-proxy:v1.36.3 nicolaka/netshoot registry.k8s.io/coredns/coredns:v1.13.1 ghcr.io/flannel-io/flannel:v0.28.10 nginx:1.28 nginx:1.27 registry.k8s.io/e2e-test-images/agnhost:2.53 ghcr.io/flannel-io/flannel-cni-plugin:v1.9.0-flannel1 busybox:1.36 registry.k8s.io/pause:3.10.1'
    .split(' ')
    .flatMap((name) => findImage(name) ?? [])
    .sort((one, other) => other.sizeBytes - one.sizeBytes)
    .map(({ name, sizeBytes }) => ({ names: [name], sizeBytes }));
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

function ownedByNode({ metadata: { name, uid } }: Node): Pick<ObjectMeta, 'name' | 'ownerReferences'> {
  return { name, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] };
}

/** The Lease by which a kubelet says that it is there. */
export function nodeLease(node: Node, now: string): Unborn<Lease> {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...ownedByNode(node), namespace: 'kube-node-lease' },
    spec: { holderIdentity: node.metadata.name, leaseDurationSeconds: 40, renewTime: now },
  };
}

/** What the kubelet tells of volume drivers: none. */
export function nodeStorage(node: Node): Unborn<CsiNode> {
  const migrated = 'aws-ebs azure-disk azure-file cinder gce-pd portworx-volume vsphere-volume'
    .split(' ')
    .map((plugin) => `kubernetes.io/${plugin}`)
    .join(',');
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: {
      ...ownedByNode(node),
      annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': migrated },
    },
    spec: { drivers: null },
  };
}
