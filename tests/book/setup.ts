/** Builds the book once for the tests that read it. */
import { type TestProject } from 'vitest/node';
import { builtSite, testedBase } from '../../scripts/site.ts';

export default async function setup(project: TestProject) {
  const { folder, log } = await builtSite(testedBase);
  project.provide('site', { folder, base: testedBase, log });
}

declare module 'vitest' {
  interface ProvidedContext {
    site: { folder: string; base: string; log: string };
  }
}
