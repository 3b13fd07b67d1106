// @vitest-environment node
import { beforeAll, describe, expect, test } from 'vitest';
import { parsePcap } from '../../../engine/net/pcap/pcap.ts';
import { answerOf, isRight } from '../../predict/prediction.ts';
import type { World } from '../../../engine/lab/world/world-api.ts';
import { addresses, openStory } from '../../testing/story-cluster.ts';
import { captureFile } from '../capture-file.ts';
import { readFlow } from '../flow-words.ts';
import { suggestionsFrom } from '../flow-suggestions.ts';
import { layoutJourney, stationOf } from '../geometry/journey-layout.ts';
import { stepOfHash } from '../use-step-link.ts';
import { captureDevices, captureLines } from '../views/tcpdump-lines.ts';
import { tcpdumpPrinter } from '../views/real-tcpdump.ts';
import { challengeBetween, challengesOf } from './challenge.ts';
import type { JourneyModel, Step } from './journey-model.ts';
import { packJourney, unpackJourney } from './packed-journey.ts';
import { packetChange } from './packet-change.ts';
import { projectJourney } from './project-journey.ts';
import { everyStep, passes } from './step-filter.ts';
import { stepOf } from './step-of.ts';

let world: World;
let model: JourneyModel;
beforeAll(() => {
  world = openStory();
  const journey = world.journey({
    from: 'pod/default/client',
    to: addresses['web-2'],
    port: 80,
    protocol: 'tcp',
  });
  model = projectJourney(journey, { map: world.map(), wallTime: world.wallTime });
});

const stepsOf = (trip: number): Step[] => model.trips[trip]!.steps.map((index) => model.steps[index]!);

describe('a journey as the figure sees it', () => {
  test('its lanes stand from the sender to the receiver, pods by their names', () => {
    const visited = new Set(stepsOf(0).map(({ lane }) => lane));
    expect([...visited].map((lane) => `${model.lanes[lane]!.kind} ${model.lanes[lane]!.label}`)).toEqual([
      'pod client',
      'node k8s-w1',
      'wire switch',
      'node k8s-w2',
      'pod web-2',
    ]);
  });

  test('its packets are named and told by direction; ARP stands aside', () => {
    const main = model.trips.filter(({ way }) => way !== 'aside').map(({ way, label }) => `${way} ${label}`);
    expect(main.slice(0, 6)).toEqual([
      'forth SYN',
      'back SYN ACK',
      'forth ACK',
      'forth GET /',
      'back ACK',
      'back 200 OK',
    ]);
    expect(
      model.trips.filter(({ way }) => way === 'aside').every(({ label }) => label.startsWith('ARP')),
    ).toBe(true);
  });

  test('wrapping puts headers on, unwrapping takes the same ones off', () => {
    const fates = (decision: 'encapsulate' | 'decapsulate') => {
      const step = stepsOf(0).find((each) => each.decision === decision)!;
      return packetChange(model.packets[step.before]!, model.packets[step.after!])
        .filter(({ fate }) => fate !== 'kept')
        .map(({ header, fate }) => `${fate} ${header.short}`);
    };
    expect(fates('encapsulate')).toEqual(['added IP', 'added UDP', 'added VXLAN']);
    expect(fates('decapsulate')).toEqual(['removed IP', 'removed UDP', 'removed VXLAN']);
  });

  test('forwarding shows the TTL before and after', () => {
    const step = stepsOf(0).find(({ decision }) => decision === 'forward')!;
    const ip = packetChange(model.packets[step.before]!, model.packets[step.after!]).find(
      ({ header }) => header.name === 'IPv4',
    )!;
    expect(ip.fields.find(({ name }) => name === 'Time to live')).toMatchObject({ old: '64', value: '63' });
  });

  test('each header knows its network', () => {
    const step = stepsOf(0).find(({ decision }) => decision === 'encapsulate')!;
    expect(
      model.packets[step.after!]!.headers.map(({ short, network }) => `${short} ${network ?? '-'}`),
    ).toEqual(['IP node', 'UDP node', 'VXLAN node', 'Eth pod', 'IP pod', 'TCP pod']);
  });

  test('it travels in a page and comes out whole', () => {
    const packed = packJourney(model);
    expect(unpackJourney(packed)).toEqual(JSON.parse(JSON.stringify(model)));
    expect(packed.length).toBeLessThan(36_000);
    expect(unpackJourney('bm90aGluZw==')).toBeUndefined();
  });
});

describe('steps', () => {
  test('are filtered to decisions and to changes', () => {
    const only = (filter: 'decisions' | 'changes') =>
      stepsOf(0).filter((step) => passes(model, step, { ...everyStep, only: filter })).length;
    expect(only('changes')).toBeLessThan(only('decisions'));
    expect(only('decisions')).toBeLessThan(stepsOf(0).length);
    expect(stepsOf(0).some((step) => passes(model, step, { ...everyStep, layer: 'transport' }))).toBe(true);
  });

  test('have addresses of their own, counted from 1', () => {
    expect(stepOfHash('#flow.12', 'flow', 20)).toBe(11);
    expect(stepOfHash('#flow.21', 'flow', 20)).toBeUndefined();
    expect(stepOfHash('#other.1', 'flow', 20)).toBeUndefined();
  });
});

