/** The colours of src/styles/tokens.css against WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for what is not text (1.4.11). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src/styles/tokens.css'), 'utf8');

const colours = (selector: string) => {
  const block = new RegExp(`^${selector.replace(/[[\]]/g, '\\$&')} \\{([^}]*)\\}`, 'm').exec(css)?.[1] ?? '';
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, hex]) => [name!, hex!]));
};

/** Each theme, and the least its text must stand out: AA, or AAA for those who ask for more. */
const themes = {
  light: { colour: colours(':root'), least: 4.5 },
  dark: { colour: colours(":root[data-theme='dark']"), least: 4.5 },
  'light, high contrast': { colour: colours(":root[data-contrast='high']"), least: 7 },
  'dark, high contrast': { colour: colours(":root[data-theme='dark'][data-contrast='high']"), least: 7 },
};
const meanings = [
  'node-network',
  'pod-network',
  'service-network',
  'control-plane',
  'translated',
  'dropped',
  'delivered',
];

/** Relative luminance, WCAG 2.2 glossary. */
function luminance(hex: string) {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string) {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test('black on white is 21:1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});

describe.each(Object.entries(themes))('%s', (_theme, { colour, least }) => {
  const of = (name: string) => colour.get(name) ?? `no colour ${name}`;

  test.each(meanings)('%s is legible on paper, on panel and on its own wash', (meaning) => {
    for (const ground of ['paper', 'panel', `${meaning}-wash`])
      expect(contrast(of(meaning), of(ground)), `${meaning} on ${ground}`).toBeGreaterThanOrEqual(least);
  });

  test.each(meanings)('ink is legible on the wash of %s', (meaning) => {
    expect(contrast(of('ink'), of(`${meaning}-wash`))).toBeGreaterThanOrEqual(7);
  });

  test('text is legible, quiet text and links too', () => {
    for (const text of ['ink', 'ink-quiet', 'accent'])
      for (const ground of ['paper', 'panel', 'accent-wash'])
        expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(least);
  });

  test('borders that mean something and the focus ring stand out', () => {
    for (const line of ['rule-strong', 'focus'])
      for (const ground of ['paper', 'panel'])
        expect(contrast(of(line), of(ground)), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
  });

  test('no two meanings share a colour', () => {
    expect(new Set(meanings.map(of)).size).toBe(meanings.length);
  });
});

test('every theme defines the same colours', () => {
  for (const { colour } of Object.values(themes))
    expect([...colour.keys()].sort()).toEqual([...themes.light.colour.keys()].sort());
});
