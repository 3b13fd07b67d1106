import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetDecoder, octetsOfText, textOfOctets } from './octet-text.ts';
import { fromUtf8, utf8 } from './utf8.ts';

describe('octets as text', () => {
  it('gives the same octets again, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        expect([...octetsOfText(textOfOctets(octets))]).toEqual([...octets]);
      }),
    );
  });

  it('is UTF-8 where the octets are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textOfOctets(utf8(text))).toBe(fromUtf8(utf8(text)));
        expect([...octetsOfText(text)]).toEqual([...utf8(text)]);
      }),
    );
  });

  it('does not mind where a stream is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.nat(20), fc.nat(20), (octets, one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const decoder = new OctetDecoder();
        const pieces = [octets.slice(0, first), octets.slice(first, second), octets.slice(second)];
        const text = pieces.map((piece) => decoder.decode(piece)).join('') + decoder.end();
        expect(text).toBe(textOfOctets(octets));
      }),
    );
  });
});
