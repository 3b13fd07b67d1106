import { describe, expect, test } from 'vitest';
import { humanDuration } from '../../../kubernetes/table/duration.ts';
import { setTabs } from '../describe/text.ts';
import { CustomColumns } from './custom-columns.ts';
import { JsonPath } from './jsonpath.ts';
import { TabWriter } from './tab-writer.ts';
import { toYaml } from './yaml.ts';

const pods = {
  items: [
    { metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'web' } }, ports: [80, 443] },
    { metadata: { name: 'b' }, ports: [53] },
  ],
};

describe('jsonpath', () => {
  test.each([
    ['{.items[*].metadata.name}', 'a b'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{.ports[0]}{"\\n"}{end}', 'a\t80\nb\t53\n'],
    ['{.items[?(@.metadata.name=="b")].ports}', '[53]'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'web'],
    ['{.items[-1:].metadata.name}', 'b'],
    ['{.items[0].ports[0,1]}', '80 443'],
    ['{..name}', 'a b'],
    ['{.items[0].nothing}', ''],
  ])('%s', (template, expected) => {
    expect(new JsonPath(template).execute(pods)).toBe(expected);
  });
});

test('columns are at least six wide and three apart', () => {
  expect(
    new TabWriter().format([
      ['NAME', 'A', 'AGE'],
      ['web', '1', '5s'],
    ]),
  ).toBe('NAME   A     AGE\nweb    1     5s\n');
});

test('custom columns show <none> for what is not there and lists as Go prints them', () => {
  const columns = new CustomColumns('NAME:.metadata.name,PORTS:.ports,X:.x', true);
  expect(columns.print(pods.items)).toBe(
    'NAME   PORTS      X\na      [80 443]   <none>\nb      [53]       <none>\n',
  );
});

test('a column of a description ends where a line has no cell for it', () => {
  expect(setTabs('Name:\tx\nLonger name:\ty\nplain\nA:\tz')).toBe(
    'Name:         x\nLonger name:  y\nplain\nA:  z',
  );
});

test('yaml quotes what would be read as something else, and sorts', () => {
  expect(
    toYaml({
      b: 'true',
      a: '1',
      c: 'plain',
      d: ['x: y', ''],
      e: {},
      f: 'two\nlines\n',
      g: null,
      h: 'yes',
      i: '2026-11-23',
    }),
  ).toBe(
    'a: "1"\nb: "true"\nc: plain\nd:\n- \'x: y\'\n- ""\ne: {}\nf: |\n  two\n  lines\ng: null\nh: "yes"\ni: "2026-11-23"\n',
  );
});

test.each([
  [1, '1s'],
  [119, '119s'],
  [120, '2m'],
  [121, '2m1s'],
  [600, '10m'],
  [10_860, '3h1m'],
  [172_800, '2d'],
  [176_400, '2d1h'],
  [691_200, '8d'],
  [63_158_400, '2y1d'],
  [-2, '<invalid>'],
])('an age of %d seconds is %s', (seconds, expected) => {
  expect(humanDuration(seconds * 1000)).toBe(expected);
});
