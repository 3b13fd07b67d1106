import { expect, test } from 'vitest';
import { finish } from '../../clock/work.ts';
import { openWorld } from '../world/open-world.ts';
import type { Scenario } from '../stage/stage.ts';
import { scenarioOfText } from '../scenario/registry.ts';
import type { Check, Clause, Exercise, TypedLine } from './check.ts';
import { attempt } from './attempt.ts';
import { goalOf, wordsOf } from './words.ts';

const text = `apiVersion: follow-the-packet/v1
kind: Scenario
metadata: { name: exercise }
spec: { title: An exercise, network: flannel, backend: vxlan, proxy: iptables }
${pod('client', 'k8s-w1', 'nicolaka/netshoot', '[sleep, infinity]')}
${pod('web', 'k8s-w2', 'traefik/whoami')}
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: 10.96.10.50, selector: { app: web }, ports: [{ port: 80 }] }
`;

function pod(name: string, node: string, image: string, command?: string): string {
  return `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 1
  containers: [{ name: main, image: ${image}${command === undefined ? '' : `, command: ${command}`} }]`;
}

const scenario = scenarioOfText(text, 'exercise.yaml');
const flow = { from: 'pod/default/client', to: 'pod/default/web', protocol: 'tcp', port: 80 } as const;
const service = { ...flow, to: 'web.default.svc.cluster.local' } as const;

/** What the checks come to, after lines typed at the workstation or a node. */
function after(lines: readonly TypedLine[], ...checks: readonly Check[]): readonly string[] {
  const exercise: Exercise = {
    ...{ id: 'x', title: 'x', scenario: 'x', story: 'x', shows: 'x' },
    ...{ checks, hints: [], solutions: [], wrong: [] },
  };
  return attempt(exercise, scenario, lines).outcomes.map(({ state }) => state);
}

const on = (place: string, line: string): TypedLine => ({ on: place, line });
const not = (clause: Clause, ...baseline: readonly Clause[]): Check => ({ clause, not: true, baseline });
const block = on('node/k8s-w2', 'iptables -I FORWARD -p tcp -d 10.8.1.0/24 -j DROP');

test('what is reached is reached, and not reached is not yet', () => {
  expect(after([], { clause: { kind: 'reaches', flow } }, not({ kind: 'reaches', flow }))).toEqual([
    'pass',
    'not-yet',
  ]);
});

test('not reached counts because of a rule, not because nobody is there', () => {
  const check = not({ kind: 'reaches', flow });
  expect(after([block], check, not({ kind: 'reaches', flow: service }))).toEqual(['pass', 'pass']);
  const gone = on('workstation', 'kubectl delete pod web');
  expect(after([gone], check, not({ kind: 'reaches', flow: service }))).toEqual([
    'cannot-check',
    'cannot-check',
  ]);
  expect(after([on('workstation', 'kubectl delete pod client')], check)).toEqual(['cannot-check']);
  expect(after([], not({ kind: 'reaches', flow: { ...flow, port: 81 } }))).toEqual(['cannot-check']);
  expect(after([], not({ kind: 'reaches', flow: { ...flow, to: 'nobody.example' } }))).toEqual([
    'cannot-check',
  ]);
});

test('a baseline must hold, or a negative proves nothing', () => {
  const node: Clause = { kind: 'reaches', flow: { ...flow, from: 'node/k8s-w2' } };
  const far: Clause = { kind: 'reaches', flow: { ...flow, from: 'node/k8s-w1' } };
  expect(after([block], not({ kind: 'reaches', flow }, node), not({ kind: 'reaches', flow }, far))).toEqual([
    'pass',
    'cannot-check',
  ]);
});

test('a rule that stops a packet is found in its table and chain, a policy of a chain, too', () => {
  const stopped = { kind: 'stopped', flow, table: 'filter', chain: 'FORWARD' } as const;
  const checks = [{ clause: stopped }, { clause: { ...stopped, chain: 'INPUT' } }];
  expect(after([block], ...checks)).toEqual(['pass', 'not-yet']);
  const policy = [on('node/k8s-w2', 'iptables -P FORWARD DROP'), on('node/k8s-w2', 'iptables -F FORWARD')];
  expect(after(policy, ...checks)).toEqual(['pass', 'not-yet']);
  expect(after([], ...checks)).toEqual(['not-yet', 'not-yet']);
});

test('answers are read, devices passed, names resolved; what was lost says nothing of them', () => {
  const answers = { kind: 'answers', flow, text: 'Hostname: web' } as const;
  const crosses = { kind: 'crosses', flow, device: 'k8s-w1/host/flannel.1' } as const;
  const resolves = { kind: 'resolves', from: flow.from, name: service.to, to: '10.96.10.50' } as const;
  expect(after([], { clause: answers }, { clause: crosses }, { clause: resolves })).toEqual([
    'pass',
    'pass',
    'pass',
  ]);
  const other = { ...answers, text: 'somebody else' };
  const elsewhere = { ...crosses, device: 'k8s-w1/host/lo' };
  const wrong = { ...resolves, to: '10.96.10.51' };
  expect(after([], not(other), not(elsewhere), not(wrong))).toEqual(['pass', 'pass', 'pass']);
  const deaf = on('pod/default/client', 'ip link set eth0 down');
  expect(after([deaf], not(other), not(elsewhere), not(wrong))).toEqual([
    'cannot-check',
    'cannot-check',
    'cannot-check',
  ]);
});

