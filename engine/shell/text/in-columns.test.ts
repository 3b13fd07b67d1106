import { expect, it } from 'vitest';
import { inColumns, inEqualColumns } from './in-columns.ts';

const devices = ['cni0', 'eth0', 'lo', 'veth3e4d8dc4', 'veth6ee45fea', 'veth944ae007'];
const words = ['a', 'bbbbbbbbbb', 'cc', 'ddd', 'eeeeeeeeeeeeee', 'ff', '1234567', '12345678'];

it('puts a tab into a gap that reaches over a tab stop, as ls -C prints it', () => {
  expect(inColumns(devices, 120)).toBe('cni0  eth0  lo\tveth3e4d8dc4  veth6ee45fea  veth944ae007\n');
  expect(inColumns(devices, 40)).toBe('cni0  lo\t    veth6ee45fea\neth0  veth3e4d8dc4  veth944ae007\n');
});

it('gives all columns one width, as column -c prints them', () => {
  expect(inEqualColumns(words, 40)).toBe(
    'a\t\teeeeeeeeeeeeee\nbbbbbbbbbb\tff\ncc\t\t1234567\nddd\t\t12345678\n',
  );
  expect(inEqualColumns(words, 80)).toBe(
    'a\t\tcc\t\teeeeeeeeeeeeee\t1234567\nbbbbbbbbbb\tddd\t\tff\t\t12345678\n',
  );
});
