import { expect, test } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import type { Event } from '../objects/config.ts';
import type { KubeList, KubeObject } from '../objects/meta.ts';
import { referenceCluster } from '../reference-cluster.ts';
import { WallClock } from '../api/wall-clock.ts';
import { Client } from './client.ts';
import { Recorder } from './recorder.ts';

function start() {
  const clock = new Clock();
  const { door, configuration } = referenceCluster(
    clock,
    (node) => new FakeRuntime(clock, node.podCidr.replace(/\.0\/24$/, ''), node.address),
  );
  const recorder = new Recorder(
    new Client(door, 'system:tester'),
    new WallClock(clock, configuration.epoch),
    'tester',
  );
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      namespace: 'default',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: configuration.epoch,
    },
  };
  const told = (): readonly (readonly [string, number | undefined])[] => {
    const answer = door.request({ method: 'GET', path: '/api/v1/namespaces/default/events' });
    const { items } = (answer as { readonly body: unknown }).body as KubeList<Event>;
    return items.filter(({ source }) => source.component === 'tester').map((one) => [one.message, one.count]);
  };
  return { clock, recorder, object, told };
}

test('the same event again counts up', () => {
  const { recorder, object, told } = start();
  for (let time = 0; time < 3; time++) recorder.normal(object, 'Seen', 'once');
  expect(told()).toEqual([['once', 3]]);
});

test('the tenth of a reason in other words is combined with those that follow, unless ten minutes lie between', () => {
  const { clock, recorder, object, told } = start();
  for (let number = 1; number <= 12; number++) recorder.normal(object, 'Seen', `number ${number}`);
  expect(told()).toHaveLength(10);
  expect(told().at(-1)).toEqual(['(combined from similar events): number 12', 3]);
  clock.runUntil(clock.now + 601 * second);
  recorder.normal(object, 'Seen', 'later');
  expect(told().at(-1)).toEqual(['later', 1]);
});

test('of one object twenty-five things are told at once, then one in five minutes, with its whole count', () => {
  const { clock, recorder, object, told } = start();
  for (let time = 0; time < 30; time++) recorder.normal(object, 'Seen', 'again');
  expect(told()).toEqual([['again', 25]]);
  clock.runUntil(clock.now + 300 * second);
  recorder.normal(object, 'Seen', 'again');
  expect(told()).toEqual([['again', 31]]);
});
