import { request as ask } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { finish } from '../../engine/clock/work.ts';
import { scenarioNamed } from '../scenario.ts';
import type { Pace } from './pace.ts';
import { serveApi, type ServedApi } from './serve.ts';

const still: Pace = { catchUp: () => undefined, stop: () => undefined };

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

let served: ServedApi;
let token = '';

beforeAll(async () => {
  served = await serveApi(finish(scenarioNamed('reference').building()), { port: 0, pace: still });
  token = /token: (.*)/.exec(served.kubeconfig)?.[1] ?? '';
});

afterAll(() => served.close());

/** @param until the answer is taken to be whole when its text holds this; undefined: at its end */
function send(
  path: string,
  options: {
    readonly method?: string;
    readonly type?: string;
    readonly body?: string;
    readonly bearer?: string;
  } = {},
  until?: string,
): Promise<Answer> {
  const { method = 'GET', type = 'application/json', body, bearer = token } = options;
  return new Promise((resolve, reject) => {
    const sent = ask(
      {
        host: '127.0.0.1',
        port: served.port,
        path,
        method,
        // Its own authority, which the kubeconfig names.
        rejectUnauthorized: false,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': type },
      },
      (message) => {
        let text = '';
        const done = (): void => {
          resolve({ status: message.statusCode, headers: message.headers, text });
          message.destroy();
        };
        message.on('data', (piece: Buffer) => {
          text += piece.toString();
          if (until !== undefined && text.includes(until)) done();
        });
        message.on('end', done);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const statusOf = ({ text }: Answer): unknown => JSON.parse(text) as unknown;

it('knows nobody without the token', async () => {
  const answer = await send('/api/v1/nodes', { bearer: 'other' });
  expect(answer.status).toBe(401);
  expect(statusOf(answer)).toMatchObject({ kind: 'Status', reason: 'Unauthorized', code: 401 });
});

it('answers what is not there with a Status', async () => {
  const answer = await send('/api/v1/namespaces/default/pods/nosuch');
  expect(answer.status).toBe(404);
  expect(statusOf(answer)).toMatchObject({ reason: 'NotFound', message: 'pods "nosuch" not found' });
});

it.each([
  ['/api/v1/%zz', 400],
  ['/%e0%a4%a', 400],
  ['//api/v1/nodes', 404],
])('answers an address that is none with a Status: %s', async (path, status) => {
  const answer = await send(path);
  expect(answer.status).toBe(status);
  expect(statusOf(answer)).toMatchObject({ kind: 'Status', code: status });
});

it.each([
  ['application/json', '{"kind": '],
  ['application/json', '"word"'],
  ['application/json', ''],
  ['application/yaml', 'a: &a [*a]\n'],
  ['application/yaml', '{'.repeat(5000)],
  ['application/vnd.kubernetes.protobuf', 'k8s\u0000\u00ff\u0001garbage'],
  ['application/vnd.kubernetes.protobuf', ''],
])('refuses a body of %s that is none, and changes nothing', async (type, body) => {
  const before = await send('/api/v1/namespaces/default/configmaps');
  const answer = await send('/api/v1/namespaces/default/configmaps', { method: 'POST', type, body });
  expect(answer.status).toBe(400);
  expect(statusOf(answer)).toMatchObject({ kind: 'Status', code: 400 });
  expect((await send('/api/v1/namespaces/default/configmaps')).text).toBe(before.text);
});

it('takes manifests as YAML, and sends warnings as headers', async () => {
  const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\nnosuch: 1\n';
  const path = '/api/v1/namespaces/default/configmaps?fieldValidation=Warn';
  const answer = await send(path, { method: 'POST', type: 'application/yaml', body });
  expect(answer.status).toBe(201);
  expect(answer.headers['warning']).toBe('299 - "unknown field \\"nosuch\\""');
});

it('says what cannot be read', async () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const wrong = await send(path, { method: 'POST', body: '{' });
  expect(wrong.status).toBe(400);
  const unknown = await send(path, { method: 'POST', type: 'application/cbor', body: 'x' });
  expect(statusOf(unknown)).toMatchObject({ reason: 'UnsupportedMediaType', code: 415 });
  const notAllowed = await send(path, { method: 'TRACE' });
  expect(notAllowed.status).toBe(405);
});

it('goes on telling what changes to those who watch', async () => {
  const path = '/api/v1/namespaces/default/configmaps?watch=true&fieldSelector=metadata.name%3Dwatched';
  const watching = send(path, {}, '"ADDED"');
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'watched' } });
  await send('/api/v1/namespaces/default/configmaps', { method: 'POST', body });
  const [line = ''] = (await watching).text.split('\n');
  expect(JSON.parse(line)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'watched' } } });
});

it('gives the log of a container, and says which there are', async () => {
  const pods = '/api/v1/namespaces/kube-system/pods';
  const { items } = JSON.parse((await send(`${pods}?labelSelector=k8s-app%3Dkube-dns`)).text) as {
    readonly items: readonly { readonly metadata: { readonly name: string } }[];
  };
  const path = `${pods}/${items[0]?.metadata.name ?? ''}/log`;
  const answer = await send(`${path}?tailLines=1`);
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('text/plain');
  expect(answer.text.split('\n').length).toBeLessThanOrEqual(2);
  expect(statusOf(await send(`${path}?container=nosuch`))).toMatchObject({ reason: 'BadRequest', code: 400 });
});
