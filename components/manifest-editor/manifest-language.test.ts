import { describe, expect, test } from 'vitest';
import { tryManifest } from '../../engine/lab/manifest/try-manifest.ts';
import { openStory } from '../testing/story-cluster.ts';
import { complete, explain, problemsIn } from './manifest-language.ts';

const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: api\n';
const labels = (text: string) => complete(text, text.length)?.options.map(({ label }) => label) ?? [];

describe('completion', () => {
  test('offers the fields of the API’s types, and values where they are known', () => {
    expect(labels(`${head}spec:\n  ports:\n    - p`)).toEqual([
      'name',
      'protocol',
      'appProtocol',
      'port',
      'targetPort',
      'nodePort',
    ]);
    expect(labels(`${head}spec:\n  type: `)).toContain('NodePort');
    expect(labels('kind: ')).toContain('Deployment');
    expect(labels('')).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(labels(`${head}spec:\n  nothing:\n    x`)).toEqual([]);
  });

  test('says what stands somewhere', () => {
    const text = `${head}spec:\n  ports: []\n`;
    expect(explain(text, text.indexOf('ports') + 2)).toMatchObject({
      title: 'spec.ports',
      text: expect.stringContaining('list of ServicePort, with the fields name, protocol') as string,
    });
    expect(explain(text, text.indexOf('api') + 1)).toMatchObject({ title: 'apiVersion' });
  });
});

describe('problems', () => {
  const { api } = openStory();
  const marked = (text: string) => {
    if (api === undefined) throw new Error('no API');
    return problemsIn(text, tryManifest(api, text)).map(({ from, to }) => text.slice(from, to));
  };

  test('stand at their fields', () => {
    expect(
      marked(
        `${head}spec:\n  ports:\n    - port: 80\n    - port: 99999\n      name: x\n      targetPort: 1\n`,
      ),
    ).toContain('99999');
    expect(marked(`${head}spec:\n  prots: []\n`)).toContain('prots');
    expect(marked(`${head}spec:\n  ports:\n    - port: eighty\n`)).toEqual(['eighty']);
  });

  test('of a text that is no YAML stand at the line that is named', () => {
    expect(marked('apiVersion: v1\nkind: Pod\n metadata:\n')).toHaveLength(1);
  });

  test('of what is missing stand at the first line of what it is missing in', () => {
    expect(marked(head)).toEqual(['apiVersion: v1']);
  });

  test('of the second object stand in the second', () => {
    const text = `${head}spec: { ports: [{ port: 80 }] }\n---\napiVersion: v1\nkind: Nope\nmetadata: { name: a }\n`;
    expect(marked(text)).toEqual(['Nope']);
  });
});
