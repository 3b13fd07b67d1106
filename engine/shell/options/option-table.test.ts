import { expect, it } from 'vitest';
import { getopt } from './getopt.ts';
import { optionTable } from './option-table.ts';

it('reads names, letters and arguments', () => {
  expect(optionTable('help:h table:t= wait:w=? ipv4 color=?')).toEqual([
    { name: 'help', argument: 'none', is: 'h' },
    { name: 'table', argument: 'required', is: 't' },
    { name: 'wait', argument: 'optional', is: 'w' },
    { name: 'ipv4', argument: 'none' },
    { name: 'color', argument: 'optional' },
  ]);
});

it('is a table for getopt', () => {
  const { items } = getopt(['--tab=nat', '--wait', '--ipv4'], '', optionTable('table:t= wait:w=? ipv4'));
  expect(items.map((item) => (item.kind === 'option' ? [item.name, item.value] : item.message))).toEqual([
    ['t', 'nat'],
    ['w', undefined],
    ['ipv4', undefined],
  ]);
});