test('rows of the kernel, sockets and sizes are looked at where they are', () => {
  const place = 'node/k8s-w1';
  const row = (table: Extract<Clause, { kind: 'row' }>['table'], words: string): Check => ({
    clause: { kind: 'row', place, table, words },
  });
  const checks: readonly Check[] = [
    row('routes', '10.8.1.0/24 via 10.8.1.0 dev flannel.1'),
    row('routes', '10.8.1.0/24 dev eth0'),
    row('rules', 'nat -A POSTROUTING -j KUBE-POSTROUTING'),
    row('rules', 'filter -P FORWARD ACCEPT'),
    row('neighbours', '10.8.1.0 dev flannel.1 PERMANENT'),
    row('forwarding', 'dev flannel.1 dst 10.10.20.5'),
    { clause: { kind: 'listens', place: 'pod/default/web', protocol: 'tcp', port: 80 } },
    { clause: { kind: 'listens', place: 'pod/default/web', protocol: 'udp', port: 80 } },
    { clause: { kind: 'mtu', place, device: 'flannel.1', octets: 1450 } },
    not({ kind: 'mtu', place, device: 'nothing0', octets: 1450 }),
    not({ kind: 'row', place: 'node/nowhere', table: 'routes', words: 'default' }),
  ];
  const met = ['pass', 'not-yet', 'pass', 'pass', 'pass', 'pass', 'pass', 'not-yet', 'pass'];
  expect(after([], ...checks)).toEqual([...met, 'cannot-check', 'cannot-check']);
  const connection = row('connections', 'tcp dport=80');
  expect(after([], connection)).toEqual(['not-yet']);
  expect(after([on(place, 'curl -s http://10.96.10.50/')], connection)).toEqual(['pass']);
});

test('what is not there has no field and no endpoints, and proves nothing', () => {
  const path = '/api/v1/namespaces/default/services/web';
  const checks = (service: string): readonly Check[] => [
    not({ kind: 'field', path: path.replace('web', service), jsonpath: '{.spec.type}', equals: 'NodePort' }),
    not({ kind: 'endpoints', service: `default/${service}`, count: 3 }),
  ];
  expect(after([], ...checks('web'))).toEqual(['pass', 'pass']);
  expect(after([], ...checks('gone'))).toEqual(['cannot-check', 'cannot-check']);
});

test('looking changes nothing', () => {
  const world = openWorld(scenario);
  const before = JSON.stringify(world.look('connections', 'node/k8s-w1'));
  const { now } = world;
  finish(
    world.checking([
      { clause: { kind: 'reaches', flow } },
      { clause: { kind: 'endpoints', service: 'default/web', count: 1 } },
    ]),
  );
  expect(world.now).toBe(now);
  expect(JSON.stringify(world.look('connections', 'node/k8s-w1'))).toBe(before);
});

test('the same clause is tried once in a look, and again in the next', () => {
  let built = 0;
  const counting: Scenario = {
    ...scenario,
    building: (options) => {
      built++;
      return scenario.building(options);
    },
  };
  const world = openWorld(counting);
  const clause: Clause = { kind: 'reaches', flow };
  const states = world.check([{ clause }, not(clause, clause), { clause: { ...clause, flow: service } }]);
  expect(states.map(({ state }) => state)).toEqual(['pass', 'not-yet', 'pass']);
  expect(built).toBe(3);
  world.check([{ clause }]);
  expect(built).toBe(4);
});

test('a wrong attempt is known by what it brings about, or by its lines', () => {
  const exercise: Exercise = {
    ...{ id: 'x', title: 'x', scenario: 'x', story: 'x', shows: 'x', hints: [], solutions: [] },
    checks: [not({ kind: 'reaches', flow })],
    wrong: [
      {
        lines: [on('workstation', 'kubectl delete pod web')],
        brings: [{ clause: { kind: 'endpoints', service: 'default/web', count: 0 } }],
        hint: 'gone',
      },
      { lines: [on('node/k8s-w1', 'ip route flush cache')], hint: 'nothing to see' },
    ],
  };
  const hint = (...lines: readonly TypedLine[]) => attempt(exercise, scenario, lines).wrong?.hint;
  expect(hint()).toBeUndefined();
  expect(hint(on('workstation', 'kubectl label pod web app=other --overwrite'))).toBe('gone');
  expect(hint(on('node/k8s-w1', 'ip  route flush cache '))).toBe('nothing to see');
  expect(hint(block)).toBeUndefined();
});

test('the goal is one sentence of its checks', () => {
  expect(
    goalOf([
      { clause: { kind: 'reaches', flow } },
      { clause: { kind: 'reaches', flow: { ...flow, protocol: 'icmp' } }, not: true },
      {
        says: 'the Service keeps its address',
        clause: { kind: 'endpoints', service: 'default/web', count: 1 },
      },
    ]),
  ).toBe(
    'Bring it about that client reaches web on TCP port 80, client does not reach web by ping, and the Service keeps its address.',
  );
  const clauses: readonly Clause[] = [
    { kind: 'answers', flow, text: 'hello' },
    { kind: 'ends', flow, verdict: 'refused' },
    { kind: 'stopped', flow, table: 'filter' },
    { kind: 'resolves', from: 'pod/default/client', name: 'web', to: '10.96.10.50' },
    { kind: 'crosses', flow, device: 'k8s-w1/host/cni0' },
    {
      kind: 'field',
      path: '/api/v1/namespaces/default/services/web',
      jsonpath: '.spec.type',
      equals: 'NodePort',
    },
    { kind: 'endpoints', service: 'default/web', count: 1 },
    { kind: 'row', place: 'node/k8s-w1', table: 'routes', words: 'default' },
    { kind: 'listens', place: 'pod/default/web', protocol: 'tcp', port: 80 },
    { kind: 'mtu', place: 'node/k8s-w1', device: 'flannel.1', octets: 1450 },
  ];
  expect(clauses.map((clause) => wordsOf({ clause }))).toMatchSnapshot();
  expect(clauses.map((clause) => wordsOf({ clause, not: true }))).toMatchSnapshot();
});
