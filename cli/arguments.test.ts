import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

const kinds = { '--on': 'value', '-c': 'values', '--check': 'flag' } as const;

describe('command-line arguments', () => {
  it('are read by kind, the rest is left over', () => {
    const { options, rest } = parseArguments(
      ['-c', 'ls', '--on=node/w1', 'file', '-c', '-x', '--check'],
      kinds,
    );
    expect(options).toEqual({ '--on': 'node/w1', '-c': ['ls', '-x'], '--check': true });
    expect(rest).toEqual(['file']);
  });

  it('leave everything after -- alone', () => {
    expect(parseArguments(['--', '--on', 'x'], kinds).rest).toEqual(['--on', 'x']);
  });

  it.each([
    [['--of'], 'unknown option --of'],
    [['--on'], '--on needs a value'],
    [['--on', 'a', '--on', 'b'], '--on is given twice'],
    [['--check=1'], '--check takes no value'],
  ])('that make no sense are refused: %s', (words, message) => {
    expect(() => parseArguments(words, kinds)).toThrow(message);
  });
});
