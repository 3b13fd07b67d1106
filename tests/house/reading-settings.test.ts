import { expect, test } from 'vitest';
import { choices, readSettings } from '../../src/reading/settings.ts';

test('without anything kept each setting is its first', () => {
  const settings = readSettings(undefined);
  for (const [name, { values }] of Object.entries(choices))
    expect(settings[name]).toBe(Object.keys(values)[0]);
});

test('what is kept is looked at before it is believed', () => {
  expect(readSettings({ theme: 'dark', contrast: 'toString', spacing: 7, foreign: 'x' })).toEqual({
    ...readSettings(undefined),
    theme: 'dark',
  });
  for (const kept of [null, 'dark', 7, []]) expect(readSettings(kept)).toEqual(readSettings(undefined));
});
