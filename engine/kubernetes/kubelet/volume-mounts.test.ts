/**
 * Which part of a volume a container sees, and which volumes it shares with the others.
 */
import { describe, expect, it } from 'vitest';
import type { Container, Pod } from '../objects/pod.ts';
import { emptyDirMounts, mountError } from './volume-mounts.ts';
import { filesOf } from './files.ts';

const container = (volumeMounts: Container['volumeMounts']): Container =>
  ({ name: 'c', image: 'i', volumeMounts }) as Container;
const pod = {
  metadata: { name: 'p', namespace: 'default', uid: 'u' },
  spec: {
    volumes: [
      { name: 'work', emptyDir: {} },
      { name: 'settings', configMap: { name: 'settings', items: [{ key: 'k', path: 'deep/er/file' }] } },
    ],
  },
  status: {},
} as unknown as Pod;
const variables = (): ReadonlyMap<string, string> => new Map([['POD_NAME', 'p']]);
const sources = {
  clusterDns: '10.96.0.10',
  clusterDomain: 'cluster.local',
  nodeResolvConf: '',
  nodeName: 'n',
  nodeAddress: '10.10.20.11',
  configMap: () => ({ data: { k: 'text' } }) as never,
  secret: () => undefined,
};

describe('volume mounts', () => {
  it('shares emptyDir volumes only, at the path a variable names', () => {
    const mounts = emptyDirMounts(
      pod,
      container([
        { name: 'work', mountPath: '/logs/', subPathExpr: 'of/$(POD_NAME)' },
        { name: 'work', mountPath: '/all', readOnly: true },
        { name: 'settings', mountPath: '/etc/settings' },
      ]),
      variables,
    );
    expect(mounts).toEqual([
      { volume: 'work', mountPath: '/logs', subPath: 'of/p', readOnly: false },
      { volume: 'work', mountPath: '/all', subPath: '', readOnly: true },
    ]);
  });

  it('does not ask for the environment that no mount names', () => {
    const mounts = emptyDirMounts(pod, container([{ name: 'work', mountPath: '/w' }]), () => {
      throw new Error('asked');
    });
    expect(mounts).toHaveLength(1);
  });

  it.each([
    ['', '/etc/settings/deep/er/file'],
    ['deep', '/etc/settings/er/file'],
    ['deep/er/file', '/etc/settings'],
  ])('shows what a volume has below the subPath “%s”', (subPath, path) => {
    const files = filesOf(
      pod,
      container([{ name: 'settings', mountPath: '/etc/settings', subPath }]),
      '10.244.1.2',
      sources,
      variables,
    );
    expect(files.get(path)).toBe('text');
  });

  it.each([
    ['$(POD_NAME)/x', undefined],
    ['$(NONE)/$(ALSO_NONE)', 'missing value for ALSO_NONE, NONE'],
    ['/$(POD_NAME)', 'error SubPath `/p` must not be an absolute path'],
    ['$(POD_NAME)/../..', "unable to provision SubPath `p/../..`: must not contain '..'"],
  ])('refuses the path that “%s” becomes in the kubelet’s words', (subPathExpr, words) => {
    expect(mountError(container([{ name: 'work', mountPath: '/w', subPathExpr }]), variables())).toBe(words);
  });
});
