/**
 * The index of pods by their labels against looking at every pod, through pods that come, change and go.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import { WaitQueue } from '../../linux/process/wait.ts';
import type { WatchEvent } from '../api/request.ts';
import { resource } from '../api/resources.ts';
import { hasLabels } from '../api/selector.ts';
import { Client } from '../client/client.ts';
import { Informer } from '../client/informer.ts';
import type { Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import { byLabel, pairsOf, selectedPods, ServiceSelectors } from './service-selectors.ts';

const labels = fc.option(
  fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b'), { noNullPrototype: true }),
  { nil: undefined },
);
const change = fc.record({
  name: fc.constantFrom('p', 'q', 'r'),
  namespace: fc.constantFrom('one', 'two'),
  labels,
  type: fc.constantFrom<WatchEvent['type']>('ADDED', 'MODIFIED', 'DELETED'),
});

it('finds the pods a service selects, as looking at every pod does', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), labels, (changes, wanted = {}) => {
      const clock = new Clock();
      let events: WatchEvent[] = [];
      const changed = new WaitQueue();
      const watch = {
        kind: 'watch',
        warnings: [],
        changed,
        ended: false,
        take: () => events.splice(0),
        stop: () => undefined,
      } as const;
      const informer = new Informer<Pod>(
        new Client({ request: () => watch }, 'system:test'),
        clock,
        resource('pods'),
      );
      informer.addIndex(byLabel, ({ metadata }) => metadata.labels, pairsOf);
      const service = { metadata: { name: 's', namespace: 'one' }, spec: { selector: wanted } } as Service;
      const selectors = new ServiceSelectors();
      selectors.put(service);
      for (const { type, ...metadata } of changes) {
        events = [{ type, object: { metadata } as unknown as Pod }];
        changed.wake();
        clock.runUntil(clock.now + second);
        const pods = [...informer.values()].filter(
          (pod) => pod.metadata.namespace === 'one' && hasLabels(pod.metadata.labels, wanted),
        );
        expect(new Set(selectedPods(informer, service, wanted))).toEqual(new Set(pods));
        if (Object.keys(wanted).length > 0)
          for (const pod of informer.values())
            expect(selectors.matching(pod)).toEqual(pods.includes(pod) ? ['one/s'] : []);
      }
    }),
  );
});
