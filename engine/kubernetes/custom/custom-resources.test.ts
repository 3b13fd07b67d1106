import { expect, test } from 'vitest';
import { prune, withDefaults } from './structural.ts';
import { validateAgainst } from './validate.ts';
import { customTable } from './columns.ts';
import { byMaturity, type Schema } from './definition.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['from', 'to'],
      properties: {
        from: { type: 'string', maxLength: 5 },
        to: { type: 'string' },
        mtu: { type: 'integer', minimum: 68, maximum: 9000, default: 1450 },
        ways: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: { type: 'string' } } },
        },
      },
    },
  },
};

const metadata = { name: 'a', uid: '', resourceVersion: '1', creationTimestamp: '2026-11-23T05:00:00Z' };

test('what a schema does not know is pruned and told, metadata apart', () => {
  const { value, unknownFields } = prune(schema, {
    kind: 'Link',
    metadata: { name: 'a' },
    spec: { from: 'a', speed: 'fast', ways: [{ name: 'x', cost: 1 }] },
  });
  expect(value).toEqual({
    kind: 'Link',
    metadata: { name: 'a' },
    spec: { from: 'a', ways: [{ name: 'x' }] },
  });
  expect(unknownFields).toEqual(['spec.speed', 'spec.ways[0].cost']);
});

test('defaults fill what is missing in what is there, and make nothing else', () => {
  expect(withDefaults(schema, { spec: { from: 'a' } })).toEqual({ spec: { from: 'a', mtu: 1450 } });
  expect(withDefaults(schema, {})).toEqual({});
});

test.each([
  [
    { from: 'a', to: 'b', mtu: 20 },
    'spec.mtu: Invalid value: 20: spec.mtu in body should be greater than or equal to 68',
  ],
  [{ from: 'a' }, 'spec.to: Required value'],
  [{ from: 'abcdef', to: 'b' }, 'spec.from: Too long: may not be more than 5 bytes'],
  [
    { from: 1, to: 'b' },
    'spec.from: Invalid value: "integer": spec.from in body must be of type string: "integer"',
  ],
  [
    { from: 'a', to: 'b', ways: [{ name: 'x' }, { name: 'x' }] },
    'spec.ways[1]: Duplicate value: {"name":"x"}',
  ],
])('%j is told its fault', (spec, fault) => {
  expect(validateAgainst(schema, { spec }, '').map(({ field, message }) => `${field}: ${message}`)).toEqual([
    fault,
  ]);
});

test('a column reads a field, a filtered list and a date', () => {
  const table = customTable([
    { name: 'To', type: 'string', jsonPath: '.spec.to' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ]);
  const conditions = [
    { type: 'Seen', status: 'False' },
    { type: 'Ready', status: 'True' },
  ];
  const object = { apiVersion: 'x/v1', kind: 'Link', metadata, spec: { to: 'b' }, status: { conditions } };
  expect(table.cells(object, Date.parse('2026-11-23T05:01:00Z'))).toEqual(['a', 'b', 'True', '60s']);
});

test('versions are ordered by their maturity', () => {
  expect(['v1alpha1', 'other', 'v1beta2', 'v1', 'v2', 'v1beta10'].sort(byMaturity)).toEqual([
    'v2',
    'v1',
    'v1beta10',
    'v1beta2',
    'v1alpha1',
    'other',
  ]);
});
