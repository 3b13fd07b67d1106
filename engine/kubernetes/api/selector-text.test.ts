/** What a real API server has said of these selectors. */
import { expect, test } from 'vitest';
import { matches } from './selector.ts';
import { parseSelector } from './selector-text.ts';

test.each([
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['a in b', "unable to parse requirement: found 'b' expected: '('"],
  ['(a)', "found '(', expected: !, identifier, or 'end of string'"],
  ['a==b,', "found '', expected: identifier after ','"],
  ['!a=b', "found '=', expected: ',' or 'end of string'"],
  ['a===b', "unable to parse requirement: found '=', expected: identifier"],
  ['a in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
  [
    'a>x',
    "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
  ['!', "unable to parse requirement: found '', expected: identifier"],
])('%j is refused', (text, why) => {
  expect(() => parseSelector(text)).toThrow(why);
});

test('a key or value that is none of a label is named', () => {
  expect(() => parseSelector('a=-b')).toThrow('values[0][a]: Invalid value: "-b": a valid label must be');
  expect(() => parseSelector('-a=b')).toThrow('<nil>: Invalid value: "-a": name part must consist of');
});

test('sets, equality, presence and order match', () => {
  const labels = { a: '7', in: 'in' };
  const found = (text: string) => matches(parseSelector(text), labels);
  expect(
    ['a', 'a=7', 'a in (6,7)', '!b', 'a>6,a<8', 'in in (in)', 'b notin (x)', ''].map(found),
  ).not.toContain(false);
  expect(['b', 'a!=7', 'a notin (7,)', '!a', 'a>7', 'b<9', 'a='].map(found)).not.toContain(true);
});
