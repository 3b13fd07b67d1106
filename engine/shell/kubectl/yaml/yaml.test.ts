/** Values and faults that the real kubectl has told of these texts. */
import { describe, expect, test } from 'vitest';
import { parseYaml } from './parser.ts';
import { valueOf } from './values.ts';

const read = (text: string): unknown => {
  const node = parseYaml(text);
  return node === undefined ? undefined : valueOf(node);
};

describe('a text that cannot be read', () => {
  test.each([
    ['a: 1\nb:\n  c: 2\n   d: 3\n', 'line 4: mapping values are not allowed in this context'],
    ['a:\n  - b: 1\n c: 2\n', 'line 2: did not find expected key'],
    ['a: 1\nb\nc: 2\n', "line 3: could not find expected ':'"],
    ['a:\n\tb: 1\n', 'line 2: found character that cannot start any token'],
    ['@: 1\n', 'found character that cannot start any token'],
    ['a: "b\n', 'line 2: found unexpected end of stream'],
    ['a: [b\nc: d\n', "line 1: did not find expected ',' or ']'"],
    ['a: {{ .Values.x }}\n', 'invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}'],
    ['a: *b\n', "unknown anchor 'b' referenced"],
    ['a: &x [*x]\n', "anchor 'x' value contains itself"],
    ['a: - b\n', 'block sequence entries are not allowed in this context'],
    ['a: 1\n- b\n', 'line 1: did not find expected key'],
    ['a: |\n\tb\n', 'line 2: found a tab character where an indentation space is expected'],
    ['a: "\\q"\n', 'found unknown escape character'],
  ])('%j: %s', (text, fault) => {
    expect(() => read(text)).toThrow(new Error(fault));
  });
});

test('what is nested deeply is read once', () => {
  const depth = 300;
  let value = read(`${'{a: '.repeat(depth)}x${'}'.repeat(depth)}`);
  for (let at = 0; at < depth; at++) value = (value as { readonly a: unknown }).a;
  expect(value).toBe('x');
});

describe('a text that can', () => {
  test.each([
    ['', undefined],
    ['a: yes\nb: No\nc: "yes"\nd: ~\ne:\n', { a: true, b: false, c: 'yes', d: null, e: null }],
    [
      'a: 017\nb: 0x1F\nc: 1_000\nd: 08\ne: 1e3\nf: 12:30\ng: 2026-01-01\n',
      { a: 15, b: 31, c: 1000, d: 8, e: 1000, f: '12:30', g: '2026-01-01' },
    ],
    ['a:\n- b: 1\n  c: 2\n- d\n', { a: [{ b: 1, c: 2 }, 'd'] }],
    ['a: |\n  x\n   y\nb: >-\n  x\n  y\n\n  z\nc: |+\n  x\n\n', { a: 'x\n y\n', b: 'x y\nz', c: 'x\n\n' }],
    ['a: x\n  y\n\n  z\nb: "x\n  y"\n', { a: 'x y\nz', b: 'x y' }],
    ['a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n', { a: { b: 1 }, c: { b: 1 }, d: { b: 1, e: 2 } }],
    ['a: [b, {c: d}, [e]]\nf: {g, h: i}\n', { a: ['b', { c: 'd' }, ['e']], f: { g: null, h: 'i' } }],
    ['a: 1\na: 2\n5: x\ntrue: z\n', { a: 2, '5': 'x', true: 'z' }],
    ['? a\n: b\n', { a: 'b' }],
    ['a: !!str 5\nb: !!binary aGk=\nc: b#c # d\n', { a: '5', b: 'hi', c: 'b#c' }],
  ])('%j', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});
