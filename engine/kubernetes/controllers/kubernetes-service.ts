/**
 * The `kubernetes` Service and its endpoints, kept by the API server itself (pkg/controlplane/controller/
 * kubernetesservice): made again when somebody deletes them.
 */
import { second } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import type { Endpoints, EndpointSlice, Service } from '../objects/service.ts';
import type { ControllerContext } from './context.ts';

const period = 5 * second;
const labels = { component: 'apiserver', provider: 'kubernetes' };

export function startKubernetesService(
  context: ControllerContext,
  clusterIp: string,
  apiServer: string,
): void {
  const client = context.client('apiserver');
  const services = resource('services');
  const endpoints = resource('endpoints');
  const slices = resource('endpointslices', 'discovery.k8s.io');

  const ensure = (): void => {
    if (client.get(services, 'default', 'kubernetes') === undefined)
      client.create<Service>(services, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'kubernetes', namespace: 'default', labels },
        spec: {
          type: 'ClusterIP',
          clusterIP: clusterIp,
          clusterIPs: [clusterIp],
          internalTrafficPolicy: 'Cluster',
          ipFamilies: ['IPv4'],
          ipFamilyPolicy: 'SingleStack',
          ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
          sessionAffinity: 'None',
        },
        status: { loadBalancer: {} },
      });
    if (client.get(endpoints, 'default', 'kubernetes') === undefined)
      client.create<Endpoints>(endpoints, {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: {
          name: 'kubernetes',
          namespace: 'default',
          labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
        },
        subsets: [
          { addresses: [{ ip: apiServer }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
        ],
      });
    if (client.get(slices, 'default', 'kubernetes') === undefined)
      client.create<EndpointSlice>(slices, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: 'kubernetes',
          namespace: 'default',
          labels: { 'kubernetes.io/service-name': 'kubernetes' },
        },
        addressType: 'IPv4',
        endpoints: [{ addresses: [apiServer], conditions: { ready: true } }],
        ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
      });
  };
  ensure();
  for (const informer of [
    context.informers.services,
    context.informers.endpoints,
    context.informers.endpointSlices,
  ])
    informer.onChange(
      ({ object, gone }: { object: { metadata: { name: string; namespace?: string } }; gone: boolean }) => {
        if (gone && object.metadata.name === 'kubernetes' && object.metadata.namespace === 'default')
          context.clock.after(period, ensure);
      },
    );
}
