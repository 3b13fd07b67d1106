import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { scenarioOfText } from '../scenario/registry.ts';
import { openWorld } from './open-world.ts';
import type { World } from './world-api.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/services/cluster.yaml'), 'utf8');

/** What a learner gets wrong, where, what the real tool says, and its exit status. */
const mistakes: readonly (readonly [place: string, line: string, says: string, status: number])[] = [
  ['workstation', 'nosuch', 'bash: nosuch: command not found\n', 127],
  ['workstation', 'man ip', 'not simulated: man\n', 1],
  ['node/k8s-w1', 'systemctl status kubelet', 'not simulated: systemctl\n', 1],
  ['workstation', 'ls /nope', "ls: cannot access '/nope': No such file or directory\n", 2],
  [
    'workstation',
    String.raw`printf 'apiVersion: v1\nkind: Pod\n metadata:\n  name: x\n' > bad.yaml; kubectl apply -f bad.yaml`,
    'error: error parsing bad.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context\n',
    1,
  ],
  [
    'workstation',
    String.raw`printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  prots: []\n' | kubectl apply -f -`,
    'Error from server (BadRequest): error when creating "STDIN": Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.prots"\n',
    1,
  ],
  [
    'workstation',
    'kubectl get pods --foo',
    "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n",
    1,
  ],
  [
    'workstation',
    'kubectl gte pods',
    'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n',
    1,
  ],
  ['workstation', 'kubectl get pod nope', 'Error from server (NotFound): pods "nope" not found\n', 1],
  ['workstation', 'kubectl get foos', 'error: the server doesn\'t have a resource type "foos"\n', 1],
  ['workstation', 'kubectl apply -f nope.yaml', 'error: the path "nope.yaml" does not exist\n', 1],
  ['workstation', 'curl http://nope.example.net/', 'curl: (6) Could not resolve host: nope.example.net\n', 6],
  ['pod/default/client', 'ping nope', 'ping: nope: Name or service not known\n', 2],
  [
    'pod/default/client',
    'curl -sS http://10.8.1.3:81/',
    "curl: (7) Failed to connect to 10.8.1.3 port 81 after 0 ms: Couldn't connect to server\n",
    7,
  ],
  ['node/k8s-w1', 'ip addr foo', 'Command "foo" is unknown, try "ip address help".\n', 255],
  ['node/k8s-w1', 'ip route add bad', 'Error: any valid prefix is expected rather than "bad".\n', 1],
  ['node/k8s-w1', 'ip link show nope', 'Device "nope" does not exist.\n', 1],
  ['node/k8s-w1', 'iptables -A NOPE -j X', 'iptables: No chain/target/match by that name.\n', 1],
  ['node/k8s-w1', 'tcpdump -i nope', 'tcpdump: nope: No such device exists\n(No such device exists)\n', 1],
];

describe("a mistake gets the real tool's own words and status", () => {
  let world: World;
  beforeAll(() => {
    world = openWorld(scenarioOfText(text, 'docs/services/cluster.yaml'));
  });

  test.each(mistakes)('at %s: %s', (place, line, says, status) => {
    const console = world.console(place, place);
    let output = '';
    const stop = console.onOutput((piece) => (output += piece));
    world.perform({ kind: 'type', tab: place, place, line });
    for (let waited = 0; waited < 100 && (waited === 0 || !console.idle); waited++)
      world.run(world.now + second / 10);
    stop();
    expect(output).toBe(says);
    expect(console.status).toBe(status);
  });

  test('a connection that a rule drops ends as a timeout, not at once', () => {
    const place = 'node/k8s-w2';
    world.console(place, place);
    world.perform({
      kind: 'type',
      tab: place,
      place,
      line: 'iptables -I FORWARD -p tcp --dport 8080 -j DROP',
    });
    world.run(world.now + second);
    const { outcome } = world.journey({
      from: 'pod/default/client',
      to: '10.8.1.3',
      protocol: 'tcp',
      port: 8080,
    });
    expect(outcome.verdict).toBe('timeout');
  });
});
