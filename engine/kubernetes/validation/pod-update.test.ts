import { expect, test } from 'vitest';
import '../api/whole-code.ts';
import type { Pod, PodSpec } from '../objects/pod.ts';
import { validatePodUpdate } from './pod-update.ts';

const spec: PodSpec = {
  containers: [{ name: 'web', image: 'nginx:1.27' }],
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  activeDeadlineSeconds: 60,
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
};

function pod(given: PodSpec): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-11-23T05:07:30Z',
    },
    spec: given,
    status: {},
  };
}

const errorsOf = (next: Partial<PodSpec>): readonly string[] =>
  validatePodUpdate(pod({ ...spec, ...next }), pod(spec)).map(({ field, message }) => `${field}: ${message}`);

test('images, a sooner deadline and further tolerations may change', () => {
  expect(
    errorsOf({
      containers: [{ name: 'web', image: 'nginx:1.28' }],
      activeDeadlineSeconds: 30,
      tolerations: [
        { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 9 },
        { key: 'b', operator: 'Exists' },
      ],
    }),
  ).toEqual([]);
});

test('a later deadline, a lost toleration and another number of containers have words of their own', () => {
  expect(errorsOf({ activeDeadlineSeconds: 90 })).toEqual([
    'spec.activeDeadlineSeconds: Invalid value: 90: must be less than or equal to previous value',
  ]);
  expect(errorsOf({ tolerations: [] })).toEqual([
    'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
  ]);
  expect(
    errorsOf({
      containers: [
        { name: 'web', image: 'nginx:1.27' },
        { name: 'two', image: 'nginx:1.27' },
      ],
    }),
  ).toEqual(['spec.containers: Forbidden: pod updates may not add or remove containers']);
});

test('every other change is told as the difference of the specs as the server has them', () => {
  const [told = ''] = errorsOf({ hostNetwork: true });
  expect(told).toContain('\n  "SecurityContext": {\n-  "HostNetwork": false,\n+  "HostNetwork": true,\n');
  expect(told.match(/^@@/gm)).toHaveLength(1);
});
