// @vitest-environment node
import { expect, test } from 'vitest';
import type { NeighboursView, NeighbourView } from '../../engine/lab/view/neighbours.ts';
import { addresses, openStory } from '../testing/story-cluster.ts';
import { forwardingWords, neighbourWords, portWords, stateMeanings, wayOf } from './neighbour-words.ts';

const place = 'node/k8s-w1';
const second = 1_000_000;

function afterTalk(): { readonly view: NeighboursView; readonly at: number } {
  const world = openStory();
  world.perform({
    kind: 'send',
    flow: { from: 'pod/default/client', to: addresses['web-2'], protocol: 'tcp', port: 80 },
  });
  world.run(world.now + second);
  return { view: world.look('neighbours', place)!, at: world.now };
}

test('an address is followed to its MAC address, and that to the port or the tunnel it is behind', () => {
  const { view } = afterTalk();
  const macOf = (address: string) => view.neighbours.find((each) => each.address === address)?.mac ?? '';
  expect(wayOf(macOf(addresses.client), view)).toMatch(
    /^10\.8\.0\.3 is `[\da-f:]+` on `cni0`; a frame for it goes to port veth\w+ of cni0, cable to default\/client\.$/,
  );
  expect(wayOf(macOf('10.8.1.0'), view)).toContain('goes to tunnel flannel.1 to 10.10.20.5');
  expect(wayOf(macOf('10.10.20.5'), view)).toContain('the frame leaves by `eth0`');
  expect(wayOf('02:00:00:00:00:99', view)).toContain('No neighbour here has');
});

test('what was learnt says when it is forgotten, what was entered by whom', () => {
  const { view, at } = afterTalk();
  const learnt = view.forwarding.find(
    ({ kind, leadsTo }) => kind === 'learnt' && leadsTo === 'default/client',
  )!;
  expect(forwardingWords(learnt, at)).toMatch(/^seen \d+ s ago, forgotten in 4 min 5\d s$/);
  const tunnel = view.forwarding.find(({ remote }) => remote === '10.10.20.5')!;
  expect([portWords(tunnel), tunnel.provenance?.subject]).toEqual([
    'tunnel flannel.1 to 10.10.20.5',
    'Node k8s-w2',
  ]);
});

test('every state has words of its own, with its times on the virtual clock', () => {
  const neighbour: NeighbourView = {
    address: '10.8.0.3',
    device: 'cni0',
    mac: '02:00:00:00:00:01',
    state: 'REACHABLE',
    updated: 0,
    confirmed: 7 * second,
    used: 0,
    until: 40 * second,
    probes: 1,
    waiting: 2,
    provenance: undefined,
  };
  const words = (state: string) => neighbourWords({ ...neighbour, state }, 10 * second);
  expect(words('REACHABLE')).toBe('confirmed 3 s ago, believed for 30 s more');
  expect(words('INCOMPLETE')).toContain('2 packets wait');
  expect(words('PROBE')).toContain('asked directly once');
  const all = stateMeanings.map(([state]) => words(state));
  expect(new Set(all).size).toBe(stateMeanings.length);
});
