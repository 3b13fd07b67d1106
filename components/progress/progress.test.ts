import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { forget, keep, kept, keptKeys } from '../kept/storage.ts';
import { families, notProgress } from './families.ts';
import {
  addFrom,
  aside,
  bringBack,
  contentsOf,
  present,
  printFile,
  readFile,
  replaceBy,
} from './progress-file.ts';
import { isRead, markRead, readCounts, readPlace } from './reading.ts';

afterEach(() => {
  for (const key of keptKeys()) forget(key);
});

const world = {
  version: 1,
  scenario: 'services',
  actions: [{ kind: 'type', at: 5, tab: 't1', place: 'workstation', line: 'ls' }],
} as const;

function fill(): void {
  markRead('services', 'the-way-back', 7);
  keep('predict/services/node-port', { answer: '62' });
  keep('quiz/services/odds', { given: ['0.25'], outcome: 'right' });
  keep('exercise/services/no-endpoints', { begun: true, hints: [0], shown: false });
  keep('world/services', world);
  keep('place', { chapter: 'services', title: 'Services' });
  keep('reading', { theme: 'dark' });
}

function opened(text: string) {
  const reading = readFile(text);
  if (!reading.ok) throw new Error(reading.error);
  return reading.file;
}

describe('a file', () => {
  test('holds everything, and brings it back', () => {
    fill();
    const before = present();
    const text = printFile(before);
    for (const key of keptKeys()) forget(key);
    const file = opened(text);
    expect(file.refused).toBe(0);
    expect(contentsOf(file.kept)).toEqual([
      '1 section read',
      '1 prediction',
      '1 question answered',
      '1 exercise begun or solved',
      '1 cluster with what was done to it',
      '1 place to go on from',
      '1 set of settings',
    ]);
    replaceBy(file.kept);
    expect(kept('world/services')).toEqual(world);
    expect(present()).toEqual({
      ...before,
      'exercise/services/no-endpoints': kept('exercise/services/no-endpoints'),
    });
  });

  test('of an earlier edition brings its predictions to where they are kept now', () => {
    const file = opened(
      printFile({ 'predict/same-node': { answer: '64' }, 'predict/pod-to-pod/other': 'shown' }),
    );
    expect(file.refused).toBe(0);
    addFrom(file.kept);
    expect(kept('predict/pod-to-pod/same-node')).toEqual({ answer: '64' });
    expect(keptKeys()).toEqual(['before-import', 'predict/pod-to-pod/other', 'predict/pod-to-pod/same-node']);
  });

  test('in place of what is here puts that aside', () => {
    fill();
    const before = present();
    replaceBy({ 'read/pod-to-pod/x': 1 });
    expect(keptKeys()).toEqual(['before-import', 'read/pod-to-pod/x']);
    expect(aside()).toEqual(before);
    bringBack();
    expect(present()).toEqual(before);
    expect(aside()).toBeUndefined();
  });

  test('adds what is missing, and an exercise is as far as in either', () => {
    fill();
    addFrom({
      'quiz/services/odds': { given: ['1'], outcome: 'wrong' },
      'quiz/services/new': { given: [], outcome: 'shown' },
      'exercise/services/no-endpoints': { begun: true, hints: [], solved: 'alone', shown: false },
    });
    expect(kept('quiz/services/odds')).toMatchObject({ outcome: 'right' });
    expect(kept('quiz/services/new')).toMatchObject({ outcome: 'shown' });
    expect(kept('exercise/services/no-endpoints')).toMatchObject({ hints: [0], solved: 'alone' });
  });

  test.each([
    ['no JSON', '{', 'cut short'],
    ['something else', '{"a":1}', 'no file of this book'],
    ['another version', printFile({}).replace('"version": 1', '"version": 2'), 'version 2'],
    ['nothing in it', '{"format":"follow-the-packet/progress","version":1}', 'holds nothing'],
    ['too much in it', `"${'x'.repeat(5_000_001)}"`, 'too large'],
    [
      'too many entries',
      printFile(Object.fromEntries(Array.from({ length: 5001 }, (_, at) => [`read/a/${String(at)}`, 1]))),
      '5000',
    ],
  ])('with %s is refused with a reason', (_what, text, reason) => {
    const reading = readFile(text);
    expect(reading.ok ? '' : reading.error).toContain(reason);
  });

  test('loses what this book does not know or cannot believe, and says how much', () => {
    const file = opened(
      printFile({
        'world/services': { ...world, actions: [{ kind: 'eval', at: 1 }] },
        'quiz/services/odds': { given: ['<img onerror=alert(1)>'], outcome: 'right' },
        'read/a/b': 'yesterday',
        place: { chapter: '../..', title: 'x' },
        'terminal/services': { places: [] },
        '__proto__x y': 1,
        'before-import': {},
      }),
    );
    expect(Object.keys(file.kept)).toEqual(['quiz/services/odds']);
    expect(file.refused).toBe(6);
  });

  test('never throws, whatever is in it', () => {
    const key = fc.oneof(...families.map(({ begins }) => fc.string().map((rest) => begins + rest)));
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (all) => {
        expect(readFile(printFile(all)).ok).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

test('sections are counted by chapter', () => {
  markRead('services', 'a', 1);
  markRead('services', 'a', 2);
  markRead('services', 'b', 2);
  markRead('pod-to-pod', 'a', 2);
  expect(isRead('services', 'a')).toBe(true);
  expect(kept('read/services/a')).toBe(1);
  expect(readCounts()).toEqual(
    new Map([
      ['services', 2],
      ['pod-to-pod', 1],
    ]),
  );
});

test('a place is believed only as one', () => {
  const place = {
    chapter: 'services',
    title: 'Services',
    section: { id: 'the-way-back', title: 'The way back' },
  };
  expect(readPlace(place)).toEqual(place);
  expect(readPlace({ ...place, section: { id: 'a b', title: 'x' } })).toEqual({
    chapter: 'services',
    title: 'Services',
  });
  expect(readPlace({ chapter: 'javascript:alert(1)', title: 'x' })).toBeUndefined();
});

test('every key that a component keeps something under is of a known family', () => {
  const root = join(import.meta.dirname, '../..');
  const files = globSync('{components,src}/**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !/\.(test|story)\./.test(file),
  );
  const written = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const constants = [...text.matchAll(/\w+Key = (?:\([^)]*\) => )?[`'"]([\w-]+\/?)/g)];
    const direct = [...text.matchAll(/\b(?:keep|useKept)\([`'"]([\w-]+\/?)/g)];
    const getters = [...text.matchAll(/#key\(\): string \{\s*return `([\w-]+\/)/g)];
    return [...constants, ...direct, ...getters].map(([, begins = '']) => `${begins} in ${file}`);
  });
  const known = [...families.map(({ begins }) => begins), ...notProgress];
  expect(written.length).toBeGreaterThan(5);
  expect(written.filter((each) => !known.includes(each.split(' ')[0] ?? ''))).toEqual([]);
});
