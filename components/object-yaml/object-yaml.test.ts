// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openStory } from '../testing/story-cluster.ts';
import { fieldLines } from './field-lines.ts';
import { objectNamed, readSubject } from './object-name.ts';

describe('what a row was written for', () => {
  test.each([
    ['Service default/web', 'services', undefined],
    ['EndpointSlice default/web-x', 'endpointslices', 'discovery.k8s.io/v1'],
    ['Node k8s-w1', 'nodes', undefined],
    ['ConfigMap kube-flannel/kube-flannel-cfg', 'configmaps', undefined],
  ])('%s is found by discovery', (text, kind, groupVersion = 'v1') => {
    const { api } = openStory();
    expect(objectNamed(api!, readSubject(text)!)).toMatchObject({ kind, groupVersion });
  });

  test('is no object when a command wrote it, or the API has no such kind', () => {
    expect(readSubject('-A FORWARD -j DROP')).toBeUndefined();
    expect(readSubject(undefined)).toBeUndefined();
    expect(objectNamed(openStory().api!, readSubject('IPPool default')!)).toBeUndefined();
  });
});

describe('the lines of a field', () => {
  const yaml = stringify({
    kind: 'EndpointSlice',
    spec: { ports: [{ port: 80 }, { port: 443 }] },
    endpoints: [{ addresses: ['10.8.0.4'] }, { addresses: ['10.8.1.3'] }],
    data: { 'net-conf.json': '{\n  "Network": "10.8.0.0/16"\n}' },
  });
  const linesOf = (field: string) => {
    const range = fieldLines(yaml, field);
    return range && yaml.split('\n').slice(range.first, range.last + 1);
  };

  test.each([
    ['spec.ports[1].port', ['    - port: 443']],
    ['endpoints[1].addresses[0]', ['      - 10.8.1.3']],
    ['spec.ports', ['  ports:', '    - port: 80', '    - port: 443']],
    ['Network', ['      "Network": "10.8.0.0/16"']],
  ])('%s', (field, lines) => {
    expect(linesOf(field)).toEqual(lines);
  });

  test('are none when the field is gone', () => {
    expect(linesOf('spec.clusterIP')).toBeUndefined();
  });
});
