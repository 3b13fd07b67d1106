/**
 * The services a container's environment names: those there were when it started, shared until one changes.
 */
import { describe, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import type { Cluster } from '../cluster.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import { referenceCluster } from '../reference-cluster.ts';
import { ServiceVariables } from './service-variables.ts';

function cluster(): { readonly clock: Clock; readonly world: Cluster } {
  const clock = new Clock();
  const world = referenceCluster(
    clock,
    (node) => new FakeRuntime(clock, node.podCidr.replace(/\.0\/24$/, ''), node.address),
  );
  world.settle();
  return { clock, world };
}

function serve({ door }: Cluster, name: string, clusterIP: string): void {
  const answer = door.request({
    method: 'POST',
    path: '/api/v1/namespaces/kube-public/services',
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { clusterIP, ports: [{ port: 53, protocol: 'UDP', name: 'dns' }] },
    },
  });
  if (answer.kind !== 'response' || answer.status !== 201) throw new Error(JSON.stringify(answer));
}

describe('variables of services', () => {
  it('name each service of the namespace, and the API wherever it is asked from', () => {
    const { clock, world } = cluster();
    serve(world, 'my-dns', '10.96.7.7');
    clock.runUntil(clock.now + second);
    const services = new ServiceVariables(world.informers.services);
    expect([...services.of('kube-public', true)]).toEqual([
      ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
      ['KUBERNETES_SERVICE_PORT', '443'],
      ['KUBERNETES_SERVICE_PORT_HTTPS', '443'],
      ['KUBERNETES_PORT', 'tcp://10.96.0.1:443'],
      ['KUBERNETES_PORT_443_TCP', 'tcp://10.96.0.1:443'],
      ['KUBERNETES_PORT_443_TCP_PROTO', 'tcp'],
      ['KUBERNETES_PORT_443_TCP_PORT', '443'],
      ['KUBERNETES_PORT_443_TCP_ADDR', '10.96.0.1'],
      ['MY_DNS_SERVICE_HOST', '10.96.7.7'],
      ['MY_DNS_SERVICE_PORT', '53'],
      ['MY_DNS_SERVICE_PORT_DNS', '53'],
      ['MY_DNS_PORT', 'udp://10.96.7.7:53'],
      ['MY_DNS_PORT_53_UDP', 'udp://10.96.7.7:53'],
      ['MY_DNS_PORT_53_UDP_PROTO', 'udp'],
      ['MY_DNS_PORT_53_UDP_PORT', '53'],
      ['MY_DNS_PORT_53_UDP_ADDR', '10.96.7.7'],
    ]);
    expect(services.of('kube-public', false).size).toBe(8);
    expect(services.of('default', true).size).toBe(8);
  });

  it('are shared until a service changes; who has them keeps what there was', () => {
    const { clock, world } = cluster();
    const services = new ServiceVariables(world.informers.services);
    const before = services.of('kube-public', true);
    expect(services.of('kube-public', true)).toBe(before);
    serve(world, 'late', '10.96.7.8');
    clock.runUntil(clock.now + second);
    expect(before.has('LATE_SERVICE_HOST')).toBe(false);
    expect(services.of('kube-public', true).get('LATE_SERVICE_HOST')).toBe('10.96.7.8');
  });
});
