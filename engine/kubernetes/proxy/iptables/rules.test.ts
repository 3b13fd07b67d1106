import { describe, expect, it } from 'vitest';
import { endpointChain } from './chains.ts';
import { proxyRules } from './rules.ts';
import type { Endpoint, ServicePort } from './service-port.ts';

const node = 'k8s-w1';
const options = { node, clusterCidr: '10.8.0.0/16' };

function service(endpoints: readonly Endpoint[], more: Partial<ServicePort> = {}): ServicePort {
  return {
    namespace: 'default',
    name: 'web',
    portName: 'http',
    protocol: 'tcp',
    clusterIP: '10.96.10.50',
    port: 80,
    endpoints,
    ...more,
  };
}

const here: Endpoint = { ip: '10.8.0.6', port: 8080, node };
const there: Endpoint = { ip: '10.8.1.8', port: 8080, node: 'k8s-w2' };

describe("kube-proxy's rules", () => {
  it('draw each endpoint equally often: rule i of n with probability 1/(n-i)', () => {
    const { text } = proxyRules([service([here, there, { ...there, port: 8081 }])], options);
    expect(text.match(/--probability (\S+)/g)).toEqual([
      '--probability 0.3333333333',
      '--probability 0.5000000000',
    ]);
  });

  it('reject what has no endpoints, and drop what has none here under the Local policy', () => {
    expect(proxyRules([service([])], options).text).toContain(
      '-A KUBE-SERVICES -m comment --comment "default/web:http has no endpoints" -m tcp -p tcp -d 10.96.10.50 --dport 80 -j REJECT',
    );
    expect(proxyRules([service([there], { internalTrafficPolicy: 'Local' })], options).text).toContain(
      '-A KUBE-SERVICES -m comment --comment "default/web:http has no local endpoints" -m tcp -p tcp -d 10.96.10.50 --dport 80 -j DROP',
    );
  });

  it('keep a terminating endpoint that serves when no other is ready', () => {
    const ending = { ...there, ready: false, serving: true, terminating: true };
    expect(proxyRules([service([ending])], options).text).toContain('--to-destination 10.8.1.8:8080');
    expect(proxyRules([service([here, ending])], options).text).not.toContain('10.8.1.8');
  });

  it('stay in the zone when every endpoint has a hint', () => {
    const hinted = [
      { ...here, hints: { zones: ['a'] } },
      { ...there, hints: { zones: ['b'] } },
    ];
    const { text } = proxyRules([service(hinted)], { ...options, zone: 'a' });
    expect(text).toContain(endpointChain(service(hinted), here));
    expect(text).not.toContain(endpointChain(service(hinted), there));
  });

  it('each know the object and field they were written for', () => {
    const slice = { subject: 'EndpointSlice default/web-x7k2p', field: 'endpoints[0].addresses[0]' };
    const { lines } = proxyRules([service([{ ...here, slice }], { nodePort: 30080, index: 1 })], options);
    const why = (part: string) => lines.find(({ text }) => text.includes(part))?.provenance;
    expect(why('-d 10.96.10.50')).toEqual({
      writer: 'kube-proxy',
      subject: 'Service default/web',
      field: 'spec.clusterIP',
    });
    expect(why('--dport 30080')).toEqual({
      writer: 'kube-proxy',
      subject: 'Service default/web',
      field: 'spec.ports[1].nodePort',
    });
    expect(why('-j DNAT')).toEqual({ writer: 'kube-proxy', ...slice });
    expect(why('--xor-mark')).toEqual({ writer: 'kube-proxy' });
    expect(lines.map(({ text }) => `${text}\n`).join('')).toBe(
      proxyRules([service([{ ...here, slice }], { nodePort: 30080, index: 1 })], options).text,
    );
  });

  it('leave headless services alone', () => {
    expect(proxyRules([service([here], { clusterIP: 'None' })], options).text).toBe(
      proxyRules([], options).text,
    );
  });
});
