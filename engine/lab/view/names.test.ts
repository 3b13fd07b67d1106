import { expect, test } from 'vitest';
import { openStory } from '../../../components/testing/story-cluster.ts';
import { mentions } from './names.ts';

const world = openStory();
const items = (text: string, place = 'workstation') =>
  mentions(text, world.names(place)).map(({ text: words, thing }) => `${words} ${thing.item}`);

test('addresses are found with whatever stands behind them: a port, a prefix length, tcpdump’s dot', () => {
  expect(items('10.8.0.3.40512 > 10.96.10.50.80: Flags [S]')).toEqual([
    '10.8.0.3 pod/default/client',
    '10.96.10.50 service/default/web',
  ]);
  expect(items('dst=10.8.1.3:80 via 10.8.0.1/24')).toEqual([
    '10.8.1.3 pod/default/web-2',
    '10.8.0.1 interface/k8s-w1/host/cni0',
  ]);
});

test('a range is no address, although flannel.1 has its first', () => {
  expect(items('10.8.0.0/16 10.8.0.0/24 10.8.0.0')).toEqual(['10.8.0.0 interface/k8s-w1/host/flannel.1']);
});

test('names are found as whole words only', () => {
  expect(items('pod/web-1 web web-10 web-config.yaml app=web k8s-w1')).toEqual([
    'web service/default/web',
    'k8s-w1 machine/k8s-w1',
  ]);
});

test('the name of an interface is the one of the machine where it is said', () => {
  expect(items('dev cni0 flannel.1', 'node/k8s-w2')).toEqual([
    'cni0 interface/k8s-w2/host/cni0',
    'flannel.1 interface/k8s-w2/host/flannel.1',
  ]);
  expect(items('dev cni0', 'workstation')).toEqual([]);
});

test('every chain that kube-proxy wrote for a Service leads to it, or to the pod of its endpoint', () => {
  const chains = world
    .look('rules', 'node/k8s-w1')!
    .flatMap((table) => table.chains.map(({ name }) => name))
    .filter((name) => /^KUBE-(SVC|SEP|EXT|SVL|FW)-/.test(name));
  expect(chains.length).toBeGreaterThan(4);
  const found = chains.map((chain) => items(chain)[0]?.split(' ')[1]);
  expect(found).not.toContain(undefined);
  expect(found).toContain('service/default/web');
  expect(found).toContain('pod/default/web-2');
});

test('what is not on the map, and what every machine has, is nothing', () => {
  expect(items('192.0.2.1 127.0.0.1 ::1 110.8.0.3 fe80::1 KUBE-SVC-AAAAAAAAAAAAAAAA')).toEqual([]);
});

test('where a mention begins', () => {
  expect(mentions('to 10.8.0.3', world.names('workstation'))[0]?.at).toBe(3);
});
