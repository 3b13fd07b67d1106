/**
 * Recorded truth (what real kernels, real kubectl and a real cluster answered) lies in a folder beside the repository,
 * or where SHARED points. Without it these tests are skipped, and one loud line says so.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestProject } from 'vitest/node';

export default function setup(project: TestProject) {
  const folder = resolve(process.env.SHARED ?? join(import.meta.dirname, '../../../shared'));
  const present = existsSync(join(folder, 'goldens'));
  if (!present)
    console.log(`▲ NO TRUTH HERE: ${folder} holds no recordings, so nothing is compared with real systems`);
  project.provide('truth', { folder, present });
}

declare module 'vitest' {
  interface ProvidedContext {
    truth: { folder: string; present: boolean };
  }
}
