/** Builds the book once and serves it, under a path of its own, for as long as the browser tests run. */
import { type TestProject } from 'vitest/node';
import { serve } from '../../scripts/serve.ts';
import { builtSite, testedBase } from '../../scripts/site.ts';

export default async function setup(project: TestProject) {
  const { folder } = await builtSite(testedBase);
  const { url, close } = await serve(folder, testedBase);
  project.provide('served', { folder, url });
  return close;
}

declare module 'vitest' {
  interface ProvidedContext {
    served: { folder: string; url: string };
  }
}
