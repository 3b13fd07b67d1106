import { beforeAll, expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import { referenceCluster } from '../reference-cluster.ts';
import { administrator } from '../authorization/attributes.ts';
import type { ApiDoor, ApiRequest } from './request.ts';
import { isStatus } from './status.ts';

let door: ApiDoor;

beforeAll(() => {
  const clock = new Clock();
  const cluster = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
  cluster.settle();
  ({ door } = cluster);
});

const configMap = '/api/v1/namespaces/kube-system/configmaps/coredns';
const gone =
  'json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

it.each<[string, ApiRequest, number, string]>([
  [
    'no body',
    { method: 'POST', path: '/api/v1/namespaces/default/configmaps' },
    400,
    "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
  ],
  [
    'a body that is a word',
    { method: 'PUT', path: configMap, body: 'word' },
    400,
    `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ${gone} (22776f726422)`,
  ],
  [
    'an object without a name, put over another',
    { method: 'PUT', path: configMap, body: { metadata: null } },
    400,
    'the name of the object (coredns based on URL) was undeterminable: name must be provided',
  ],
  [
    'an object put in the place of another',
    { method: 'PUT', path: configMap, body: { metadata: { name: 'x' } } },
    400,
    'the name of the object (x) does not match the name on the URL (coredns)',
  ],
  [
    'a name that is none',
    { method: 'PUT', path: configMap, body: { metadata: { name: {} } } },
    400,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal object into Go struct field ObjectMeta.metadata.name of type string',
  ],
  [
    'a patch that takes the name away',
    {
      method: 'PATCH',
      path: configMap,
      contentType: 'application/merge-patch+json',
      body: { metadata: { name: null } },
    },
    400,
    'the name of the object (coredns based on URL) was undeterminable: name must be provided',
  ],
  [
    'a scale of words',
    {
      method: 'PUT',
      path: '/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale',
      body: { spec: { replicas: 'many' } },
    },
    400,
    'Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32',
  ],
  [
    'a review that asks for no word',
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { spec: { resourceAttributes: { resource: [] } } },
    },
    400,
    'SelfSubjectAccessReview in version "v1" cannot be handled as a SelfSubjectAccessReview: json: cannot unmarshal array into Go struct field ResourceAttributes.spec.resourceAttributes.resource of type string',
  ],
])('%s is refused in the words of the server', (_what, request, status, message) => {
  const answer = door.request({ ...request, client: administrator });
  if (answer.kind !== 'response' || !isStatus(answer.body)) throw new Error('no Status');
  expect([answer.status, answer.body.message]).toEqual([status, message]);
});

it('a grace longer than all years ends with the last of them', () => {
  const at = '/api/v1/namespaces/kube-system/pods';
  const pods = door.request({ method: 'GET', path: at });
  if (pods.kind !== 'response') throw new Error('no list');
  const [pod] = (pods.body as { items: { metadata: { name: string } }[] }).items;
  const query = { gracePeriodSeconds: '99999999999999' };
  const gone = door.request({ method: 'DELETE', path: `${at}/${pod?.metadata.name ?? ''}`, query });
  expect(gone).toMatchObject({
    status: 200,
    body: { metadata: { deletionTimestamp: '9999-12-31T23:59:59Z' } },
  });
});
