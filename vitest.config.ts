/**
 * Five kinds of tests and the house rules, told apart by what they need: nothing (engine), a DOM (components), the
 * built book (book), a browser (browser), recorded truth (truth). Tests live beside what they test; those of the
 * last three kinds live in `tests/`.
 */
import { defineConfig } from 'vitest/config';

const slow = { testTimeout: 60_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        test: { name: 'engine', environment: 'node', include: ['engine/**/*.test.ts', 'cli/**/*.test.ts'] },
      },
      {
        oxc: { jsx: { runtime: 'automatic' } },
        test: {
          name: 'components',
          environment: 'jsdom',
          include: ['components/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/components/setup.ts'],
        },
      },
      {
        test: { name: 'house', environment: 'node', include: ['tests/house/**/*.test.ts'], ...slow },
      },
      {
        test: {
          name: 'book',
          environment: 'node',
          include: ['tests/book/**/*.test.ts'],
          globalSetup: ['tests/book/setup.ts'],
          ...slow,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/browser/setup.ts'],
          ...slow,
        },
      },
      {
        test: {
          name: 'truth',
          environment: 'node',
          include: ['tests/truth/**/*.test.ts'],
          globalSetup: ['tests/truth/setup.ts'],
          ...slow,
        },
      },
    ],
  },
});
