/**
 * What a page of the book may do, written into each page when the book is built: run the book's own scripts, those inside
 * the page by their hashes, and nothing else; ask its own host and no other. A meta element and no header, because a
 * copied folder has no server of its own.
 *
 * Styles inside a page are allowed: the terminal makes its own, and a style cannot send anything away under this policy.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

export const contentSecurityPolicy: AstroIntegration = {
  name: 'content-security-policy',
  hooks: {
    'astro:build:done': ({ dir }) => {
      const folder = fileURLToPath(dir);
      for (const file of globSync('**/*.html', { cwd: folder })) {
        const path = join(folder, file);
        writeFileSync(path, withPolicy(readFileSync(path, 'utf8')));
      }
    },
  },
};

/** @throws Error for a page without a head */
export function withPolicy(html: string): string {
  const meta = `<meta http-equiv="content-security-policy" content="${policyOf(html)}">`;
  const placed = html.replace(/<head[^>]*>/i, (head) => head + meta);
  if (placed === html) throw new Error('the page has no head');
  return placed;
}

function policyOf(html: string): string {
  const hashes = new Set(
    [...html.matchAll(/<script\b(?![^>]*\bsrc=)[^>]*>([^]*?)<\/script>/gi)].map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    ),
  );
  return [
    "default-src 'none'",
    // Search is WebAssembly.
    ["script-src 'self' 'wasm-unsafe-eval'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
