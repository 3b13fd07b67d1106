import { expect, test } from 'vitest';
import { finish } from '../../clock/work.ts';
import { resourcePath, resources } from '../../kubernetes/api/resources.ts';
import { AbsentCode } from '../../linux/process/later-program.ts';
import type { World } from '../world/world-api.ts';
import type { ScenarioFile } from './scenario-data.ts';
import { openingWithoutShell } from './without-shell.ts';

const web = { app: 'web' };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: web },
    template: { metadata: { labels: web }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: web, ports: [{ port: 80 }] },
};
const file: ScenarioFile = {
  name: 'later-api',
  title: 'A cluster',
  backend: 'vxlan',
  proxy: 'iptables',
  manifests: [deployment, service],
  setup: [],
};

function opened(): World {
  const world = finish(openingWithoutShell(file, []));
  if (world === undefined) throw new Error('it needs a shell');
  return world;
}

const list = (world: World, path: string): unknown => {
  const answer = world.api?.request({ method: 'GET', path });
  return answer?.kind === 'response' ? answer.body : answer;
};

test('a world is the same whether what serves people came before it or not, and it stops for it when it is asked', async () => {
  const early = opened();
  const roles = resourcePath(
    resources.find(({ kind }) => kind === 'ClusterRole') ?? expect.fail('no ClusterRole'),
    undefined,
  );
  expect(() => list(early, roles)).toThrow(AbsentCode);
  for (const kind of ['ResourceQuota', 'LimitRange'])
    expect(() => create(early, kind), 'no limit is there before its plugin').toThrow(AbsentCode);
  const paths = resources.filter(({ listed }) => listed).map((one) => resourcePath(one, undefined));
  const seen = (world: World): readonly unknown[] =>
    paths.filter((path) => path !== roles).map((path) => safely(() => list(world, path)));
  const before = seen(early);
  await import('../../kubernetes/api/whole-code.ts');
  const late = opened();
  const after = seen(late);
  for (const [index, body] of before.entries())
    if (body !== undefined) expect(body, paths[index]).toEqual(after[index]);
  expect(list(early, roles)).toEqual(list(late, roles));
});

function create(world: World, kind: string): unknown {
  const path = `/api/v1/namespaces/default/${kind.toLowerCase()}s`;
  return world.api?.request({
    method: 'POST',
    path,
    body: { kind, apiVersion: 'v1', metadata: { name: 'l' } },
  });
}

/** undefined: it stopped for what is not there. */
function safely(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    if (error instanceof AbsentCode) return undefined;
    throw error;
  }
}
