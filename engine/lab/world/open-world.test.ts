import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import type { JourneyEvent } from '../../linux/journey/event.ts';
import { scenarioOfText } from '../scenario/registry.ts';
import { openWorld } from './open-world.ts';
import type { Journey, World } from './world-api.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/services/cluster.yaml'), 'utf8');
const scenario = scenarioOfText(text, 'docs/services/cluster.yaml');

function typed(world: World, place: string, line: string, seconds = 5): string {
  let output = '';
  const stop = world.console('test', place).onOutput((piece) => (output += piece));
  world.perform({ kind: 'type', tab: 'test', place, line });
  world.run(world.now + seconds * second);
  stop();
  return output;
}

describe('a world', () => {
  test('is the same for the same scenario and actions, event for event', () => {
    const one = openWorld(scenario);
    typed(one, 'pod/default/client', 'curl -s web/hostname');
    const flow = { from: 'pod/default/client', to: 'web', protocol: 'tcp', port: 80 } as const;
    const other = openWorld(scenario, one.actions);
    other.run(one.now);
    expect(JSON.stringify(other.journey(flow))).toBe(JSON.stringify(one.journey(flow)));
  });

  test('is not changed by a question about it', () => {
    const world = openWorld(scenario);
    const before = JSON.stringify(world.map());
    const { now } = world;
    world.journey({ from: 'laptop', to: '10.10.20.4', protocol: 'tcp', port: 30_080 });
    expect(world.now).toBe(now);
    expect(world.actions).toEqual([]);
    expect(JSON.stringify(world.map())).toBe(before);
  });

  test('shows in one figure what was typed in a terminal', () => {
    const world = openWorld(scenario);
    typed(world, 'node/k8s-w1', 'ip route del 10.8.1.0/24');
    const { outcome } = world.journey({
      from: 'pod/default/client',
      to: '10.96.10.50',
      protocol: 'tcp',
      port: 80,
      endpoint: 'k8s-w2',
    });
    expect(outcome.verdict).not.toBe('answered');
  });

  test('lets a command stream, and ends it with Ctrl-C and its closing lines', () => {
    const world = openWorld(scenario);
    const place = 'pod/default/client';
    let output = '';
    world.console('ping', place).onOutput((piece) => (output += piece));
    world.perform({
      kind: 'type',
      tab: 'ping',
      place,
      line: 'ping 10.96.0.1 -c 100 -i 1 >/dev/null; ping 10.8.1.2',
    });
    world.run(world.now + 1.5 * second);
    world.perform({ kind: 'key', tab: 'ping', key: 'interrupt' });
    world.run(world.now + 2.5 * second);
    world.perform({ kind: 'key', tab: 'ping', key: 'interrupt' });
    world.run(world.now + second);
    expect(output).toContain('PING 10.8.1.2');
    expect(output).toMatch(/3 packets transmitted, 3 received, 0% packet loss/);
  });

  test('lets tcpdump in one tab see the packets of another', () => {
    const world = openWorld(scenario);
    let captured = '';
    world.console('capture', 'node/k8s-w2').onOutput((piece) => (captured += piece));
    const line = "tcpdump -lni eth0 'udp port 8472' -c 4";
    world.perform({ kind: 'type', tab: 'capture', place: 'node/k8s-w2', line });
    world.run(world.now + second);
    expect(captured).toContain('listening on eth0');
    expect(captured).not.toContain('OTV');
    const [w2 = ''] = /10\.8\.1\.\d+/.exec(typed(world, 'workstation', 'kubectl get pods -o wide')) ?? [];
    expect(typed(world, 'pod/default/client', `ping -c 3 ${w2}`)).toContain('3 received');
    // tcpdump takes UDP port 8472, flannel's, for OTV.
    expect(captured).toContain('OTV, flags [I] (0x08), overlay 0, instance 1');
    expect(captured).toMatch(new RegExp(`IP 10\\.8\\.0\\.\\d+ > ${w2}: ICMP echo request`));
    expect(captured).toContain('4 packets captured');
  });

  test('ends masqueraded connections with the address they wear', () => {
    const world = openWorld(scenario);
    typed(world, 'pod/default/client', 'ping -c 1 10.10.20.1');
    const tracked = () => typed(world, 'node/k8s-w1', 'conntrack -L -p icmp -d 10.10.20.1 2>/dev/null');
    expect(tracked()).toContain('dst=10.10.20.4');
    typed(world, 'node/k8s-w1', 'ip addr add 10.10.20.77/22 dev eth0; ip addr del 10.10.20.77/22 dev eth0');
    expect(tracked()).toContain('dst=10.10.20.4');
    typed(world, 'node/k8s-w1', 'ip addr del 10.10.20.4/22 dev eth0');
    expect(tracked()).toBe('');
  });

  test('says which places there are when it is asked for another', () => {
    expect(() => openWorld(scenario).console('a', 'node/k8s-w9')).toThrow(
      /there is no place node\/k8s-w9; there are workstation/,
    );
  });
});

