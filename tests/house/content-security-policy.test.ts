import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { withPolicy } from '../../src/policy/content-security-policy.ts';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('a page names the scripts inside it by their hashes, each once, and those it fetches not at all', () => {
  const page = withPolicy(
    '<html><head lang="en"><script>one()</script><script type="module">\ntwo()</script>' +
      '<script>one()</script><script src="/three.js"></script></head></html>',
  );
  const scripts = /script-src ([^;]+);/.exec(page)?.[1]?.split(' ');
  expect(scripts).toEqual(["'self'", "'wasm-unsafe-eval'", hash('one()'), hash('\ntwo()')]);
  expect(page.indexOf('http-equiv')).toBeLessThan(page.indexOf('<script'));
});

test('a page without a head is told', () => {
  expect(() => withPolicy('<p>Hello</p>')).toThrow('no head');
});
