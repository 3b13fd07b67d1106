/** `npm run dev` and `npm run build`: astro in the foreground, its telemetry off. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './site.ts';

const child = spawn(
  process.execPath,
  [join(root, 'node_modules/astro/bin/astro.mjs'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' } },
);
child.on('close', (status) => (process.exitCode = status ?? 1));
