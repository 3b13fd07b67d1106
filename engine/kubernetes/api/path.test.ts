/**
 * Paths of requests: what they name, again and again, in one world and in another.
 */
import { expect, it } from 'vitest';
import { parsePath } from './path.ts';
import { resource, type Resource } from './resources.ts';

const nothing = () => undefined;

it.each([
  ['/api/v1/pods', 'pods', undefined, undefined, undefined],
  ['/api/v1/namespaces/default', 'namespaces', undefined, 'default', undefined],
  ['/api/v1/namespaces/default/status', 'namespaces', undefined, 'default', 'status'],
  ['/api/v1/namespaces/default/pods', 'pods', 'default', undefined, undefined],
  ['/api/v1/namespaces/default/pods/web', 'pods', 'default', 'web', undefined],
  ['/api/v1/namespaces/default/pods/web/log', 'pods', 'default', 'web', 'log'],
  ['/apis/apps/v1/namespaces/a/replicasets/web-1', 'replicasets', 'a', 'web-1', undefined],
  ['/apis/apps/v1/namespaces/a/deployments/web/scale', 'deployments', 'a', 'web', 'scale'],
])('reads %s, at first and ever after', (path, name, namespace, object, subresource) => {
  for (let turn = 0; turn < 3; turn++) {
    const target = parsePath(path, nothing);
    expect(target).toEqual({ resource: target?.resource, namespace, name: object, subresource });
    expect(target?.resource.name).toBe(name);
  }
});

it('does not know a custom kind of another world, nor one that is gone', () => {
  const custom: Resource = { ...resource('pods'), name: 'widgets', group: 'example.com' };
  const path = '/apis/example.com/v1/namespaces/default/widgets/one';
  expect(parsePath(path, () => custom)?.resource).toBe(custom);
  expect(parsePath(path, nothing)).toBeUndefined();
});
