import { afterEach, expect, test, vi } from 'vitest';
import { forget, keep, kept, keptKeys, keptProblem, onKept } from './storage.ts';

afterEach(() => {
  vi.restoreAllMocks();
  for (const key of keptKeys()) forget(key);
});

test('what is kept is read back, and listeners are told', () => {
  const told = vi.fn();
  const stop = onKept(told);
  keep('quiz/a', { right: true });
  expect(kept('quiz/a')).toEqual({ right: true });
  expect(keptKeys()).toEqual(['quiz/a']);
  stop();
  keep('quiz/a', 1);
  expect(told).toHaveBeenCalledTimes(1);
});

test('what another tab did is told', () => {
  const told = vi.fn();
  const stop = onKept(told);
  localStorage.setItem('follow-the-packet/quiz/b', '2');
  globalThis.dispatchEvent(new StorageEvent('storage', { key: 'follow-the-packet/quiz/b' }));
  expect(told).toHaveBeenCalledTimes(1);
  expect(kept('quiz/b')).toBe(2);
  stop();
});

test('what is damaged is nothing', () => {
  localStorage.setItem('follow-the-packet/quiz/c', '{"a');
  expect(kept('quiz/c')).toBeUndefined();
});

test('what an earlier edition kept under another key is found under the present one', () => {
  localStorage.setItem('follow-the-packet/predict/cluster-ip', '{"answer":"10.8.1.8"}');
  expect(kept('predict/services/cluster-ip')).toEqual({ answer: '10.8.1.8' });
  expect(kept('predict/node-port/cluster-ip')).toBeUndefined();
  expect(keptKeys()).toEqual(['predict/services/cluster-ip']);
  keep('predict/services/cluster-ip', 'shown');
  expect(kept('predict/services/cluster-ip')).toBe('shown');
  forget('predict/services/cluster-ip');
  expect(kept('predict/services/cluster-ip')).toBeUndefined();
  expect(keptKeys()).toEqual([]);
});

test('full storage is said, and things last as long as the page', () => {
  expect(keptProblem()).toBeUndefined();
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  keep('quiz/d', 4);
  expect(kept('quiz/d')).toBe(4);
  expect(keptProblem()).toContain('full or switched off');
  expect(keptKeys()).toContain('quiz/d');
});
