import { describe, expect, test } from 'vitest';
import { CookieJar } from './cookies.ts';

describe('cookies', () => {
  test('go back to the host and path they came from, longer paths first', () => {
    const jar = new CookieJar();
    expect(jar.receive('a=1; Path=/', 'web', '/x', 100)).toBe(
      'Added cookie a="1" for domain web, path /, expire 0',
    );
    jar.receive('b=2; Path=/deep; Max-Age=10', 'web', '/x', 100);
    expect(jar.header('web', '/deep/er', false, 100)).toBe('b=2; a=1');
    expect(jar.header('web', '/deeper', false, 100)).toBe('a=1');
    expect(jar.header('web', '/deep', false, 111)).toBe('a=1');
    expect(jar.header('other', '/', false, 100)).toBeUndefined();
  });

  test('a domain takes in what is below it, and only the host itself may name it', () => {
    const jar = new CookieJar();
    expect(jar.receive('a=1; Domain=x.test', 'other.test', '/', 0)).toBe(
      'skipped cookie with bad tailmatch domain: x.test',
    );
    jar.receive('a=1; Domain=.x.test', 'www.x.test', '/', 0);
    expect(jar.header('mail.x.test', '/', false, 0)).toBe('a=1');
  });

  test('what is written can be read again', () => {
    const jar = new CookieJar();
    jar.receive('a=1; Path=/p; Secure; HttpOnly', 'web', '/', 0);
    jar.receive('b=2; Domain=web.test; Max-Age=5', 'web.test', '/', 0);
    const again = new CookieJar();
    again.load(jar.text(0), 0, false);
    again.load(jar.text(0), 0, false);
    expect(again.text(0).split('\n').sort()).toEqual(jar.text(0).split('\n').sort());
  });
});
