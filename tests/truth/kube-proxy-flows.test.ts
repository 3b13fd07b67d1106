/** Every packet flow of upstream's kube-proxy tests, through the rules we write for the same services and slices. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Prefix } from '../../engine/net/address/prefix.ts';
import { Address } from '../../engine/net/address/address.ts';
import type { ProxyOptions } from '../../engine/kubernetes/proxy/iptables/options.ts';
import { proxyRules } from '../../engine/kubernetes/proxy/iptables/rules.ts';
import { trace, type TracedPacket } from './rule-tracer.ts';
import { shared } from './shared.ts';
import { portsOf, type UpstreamObjects } from './upstream-services.ts';

const file = shared('oracles', 'kube-proxy', 'flows.json');

interface Flow extends TracedPacket {
  readonly name: string;
  readonly output: string;
  readonly masq: boolean;
}

interface Configuration {
  readonly ipFamily?: 'IPv4' | 'IPv6';
  readonly localhostNodePorts?: boolean;
  readonly masqueradeAll?: boolean;
  readonly localDetector?: boolean;
  readonly nodePortAddresses?: readonly string[] | null;
  readonly afterServiceDeleted?: readonly Flow[];
}

interface Suite extends UpstreamObjects {
  readonly suite: string;
  readonly config: Configuration;
  readonly flows: readonly Flow[];
  readonly afterEndpointSlicesDeleted?: readonly Flow[];
}

const nodeIPs = ['192.168.0.2', '192.168.1.2', '192.168.99.11', '2001:db8::1', '2001:db8:1::2'];

function optionsOf({ config }: Suite): ProxyOptions {
  const family = config.ipFamily === 'IPv6' ? 6 : 4;
  const prefixes = (config.nodePortAddresses ?? []).map((text) => Prefix.parse(text));
  const own = [...nodeIPs, '127.0.0.1', '::1'].filter(
    (ip) => (Address.parse(ip).family === 6) === (family === 6),
  );
  const selected = own.filter((ip) => prefixes.some((prefix) => prefix.contains(Address.parse(ip))));
  const inFamily = prefixes.some((prefix) => prefix.family === family);
  return {
    node: 'test-node',
    nodeIP: '192.168.0.2',
    family,
    localhostNodePorts: config.localhostNodePorts ?? true,
    masqueradeAll: config.masqueradeAll ?? false,
    ...(config.localDetector === false ? {} : { clusterCidr: family === 6 ? 'fd00:10::/64' : '10.0.0.0/8' }),
    ...(inFamily ? { nodePortIPs: selected } : {}),
  };
}

describe.skipIf(file === undefined)("kube-proxy's rules", () => {
  it('send each packet of upstream tests where upstream does', () => {
    const { suites } = JSON.parse(readFileSync(file ?? '', 'utf8')) as { suites: readonly Suite[] };
    let flows = 0;
    const check = (suite: Suite, objects: UpstreamObjects, expected: readonly Flow[]): void => {
      const { text } = proxyRules(portsOf(objects), optionsOf(suite));
      for (const flow of expected) {
        const { output, masquerade } = trace(text, flow, nodeIPs);
        const where = `${suite.suite}: ${flow.name}`;
        expect([where, output, masquerade]).toEqual([where, flow.output, flow.masq]);
        flows++;
      }
    };
    for (const suite of suites) {
      check(suite, suite, suite.flows);
      check(suite, { ...suite, endpointSlices: [] }, suite.afterEndpointSlicesDeleted ?? []);
      check(suite, { services: [], endpointSlices: [] }, suite.config.afterServiceDeleted ?? []);
    }
    console.log(`kube-proxy flows: ${flows} equal in ${suites.length} suites`);
    expect(flows).toBeGreaterThanOrEqual(240);
  });
});
