// @vitest-environment node
import { beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionView } from '../../engine/lab/view/connections.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { addresses, openStory } from '../testing/story-cluster.ts';
import {
  answerWords,
  connectionKey,
  endsOf,
  holds,
  tcpMeanings,
  translationWords,
} from './connection-words.ts';
import { isOfFlow, litFlow } from './lit-flow.ts';

const flow: Flow = { from: 'pod/default/client', to: addresses.web, protocol: 'tcp', port: 80 };
let connections: readonly ConnectionView[];
let own: ConnectionView;
let lit: ReturnType<typeof litFlow>;

beforeAll(() => {
  const world = openStory();
  world.perform({ kind: 'send', flow });
  world.perform({
    kind: 'send',
    flow: { from: 'pod/default/client', to: addresses['web-2'], protocol: 'icmp' },
  });
  world.perform({
    kind: 'send',
    flow: { from: 'node/k8s-w1', to: addresses.web, protocol: 'tcp', port: 80 },
  });
  world.run(world.now + 2_000_000);
  ({ connections } = world.look('connections', 'node/k8s-w1')!);
  lit = litFlow(flow, world.map());
  own = connections.find((each) => isOfFlow(each, lit))!;
});

test('a connection to a Service shows its translation as the difference between its halves', () => {
  const { near, far } = endsOf(own);
  expect([far.translated, far.original]).toEqual([true, `${addresses.web}:80`]);
  expect([`${addresses['web-1']}:80`, `${addresses['web-2']}:80`]).toContain(far.reply);
  expect(near.translated).toBe(false);
  expect(translationWords({ near, far })).toBe(`sent to ${addresses.web}:80, delivered to ${far.reply}`);
});

test('a node’s own connection to a pod of another node is translated at both ends, or at none', () => {
  const node = connections.find(
    ({ original }) => original.source === '10.10.20.4' && original.destination === addresses.web,
  )!;
  expect(endsOf(node).far.translated).toBe(true);
  expect(translationWords(endsOf(node))).toContain('delivered to');
});

test('an echo has an identifier where others have ports, the same both ways', () => {
  const echo = connections.find(({ protocol }) => protocol === 'icmp')!;
  const { near, far } = endsOf(echo);
  expect(near.original).toMatch(/^10\.8\.0\.3 id \d+$/);
  expect([near.translated, far.original, far.translated]).toEqual([false, addresses['web-2'], false]);
  expect(translationWords({ near, far })).toBe('nothing translated');
});

describe('the entry of a flow', () => {
  test('is the one with its ends, and only that', () => {
    expect(connections.filter((each) => isOfFlow(each, lit)).map(connectionKey)).toEqual([
      connectionKey(own),
    ]);
    expect(isOfFlow(own, { ...lit, flow: { ...flow, port: 81 } })).toBe(false);
    expect(isOfFlow(own, { ...lit, sources: ['10.8.0.9'] })).toBe(false);
  });

  test('is looked for by the addresses of its place', () => {
    const map = openStory().map();
    expect(lit.sources).toEqual([addresses.client]);
    expect(litFlow({ ...flow, from: 'node/k8s-w1' }, map).sources).toContain('10.10.20.4');
    expect(litFlow({ ...flow, to: 'pod/default/web-2' }, map).destination).toBe(addresses['web-2']);
    expect(litFlow({ ...flow, to: 'web' }, map).destination).toBeUndefined();
  });
});

test('entries are found by either end of either half, by state and by protocol', () => {
  const found = (words: string) => connections.filter((each) => holds(each, words)).length;
  expect(found(`${addresses.web}:80`)).toBe(2);
  expect(found(endsOf(own).far.reply)).toBeGreaterThan(0);
  expect(found('icmp')).toBe(1);
  expect(found('time_wait')).toBeGreaterThan(0);
  expect(found('10.99.99.99')).toBe(0);
});

test('states and answers have words', () => {
  expect(tcpMeanings.map(([state]) => state)).toContain(own.state);
  expect(answerWords(own)).toBe('answered, assured');
  expect(answerWords({ ...own, replied: false })).toBe('no answer yet');
});
