/**
 * flannel: namespace, service account, configuration and DaemonSet, as flannel's own manifest has them.
 *
 * Left out: the RBAC objects.
 */
import type { JsonObject } from '../objects/meta.ts';

/** What its init container copies to /etc/cni/net.d/10-flannel.conflist. */
export const cniConfiguration = `{
  "name": "cbr0",
  "cniVersion": "0.3.1",
  "plugins": [
    {
      "type": "flannel",
      "delegate": {
        "hairpinMode": true,
        "isDefaultGateway": true
      }
    },
    {
      "type": "portmap",
      "capabilities": {
        "portMappings": true
      }
    }
  ]
}
`;

export function flannelManifests(backend: 'vxlan' | 'host-gw'): readonly JsonObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'kube-flannel',
        labels: {
          'k8s-app': 'flannel',
          'pod-security.kubernetes.io/enforce': 'privileged',
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'flannel',
        namespace: 'kube-flannel',
        labels: {
          'k8s-app': 'flannel',
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kube-flannel-cfg',
        namespace: 'kube-flannel',
        labels: {
          app: 'flannel',
          'k8s-app': 'flannel',
          tier: 'node',
        },
      },
      data: {
        'cni-conf.json': cniConfiguration,
        'net-conf.json': `{
  "Network": "10.8.0.0/16",
  "EnableNFTables": false,
  "Backend": {
    "Type": "${backend}"
  }
}
`,
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name: 'kube-flannel-ds',
        namespace: 'kube-flannel',
        labels: {
          app: 'flannel',
          'k8s-app': 'flannel',
          tier: 'node',
        },
      },
      spec: {
        selector: {
          matchLabels: {
            app: 'flannel',
            'k8s-app': 'flannel',
          },
        },
        template: {
          metadata: {
            labels: {
              app: 'flannel',
              'k8s-app': 'flannel',
              tier: 'node',
            },
          },
          spec: {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    {
                      matchExpressions: [
                        {
                          key: 'kubernetes.io/os',
                          operator: 'In',
                          values: ['linux'],
                        },
                      ],
                    },
                  ],
                },
              },
            },
            hostNetwork: true,
            priorityClassName: 'system-node-critical',
            tolerations: [
              {
                operator: 'Exists',
                effect: 'NoSchedule',
              },
            ],
            serviceAccountName: 'flannel',
            initContainers: [
              {
                name: 'install-cni-plugin',
                image: 'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.0-flannel1',
                command: ['cp'],
                args: ['-f', '/flannel', '/opt/cni/bin/flannel'],
                volumeMounts: [
                  {
                    name: 'cni-plugin',
                    mountPath: '/opt/cni/bin',
                  },
                ],
              },
              {
                name: 'install-cni',
                image: 'ghcr.io/flannel-io/flannel:v0.28.10',
                command: ['cp'],
                args: ['-f', '/etc/kube-flannel/cni-conf.json', '/etc/cni/net.d/10-flannel.conflist'],
                volumeMounts: [
                  {
                    name: 'cni',
                    mountPath: '/etc/cni/net.d',
                  },
                  {
                    name: 'flannel-cfg',
                    mountPath: '/etc/kube-flannel/',
                  },
                ],
              },
            ],
            containers: [
              {
                name: 'kube-flannel',
                image: 'ghcr.io/flannel-io/flannel:v0.28.10',
                command: ['/opt/bin/flanneld'],
                args: ['--ip-masq', '--kube-subnet-mgr'],
                resources: {
                  requests: {
                    cpu: '100m',
                    memory: '50Mi',
                  },
                },
                securityContext: {
                  privileged: false,
                  capabilities: {
                    add: ['NET_ADMIN', 'NET_RAW'],
                  },
                },
                env: [
                  {
                    name: 'POD_NAME',
                    valueFrom: {
                      fieldRef: {
                        fieldPath: 'metadata.name',
                      },
                    },
                  },
                  {
                    name: 'POD_NAMESPACE',
                    valueFrom: {
                      fieldRef: {
                        fieldPath: 'metadata.namespace',
                      },
                    },
                  },
                  {
                    name: 'EVENT_QUEUE_DEPTH',
                    value: '5000',
                  },
                  {
                    name: 'CONT_WHEN_CACHE_NOT_READY',
                    value: 'false',
                  },
                ],
                volumeMounts: [
                  {
                    name: 'run',
                    mountPath: '/run/flannel',
                  },
                  {
                    name: 'flannel-cfg',
                    mountPath: '/etc/kube-flannel/',
                  },
                  {
                    name: 'xtables-lock',
                    mountPath: '/run/xtables.lock',
                  },
                ],
              },
            ],
            volumes: [
              {
                name: 'run',
                hostPath: {
                  path: '/run/flannel',
                },
              },
              {
                name: 'cni-plugin',
                hostPath: {
                  path: '/opt/cni/bin',
                },
              },
              {
                name: 'cni',
                hostPath: {
                  path: '/etc/cni/net.d',
                },
              },
              {
                name: 'flannel-cfg',
                configMap: {
                  name: 'kube-flannel-cfg',
                },
              },
              {
                name: 'xtables-lock',
                hostPath: {
                  path: '/run/xtables.lock',
                  type: 'FileOrCreate',
                },
              },
            ],
          },
        },
      },
    },
  ];
}