describe('the picture', () => {
  test('goes from left to right, and the answer from right to left, through lanes that stand still', () => {
    const forth = layoutJourney(model, 0, 924);
    const backTrip = model.trips.findIndex(({ way }) => way === 'back');
    const back = layoutJourney(model, backTrip, 924);
    const xs = (layout: typeof forth) => layout.stations.map(({ x }) => x);
    expect(xs(forth)).toEqual([...xs(forth)].sort((one, other) => one - other));
    expect(xs(back)).toEqual([...xs(back)].sort((one, other) => other - one));
    expect(back.lanes.map(({ x }) => x)).toEqual(forth.lanes.map(({ x }) => x));
  });

  test('has a place for every step and fills its window', () => {
    const layout = layoutJourney(model, 0, 1400);
    expect(stepsOf(0).every(({ index }) => stationOf(layout, index) !== undefined)).toBe(true);
    expect(layout.width).toBeGreaterThanOrEqual(1400);
    expect(layout.stations.every(({ x }) => x > 0 && x < layout.width)).toBe(true);
  });
});

describe('other views', () => {
  test('a capture on one device shows what tcpdump would', () => {
    expect(captureDevices(model)).toContain('k8s-w1 flannel.1');
    const lines = captureLines(model, 'k8s-w1 flannel.1', tcpdumpPrinter());
    expect(lines[0]!.text).toMatch(
      /^\d\d:\d\d:\d\d\.\d{6} Out IP 10\.8\.0\.3\.\d+ > 10\.8\.1\.3\.80: Flags \[S\], seq \d+/,
    );
  });

  test('the capture file is one that can be read', () => {
    const parsed = parsePcap(captureFile(model));
    expect(parsed.ok && parsed.value.records.length).toBeGreaterThan(20);
  });
});

describe('a flow a reader types', () => {
  const draft = { from: 'pod/default/client', to: addresses['web-2'], protocol: 'tcp', port: '80' };
  const read = (change: Partial<typeof draft>) =>
    readFlow({ ...draft, ...change }, suggestionsFrom(world.map(), world.places()));

  test('is taken when it makes sense', () => {
    expect(read({})).toEqual({
      ok: true,
      flow: { from: draft.from, to: draft.to, protocol: 'tcp', port: 80 },
    });
    expect(read({ protocol: 'icmp', port: 'x' })).toMatchObject({ ok: true });
  });

  test.each([
    [{ port: '80000' }, 'from 1 to 65535'],
    [{ to: 'http://web/' }, 'no address and no name'],
    [{ to: ' ' }, 'missing'],
    [{ from: 'pod/default/gone' }, 'Places here'],
  ])('%o is refused with what would be right', (change, words) => {
    const reading = read(change);
    expect(reading.ok ? '' : reading.error).toContain(words);
  });
});

describe('a prediction', () => {
  test('has its answer from the journey', () => {
    expect(answerOf(model, { kind: 'field', header: 'IPv4', field: 'Time to live', step: 'last' })).toBe(
      '62',
    );
    expect(answerOf(model, { kind: 'count', decision: 'forward' })).toBe('2');
    expect(answerOf(model, { kind: 'place', step: 'last' })).toBe('web-2');
    expect(answerOf(model, { kind: 'device', step: 'encapsulate' })).toBe('flannel.1');
    expect(answerOf(model, { kind: 'verdict' })).toBe('answered');
    expect(answerOf(model, { kind: 'device', step: 'translate' })).toBeUndefined();
  });

  test('does not mind letter case and spaces', () => {
    expect(isRight('  Web-2 ', 'web-2')).toBe(true);
    expect(isRight('web-3', 'web-2')).toBe(false);
  });
});

test('a figure opens at the decision it was asked for', () => {
  expect(model.steps[stepOf(model, 'encapsulate')]!.decision).toBe('encapsulate');
  expect(stepOf(model, 'translate')).toBe(model.trips[0]!.steps[0]);
});

describe('a challenge', () => {
  const challenges = () => challengesOf(model);

  test('asks about a decision and offers what the journey holds', () => {
    const forward = stepsOf(0).find(({ decision }) => decision === 'forward')!;
    const challenge = challenges().find(({ decides }) => decides === forward.index)!;
    expect(challenge).toMatchObject({ answer: '63', typed: true });
    expect(challenge.choices).toContain('64');
  });

  test('is put before the first step whose words give the answer away', () => {
    const routed = stepsOf(0).find(
      ({ decision, sentence }) => decision === 'route' && sentence.includes('flannel.1'),
    )!;
    const asked = challenges().find(({ before }) => before === routed.index)!;
    expect(asked).toMatchObject({ ask: 'By which device does it leave?', answer: 'flannel.1' });
    expect(model.steps[asked.decides]!.decision).toBe('transmit');
    expect(challenges().filter(({ decides }) => decides === asked.decides)).toHaveLength(1);
  });

  test('is met on the way, whichever steps the figure stops at', () => {
    const { before, decides } = challenges().find(({ before, decides }) => before < decides)!;
    expect(challengeBetween(model, challenges(), before - 1, before)?.decides).toBe(decides);
    expect(challengeBetween(model, challenges(), before - 1, decides)?.decides).toBe(decides);
    expect(challengeBetween(model, challenges(), before, before + 1)?.decides).not.toBe(decides);
  });
});
