/**
 * House rules a linter can see. The engine's block is the one to read: it is what keeps the simulated world
 * deterministic (no clock, no chance, no promises of its own) and headless (no DOM, no Node).
 */
import astro from 'eslint-plugin-astro';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const CLOCK = 'the engine has a virtual clock (engine/clock): ask it for the time or set a timer on it';
const CHANCE = 'the engine draws from an injected seeded generator (engine/clock)';
const ASYNC = 'the engine is synchronous: programs are generators, waiting is an event on the clock';
const HOST = 'the engine is headless: it knows neither a browser nor Node';
const LOCALE = 'depends on the locale or time zone of the machine, so two readers would see two worlds';

const bannedGlobals = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'performance'].map((name) => ({
    name,
    message: CLOCK,
  })),
  ...['Promise', 'queueMicrotask', 'fetch', 'AbortController', 'Worker', 'MessageChannel'].map((name) => ({
    name,
    message: ASYNC,
  })),
  ...['window', 'document', 'navigator', 'location', 'localStorage', 'process', 'Buffer', 'require'].map(
    (name) => ({
      name,
      message: HOST,
    }),
  ),
  { name: 'crypto', message: CHANCE },
  { name: 'Intl', message: LOCALE },
];

const bannedSyntax = [
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: CHANCE },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: CLOCK },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK },
  { selector: "CallExpression[callee.name='Date']", message: CLOCK },
  { selector: ':function[async=true]', message: ASYNC },
  { selector: 'AwaitExpression', message: ASYNC },
  { selector: 'ForOfStatement[await=true]', message: ASYNC },
  { selector: 'ImportExpression', message: ASYNC },
  { selector: 'MemberExpression[property.name=/^toLocale|^localeCompare$/]', message: LOCALE },
  {
    selector: 'MemberExpression[property.name=/^(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds)$/]',
    message: `${LOCALE}: use the UTC form`,
  },
  { selector: 'ImportDeclaration[source.value=/^(node:|react|astro|vitest)/]', message: HOST },
];

export default defineConfig(
  globalIgnores(['dist/', '.astro/', 'node_modules/', 'bench/node_modules/', 'public/', 'coverage/']),
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['engine/**/*.ts'],
    ignores: ['engine/**/*.test.ts', 'engine/**/testing/**'],
    rules: {
      'no-restricted-globals': ['error', ...bannedGlobals],
      'no-restricted-syntax': ['error', ...bannedSyntax],
    },
  },
  {
    files: ['components/**/*.tsx', 'src/**/*.tsx'],
    extends: [jsxA11y.flatConfigs.strict, reactHooks.configs.flat['recommended-latest']],
  },
  {
    files: ['**/*.astro'],
    extends: [astro.configs.recommended, astro.configs['jsx-a11y-strict']],
  },
  {
    // What talks to a person on a terminal talks through the console.
    files: ['cli/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts', 'tests/**/*.ts', '**/*.test.{ts,tsx}'],
    rules: { 'no-console': 'off' },
  },
  {
    // A test knows what it built: an index or a find that cannot miss, an empty callback, a deliberate wrong type.
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
