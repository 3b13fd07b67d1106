import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects/meta.ts';
import { toEntries } from './entries.ts';
import {
  difference,
  FieldSetBuilder,
  fromFieldsV1,
  intersection,
  noFields,
  pathText,
  toFieldsV1,
  union,
} from './field-set.ts';
import { afterApply, afterUpdate, type Author, type Owners } from './managers.ts';
import { shapeOf } from './shape.ts';

const now = '2026-11-23T05:00:00Z';
const update = (manager: string): Author => ({
  manager,
  operation: 'Update',
  apiVersion: 'v1',
  subresource: '',
});
const apply = (manager: string): Author => ({
  manager,
  operation: 'Apply',
  apiVersion: 'v1',
  subresource: '',
});
const change = (author: Author, kind = 'ConfigMap') => ({
  shape: shapeOf(kind),
  author,
  now,
  ignored: noFields,
});
const map = (data: Readonly<Record<string, string>>): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data }) as unknown as KubeObject;
const empty = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };
const fields = (owners: Owners, manager: string): unknown => {
  const owner = owners.find((one) => one.manager === manager);
  return owner === undefined ? undefined : toFieldsV1(owner.fields);
};

describe('owners of fields', () => {
  it('are those who set them; a map that is new belongs to who made it', () => {
    const owners = afterUpdate([], change(update('kubectl-create')), empty, map({ a: '1' }));
    expect(toEntries(owners)).toEqual([
      {
        manager: 'kubectl-create',
        operation: 'Update',
        apiVersion: 'v1',
        time: now,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } },
      },
    ]);
  });

  it('lose what another changes, and what another takes away', () => {
    const first = afterUpdate([], change(update('one')), empty, map({ a: '1', b: '1' }));
    const second = afterUpdate(first, change(update('two')), map({ a: '1', b: '1' }), map({ a: '2' }));
    expect(fields(second, 'one')).toEqual({ 'f:data': {} });
    expect(fields(second, 'two')).toEqual({ 'f:data': { 'f:a': {} } });
  });

  it('are asked before an apply changes what they own, unless it is forced', () => {
    const given = afterUpdate([], change(update('one')), empty, map({ a: '1' }));
    const refused = afterApply(given, change(apply('two')), map({ a: '1' }), map({ a: '2' }), false);
    if (refused.kind === 'applied') throw new Error('nobody was asked');
    expect(refused.conflicts.map(({ owner, path }) => `${owner.manager} ${pathText(path)}`)).toEqual([
      'one .data.a',
    ]);
    const forced = afterApply(given, change(apply('two')), map({ a: '1' }), map({ a: '2' }), true);
    if (forced.kind === 'conflicts') throw new Error('refused');
    expect(forced.object).toMatchObject({ data: { a: '2' } });
    expect(fields(forced.owners, 'one')).toEqual({ 'f:data': {} });
  });

  it('share a field that both apply alike', () => {
    const first = afterApply(
      [],
      change(apply('one')),
      empty as unknown as KubeObject,
      map({ a: '1' }),
      false,
    );
    if (first.kind === 'conflicts') throw new Error('refused');
    const second = afterApply(first.owners, change(apply('two')), map({ a: '1' }), map({ a: '1' }), false);
    if (second.kind === 'conflicts') throw new Error('refused');
    expect(second.owners.map(({ manager }) => manager)).toEqual(['one', 'two']);
  });

  it('remove what they applied and no longer say, if nobody else owns it', () => {
    const first = afterApply(
      [],
      change(apply('one')),
      empty as unknown as KubeObject,
      map({ a: '1', b: '1' }),
      false,
    );
    if (first.kind === 'conflicts') throw new Error('refused');
    const shared = afterUpdate(
      first.owners,
      change(update('two')),
      map({ a: '1', b: '1' }),
      map({ a: '1', b: '2' }),
    );
    const second = afterApply(shared, change(apply('one')), map({ a: '1', b: '2' }), map({}), false);
    if (second.kind === 'conflicts') throw new Error('refused');
    expect(second.object).toMatchObject({ data: { b: '2' } });
  });

  it('know elements of lists by their keys', () => {
    const service = (...ports: readonly object[]): KubeObject =>
      ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's' },
        spec: { ports },
      }) as unknown as KubeObject;
    const of = (author: Author) => change(author, 'Service');
    const first = afterApply([], of(apply('one')), service(), service({ port: 80, name: 'http' }), false);
    if (first.kind === 'conflicts') throw new Error('refused');
    const live = service({ port: 80, name: 'http', protocol: 'TCP' });
    const second = afterApply(
      first.owners,
      of(apply('two')),
      live,
      service({ port: 443, name: 'https' }),
      false,
    );
    if (second.kind === 'conflicts') throw new Error('refused');
    expect(second.object).toMatchObject({ spec: { ports: [{ port: 80 }, { port: 443 }] } });
    expect(fields(second.owners, 'two')).toEqual({
      'f:spec': { 'f:ports': { 'k:{"port":443,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } } },
    });
  });
});

describe('sets of fields', () => {
  const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:1');
  const set = fc.array(fc.array(element, { minLength: 1, maxLength: 3 })).map((paths) => {
    const builder = new FieldSetBuilder();
    for (const path of paths) builder.add(path);
    return builder.set;
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(set, (one) => {
        expect(toFieldsV1(fromFieldsV1(toFieldsV1(one)))).toEqual(toFieldsV1(one));
      }),
    );
  });

  it('are what they share with another and what they do not', () => {
    fc.assert(
      fc.property(set, set, (one, other) => {
        const whole = union(difference(one, other), intersection(one, other));
        expect(toFieldsV1(whole)).toEqual(toFieldsV1(one));
      }),
    );
  });
});
