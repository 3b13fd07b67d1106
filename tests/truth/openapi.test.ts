/**
 * What the API says of itself against what Kubernetes publishes: each OpenAPI v3 document, asked of the served API, is the
 * published one of 1.36.3 with the enums that a server adds, but for the order of keys.
 */
import { createHash } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { Clock } from '../../engine/clock/clock.ts';
import type { ApiDoor } from '../../engine/kubernetes/api/request.ts';
import { referenceCluster } from '../../engine/kubernetes/reference-cluster.ts';
import { FakeRuntime } from '../../engine/kubernetes/node/fake-runtime.ts';
import '../../engine/kubernetes/openapi/openapi.ts';
import { openApiDigests } from './openapi-digests.ts';

let door: ApiDoor;

beforeAll(() => {
  const clock = new Clock();
  ({ door } = referenceCluster(
    clock,
    ({ podCidr, address }) => new FakeRuntime(clock, podCidr.split('.').slice(0, 3).join('.'), address),
  ));
});

function get(path: string): unknown {
  const answer = door.request({ method: 'GET', path });
  return answer.kind === 'response' && answer.status === 200 ? answer.body : undefined;
}

it('has a document for every group version that is served', () => {
  const { paths } = get('/openapi/v3') as {
    readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
  };
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(Object.keys(openApiDigests)));
  const { groups } = get('/apis') as {
    readonly groups: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
  };
  for (const { versions } of groups)
    for (const { groupVersion } of versions) expect(paths[`apis/${groupVersion}`]).toBeDefined();
  for (const [name, { serverRelativeURL }] of Object.entries(paths))
    expect(serverRelativeURL).toMatch(
      new RegExp(`^/openapi/v3/${name.replaceAll('.', '\\.')}\\?hash=[0-9A-F]+$`),
    );
});

it.each(Object.entries(openApiDigests))('%s is as published', (name, digest) => {
  const text = JSON.stringify(get(`/openapi/v3/${name}`), sortedKeys);
  expect(createHash('sha256').update(text).digest('hex')).toBe(digest);
});

function sortedKeys(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
}
