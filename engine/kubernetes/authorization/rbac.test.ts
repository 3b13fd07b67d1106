import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import type { ApiAnswer, ApiRequest, User } from '../api/request.ts';
import type { Cluster } from '../cluster.ts';
import { referenceCluster } from '../reference-cluster.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import { administrator, impersonated } from './attributes.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

describe('who may do what', () => {
  let cluster: Cluster;
  const ask = (client: User | undefined, request: ApiRequest): ApiAnswer =>
    cluster.door.request(client === undefined ? request : { ...request, client });
  const list = (client: User, path: string): ApiAnswer => ask(client, { method: 'GET', path });
  const mayDo = (client: User, resourceAttributes: object): unknown => {
    const answer = ask(client, {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { spec: { resourceAttributes } },
    });
    return answer.kind === 'response'
      ? (answer.body as { status: { allowed: boolean } }).status.allowed
      : undefined;
  };
  const viewer = impersonated('system:serviceaccount:default:viewer');

  beforeEach(() => {
    const clock = new Clock();
    cluster = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
    const role = {
      metadata: { name: 'reader' },
      rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }],
    };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' };
    const subjects = [{ kind: 'ServiceAccount', name: 'viewer', namespace: 'default' }];
    const namespaced = `${rbac}/namespaces/default`;
    ask(undefined, { method: 'POST', path: `${namespaced}/roles`, body: role });
    const binding = { metadata: { name: 'reader' }, roleRef, subjects };
    ask(undefined, { method: 'POST', path: `${namespaced}/rolebindings`, body: binding });
  });

  it('the administrator may do all, as kubeadm binds their group', () => {
    expect(list(administrator, '/api/v1/secrets')).toMatchObject({ status: 200 });
  });

  it('nobody else may do anything that no role allows, and is told in the words of the API', () => {
    expect(list(impersonated('mallory'), '/api/v1/namespaces/default/pods')).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        message:
          'pods is forbidden: User "mallory" cannot list resource "pods" in API group "" in the namespace "default"',
      },
    });
    expect(list(impersonated('mallory'), '/metrics')).toMatchObject({
      body: { message: 'forbidden: User "mallory" cannot get path "/metrics"' },
    });
  });

  it('a role holds in the namespace of its binding, for the verbs it names', () => {
    expect(list(viewer, '/api/v1/namespaces/default/pods')).toMatchObject({ status: 200 });
    expect(list(viewer, '/api/v1/namespaces/kube-system/pods')).toMatchObject({ status: 403 });
    expect(ask(viewer, { method: 'DELETE', path: '/api/v1/namespaces/default/pods/web' })).toMatchObject({
      status: 403,
    });
  });

  it('reviews answer without anything being tried', () => {
    expect(mayDo(viewer, { verb: 'list', resource: 'pods', namespace: 'default' })).toBe(true);
    expect(mayDo(viewer, { verb: 'list', resource: 'pods', subresource: 'log', namespace: 'default' })).toBe(
      false,
    );
    expect(mayDo(viewer, { verb: 'list', resource: 'nodes' })).toBe(false);
    expect(mayDo(administrator, { verb: '*', resource: '*', group: '*' })).toBe(true);
  });

  it('the administrator who takes away their own binding is locked out', () => {
    const path = `${rbac}/clusterrolebindings/kubeadm:cluster-admins`;
    expect(ask(administrator, { method: 'DELETE', path })).toMatchObject({ status: 200 });
    expect(list(administrator, '/api/v1/secrets')).toMatchObject({ status: 403 });
  });
});
