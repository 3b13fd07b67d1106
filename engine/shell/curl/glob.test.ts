import { describe, expect, test } from 'vitest';
import { globUrl, numbered } from './glob.ts';

const urls = (text: string) => {
  const found = globUrl(text);
  return 'message' in found ? found.message : found.map(({ url }) => url);
};

describe('patterns in URLs', () => {
  test('sets and ranges are all combined, the last one the fastest', () => {
    expect(urls('http://{a,b}/[1-3:2]')).toEqual(['http://a/1', 'http://a/3', 'http://b/1', 'http://b/3']);
    expect(urls('http://x/[08-10]')).toEqual(['http://x/08', 'http://x/09', 'http://x/10']);
    expect(urls('http://x/[a-c]')).toEqual(['http://x/a', 'http://x/b', 'http://x/c']);
  });

  test('an IPv6 address is none, nor is what is escaped', () => {
    expect(urls('http://[fd00::1]/\\{a\\}')).toEqual(['http://[fd00::1]/{a}']);
  });

  test('mistakes are pointed at', () => {
    expect(urls('http://ex{a')).toBe('unmatched brace in URL position 10:\nhttp://ex{a\n         ^');
    expect(urls('http://[fd00::zz]/')).toBe('bad range in URL position 9:\nhttp://[fd00::zz]/\n        ^');
  });

  test('names of files say which it was', () => {
    expect(numbered('x#1-#2-#9', ['a', 'b'])).toBe('xa-b-#9');
  });
});
