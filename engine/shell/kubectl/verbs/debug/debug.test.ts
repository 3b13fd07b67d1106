import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../kubernetes/objects/meta.ts';
import type { Pod } from '../../../../kubernetes/objects/pod.ts';
import { threeWayPatch } from '../../../../kubernetes/patch/three-way.ts';
import { isImageReference } from '../image-reference.ts';
import { withProfile } from './profiles.ts';

const keep = {
  labels: false,
  annotations: false,
  livenessProbe: false,
  readinessProbe: false,
  startupProbe: false,
  initContainers: true,
};

const pod = {
  metadata: { name: 'web', labels: { app: 'web' }, annotations: { a: 'b' } },
  spec: {
    containers: [
      { name: 'web', image: 'nginx', livenessProbe: {}, securityContext: { privileged: true } },
      { name: 'other', image: 'nginx' },
    ],
  },
} as unknown as Pod;

describe('the profiles of kubectl debug', () => {
  test('a general copy loses labels and probes, shares processes and may trace', () => {
    const { metadata, spec } = withProfile('general', pod, 'other', 'copy', keep);
    expect(metadata).toEqual({ name: 'web' });
    expect(spec.shareProcessNamespace).toBe(true);
    expect(spec.containers).toEqual([
      { name: 'web', image: 'nginx', securityContext: { privileged: true } },
      { name: 'other', image: 'nginx', securityContext: { capabilities: { add: ['SYS_PTRACE'] } } },
    ]);
  });

  test('a legacy copy loses its labels only', () => {
    const { metadata, spec } = withProfile('legacy', pod, 'web', 'copy', keep);
    expect(metadata).toEqual({ name: 'web', annotations: { a: 'b' } });
    expect(spec).toEqual(pod.spec);
  });

  test.each([
    ['general', true, true],
    ['sysadmin', true, true],
    ['netadmin', true, false],
    ['baseline', undefined, false],
    ['restricted', undefined, false],
  ])('on a node, %s: host network %s, host root %s', (profile, network, root) => {
    const { spec } = withProfile(profile, pod, 'web', 'node', keep);
    expect(spec.hostNetwork).toBe(network);
    expect(spec.volumes !== undefined).toBe(root);
  });

  test('baseline takes the security context away', () => {
    const { spec } = withProfile('baseline', pod, 'web', 'ephemeral', keep);
    expect(spec.containers[0]?.securityContext).toBeUndefined();
  });
});

test('of several list items with one key the last is compared and the others are added, as upstream', () => {
  const container = (name: string, image: string): JsonObject => ({ name, image });
  const list = [container('a', 'x'), container('b', 'x'), container('c', 'x')];
  const before = { spec: { containers: list } };
  const now = { spec: { containers: [...list, container('b', 'y'), container('b', 'z')] } };
  expect(threeWayPatch('Pod', before, now, before)).toEqual({
    spec: {
      '$setElementOrder/containers': ['a', 'b', 'c', 'b', 'b'].map((name) => ({ name })),
      containers: [container('b', 'z'), container('b', 'y'), container('b', 'x')],
    },
  });
});

test.each([
  ['busybox', true],
  ['registry.k8s.io:443/e2e-test-images/agnhost:2.53', true],
  [`a@sha256:${'0'.repeat(64)}`, true],
  ['a:b:c', false],
  ['Upper', false],
  ['a//b', false],
])('an image may be called %s: %s', (name, valid) => {
  expect(isImageReference(name)).toBe(valid);
});
