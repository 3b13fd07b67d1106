import { expect, test } from 'vitest';
import { ContainerRecord } from './container-record.ts';
import { isOver, isRestarted } from './restarts.ts';

const record = (role: ContainerRecord['role'], exitCode?: number): ContainerRecord => {
  const made = new ContainerRecord({ name: role, image: 'busybox' }, role);
  if (exitCode !== undefined) made.state = { terminated: { exitCode } };
  return made;
};

test('what ended is started again as the policy says; a sidecar always, an init container until it succeeds', () => {
  const started = (role: ContainerRecord['role'], policy: 'Always' | 'OnFailure' | 'Never') =>
    [0, 1].map((exitCode) => isRestarted(record(role), exitCode, policy));
  expect(started('main', 'Always')).toEqual([true, true]);
  expect(started('main', 'OnFailure')).toEqual([false, true]);
  expect(started('main', 'Never')).toEqual([false, false]);
  expect(started('init', 'Always')).toEqual([false, true]);
  expect(started('init', 'Never')).toEqual([false, false]);
  expect(started('sidecar', 'Never')).toEqual([true, true]);
});

test('a pod is over when its containers are, whatever its sidecars do', () => {
  expect(isOver('Never', [record('sidecar')], [record('main', 0)])).toBe(true);
  expect(isOver('Never', [], [record('main', 0), record('main')])).toBe(false);
  expect(isOver('OnFailure', [], [record('main', 1)])).toBe(false);
  expect(isOver('Never', [record('init', 1)], [record('main')])).toBe(true);
});
