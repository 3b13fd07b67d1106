/**
 * kube-proxy: service account, configuration and DaemonSet, as kubeadm sets them up.
 *
 * Left out: the RBAC objects.
 */
import type { JsonObject } from '../objects/meta.ts';

export function kubeProxyManifests(mode: 'iptables' | 'nftables' | 'ipvs'): readonly JsonObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'kube-proxy',
        namespace: 'kube-system',
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kube-proxy',
        namespace: 'kube-system',
        labels: {
          app: 'kube-proxy',
        },
      },
      data: {
        'config.conf': `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: 10.8.0.0/16
conntrack:
  maxPerCore: 0
  min: 0
  tcpCloseWaitTimeout: 0s
  tcpEstablishedTimeout: 0s
metricsBindAddress: ""
mode: "${mode}"
oomScoreAdj: 0
`,
        'kubeconfig.conf': `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: https://10.10.20.3:6443
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
`,
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name: 'kube-proxy',
        namespace: 'kube-system',
        labels: {
          'k8s-app': 'kube-proxy',
        },
      },
      spec: {
        selector: {
          matchLabels: {
            'k8s-app': 'kube-proxy',
          },
        },
        updateStrategy: {
          type: 'RollingUpdate',
        },
        template: {
          metadata: {
            labels: {
              'k8s-app': 'kube-proxy',
            },
          },
          spec: {
            priorityClassName: 'system-node-critical',
            containers: [
              {
                name: 'kube-proxy',
                image: 'registry.k8s.io/kube-proxy:v1.36.3',
                imagePullPolicy: 'IfNotPresent',
                command: [
                  '/usr/local/bin/kube-proxy',
                  '--config=/var/lib/kube-proxy/config.conf',
                  '--hostname-override=$(NODE_NAME)',
                ],
                env: [
                  {
                    name: 'NODE_NAME',
                    valueFrom: {
                      fieldRef: {
                        fieldPath: 'spec.nodeName',
                      },
                    },
                  },
                ],
                securityContext: {
                  privileged: true,
                },
                volumeMounts: [
                  {
                    mountPath: '/var/lib/kube-proxy',
                    name: 'kube-proxy',
                  },
                  {
                    mountPath: '/run/xtables.lock',
                    name: 'xtables-lock',
                    readOnly: false,
                  },
                  {
                    mountPath: '/lib/modules',
                    name: 'lib-modules',
                    readOnly: true,
                  },
                ],
              },
            ],
            hostNetwork: true,
            serviceAccountName: 'kube-proxy',
            volumes: [
              {
                name: 'kube-proxy',
                configMap: {
                  name: 'kube-proxy',
                },
              },
              {
                name: 'xtables-lock',
                hostPath: {
                  path: '/run/xtables.lock',
                  type: 'FileOrCreate',
                },
              },
              {
                name: 'lib-modules',
                hostPath: {
                  path: '/lib/modules',
                },
              },
            ],
            tolerations: [
              {
                operator: 'Exists',
              },
            ],
            nodeSelector: {
              'kubernetes.io/os': 'linux',
            },
          },
        },
      },
    },
  ];
}
