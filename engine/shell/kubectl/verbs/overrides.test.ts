import { expect, test } from 'vitest';
import type { JsonObject } from '../../../kubernetes/objects/meta.ts';
import type { Invocation } from '../invocation.ts';
import { overridden } from './overrides.ts';

const pod: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'p', image: 'i' }], restartPolicy: 'Always' },
};

function override(overrides: string, type = 'merge'): JsonObject {
  const values: Record<string, string> = { overrides, 'override-type': type };
  return overridden({ text: (flag: string) => values[flag] ?? '' } as unknown as Invocation, pod, 'Pod');
}

const specOf = (object: JsonObject): JsonObject => object['spec'] as JsonObject;

test('a merge patch replaces lists, a strategic one merges them by name, a JSON patch does what it says', () => {
  expect(specOf(override('{"spec":{"containers":[{"name":"a"}]}}'))['containers']).toHaveLength(1);
  const strategic = override('{"spec":{"containers":[{"name":"q","image":"z"}]}}', 'strategic');
  expect(specOf(strategic)['containers']).toHaveLength(2);
  const added = override('[{"op":"add","path":"/spec/nodeName","value":"n"}]', 'json');
  expect(specOf(added)['nodeName']).toBe('n');
});

test('fields that the type does not have are gone', () => {
  expect(override('{"foo":1,"spec":{"x":2}}')).not.toHaveProperty('foo');
});

// What the upstream package (v0.36.3) says of the same.
test.each([
  ['merge', '{', 'Invalid JSON Patch'],
  ['merge', '5', 'Invalid JSON Patch'],
  [
    'merge',
    '{"spec":{"nodeName":5}}',
    'json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string',
  ],
  [
    'merge',
    '{"apiVersion":"v2"}',
    'no kind "Pod" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"',
  ],
  ['zz', '{}', 'invalid override type: zz'],
  ['strategic', '[]', 'invalid JSON document'],
  ['json', '{}', 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
  [
    'json',
    '[{"op":"replace","path":"/spec/x/y","value":1}]',
    'replace operation does not apply: doc is missing path: /spec/x/y: missing value',
  ],
  [
    'json',
    '[{"op":"test","path":"/spec/restartPolicy","value":"Never"}]',
    'testing value /spec/restartPolicy failed: test failed',
  ],
])('%s %s: %s', (type, overrides, message) => {
  expect(() => override(overrides, type)).toThrow(message);
});
