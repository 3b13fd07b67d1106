import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { scenarioOfText } from '../scenario/registry.ts';
import { openWorld } from '../world/open-world.ts';
import { nearest } from './nearest.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/services/cluster.yaml'), 'utf8');
const world = openWorld(scenarioOfText(text, 'docs/services/cluster.yaml'));
let tabs = 0;

function advice(place: string, line: string): string | undefined {
  const tab = `advice-${String(tabs++)}`;
  const console = world.console(tab, place);
  world.run(world.now + second);
  world.perform({ kind: 'type', tab, place, line });
  world.run(world.now + 15 * second);
  expect(console.idle, line).toBe(true);
  return console.advice;
}

const client = 'pod/default/client';

test.each([
  ['workstation', 'kubeclt get pods -A', 'Did you mean: kubectl get pods -A'],
  ['node/k8s-w1', 'iptable -S', 'Did you mean: iptables -S'],
  ['workstation', 'kubectl get podz', 'Did you mean: kubectl get pods'],
  ['workstation', 'kubectl get service wbe', 'Did you mean: kubectl get service web'],
  [
    'workstation',
    'kubectl get service kube-dns',
    'Service kube-dns is in the namespace kube-system: add -n kube-system',
  ],
  ['workstation', 'kubectl get pods -n', '-n wants the name of a namespace, as in -n kube-system.'],
  [client, 'ip link show dev eth1', `The interfaces at ${client} are lo and eth0.`],
  [
    'node/k8s-w1',
    'curl http://web/',
    'Only pods ask the cluster’s DNS: node/k8s-w1 knows Service web by its address, 10.96.10.50.',
  ],
  [
    client,
    'curl http://kube-dns/',
    'Service kube-dns is in the namespace kube-system: its name from here is kube-dns.kube-system',
  ],
])('at %s, %s', (place, line, says) => {
  expect(advice(place, line)).toBe(says);
});

test.each([
  ['workstation', 'kubectl get pods'],
  ['workstation', 'xyzzy'],
  ['workstation', 'kubectl get pod nothing-like-it'],
  [client, 'curl -m 1 http://10.96.0.200/'],
  ['workstation', 'grep x /etc/hostname'],
])('at %s nothing is said under %s', (place, line) => {
  expect(advice(place, line)).toBeUndefined();
});

test('two words as near are no advice', () => {
  expect(nearest('pin', ['ping', 'pink'])).toBeUndefined();
  expect(nearest('pign', ['ping', 'ps'])).toBe('ping');
  expect(nearest('curl', [])).toBeUndefined();
});
