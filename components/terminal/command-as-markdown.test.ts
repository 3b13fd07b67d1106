import { expect, test } from 'vitest';
import { commandAsMarkdown } from './command-as-markdown.ts';

test('a command and its output are a block of console, without colours and blank lines at its end', () => {
  expect(commandAsMarkdown({ line: 'ls', printed: '\u001b[1;34ma\u001b[0m\nb\n\n' })).toBe(
    '```console\n$ ls\na\nb\n```\n',
  );
});

test('a command that printed nothing is its line', () => {
  expect(commandAsMarkdown({ line: 'true', printed: '' })).toBe('```console\n$ true\n```\n');
});

test('output with a fence in it gets a longer one', () => {
  expect(commandAsMarkdown({ line: 'cat x', printed: '```\n' })).toBe('````console\n$ cat x\n```\n````\n');
});
