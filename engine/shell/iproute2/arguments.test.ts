import { describe, expect, it } from 'vitest';
import { Arguments, matches, readNumber, readPrefix, tryReadPrefix } from './arguments.ts';
import { Stop } from './stop.ts';

function complaint(act: () => unknown): string {
  try {
    act();
  } catch (stop) {
    if (stop instanceof Stop) return `${stop.text}[${String(stop.status)}]`;
    throw stop;
  }
  return '';
}

describe("iproute2's words", () => {
  it('may be shortened, but not away', () => {
    expect(matches('addr', 'address')).toBe(true);
    expect(matches('addres', 'address')).toBe(true);
    expect(matches('addresses', 'address')).toBe(false);
    expect(matches('', 'address')).toBe(false);
  });

  it('must not end where a value belongs', () => {
    const words = new Arguments(['dev']);
    expect(complaint(() => words.next())).toBe('Command line is not complete. Try option "help"\n[255]');
  });

  it('are prefixes with a length, a mask, missing octets or a name', () => {
    expect(readPrefix('10.8', undefined).toString()).toBe('10.8.0.0/32');
    expect(readPrefix('10.8.0.0/255.255.0.0', undefined).toString()).toBe('10.8.0.0/16');
    expect(readPrefix('default', undefined).toString()).toBe('0.0.0.0/0');
    expect(readPrefix('default', 6).toString()).toBe('::/0');
    expect(readPrefix('10.0.010.1/0x18', undefined).toString()).toBe('10.0.8.1/24');
    for (const word of [
      'foo',
      '1.2.3.4.5',
      '09',
      '-1',
      '10.',
      '10.0.0.0/33',
      '300.1.1.1',
      '10.0.0.0/255.0.255.0',
    ])
      expect(tryReadPrefix(word, undefined)).toBeUndefined();
    expect(complaint(() => readPrefix('::1', 4))).toBe(
      'Error: inet prefix is expected rather than "::1".\n[1]',
    );
  });

  it('are numbers in the notations of C', () => {
    expect(['16', '0x10', '020', ' +16', '16a', '2147483648'].map(readNumber)).toEqual([
      16,
      16,
      16,
      16,
      undefined,
      undefined,
    ]);
  });
});
