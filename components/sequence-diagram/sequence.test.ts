// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { findScenario } from '../../engine/lab/scenario/registry.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { addresses, openStory } from '../testing/story-cluster.ts';
import { arrowSentence, sequenceOf } from './sequence.ts';

const world = openStory();
const flow = {
  from: 'pod/default/client',
  to: addresses.web,
  port: 80,
  protocol: 'tcp',
  endpoint: 'k8s-w2',
} as const;
const model = projectJourney(world.journey(flow), { map: world.map() });
const { lanes, arrows } = sequenceOf(model, false);
const label = (lane: number) => model.lanes[lane]!.label;

describe('a connection through a Service', () => {
  test('has a line for its ends and for the node that translates', () => {
    expect(lanes.map(label)).toEqual(['client', 'k8s-w1', 'web-2']);
  });

  test('has an arrow a packet, with numbers counted from the start', () => {
    const [request] = arrows.filter((arrow) => arrow.label.startsWith('GET'));
    expect(arrows.slice(0, 3).map((arrow) => `${arrow.way} ${arrow.label}: ${arrow.numbers}`)).toEqual([
      'forth SYN: seq 0',
      'back SYN ACK: seq 0, ack 1',
      'forth ACK: seq 1, ack 1',
    ]);
    expect(request!.numbers).toMatch(/^seq 1, ack 1, \d+ octets$/);
    expect(arrows.find((arrow) => arrow.label === '200 OK')!.numbers).toMatch(
      /^seq 1, ack [2-9]\d+, \d+ octets$/,
    );
  });

  test('shows the address before the translation and after, both ways', () => {
    const legs = (at: number) =>
      arrows[at]!.legs.map((leg) => `${label(leg.from)} ${leg.address ?? ''} ${label(leg.to)}`);
    expect(legs(0)).toEqual(['client 10.96.10.50:80 k8s-w1', 'k8s-w1 10.8.1.3:80 web-2']);
    expect(legs(1)).toEqual(['web-2 10.8.1.3:80 k8s-w1', 'k8s-w1 10.96.10.50:80 client']);
  });

  test('is told in sentences', () => {
    expect(arrowSentence(model, arrows[0]!)).toBe(
      'client sends SYN (seq 0) to web-2, addressed to 10.96.10.50:80, translated on k8s-w1 to 10.8.1.3:80.',
    );
  });

  test('has side talk only when asked for', () => {
    expect(arrows.some(({ way }) => way === 'aside')).toBe(false);
    expect(sequenceOf(model, true).arrows.some(({ way }) => way === 'aside')).toBe(true);
  });
});

test('numbers count from the start too where the port is translated', () => {
  const lab = openWorld(findScenario('lab/vxlan')!);
  const through = projectJourney(
    lab.journey({
      from: 'pod/default/client',
      to: '10.96.10.50',
      port: 80,
      protocol: 'tcp',
      endpoint: '10.8.1.8:8080',
    }),
    { map: lab.map() },
  );
  expect(
    sequenceOf(through, false)
      .arrows.slice(0, 3)
      .map(({ numbers }) => numbers),
  ).toEqual(['seq 0', 'seq 0, ack 1', 'seq 1, ack 1']);
});

test('a dropped packet ends where it was dropped, and says why', () => {
  const cut = openStory();
  cut.perform({ kind: 'fault', fault: { kind: 'link', at: 'node/k8s-w1', loss: 1 } });
  const lost = projectJourney(cut.journey(flow), { map: cut.map() });
  const [arrow] = sequenceOf(lost, false).arrows;
  expect(lost.lanes[arrow!.to]!.label).toBe('k8s-w1');
  expect(arrowSentence(lost, arrow!)).toMatch(
    /^client sends SYN \(seq 0\), addressed to .*, dropped at k8s-w1: /,
  );
});
