/**
 * `kubectl explain` of the real binary against ours: it asks the served API for its OpenAPI documents, ours the same world's
 * door. Every kind with all its fields, some fields by name, and what is wrong; standard output, standard error and exit
 * status are equal.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApi, serveApi } from '../../cli/api/serve.ts';
import { Random } from '../../engine/clock/random.ts';
import { finish } from '../../engine/clock/work.ts';
import { resources } from '../../engine/kubernetes/api/resources.ts';
import { Documents } from '../../engine/kubernetes/openapi/documents.ts';
import { recordedCluster } from '../../engine/lab/replay/cluster/recorded-cluster.ts';
import { runCommand } from '../../engine/lab/replay/cluster/run-command.ts';
import type { Stage } from '../../engine/lab/stage/stage.ts';
import {
  type Document,
  propertiesOf,
  resolved,
  type Schema,
  schemaOfKind,
  valuesOf,
} from '../../engine/shell/kubectl/explain/schema.ts';
import { type KubectlAnswer, realKubectlFolder } from './real-kubectl.ts';

const programs = realKubectlFolder();

const wrong = [
  'nosuch',
  'pods/foo',
  "''",
  "'pods.spec.containers[0]'",
  "'pods.spec.containers[0]' --api-version=v1",
  'pods..spec',
  'po..spec',
  'pods.',
  'po,svc',
  "'pods.{'",
  "'pods spec'",
  "'pods[0'",
  '\'pods."a"\'',
  '.pods',
  '"pods[\'spec\']"',
  'pods.spec.nosuch',
  'pods.spec.nosuch.deeper',
  'deploy.apps.spec',
  'deployments.apps.spec.strategy',
  'events.events.k8s.io',
  'ev',
  'pods svc',
  'pods -o json',
  'deploy --api-version=apps/v2',
  'deploy --api-version=batch/v1',
  'deploy --api-version=a/b/c',
  'hpa --api-version=autoscaling/v1',
  'jobs --api-version=v1',
];

const custom = [
  'httproute',
  'httproute.spec.rules.matches.path',
  'gatewayclass.spec',
  'gateway.spec.listeners',
  'gtw.spec.listeners.tls.certificateRefs',
  'gateway --recursive',
  'btlspolicy --recursive',
  'referencegrant.spec --recursive',
];

/** Every kind, with all fields of all depths. */
const kinds = resources.map(({ name, group, version }) => {
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return `${name} --api-version=${groupVersion} --recursive`;
});

/** Fields of random kinds, so many of each depth. */
function fields(count: number): readonly string[] {
  const documents = new Documents();
  const random = new Random('fields to explain');
  const found = new Set<string>();
  while (found.size < count) {
    const { name, group, version, kind } = pick(random, resources);
    const groupVersion = group === '' ? version : `${group}/${version}`;
    const document = documents.document(
      `${group === '' ? 'api' : 'apis'}/${groupVersion}`,
    ) as unknown as Document;
    let schema: Schema | undefined = schemaOfKind(document, { group, version, kind });
    let path = name;
    while (schema !== undefined) {
      const properties = propertiesOf(fieldsOf(schema, document));
      if (properties.length === 0 || (path !== name && random.fraction() < 0.15)) break;
      const [field, next] = pick(random, properties);
      path += `.${field}`;
      schema = next;
    }
    found.add(`${path} --api-version=${groupVersion}`);
  }
  return [...found];
}

function pick<Value>(random: Random, from: readonly Value[]): Value {
  return from[random.integer(0, from.length - 1)] as Value;
}

/** The schema with the fields that are meant by a schema's name. */
function fieldsOf(schema: Schema, document: Document): Schema {
  const there = resolved(schema, document);
  const inner = there.items ?? valuesOf(there) ?? there.allOf?.[0];
  return inner === undefined ? there : fieldsOf(inner, document);
}

describe.skipIf(programs === undefined)('kubectl explain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'explain-'));
  let stage: Stage;
  let served: ServedApi;

  beforeAll(async () => {
    stage = finish(recordedCluster.building({}));
    // The world stands still.
    const pace = { catchUp: () => undefined, stop: () => undefined };
    served = await serveApi(stage, { port: 0, pace });
    writeFileSync(join(folder, 'config'), served.kubeconfig);
  });

  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true });
  });

  function real(words: string): Promise<KubectlAnswer> {
    const env = { HOME: folder, KUBECONFIG: join(folder, 'config'), PATH: `${programs ?? ''}:/usr/bin:/bin` };
    return new Promise((resolve) => {
      const child = execFile(
        '/bin/sh',
        ['-c', `kubectl explain ${words}`],
        { env, maxBuffer: 2 ** 24 },
        (_error, stdout, stderr) => {
          resolve({ exit: child.exitCode ?? -1, stdout, stderr });
        },
      );
      child.stdin?.end();
    });
  }

  function ours(words: string): KubectlAnswer {
    const standing = stage.stand('workstation');
    if (standing === undefined) throw new Error('no workstation');
    return runCommand(stage.environment.clock, standing, {
      shell: 'bash',
      line: `kubectl explain ${words}`,
      directory: '/root',
    });
  }

  /** The lines that are not answered alike. */
  async function differing(lines: readonly string[]): Promise<readonly string[]> {
    const left = [...lines];
    const different: string[] = [];
    const worker = async (): Promise<void> => {
      for (let line = left.shift(); line !== undefined; line = left.shift()) {
        const answer = await real(line);
        if (!isDeepStrictEqual(answer, ours(line))) different.push(line);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    console.log(`kubectl explain: ${lines.length} compared, ${lines.length - different.length} equal`);
    return different;
  }

  it.each([
    ['every kind, with all fields', kinds],
    ['custom kinds', custom],
    ['fields at random', fields(40)],
    ['what is wrong or means two', wrong],
  ])('%s', { timeout: 60_000 }, async (_what, lines) => {
    expect(await differing(lines)).toEqual([]);
  });
});
