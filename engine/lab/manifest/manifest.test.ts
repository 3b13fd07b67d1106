import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { scenarioOfText } from '../scenario/registry.ts';
import { openWorld } from '../world/open-world.ts';
import { fieldsAt, manifestKinds } from './fields.ts';
import { tryManifest } from './try-manifest.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/services/cluster.yaml'), 'utf8');
const open = () => openWorld(scenarioOfText(text, 'docs/services/cluster.yaml'));
const world = open();
const api = doorOf(world);

function doorOf({ api: door }: { readonly api: ApiDoor | undefined }): ApiDoor {
  if (door === undefined) throw new Error('this world has no API');
  return door;
}

const service = { apiVersion: 'v1', kind: 'Service' };
const manifest = (spec: string, name = 'api') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

describe('the fields of a manifest', () => {
  test('are those of the API’s types', () => {
    expect(manifestKinds()).toContainEqual({ apiVersion: 'apps/v1', kind: 'Deployment' });
    expect(fieldsAt(service, [])?.map(({ name }) => name)).toEqual([
      'kind',
      'apiVersion',
      'metadata',
      'spec',
      'status',
    ]);
    const ports = fieldsAt(service, ['spec', 'ports']);
    expect(ports?.find(({ name }) => name === 'protocol')).toEqual({
      name: 'protocol',
      holds: 'Protocol',
      inside: [],
      values: ['TCP', 'UDP', 'SCTP'],
    });
    expect(ports?.find(({ name }) => name === 'targetPort')?.holds).toBe('number or name');
  });

  test('of what there is not are none', () => {
    expect(fieldsAt(service, ['spec', 'prots'])).toBeUndefined();
    expect(fieldsAt({ apiVersion: 'v1', kind: 'Nothing' }, [])).toBeUndefined();
  });
});

describe('a manifest that is tried', () => {
  const tried = (yaml: string) => tryManifest(api, yaml);

  test('says what applying would do, with what would change', () => {
    const [created] = tried(manifest('  selector: { app: web }\n  ports: [{ port: 80 }]\n'));
    expect(created).toMatchObject({
      name: 'Service default/api',
      verb: 'created',
      problems: [],
      before: undefined,
    });
    expect(created?.after).toContain('targetPort: 80\n');
    const [changed] = tried(manifest('  ports: [{ name: http, port: 80, targetPort: 9 }]\n', 'web'));
    expect(changed?.verb).toBe('configured');
    expect(changed?.before).not.toContain('targetPort: 9\n');
    expect(changed?.after).toContain('targetPort: 9\n');
  });

  test('has its problems in the words of the API server, with their fields', () => {
    expect(tried(manifest('  ports: [{ port: 99999 }]\n'))[0]?.problems).toEqual([
      {
        message: 'spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
        field: 'spec.ports[0].port',
      },
      {
        message: 'spec.ports[0].targetPort: Invalid value: 99999: must be between 1 and 65535, inclusive',
        field: 'spec.ports[0].targetPort',
      },
    ]);
    expect(tried(manifest('  prots: []\n'))[0]?.problems).toContainEqual({
      message: 'strict decoding error: unknown field "spec.prots"',
      field: 'spec.prots',
    });
    expect(tried(manifest('  ports: [{ port: eighty }]\n'))[0]?.problems[0]).toMatchObject({
      message: expect.stringContaining('cannot unmarshal string into Go struct field') as string,
      field: 'spec.ports.port',
    });
  });

  test('is told what no API has, and what no YAML is', () => {
    expect(tried('apiVersion: v1\nkind: Servce\nmetadata: { name: x }\n')[0]?.problems[0]?.message).toBe(
      'no matches for kind "Servce" in version "v1"',
    );
    expect(tried('kind: Pod\n')[0]?.problems[0]?.message).toBe('apiVersion not set');
    expect(tried('a: b: c\n')[0]?.problems[0]?.message).toContain('yaml: ');
  });

  test('that was applied is as it says', () => {
    const own = open();
    const yaml = manifest('  type: NodePort\n  ports: [{ port: 80 }]\n');
    own.perform({ kind: 'apply', manifest: yaml });
    own.settle();
    expect(tryManifest(doorOf(own), yaml)[0]).toMatchObject({
      name: 'Service default/api',
      verb: 'unchanged',
    });
  });

  test('that has an element without its key, where one is known by it, is told so', () => {
    const own = open();
    own.perform({ kind: 'apply', manifest: manifest('  ports: [{ port: 80 }]\n') });
    own.settle();
    expect(tryManifest(doorOf(own), manifest('  ports: [{ prt: 80 }]\n'))[0]?.problems).toEqual([
      { message: 'map: map[prt:80] does not contain declared merge key: port', field: undefined },
    ]);
  });

  test('leaves nothing behind: what is applied afterwards is as if it had not been', () => {
    const [tries, other] = [open(), open()];
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [{ name: c, image: nginx }] }\n';
    for (const yaml of [pod, manifest('  type: NodePort\n  ports: [{ port: 80 }]\n')])
      expect(tryManifest(doorOf(tries), yaml)[0]?.verb).toBe('created');
    const created = [tries, other].map((each) => {
      each.perform({
        kind: 'apply',
        manifest: `${pod}---\n${manifest('  type: NodePort\n  ports: [{ port: 80 }]\n')}`,
      });
      each.settle();
      const answers = ['pods/x', 'services/api'].map((path) =>
        doorOf(each).request({ method: 'GET', path: `/api/v1/namespaces/default/${path}` }),
      );
      return JSON.stringify(answers);
    });
    expect(created[0]).toContain('"nodePort"');
    expect(created[0]).toBe(created[1]);
  });
});