describe("the seed's flow: a pod, a ClusterIP, a pod on the other node", () => {
  let journey: Journey;
  beforeAll(() => {
    journey = openWorld(scenario).journey({
      from: 'pod/default/client',
      to: '10.96.10.50',
      protocol: 'tcp',
      port: 80,
      endpoint: 'k8s-w2',
    });
  });
  const first = (found: (event: JourneyEvent) => boolean): JourneyEvent | undefined =>
    journey.events.find(found);

  test('is answered', () => {
    expect(journey.outcome.verdict).toBe('answered');
  });

  test('has its destination translated on the node of the client, by the rule of the Service', () => {
    const event = first(({ decision }) => decision === 'translate');
    expect(event?.machine).toBe('k8s-w1');
    expect(event?.sentence).toMatch(/^NAT: the destination 10\.96\.10\.50:80 becomes 10\.8\.1\.\d+:8080/);
    const rule = first(({ sentence }) => sentence.includes('KUBE-SVC-') && sentence.includes('statistic'));
    const row = rule?.consulted.flatMap(({ rows }) => rows).find(({ matched }) => matched);
    expect(row?.text).toMatch(/--mode random --probability 0\.\d+ -j KUBE-SEP-/);
    expect(row?.provenance).toMatchObject({ writer: 'kube-proxy' });
    expect(row?.provenance?.subject).toContain('default/web');
  });

  test('goes over the cable inside VXLAN, and arrives with TTL 62', () => {
    const wrapped = first(({ decision }) => decision === 'encapsulate');
    expect(wrapped?.machine).toBe('k8s-w1');
    const arrival = first(
      ({ decision, namespace, device }) =>
        decision === 'receive' && namespace.startsWith('default/web-') && device === 'eth0',
    );
    const packet = arrival?.before.kind === 'ethernet' ? arrival.before.payload : undefined;
    const arrived = journey.events.find(
      ({ decision, namespace, before }) =>
        decision === 'receive' &&
        namespace.startsWith('default/web-') &&
        before.kind === 'ethernet' &&
        before.payload.kind === 'ipv4',
    );
    expect(packet).toBeDefined();
    expect(arrived?.before).toMatchObject({ payload: { ttl: 62 } });
  });

  test('comes back with the address of the Service on it', () => {
    const back = [...journey.events]
      .reverse()
      .find(({ decision, sentence }) => decision === 'translate' && sentence.includes('answer'));
    expect(back?.sentence).toMatch(/becomes 10\.96\.10\.50:80/);
  });

  test('leaves an entry of connection tracking that says both', () => {
    const world = openWorld(scenario);
    typed(world, 'pod/default/client', 'curl -s 10.96.10.50/hostname');
    expect(typed(world, 'node/k8s-w1', 'conntrack -L -d 10.96.10.50')).toMatch(
      /tcp .* src=10\.8\.0\.\d+ dst=10\.96\.10\.50 sport=\d+ dport=80 src=10\.8\.\d\.\d+ dst=10\.8\.0\.\d+ sport=8080/,
    );
  });
});
