import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import type { Cluster } from '../cluster.ts';
import { referenceCluster } from '../reference-cluster.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import type { ApiAnswer, ApiWatch } from './request.ts';

const path = '/api/v1/namespaces/default/configmaps';

describe('lists and watches', () => {
  let cluster: Cluster;
  const ask = (query: Readonly<Record<string, string>>, accept?: string): ApiAnswer =>
    cluster.door.request({ method: 'GET', path, query, ...(accept === undefined ? {} : { accept }) });
  const body = (answer: ApiAnswer): List => (answer.kind === 'response' ? (answer.body as List) : fail());
  const watched = (query: Readonly<Record<string, string>>): ApiWatch => {
    const answer = ask({ watch: 'true', ...query });
    return answer.kind === 'watch' ? answer : fail();
  };
  const write = (name: string): void => {
    cluster.door.request({ method: 'POST', path, body: { metadata: { name } } });
  };
  const names = (events: ReturnType<ApiWatch['take']>): readonly string[] =>
    events.map(({ type, object }) => `${type} ${object.metadata.name}`);

  beforeEach(() => {
    const clock = new Clock();
    cluster = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
    for (const name of ['a', 'b', 'c', 'd', 'e']) write(name);
  });

  it('come in pieces that together are the whole, once each', () => {
    const found: string[] = [];
    let token = '';
    do {
      const { items, metadata } = body(ask({ limit: '2', continue: token }));
      found.push(...items.map((item) => item.metadata.name));
      token = metadata.continue ?? '';
      if (token !== '') expect(metadata.remainingItemCount).toBe(5 - found.length);
    } while (token !== '');
    expect(found).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('tell of an object that leaves the selection as it was, at the revision at which it left', () => {
    const watch = watched({ labelSelector: 'in=yes' });
    const put = (labels: Readonly<Record<string, string>>): void => {
      cluster.door.request({ method: 'PUT', path: `${path}/a`, body: { metadata: { name: 'a', labels } } });
    };
    put({ in: 'yes' });
    put({ in: 'no' });
    const [added, deleted] = watch.take();
    expect(added).toMatchObject({ type: 'ADDED' });
    expect(deleted).toMatchObject({ type: 'DELETED', object: { metadata: { labels: { in: 'yes' } } } });
    expect(Number(deleted?.object.metadata.resourceVersion)).toBeGreaterThan(
      Number(added?.object.metadata.resourceVersion),
    );
  });

  it('show whose the fields of a new object are', () => {
    const answer = cluster.door.request({
      method: 'GET',
      path,
      query: { watch: 'true', fieldSelector: 'metadata.name=owned' },
      managedFields: true,
    });
    const body = { metadata: { name: 'owned' }, data: { a: 'b' } };
    cluster.door.request({ method: 'POST', path, body });
    const [event] = answer.kind === 'watch' ? answer.take() : fail();
    expect(event?.object.metadata.managedFields).toHaveLength(1);
  });

  it('refuse a token that nobody gave', () => {
    const answer = ask({ limit: '2', continue: 'nonsense!' });
    expect(answer).toMatchObject({ status: 400, body: { reason: 'BadRequest' } });
  });

  it('do not count what is left when a selector chooses', () => {
    const { metadata } = body(ask({ limit: '2', labelSelector: '!nosuch' }));
    expect(metadata.continue).toBeDefined();
    expect(metadata.remainingItemCount).toBeUndefined();
  });

  it('show metadata alone to who asks for that', () => {
    const answer = body(ask({}, 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'));
    expect(answer).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'a' } }, {}, {}, {}, {}],
    });
    expect(answer.items[0]).not.toHaveProperty('data');
  });

  it('begin where a list ended, with nothing lost between the two', () => {
    const { metadata } = body(ask({}));
    write('f');
    const watch = watched({ resourceVersion: metadata.resourceVersion });
    write('g');
    expect(names(watch.take())).toEqual(['ADDED f', 'ADDED g']);
  });

  it('say with a bookmark that all there was has been said', () => {
    const events = watched({ sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }).take();
    expect(events.map(({ type }) => type)).toEqual([...Array<string>(5).fill('ADDED'), 'BOOKMARK']);
    expect(events.at(-1)?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it('end with 410 for who knows only what is forgotten', () => {
    for (let round = 0; round < 2100; round++)
      cluster.door.request({
        method: 'PATCH',
        path: `${path}/a`,
        contentType: 'application/merge-patch+json',
        body: { data: { round: String(round) } },
      });
    const watch = watched({ resourceVersion: '5' });
    expect(watch.take()).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
    expect(watch.ended).toBe(true);
  });
});

interface List {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

function fail(): never {
  throw new Error('another kind of answer');
}
