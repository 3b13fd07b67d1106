import { expect, test } from 'vitest';
import type { Action } from '../world/action.ts';
import { faultText } from './fault-text.ts';
import type { Fault } from './fault.ts';
import { isStanding, standingFaults } from './standing-faults.ts';

const lossy: Fault = { kind: 'link', at: 'node/k8s-w1', loss: 0.5 };
const slow: Fault = { kind: 'link', at: 'node/k8s-w1', delay: 200 };
const dark: Fault = { kind: 'power', at: 'node/k8s-w1' };
const apart: Fault = { kind: 'partition', between: ['node/k8s-w1', 'node/k8s-w2'] };
const turned: Fault = { kind: 'partition', between: ['node/k8s-w2', 'node/k8s-w1'] };

const after = (...done: readonly (readonly ['fault' | 'mend', Fault])[]) =>
  standingFaults(done.map(([kind, fault], at): Action => ({ kind, at, fault })));

test('a fault stands until it is mended', () => {
  expect(after(['fault', lossy], ['fault', apart])).toEqual([lossy, apart]);
  expect(after(['fault', lossy], ['fault', apart], ['mend', lossy])).toEqual([apart]);
  expect(isStanding(lossy, after(['fault', lossy]))).toBe(true);
  expect(isStanding(slow, after(['fault', lossy]))).toBe(false);
});

test('a cable has one trouble at a time', () => {
  expect(after(['fault', lossy], ['fault', slow])).toEqual([slow]);
  expect(after(['fault', lossy], ['fault', dark], ['mend', dark])).toEqual([]);
  expect(after(['fault', dark], ['fault', slow], ['mend', slow])).toEqual([dark]);
});

test('a partition is of a pair, whichever is named first, and made twice is mended twice', () => {
  expect(isStanding(turned, after(['fault', apart]))).toBe(true);
  expect(after(['fault', apart], ['mend', turned])).toEqual([]);
  expect(after(['fault', apart], ['fault', apart], ['mend', apart])).toEqual([apart]);
});

test('a killed process is not standing', () => {
  expect(after(['fault', { kind: 'kill', at: 'node/k8s-w1', process: 'flanneld' }])).toEqual([]);
});

test.each([
  [lossy, 'the cable of k8s-w1 loses 50% of what leaves'],
  [{ ...slow, jitter: 20, device: 'eth1' }, 'the cable of k8s-w1 at eth1 delays by 200 ms, wavers by 20 ms'],
  [apart, 'k8s-w1 and k8s-w2 are cut off from each other'],
  [dark, 'k8s-w1 has no power'],
])('%j in words', (fault, text) => {
  expect(faultText(fault)).toBe(text);
});
