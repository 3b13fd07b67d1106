/**
 * The browser the tests drive: the one CHROMIUM names, else Debian's, else (or with CHROMIUM=none) the one that the npm
 * package `@sparticuz/chromium` ships. Where the machine lacks NSS or fonts, that package's own are used.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sparticuz, { inflate } from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--headless'];

/** @param more arguments of its own */
export async function launch(more: readonly string[] = []): Promise<Browser> {
  const { executablePath, env } = await browser();
  return chromium.launch({
    executablePath,
    args: [...args, ...more],
    env: { ...environment(), ...env },
    headless: true,
  });
}

async function browser(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const installed = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(installed)) return { executablePath: installed, env: {} };
  const executablePath = await sparticuz.executablePath();
  const env: Record<string, string> = {};
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_PATH = join(tmpdir(), 'fonts');
  if (spawnSync(executablePath, ['--version']).status !== 0) {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    await inflate(join(dirname(entry), '../bin/al2023.tar.br'));
    env.LD_LIBRARY_PATH = join(tmpdir(), 'al2023/lib');
  }
  return { executablePath, env };
}

const environment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
