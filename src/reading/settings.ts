/**
 * How a reader wants the pages: theme, contrast, spacing, width of figures, single keys. Kept in this browser; the page
 * carries them as attributes of its root element, which the styles look at.
 */

interface Choice {
  readonly label: string;
  /** Value and words; the first is what it is without being asked for. */
  readonly values: Readonly<Record<string, string>>;
}

const asSystem = 'As the system';

export const choices: Readonly<Record<string, Choice>> = {
  theme: { label: 'Colours', values: { auto: asSystem, light: 'Light', dark: 'Dark' } },
  contrast: { label: 'Contrast', values: { auto: asSystem, normal: 'Normal', high: 'High' } },
  spacing: { label: 'Letters and lines', values: { normal: 'Normal', wide: 'Further apart' } },
  figures: {
    label: 'Figures',
    values: { column: 'As wide as the text column', full: 'As wide as the page' },
  },
  keys: { label: 'Single keys, as / for search', values: { on: 'On', off: 'Off' } },
};

/** The key of `components/kept/storage.ts` they are kept under. */
export const settingsKey = 'reading';

export type Settings = Readonly<Record<string, string>>;

/** @param kept data from outside: what is no value of its setting is as if it were not there */
export function readSettings(kept: unknown): Settings {
  const given = typeof kept === 'object' && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {};
  return Object.fromEntries(
    Object.entries(choices).map(([name, { values }]) => {
      const value = given[name];
      const [usual = ''] = Object.keys(values);
      return [name, typeof value === 'string' && Object.hasOwn(values, value) ? value : usual];
    }),
  );
}

/** What the system wishes, where the reader leaves it to it. */
export const systemWishes = {
  theme: { query: '(prefers-color-scheme: dark)', yes: 'dark', no: 'light' },
  contrast: { query: '(prefers-contrast: more)', yes: 'high', no: 'normal' },
} as const;
