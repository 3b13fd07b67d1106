import { createHash, hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { base32 } from './base32.ts';
import { fnv128a } from './fnv128a.ts';
import { sha1 } from './sha1.ts';
import { sha256 } from './sha256.ts';
import { nameSpaces, uuid5 } from './uuid.ts';

const texts = [
  '',
  'abc',
  'default/web:httptcp',
  'ä€😀',
  ...[54, 55, 56, 63, 64, 65, 200].map((n) => 'x'.repeat(n)),
];

describe('digests', () => {
  it('SHA-256 and SHA-1 give what a library gives, at every length around a block', () => {
    for (const text of texts) {
      expect(Buffer.from(sha256(text)).toString('hex')).toBe(hash('sha256', text));
      const one = Buffer.from(sha1(new TextEncoder().encode(text))).toString('hex');
      expect(one).toBe(createHash('sha1').update(text).digest('hex'));
    }
  });

  it('FNV-1a of 128 bits gives the vectors of Go', () => {
    const of = (text: string) => fnv128a(new TextEncoder().encode(text)).toString(16);
    expect(of('')).toBe('6c62272e07bb014262b821756295c58d');
    expect(of('a')).toBe('d228cb696f1a8caf78912b704e4a8964');
    expect(of('abc')).toBe('a68d622cec8b5822836dbc7977af7f3b');
  });

  it('base 32 gives the test vectors of RFC 4648', () => {
    const vectors = ['', 'MY======', 'MZXQ====', 'MZXW6===', 'MZXW6YQ=', 'MZXW6YTB', 'MZXW6YTBOI======'];
    for (const [length, expected] of vectors.entries())
      expect(base32(new TextEncoder().encode('foobar'.slice(0, length)))).toBe(expected);
  });

  it('a version 5 UUID is that of RFC 9562, appendix A.4', () => {
    expect(uuid5(nameSpaces.dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });
});
