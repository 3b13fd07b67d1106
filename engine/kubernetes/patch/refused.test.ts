/** What a real API server has said of these patches. */
import { expect, test } from 'vitest';
import { bringGoTypes } from '../schema/go-type.ts';
import { goTypesRest } from '../schema/go-types-rest.ts';
import { decode } from '../schema/decode.ts';
import { patchRefused } from './refused.ts';
import { applyMergePatch } from './merge.ts';
import { applyStrategicPatch } from './strategic.ts';

bringGoTypes(goTypesRest);

const service = {
  kind: 'Service',
  apiVersion: 'v1',
  metadata: { name: 'web', namespace: 'default' },
  spec: { ports: [{ port: 80, targetPort: 8080 }], type: 'ClusterIP' },
};

function said(type: 'merge' | 'strategic', patch: object): string | undefined {
  const patched =
    type === 'merge'
      ? applyMergePatch(service, patch)
      : applyStrategicPatch('Service', service, patch as never);
  const decoded = decode('Service', patched);
  if (decoded.kind !== 'failed') return undefined;
  const contentType = `application/${type === 'merge' ? '' : 'strategic-'}merge-patch+json`;
  const refused = { contentType, struct: 'Service', old: service, patch, patched };
  return patchRefused(refused, decoded.message, decoded.mismatch).status.details?.causes?.[0]?.message;
}

test.each([
  [{ spec: { type: 5 } }, 'map[spec:map[type:5]]', 'cannot convert int64 to v1.ServiceType'],
  [{ spec: { ports: [{ port: 'x' }] } }, 'map[spec:map[ports:[map[port:x]]]]', 'unrecognized type: int32'],
  [{ spec: { selector: 'x' } }, 'map[spec:map[selector:x]]', 'cannot restore map from string'],
  [{ spec: { ports: 'x' } }, 'map[spec:map[ports:x]]', 'cannot restore slice from string'],
  [{ spec: 'x' }, 'map[spec:x]', 'cannot restore struct from: string'],
  [
    { spec: { '$setElementOrder/ports': [{ port: 80 }], ports: [{ port: 80, targetPort: true }] } },
    'map[spec:map[]]',
    'json: cannot unmarshal bool into Go value of type int32',
  ],
])('a strategic merge patch is shown as Go prints what is left of it: %j', (patch, shown, why) => {
  expect(said('strategic', patch)).toBe(`Invalid value: "${shown}": ${why}`);
});

test('of a merge patch the object is shown that it would have made, keys in order where it was touched', () => {
  expect(said('merge', { spec: { type: 5 } })).toBe(
    'Invalid value: "{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"Service\\",\\"metadata\\":{\\"name\\":\\"web\\",\\"namespace\\":\\"default\\"},\\"spec\\":{\\"ports\\":[{\\"port\\":80,\\"targetPort\\":8080}],\\"type\\":5}}": json: cannot unmarshal number into Go struct field ServiceSpec.spec.type of type v1.ServiceType',
  );
});
