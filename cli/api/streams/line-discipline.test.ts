import { expect, it } from 'vitest';
import { LineDiscipline } from './line-discipline.ts';

function typed(keys: string): { readonly shown: string; readonly lines: string | undefined } {
  let shown = '';
  const discipline = new LineDiscipline((text) => (shown += text));
  discipline.receive(keys);
  return { shown, lines: discipline.terminal.input.read() };
}

it.each([
  ['ls\r', 'ls\r\n', 'ls\n'],
  ['lx\u007fs\r', 'lx\b \bs\r\n', 'ls\n'],
  ['\u007fa\n', 'a\r\n', 'a\n'],
  ['no\u0015yes\r', `no${'\b \b'.repeat(2)}yes\r\n`, 'yes\n'],
  ['half', 'half', ''],
  ['half\u0004', 'half', 'half'],
  ['\u0004', '', undefined],
  ['x\u0003', 'x^C', ''],
])('%j shows %j and hands over %j', (keys, shown, lines) => {
  expect(typed(keys)).toEqual({ shown, lines });
});
